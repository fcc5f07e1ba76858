"""`newsarchive status` over real crawls of a paper whose template changes and some of whose articles are gone."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from newsarchive.collection.files.layout import Layout
from newsarchive.collection.opening.rebuild import rebuild
from newsarchive.demo.server import DemoServer
from tests.conftest import EASY, Command, environment
from tests.webs.paper import Paper, begin
from tests.webs.server import NEEDS_LINUX, Answer, Web, has_whole_loopback

HOST = "127.21.0.1"
OLD, NEW, GONE = 40, 20, 7  # articles of the first look, of the second, and those of the first that are no longer there


@dataclass
class Crawled:
    """The paper after both crawls."""

    paper: Paper
    output: Path
    gone: list[str]

    def status(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "newsarchive", "status", "--output", str(self.output), *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment(), check=False)

    def days(self, *words: str) -> list[dict]:
        return [json.loads(line) for line in self.status("--json", *words).stdout.splitlines()]

    def health(self) -> dict:
        return json.loads(self.status("--json").stdout)[0]["health"]


def made(origin: str) -> Paper:
    """All articles in the old template, and a feed that names the older ones."""
    paper = begin("en", "status", (origin, datetime.now(UTC)), lambda s: f"/news/{s.slug}-{s.number}", count=OLD + NEW)
    paper.names_feed("/feed.xml")
    paper.articles()
    paper.small_print()
    paper.robots()
    announce(paper, paper.stories[NEW:])
    return paper


def announce(paper: Paper, stories: tuple) -> None:
    whole, paper.stories = paper.stories, stories
    paper.front(10)
    paper.rss("/feed.xml")
    paper.stories = whole


def change_template(paper: Paper) -> None:
    """The newest articles come in another one, whose pages do not name who wrote them: the feed still does."""
    for story in paper.stories[:NEW]:
        page = paper.pages[paper.path(story)]
        text = page.body.decode().replace('<main id="content">', "<main><div class='page'><section>")
        text = text.replace("</main>", "</section></div></main>").replace("entry-content", "rich-text").replace('"author"', '"x"')
        text = re.sub(r'<p class="byline">.*?</p>', "", text)
        paper.pages[paper.path(story)] = replace(page, body=text.encode())


def crawl(output: Path, url: str) -> None:
    command = [sys.executable, "-m", "newsarchive", "crawl", "--output", str(output), "--since", "all", *EASY, url]
    subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment(), check=True)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    if not has_whole_loopback():
        pytest.skip(NEEDS_LINUX)
    output = tmp_path_factory.mktemp("status")
    with Web() as web:
        paper = made(web.origin(HOST))
        gone = [paper.path(story) for story in paper.stories[-GONE:]]
        lying = {path: paper.pages.pop(path) for path in gone}
        assert len(lying) == GONE
        web.serve(HOST, paper.answer)
        crawl(output, paper.start)
        change_template(paper)
        announce(paper, paper.stories)
        crawl(output, paper.start)
        yield Crawled(paper, output, gone)


def test_exactly_the_articles_that_are_gone_are_missed_each_with_its_reason(crawled: Crawled):
    days = crawled.days("--days", "all")
    missed = [each for day in days for each in day["missed_urls"]]

    assert sorted(urlsplit(each["url"]).path for each in missed) == sorted(crawled.gone)
    assert {(each["outcome"], each["status"], each["reason"]) for each in missed} == {("gone", 404, "404")}
    assert {tuple(each["announced_by"]) for each in missed} == {("feed",)}
    assert sum(day["held"] for day in days) == OLD + NEW - GONE


def test_every_day_adds_up_and_every_article_lies_on_the_day_of_its_publication(crawled: Crawled):
    days = {day["day"]: day for day in crawled.days("--days", "all")}

    for day in days.values():
        parts = day["held"] + day["missed"] + day["no_article"] + day["to_come"]
        assert day["announced"]["total"] == parts
    published = [f"{story.published:%Y-%m-%d}" for story in crawled.paper.stories]
    assert {name: day["announced"]["feed"] for name, day in days.items() if day["announced"]["feed"]} == {
        name: published.count(name) for name in published
    }


def test_the_table_tells_the_same_in_eighty_columns(crawled: Crawled):
    said = crawled.status("--days", "all")

    assert said.returncode == 0
    table, _, missed = said.stdout.partition("\nmissed, and why\n")
    assert max(map(len, table.splitlines())) <= 80
    assert f"{OLD + NEW - GONE} of {OLD + NEW} articles held" in table
    assert [line.strip() for line in missed.splitlines()[1::2]] == ["gone: 404"] * GONE


def test_a_day_can_be_asked_for_by_itself(crawled: Crawled):
    newest = f"{crawled.paper.stories[0].published:%Y-%m-%d}"

    [day] = crawled.days("--days", "1", "--until", newest)

    assert (day["day"], day["held"]) == (newest, day["announced"]["total"])
    assert crawled.status("--days", "none").returncode == 64
    assert crawled.status("--until", newest).returncode == 64


def test_a_state_that_was_made_again_tells_of_the_same_days(crawled: Crawled, tmp_path: Path):
    [folder] = crawled.output.iterdir()
    copy = Layout(tmp_path / "again" / folder.name)
    shutil.copytree(folder, copy.folder)
    for path in copy.folder.glob("state.sqlite*"):
        path.unlink()
    rebuild(copy)

    for words in (("--days", "all"), ("--days", "all", "--by", "seen")):
        before, after = (replace(crawled, output=output).days(*words) for output in (crawled.output, tmp_path / "again"))
        told = ("day", "held", "missed", "missed_why")
        assert [[day[name] for name in told] for day in after] == [[day[name] for name in told] for day in before]


def test_a_template_that_changed_with_the_last_twenty_articles_is_told(crawled: Crawled):
    health = crawled.health()
    found = {(drift["what"], drift["kind"]): drift for drift in health["drifts"]}

    assert health["state"] == "drift"
    assert ("template", "new") in found
    assert found["template", "new"]["newest"] == NEW
    new = {crawled.paper.url(story) for story in crawled.paper.stories[:NEW]}
    assert {drift["url"] for drift in found.values()} <= new
    assert found["author", "source"]["said"] == "read from feed in the newest 20 articles, before from page in 100%"
    said = crawled.status().stdout
    assert "template: the newest 20 pages are of another shape than all before" in said
    assert "--explain" in said


def test_a_paper_that_is_well_is_ok_and_says_how_much_is_new(paper: DemoServer, newsarchive: Command, tmp_path: Path):
    newsarchive("crawl", f"{paper.origin}/", "--output", tmp_path, *EASY)
    said = newsarchive("status", "--output", tmp_path)

    assert said.returncode == 0
    assert " ok" in said.stdout
    assert "broken" not in said.stdout


def test_a_paper_that_answers_403_is_broken_and_status_itself_is_not(newsarchive: Command, tmp_path: Path):
    if not has_whole_loopback():
        pytest.skip(NEEDS_LINUX)
    with Web() as web:
        web.serve(HOST, lambda target: Answer(b"", status=404 if target == "/robots.txt" else 403))
        assert newsarchive("crawl", f"{web.origin(HOST)}/", "--output", tmp_path, *EASY).returncode == 69
    said = newsarchive("status", "--output", tmp_path)

    assert said.returncode == 0
    assert "is broken: in the last run" in said.stdout
    assert "answered 403: respected" in " ".join(said.stdout.split())
