"""Lines of one article: published, revised, removed, restored, and never for a better reading alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from newsarchive.archive.exchange import Capture
from newsarchive.discovery.links import Hints
from newsarchive.extract.article import Article, FieldSource
from newsarchive.records.jsonl import from_line, to_line
from newsarchive.records.record import Record, Replaced, capture_of
from newsarchive.records.revisions import Latest, Revisions, content_digest

URL = "https://courier.example/a-1"
BODY = "The bridge will close in May.\nWork is to take four months, she said."
FIRST = datetime(2026, 3, 5, 6, tzinfo=UTC)


def made(body: str = BODY, **more: object) -> Article:
    return Article(url=URL, headline="Bridge to close", article_body=body, **more)  # type: ignore[arg-type]


def capture(hour: int, status: int = 200, payload: str = "") -> Capture:
    at = FIRST + timedelta(hours=hour)
    return Capture("courier.warc.gz", hour, 9, f"<urn:uuid:{hour}>", URL, at, status, "text/html", payload or f"sha1:{hour}")


class Kept:
    """The lines of a paper, as a collection keeps them: as bytes, and known once they are committed."""

    def __init__(self, models: Callable[[Capture], str | None] = lambda _: None) -> None:
        self.lines: dict[tuple[str, int], bytes] = {}
        self.latest: dict[str, Latest] = {}
        self.revisions = Revisions("courier", self.latest.get, self.line, models)

    def line(self, url: str, revision: int) -> Record | None:
        raw = self.lines.get((url, revision))
        known = self.latest.get(url, Latest(0, ""))
        return from_line(raw) if raw and revision <= known.revision else None

    def keep(self, entered: tuple[Record, Latest] | None, *, commit: bool = True) -> Record | None:
        if entered is None:
            return None
        record, latest = entered
        self.lines[record.url, record.revision] = to_line(record)
        if commit:
            self.latest[record.url] = latest
            self.revisions.forget([(record.url, record.revision)])
        return record

    def enter(self, body: str, hour: int, commit: bool = True, **more: object) -> Record | None:
        return self.keep(self.revisions.enter(made(body, **more), capture(hour), Hints()), commit=commit)


@pytest.fixture(params=[True, False], ids=["committed", "not committed"])
def commit(request) -> bool:
    return bool(request.param)


def test_an_edit_makes_the_next_line_that_says_what_it_replaces_and_what_changed(commit):
    kept = Kept()
    first = kept.enter(BODY, 0, commit)
    second = kept.enter(BODY.replace("four", "five"), 1, commit)

    assert first
    assert second
    assert second.change
    assert (first.event, first.replaces, first.change) == ("published", None, None)
    assert (second.event, second.revision, second.replaces) == ("revised", 2, Replaced(url=URL, revision=1))
    assert (second.change.words_added, second.change.words_removed) == (("five",), ("four",))


def test_chrome_dates_and_spelling_make_no_line(commit):
    kept = Kept()
    kept.enter(BODY, 0, commit)

    assert kept.enter(BODY + "\n3 comments", 1, commit) is None
    assert kept.enter(BODY, 2, commit, date_modified="2026-03-05T09:00:00+00:00") is None
    assert kept.enter(BODY.replace("May.", "“May”."), 3, commit) is None


def test_a_headline_that_only_the_feed_says_makes_no_line_though_its_digest_is_another(commit):
    kept = Kept()
    kept.enter(BODY, 0, commit)
    later = made(field_source=FieldSource(headline="feed"))

    assert content_digest(later) != content_digest(made())
    assert kept.revisions.enter(later, capture(1), Hints()) is None


def test_an_article_that_goes_and_comes_back_has_a_line_for_each(commit):
    kept = Kept()
    kept.enter(BODY, 0, commit)
    gone = kept.keep(kept.revisions.remove(URL, capture(1, 410), "The address answers that it is gone."), commit=commit)
    again = kept.revisions.remove(URL, capture(2, 404), "")
    back = kept.enter(BODY, 3, commit)
    edited = kept.enter(BODY + "\nIt will open in June.", 4, commit)

    assert gone
    assert back
    assert edited
    assert edited.change
    assert (gone.event, gone.revision, gone.status, gone.article_body, gone.headline) == ("removed", 2, 410, "", None)
    assert capture_of(gone) == Capture(
        "courier.warc.gz", 1, 9, "<urn:uuid:1>", URL, FIRST + timedelta(hours=1), 410, "", "sha1:1"
    )
    assert again is None, "it is said once"
    assert (back.event, back.revision, back.change, back.article_body) == ("restored", 3, None, BODY)
    assert (edited.event, edited.change.words_added) == ("revised", ("It will open in June.",))


def test_an_article_that_comes_back_edited_says_what_changed_since_it_was_last_seen(commit):
    kept = Kept()
    kept.enter(BODY, 0, commit)
    kept.keep(kept.revisions.remove(URL, capture(1, 404), "Not found."), commit=commit)
    back = kept.enter(BODY.replace("four", "five"), 2, commit)

    assert back
    assert back.change
    assert (back.event, back.change.words_removed) == ("restored", ("four",))


def test_what_was_never_recorded_cannot_be_removed():
    assert Kept().revisions.remove(URL, capture(0, 404), "Not found.") is None


def learned_at(hour: int) -> Callable[[Capture], str | None]:
    """A site model that came into use at an hour."""
    return lambda capture: "m1" if capture.offset >= hour else None


def test_a_better_reading_is_never_taken_for_an_edit():
    kept = Kept(learned_at(1))
    kept.enter(BODY + "\nSign up for our letter and win a goat.", 0)
    asked: list[Record] = []

    def reread(earlier: Record) -> Article:
        asked.append(earlier)
        return made(BODY)

    assert kept.revisions.to_read_again(made(BODY), capture(1)) == from_line(kept.lines[URL, 1])
    assert kept.revisions.enter(made(BODY), capture(1), Hints(), reread) is None
    assert [line.revision for line in asked] == [1]


def test_an_edit_is_found_and_told_alone_where_the_reader_changed_too():
    kept = Kept(learned_at(1))
    kept.enter(BODY + "\nSign up for our letter and win a goat.", 0)
    edited = made(BODY.replace("four", "five"))
    second = kept.keep(kept.revisions.enter(edited, capture(1), Hints(), lambda _: made(BODY)))

    assert second
    assert second.change
    assert (second.change.words_added, second.change.words_removed) == (("five",), ("four",))
    assert second.extractor.model == "m1"


def test_other_rules_of_the_paper_are_another_reader():
    kept = Kept()
    kept.enter(BODY + "\nWin a goat.", 0, rules="r1")

    assert kept.revisions.to_read_again(made(rules="r2"), capture(1)) is not None
    assert kept.revisions.to_read_again(made(rules="r1"), capture(1)) is None


def test_an_identical_body_is_no_edit_whoever_reads_it():
    kept = Kept(learned_at(1))
    kept.enter(BODY + "\nWin a goat.", 0)
    same = capture(1, payload="sha1:0")

    assert kept.revisions.to_read_again(made(BODY), same) is None
    assert kept.revisions.enter(made(BODY), same, Hints()) is None


def test_where_the_earlier_text_cannot_be_had_other_words_make_a_line_that_says_so():
    kept = Kept(learned_at(1))
    kept.enter(BODY, 0)
    second = kept.keep(kept.revisions.enter(made(BODY + "\nMore."), capture(1), Hints(), lambda _: None))

    assert second
    assert (second.event, second.change, second.replaces) == ("revised", None, Replaced(url=URL, revision=1))


def test_two_edits_between_two_commits_make_two_lines():
    kept = Kept()
    kept.enter(BODY, 0)
    second = kept.enter(BODY.replace("four", "five"), 1, commit=False)
    third = kept.enter(BODY.replace("four", "six"), 2, commit=False)

    assert second
    assert third
    assert third.change
    assert (third.revision, third.change.words_removed) == (3, ("five",))


def test_the_same_captures_give_the_same_bytes():
    def run() -> list[bytes]:
        kept = Kept(learned_at(2))
        for hour, body in enumerate((BODY, BODY.replace("four", "five"))):
            kept.enter(body, hour)
        kept.keep(kept.revisions.remove(URL, capture(2, 404), "Not found."))
        kept.keep(kept.revisions.enter(made(BODY), capture(3), Hints(), lambda earlier: earlier))
        return list(kept.lines.values())

    assert len(run()) == 4
    assert run() == run()


def test_a_line_of_before_there_were_changes_can_still_be_read():
    kept = Kept()
    kept.enter(BODY, 0)
    old = json.loads(kept.lines[URL, 1])
    for name in ("replaces", "change", "status", "reason"):
        del old[name]

    assert from_line(json.dumps(old).encode()) == from_line(kept.lines[URL, 1])
