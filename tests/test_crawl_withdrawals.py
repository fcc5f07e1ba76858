"""Held articles that lead elsewhere: withdrawn where they lead home alone, moved where they have another address."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.checker import faults, lines
from tests.webs.changing import ChangingPaper, redirect
from tests.webs.server import Answer, Web


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as web:
        yield web


@pytest.fixture
def paper(web: Web) -> ChangingPaper:
    return ChangingPaper(web)


def folder_of(output: Path) -> Path:
    (found,) = (each for each in output.iterdir() if (each / "state.sqlite").exists())
    return found


def events(output: Path, url: str) -> list[str]:
    return [record["event"] for record in lines(folder_of(output)) if record["url"] == url]


def row(output: Path, url: str) -> tuple[str, str, str]:
    """(outcome, reason, final address) of an article, as the state has it."""
    with closing(sqlite3.connect(folder_of(output) / "state.sqlite")) as state:
        return state.execute("SELECT outcome, reason, final_url FROM urls WHERE url = ?", (url,)).fetchone()


@pytest.mark.parametrize(("number", "status"), [(0, 302), (5, 301)])
def test_an_article_that_leads_to_the_front_page_is_withdrawn_and_its_good_copy_kept(
    newsarchive, paper, tmp_path, status, number
):
    assert paper.crawl(newsarchive, tmp_path).returncode == 0
    before = {record["url"]: record for record in lines(folder_of(tmp_path))}
    paper.instead[paper.path(number)] = redirect("/", status)
    assert paper.crawl(newsarchive, tmp_path).returncode == 0

    *_, removed = lines(folder_of(tmp_path))
    assert (removed["url"], removed["event"], removed["revision"]) == (paper.url(number), "removed", 2)
    assert (removed["status"], removed["reason"]) == (status, f"redirects to {paper.origin}/")
    assert removed["articleBody"] == ""
    assert len(lines(folder_of(tmp_path))) == len(before) + 1 == 7
    assert before[paper.url(number)] in lines(folder_of(tmp_path))
    assert faults(folder_of(tmp_path)) == []
    assert newsarchive("verify", "--output", tmp_path).returncode == 0


def test_it_may_come_back_and_an_article_that_stays_away_is_withdrawn_once(newsarchive, paper, tmp_path):
    paper.crawl(newsarchive, tmp_path)
    paper.instead[paper.path(2)] = redirect("/")
    paper.crawl(newsarchive, tmp_path)
    paper.crawl(newsarchive, tmp_path)
    assert events(tmp_path, paper.url(2)) == ["published", "removed"]
    assert row(tmp_path, paper.url(2))[0] == "removed"
    del paper.instead[paper.path(2)]
    paper.crawl(newsarchive, tmp_path)

    assert events(tmp_path, paper.url(2)) == ["published", "removed", "restored"]


def test_a_redirect_to_a_section_is_a_withdrawal_whether_it_is_known_or_must_be_read(newsarchive, paper, tmp_path):
    paper.crawl(newsarchive, tmp_path)
    paper.instead[paper.path(1)] = redirect("/sport", 302)
    paper.instead[paper.path(4)] = redirect("/all-articles-of-the-town", 302)
    paper.instead["/all-articles-of-the-town"] = paper.answer("/town")
    paper.crawl(newsarchive, tmp_path)

    removed = {record["url"]: record for record in lines(folder_of(tmp_path)) if record["event"] == "removed"}
    assert set(removed) == {paper.url(1), paper.url(4)}
    assert (removed[paper.url(1)]["status"], removed[paper.url(1)]["reason"]) == (302, f"redirects to {paper.origin}/sport")
    assert removed[paper.url(4)]["reason"].startswith(f"redirects to {paper.origin}/all-articles-of-the-town: ")
    assert faults(folder_of(tmp_path)) == []


@pytest.mark.parametrize("count", [3, 24])
def test_where_every_article_leads_home_none_is_withdrawn_and_the_log_says_so(newsarchive, web, tmp_path, count):
    paper = ChangingPaper(web, count=count)
    paper.crawl(newsarchive, tmp_path)
    paper.instead = {paper.path(number): redirect("/", 302) for number in range(count)}
    paper.crawl(newsarchive, tmp_path)
    paper.instead = {}
    (log,) = folder_of(tmp_path).glob("runs/*.log")
    paper.crawl(newsarchive, tmp_path)

    assert {record["event"] for record in lines(folder_of(tmp_path))} == {"published"}
    assert f"{count} held articles lead to the front page or to a list, and 0 answered as themselves" in log.read_text()
    assert row(tmp_path, paper.url(0))[0] == "unchanged"
    assert faults(folder_of(tmp_path)) == []


def test_many_at_once_are_withdrawn_when_they_still_lead_home_a_day_later(newsarchive, web, tmp_path):
    paper = ChangingPaper(web, count=30)
    paper.crawl(newsarchive, tmp_path)
    paper.instead = {paper.path(number): redirect("/") for number in range(5, 30)}
    paper.crawl(newsarchive, tmp_path)
    paper.crawl(newsarchive, tmp_path)
    soon = {record["url"] for record in lines(folder_of(tmp_path)) if record["event"] == "removed"}
    with closing(sqlite3.connect(folder_of(tmp_path) / "state.sqlite")) as state:  # as if those runs had been yesterday
        state.execute("UPDATE urls SET run = '20200101T000000Z' WHERE reason LIKE 'not to be seen now%'")
        state.commit()
    paper.crawl(newsarchive, tmp_path)

    assert len(soon) <= 10, "few at a time may be believed at once, never all of a mass"
    removed = [record["url"] for record in lines(folder_of(tmp_path)) if record["event"] == "removed"]
    assert sorted(removed) == sorted(paper.url(number) for number in range(5, 30))


def test_where_the_last_articles_of_a_run_lead_home_the_site_may_have_gone_under_in_the_meantime(newsarchive, web, tmp_path):
    paper = ChangingPaper(web, count=24)
    paper.crawl(newsarchive, tmp_path)
    paper.instead = {paper.path(number): redirect("/", 302) for number in range(16, 24)}  # the oldest are asked for last
    one_by_one = ("-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    paper.crawl(newsarchive, tmp_path, f"{paper.origin}/", *one_by_one)
    paper.instead = {}
    (log,) = folder_of(tmp_path).glob("runs/*.log")
    assert "8 held articles lead to the front page or to a list, and 16 answered as themselves" in log.read_text()
    assert {record["event"] for record in lines(folder_of(tmp_path))} == {"published"}


def test_what_leads_to_a_login_or_out_of_the_paper_is_not_withdrawn(newsarchive, paper, tmp_path):
    paper.crawl(newsarchive, tmp_path)
    paper.instead[paper.path(1)] = redirect("https://login.example/")
    paper.instead[paper.path(2)] = redirect("/consent")
    wall = "".join(
        f"<p>We and our {n} partners use cookies. Do you consent to cookies? Accept all cookies.</p>" for n in range(8)
    )
    paper.instead["/consent"] = Answer(f"<html><body><h1>Your consent</h1>{wall}</body></html>".encode())
    paper.crawl(newsarchive, tmp_path)

    assert {record["event"] for record in lines(folder_of(tmp_path))} == {"published"}
    assert row(tmp_path, paper.url(2))[1].startswith("not to be seen now: consent-wall")


def test_an_article_with_a_new_address_has_moved_and_its_story_goes_on(newsarchive, web, tmp_path):
    paper = ChangingPaper(web, count=7, shown=7)
    paper.crawl(newsarchive, tmp_path)
    old, shown = paper.url(5), paper.url(1)
    paper.shown = 5
    for number in (1, 5):
        before = paper.path(number)
        paper.places[paper.stories[number].number] = f"/news/2027/{paper.stories[number].slug}-{471147 + number}"
        paper.instead[before] = redirect(paper.path(number))
    paper.crawl(newsarchive, tmp_path)
    paper.crawl(newsarchive, tmp_path)

    assert events(tmp_path, old) == events(tmp_path, shown) == ["published"]
    assert events(tmp_path, paper.url(1)) == ["published"], "announced by itself before the old address was asked for"
    (line,) = (record for record in lines(folder_of(tmp_path)) if record["url"] == paper.url(5))
    assert (line["event"], line["revision"], line["replaces"]) == ("moved", 2, {"url": old, "revision": 1})
    assert line["articleBody"]
    for addresses in ((old, paper.url(5)), (shown, paper.url(1))):
        told = [newsarchive("history", address, "--output", tmp_path).stdout for address in addresses]
        assert told[0] == told[1]
        assert told[0].startswith("\n".join(addresses))
    assert len(lines(folder_of(tmp_path))) == 9
    assert faults(folder_of(tmp_path)) == []
    elsewhere = tmp_path / "elsewhere"
    newsarchive("extract", folder_of(tmp_path).name, "--output", tmp_path, "--to", elsewhere)
    assert lines(elsewhere / folder_of(tmp_path).name) == lines(folder_of(tmp_path))


def test_withdrawals_by_redirect_come_back_byte_for_byte_from_the_warcs_and_the_ledgers(newsarchive, paper, tmp_path):
    paper.crawl(newsarchive, tmp_path)
    paper.instead[paper.path(1)] = redirect("/")
    paper.instead[paper.path(4)] = redirect("/list-of-everything", 302)
    paper.instead["/list-of-everything"] = paper.answer("/town")
    paper.crawl(newsarchive, tmp_path)
    del paper.instead[paper.path(1)]
    paper.crawl(newsarchive, tmp_path)
    folder = folder_of(tmp_path)
    before = {path.name: path.read_bytes() for path in folder.glob("records/*/*/*.jsonl")}
    assert [record["event"] for record in lines(folder)].count("removed") == 2
    shutil.rmtree(folder / "records")
    (folder / "state.sqlite").unlink()

    assert newsarchive("extract", folder.name, "--output", tmp_path).returncode == 0
    assert {path.name: path.read_bytes() for path in folder.glob("records/*/*/*.jsonl")} == before
    assert json.loads(newsarchive("status", folder.name, "--output", tmp_path, "--json").stdout)
    assert faults(folder) == []
