"""A paper that moves to another host: one collection, one history, nothing recorded as new that is not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from newsarchive.discovery.scope import current
from newsarchive.errors import BadConfiguration
from newsarchive.sources.catalogue import find
from newsarchive.sources.model import Source
from newsarchive.urls import spellings, url_key
from tests.checker import faults, lines
from tests.webs.changing import ChangingPaper, redirect
from tests.webs.server import Web

OLD, NEW = "old.localhost", "www.new.localhost"


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as web:
        yield web


def entry(output: Path, paper: ChangingPaper, *moved_from: str) -> tuple[str, ...]:
    """The command line's words for the paper by its entry."""
    path = output / "papers.toml"
    path.write_text(f'[paper]\nurl = "{paper.origin}/"\nmoved_from = {list(moved_from)}\n')
    return ("paper", "--sources", str(path))


def test_its_articles_go_on_under_the_same_paths_and_the_old_host_is_left_alone(newsarchive, web, tmp_path):
    before = ChangingPaper(web, host=OLD, count=7, shown=7)
    before.stories = before.stories[1:]
    before.crawl(newsarchive, tmp_path, *entry(tmp_path, before))
    asked = len(web.asked(OLD))
    now = ChangingPaper(web, host=NEW, count=7)
    now.stories = (now.stories[0], replace(now.stories[1], headline="All of it was an error"), *now.stories[2:])
    words = entry(tmp_path, now, f"{OLD}:{web.port}")
    for _ in range(2):
        assert now.crawl(newsarchive, tmp_path, *words).returncode == 0
    folder = tmp_path / "paper"

    assert len(web.asked(OLD)) == asked, "nothing is asked of a host that the paper has left"
    held = lines(folder)
    held[6:] = sorted(held[6:], key=lambda record: record["revision"])  # whichever of the two answered first
    assert [record["event"] for record in held] == ["published"] * 6 + ["published", "revised"]
    assert [(record["url"], record["revision"]) for record in held[6:]] == [(now.url(0), 1), (now.url(1), 2)]
    assert held[7]["replaces"] == {"url": before.url(0), "revision": 1}
    assert faults(folder) == []
    assert newsarchive("verify", "--output", tmp_path).returncode == 0
    told = [newsarchive("history", url, "--output", tmp_path).stdout for url in (before.url(0), now.url(1))]
    assert told[0] == told[1]
    assert told[0].startswith(f"{before.url(0)}\n{now.url(1)}\npaper: 2 lines")
    assert before.url(3) in newsarchive("history", now.url(4), "--output", tmp_path).stdout

    records = {path.name: path.read_bytes() for path in folder.glob("records/*/*/*.jsonl")}
    shutil.rmtree(folder / "records")
    (folder / "state.sqlite").unlink()
    assert newsarchive("extract", "paper", "--output", tmp_path).returncode == 0
    assert {path.name: path.read_bytes() for path in folder.glob("records/*/*/*.jsonl")} == records
    assert newsarchive("verify", "paper", "--rebuild", "--output", tmp_path).returncode == 0
    assert {path.name: path.read_bytes() for path in folder.glob("records/*/*/*.jsonl")} == records


def test_where_paths_have_changed_too_the_old_hosts_redirects_tell(newsarchive, web, tmp_path):
    before = ChangingPaper(web, host=OLD)
    before.crawl(newsarchive, tmp_path, *entry(tmp_path, before))
    now = ChangingPaper(web, host=NEW, shown=2)
    for story in now.stories[2:]:
        now.places[story.number] = f"/news/{story.slug}-{500000 + story.number}"
        before.instead[before.places[story.number]] = redirect(now.origin + now.places[story.number])
    before.instead[before.path(5)] = redirect(f"{now.origin}/")
    now.crawl(newsarchive, tmp_path, *entry(tmp_path, now, f"{OLD}:{web.port}"))
    folder = tmp_path / "paper"

    later = lines(folder)[6:]
    assert sorted((record["event"], record["url"]) for record in later) == sorted(
        [("moved", now.url(number)) for number in (2, 3, 4)] + [("removed", before.url(5))]
    )
    assert {record["replaces"]["url"] for record in later} == {before.url(number) for number in (2, 3, 4, 5)}
    assert faults(folder) == []


def test_an_address_of_a_host_that_was_left_is_the_one_under_the_same_path():
    source = Source("paper", "https://www.new.example/", moved_from=("old.example", "older.example:8080"))

    assert current("http://www.old.example/a/b?c=1", source) == "https://www.new.example/a/b?c=1"
    assert current("http://older.example:8080/a", source) == "https://www.new.example/a"
    for other in ("http://older.example/a", "https://sport.old.example/a", "https://www.new.example/a"):
        assert current(other, source) == other


def test_an_address_has_as_many_spellings_as_there_are_hosts_and_all_are_one_page():
    url = "http://www.new.example/a/"
    found = list(spellings(url, ("new.example", "old.example")))

    assert len(found) == len(set(found)) == 15
    assert {url_key(each) for each in found} == {"new.example/a", "old.example/a"}
    assert {url_key(each) for each in spellings("https://other.example/a", ("new.example", "old.example"))} == {"other.example/a"}


def test_a_host_where_the_paper_is_now_cannot_be_one_that_it_has_left():
    with pytest.raises(BadConfiguration, match="is where the paper is now"):
        Source("paper", "https://www.paper.example/", moved_from=("paper.example",))


def test_the_old_front_page_names_the_paper_where_it_is_now(tmp_path):
    path = tmp_path / "papers.toml"
    path.write_text('[gazette]\nurl = "https://new.example/"\nmoved_from = ["old.example"]\n')

    assert [source.name for source in find(["https://www.old.example/"], path)] == ["gazette"]
