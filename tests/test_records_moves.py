"""Lines of an article whose address changes: they follow the old address's, unless another article stands there."""

from __future__ import annotations

import pytest

from newsarchive.discovery.links import Hints
from newsarchive.extract.article import Article
from newsarchive.records.record import Record, Replaced
from newsarchive.records.revisions import Revisions
from newsarchive.urls import spellings
from tests.test_records_revisions import BODY, URL, Kept, capture

THERE = "https://courier.example/2027/a-1"
OTHER = "A fair is held in the square.\nIt has forty stalls and a carousel that nobody has seen before, said its master."


def at(url: str, body: str = BODY, headline: str = "Bridge to close") -> Article:
    return Article(url=url, headline=headline, article_body=body)


@pytest.fixture(params=[True, False], ids=["committed", "not committed"])
def commit(request) -> bool:
    return bool(request.param)


def moved(kept: Kept, article: Article, hour: int, commit: bool) -> Record | None:
    kept.revisions.moves(article.url, URL)
    return kept.keep(kept.revisions.enter(article, capture(hour), Hints()), commit=commit)


def test_the_same_text_at_a_new_address_is_moved_and_its_edits_go_on_there(commit):
    kept = Kept()
    kept.enter(BODY, 0, commit)
    line = moved(kept, at(THERE), 1, commit)
    again = moved(kept, at(THERE), 2, commit)
    edited = moved(kept, at(THERE, BODY.replace("four", "five")), 3, commit)

    assert line
    assert edited
    assert (line.event, line.revision, line.replaces, line.change) == ("moved", 2, Replaced(URL, 1), None)
    assert again is None, "it is said once"
    assert (edited.event, edited.revision, edited.replaces) == ("revised", 3, Replaced(THERE, 2))


def test_an_edit_at_a_new_address_is_one_edit_that_replaces_the_old_line(commit):
    kept = Kept()
    kept.enter(BODY, 0, commit)
    line = moved(kept, at(THERE, BODY.replace("four", "five")), 1, commit)

    assert line
    assert line.change
    assert (line.event, line.revision, line.replaces) == ("revised", 2, Replaced(URL, 1))
    assert (line.change.words_added, line.change.words_removed) == (("five",), ("four",))


def test_another_article_at_the_new_address_is_an_article_of_its_own(commit):
    kept = Kept()
    kept.enter(BODY, 0, commit)
    line = moved(kept, at(THERE, OTHER, "A fair in the square"), 1, commit)

    assert line
    assert (line.event, line.revision, line.replaces) == ("published", 1, None)


def test_what_was_recorded_at_its_new_address_before_has_its_own_lines(commit):
    kept = Kept()
    kept.enter(BODY, 0, commit)
    kept.keep(kept.revisions.enter(at(THERE), capture(1), Hints()), commit=commit)

    assert moved(kept, at(THERE), 2, commit) is None


def test_a_removal_and_a_return_at_another_address_are_held_against_the_text_before(commit):
    kept = Kept()
    kept.enter(BODY, 0, commit)
    kept.keep(kept.revisions.remove(URL, capture(1, 404), "Not found."), commit=commit)
    back = moved(kept, at(THERE, BODY.replace("four", "five")), 2, commit)

    assert back
    assert back.change
    assert (back.event, back.revision, back.replaces) == ("restored", 3, Replaced(URL, 2))
    assert back.change.words_removed == ("four",)


@pytest.mark.parametrize("url", ["http://courier.example/a-1", "https://www.courier.example/a-1", f"{URL}/"])
def test_another_spelling_of_an_address_makes_no_line_and_carries_the_next(url, commit):
    kept = Kept()
    kept.revisions = Revisions("courier", kept.latest.get, kept.line, others=spellings)
    kept.enter(BODY, 0, commit)
    same = kept.keep(kept.revisions.enter(at(url), capture(1), Hints()), commit=commit)
    removed = kept.keep(kept.revisions.remove(url, capture(2, 410), "Gone."), commit=commit)
    back = kept.keep(kept.revisions.enter(at(url), capture(3), Hints()), commit=commit)

    assert same is None
    assert removed
    assert back
    assert (removed.url, removed.revision, removed.replaces) == (url, 2, Replaced(URL, 1))
    assert (back.event, back.revision, back.replaces) == ("restored", 3, Replaced(url, 2))
