"""When a new paper's first pages are learnt from, and which of them wait how long."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsarchive.collection.collection import Collection
from newsarchive.collection.files.models import in_use, load
from newsarchive.collection.files.runlog import RunLog
from newsarchive.crawl.paper import Paper
from newsarchive.crawl.teaching import FIRST, MOST_TEMPLATES, UNTAUGHT, Teaching
from newsarchive.extract.article import Article
from newsarchive.extract.site.learn import ENOUGH
from tests.here import HERE

from .pages.made import SOURCE
from .test_extract_learn import APP, archive_page, paper_page

NO_ARTICLE = "<html><body><h1>Sorry, that page could not be found</h1></body></html>"


class First:
    """A new paper whose pages are archived one after the other and held back."""

    def __init__(self, folder: Path) -> None:
        self.collection = Collection.open(folder / "courier")
        log = RunLog(folder / "run.log", SOURCE.name)
        self.teaching = Teaching(Paper(SOURCE, self.collection, log, None), HERE)
        self.came = self.articles = 0

    def come(self, *, article: bool = True) -> None:
        html = paper_page(self.articles, inside=f"<p>{APP}</p>") if article else NO_ARTICLE
        archive_page(self.collection, self.came, html)
        self.collection.commit()
        self.came, self.articles = self.came + 1, self.articles + article
        place, hints = list(self.collection.waiting())[-1]
        assert self.teaching.take(place.capture, hints)

    def learn(self) -> int:
        """How many pages it gives."""
        self.teaching.begin()
        return len(asyncio.run(self.teaching.learn_from_first(links=False)))

    @property
    def has_model(self) -> bool:
        return bool(in_use(self.collection.layout.models))


@pytest.fixture
def first(tmp_path: Path) -> Iterator[First]:
    first = First(tmp_path)
    yield first
    first.collection.close(finished=True)


def test_sixteen_pages_are_waited_for(first: First):
    for n in range(FIRST):
        assert not first.teaching.is_ready(no_more=False), n
        first.come()
    assert first.teaching.is_ready(no_more=False)
    assert first.learn() == FIRST
    assert first.has_model


def test_where_no_more_come_eight_articles_are_enough(first: First):
    for n in range(ENOUGH + 1):
        first.come(article=n != 3)
    assert not first.teaching.is_ready(no_more=False)
    assert first.teaching.is_ready(no_more=True)
    assert first.learn() == ENOUGH + 1
    assert first.has_model


def test_where_fewer_are_articles_they_are_given_as_they_are(first: First):
    for n in range(ENOUGH):
        first.come(article=n != 3)
    assert first.learn() == ENOUGH
    assert not first.has_model


def test_pages_are_not_held_back_once_the_first_were_given(first: First):
    for _ in range(FIRST):
        first.come(article=False)
    assert first.learn() == FIRST
    assert not first.has_model
    archive_page(first.collection, first.came, NO_ARTICLE)
    first.collection.commit()
    place, hints = list(first.collection.waiting())[-1]
    assert not first.teaching.take(place.capture, hints)


def read(first: First, template: str | None, times: int) -> None:
    for _ in range(times):
        first.teaching.has_read(Article(url="https://courier.example/a-1", article_body="The bridge is shut.", template=template))


def is_to_learn_again(first: First) -> bool:
    return Teaching(first.teaching._paper, HERE).is_due


def test_a_template_that_the_model_was_not_taught_by_is_learnt_once_there_are_enough_articles_of_it(first: First):
    for _ in range(ENOUGH):
        first.come()
    first.learn()
    models = first.collection.layout.models
    (known,) = load(models / f"{in_use(models)[-1].model}.json").templates

    read(first, known, 3 * ENOUGH)
    read(first, None, 3 * ENOUGH)
    read(first, "0badcafe", ENOUGH - 1)
    read(first, "0badbeef", ENOUGH - 1)
    assert not is_to_learn_again(first)

    first.teaching = Teaching(first.teaching._paper, HERE)  # another run
    read(first, "0badcafe", 1)
    assert is_to_learn_again(first)


def test_where_nothing_is_known_of_templates_none_is_new(first: First):
    read(first, "0badcafe", 3 * ENOUGH)
    assert not is_to_learn_again(first)


def test_no_more_templates_are_counted_than_a_paper_has(first: First):
    for _ in range(ENOUGH):
        first.come()
    first.learn()
    for number in range(3 * MOST_TEMPLATES):
        read(first, f"{number:08x}", 1)
    assert len(json.loads(first.collection.memo(UNTAUGHT) or "")) == MOST_TEMPLATES
