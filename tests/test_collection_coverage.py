"""Coverage: on which day an address counts, by whom it was announced, and whether it is held or missed, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from newsarchive.archive.exchange import Capture
from newsarchive.collection.files.layout import Layout
from newsarchive.collection.outcomes import EXPLAINED, Outcome, Settlement
from newsarchive.collection.state.rows import KnownUrl, RecordRow
from newsarchive.collection.state.state import State
from newsarchive.collection.telling.coverage import Day, Window, coverage, total
from newsarchive.discovery.links import Hints
from newsarchive.extract.article import Article
from newsarchive.records.jsonl import to_line
from newsarchive.records.record import make_record
from newsarchive.urls import url_key

DAY = date(2026, 11, 3)
SEEN = datetime(2026, 11, 9, 10, 17, tzinfo=UTC)
TUESDAY = "Tue, 03 Nov 2026 09:00:00 +0000"
LINES = "records/2026/11/09.jsonl"


class Paper:
    """A folder with what a crawl left: addresses, who announced them, how they ended, lines of records."""

    def __init__(self, folder: Path) -> None:
        self.layout = Layout(folder)
        self.layout.runs.mkdir(parents=True)
        (folder / LINES).parent.mkdir(parents=True)
        (folder / LINES).touch()
        self.state = State(self.layout.state)

    def announce(
        self, path: str, *kinds: str, hints: Hints | None = None, how: Outcome | None = None, page: str | None = None
    ) -> str:
        """An address below the paper. `page` is the date that its page gives, where it is held."""
        url = f"https://paper.example{path}"
        key, hints = url_key(url), hints or Hints(via_kind=kinds[0])
        with self.state.transaction() as write:
            write.found([KnownUrl(key, url, hints, rank=SEEN.timestamp())], SEEN)
            write.announced([(key, kind, "https://paper.example/") for kind in kinds], SEEN)
            if how:
                write.settled([(key, Settlement(how, "", 404 if how is Outcome.GONE else 200, url))], SEEN, "r")
            if how is Outcome.ARTICLE:
                write.recorded([self._line(url, page)])
        return url

    def _line(self, url: str, published: str | None) -> RecordRow:
        capture = Capture("p.warc.gz", 0, 9, "<urn:uuid:1>", url, SEEN, 200, "text/html", "sha1:A")
        record = make_record(
            Article(url=url, article_body="x", date_published=published), capture, Hints(), source="p", revision=1
        )
        path = self.layout.folder / LINES
        before, line = path.read_bytes(), to_line(record)
        path.write_bytes(before + line)
        return RecordRow(url, 1, "d", None, LINES, "<urn:uuid:1>", len(before), len(line))

    def days(self, first: date | None = DAY, last: date = DAY, *, seen: bool = False) -> list[Day]:
        return coverage(self.layout, self.state, Window(first, last, seen))

    def day_of(self, url: str) -> tuple[date, str]:
        """The day under which an address counts, and what says so."""
        [found] = [(day.day, each.dated) for day in self.days(None, date.max) for each in day.addresses if each.url == url]
        return found


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Paper]:
    made = Paper(tmp_path / "paper")
    yield made
    made.state.close()


def dated(published: str = "", modified: str = "", kind: str = "rss") -> Hints:
    return Hints(via_kind=kind, published=published, modified=modified)


def test_of_what_a_paper_announced_for_a_day_all_but_the_one_that_was_gone_is_held(paper: Paper):
    for number in range(41):
        paper.announce(f"/a{number}", "rss", hints=dated(TUESDAY), how=Outcome.ARTICLE)
    gone = paper.announce("/gone", "rss", hints=dated(TUESDAY), how=Outcome.GONE)

    [day] = paper.days()

    assert (len(day.announced), day.fates) == (42, {"held": 41, "missed": 1})
    assert [(each.url, each.how.outcome, each.how.status) for each in day.announced if each.fate == "missed"] == [
        (gone, Outcome.GONE, 404)
    ]


def test_an_address_that_several_pages_announce_counts_once_and_once_for_each_way(paper: Paper):
    paper.announce("/a", "rss", "atom", "news-sitemap", "front", "section", hints=dated(TUESDAY), how=Outcome.ARTICLE)
    paper.announce("/b", "sitemap", hints=dated(TUESDAY), how=Outcome.ARTICLE)

    [day] = paper.days()

    assert len(day.announced) == 2
    assert day.ways == {"feed": 1, "sitemap": 2, "section": 1}


def test_what_only_articles_link_to_is_not_announced_and_counts_apart_where_it_is_held(paper: Paper):
    paper.announce("/held", "related", hints=dated(TUESDAY, kind="related"), how=Outcome.ARTICLE)
    paper.announce("/missed", "related", hints=dated(TUESDAY, kind="related"), how=Outcome.GONE)

    [day] = paper.days()

    assert (day.announced, day.linked) == ([], 1)


def test_where_nothing_is_known_of_who_announced_it_the_hints_say_so(paper: Paper):
    """As after a rebuild: the table of announcements cannot be made again from archived pages."""
    paper.announce("/a", "rss", hints=dated(TUESDAY), how=Outcome.ARTICLE)
    with paper.state.transaction() as write:
        write._run("DELETE FROM announced", [()])

    [day] = paper.days()

    assert day.ways == {"feed": 1}


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_held_missed_or_no_article(paper: Paper, outcome: Outcome):
    paper.announce("/a", "rss", hints=dated(TUESDAY), how=outcome)

    [day] = paper.days()
    [(fate, number)] = day.fates.items()

    assert number == 1
    assert fate in ("held", "missed", "no article")
    assert (fate == "held") == (outcome in (Outcome.ARTICLE, Outcome.UNCHANGED, Outcome.REMOVED))
    assert day.reasons(fate) == {outcome: 1}
    assert EXPLAINED[outcome]


def test_what_is_still_to_be_asked_for_is_neither_held_nor_missed(paper: Paper):
    paper.announce("/a", "rss", hints=dated(TUESDAY))

    assert paper.days()[0].fates == {"to come": 1}


# -- the day


@pytest.mark.parametrize(
    ("published", "day"),
    [
        (TUESDAY, DAY),
        ("2026-11-03", DAY),
        ("2026-11-03T23:30:00-08:00", DAY),  # as it is written: it is the 4th in UTC
        ("Tue, 3 Nov 2026 00:10:00 +1300", DAY),
        ("2026-11-03T12:00:00", DAY),
    ],
)
def test_the_announced_date_counts_as_it_is_written(paper: Paper, published: str, day: date):
    url = paper.announce("/2026/11/05/a", "rss", hints=dated(published, "2026-11-06"), how=Outcome.ARTICLE, page="2026-11-07")

    assert paper.day_of(url) == (day, "announced")
    assert [each.url for each in paper.days()[0].announced] == [url]


def test_without_an_announced_date_the_page_says_its_day(paper: Paper):
    url = paper.announce("/2026/11/05/a", "front", how=Outcome.ARTICLE, page="2026-11-03T22:00:00-05:00")

    assert paper.day_of(url) == (DAY, "page")


def test_without_a_page_the_address_says_it(paper: Paper):
    assert paper.day_of(paper.announce("/news/2026/11/03/a", "front", how=Outcome.GONE)) == (DAY, "address")
    assert paper.day_of(paper.announce("/2026/11/a", "front")) == (SEEN.date(), "seen")  # a month is no day
    assert paper.day_of(paper.announce("/2026/13/45/a", "front")) == (SEEN.date(), "seen")


def test_what_has_no_date_counts_on_the_day_on_which_it_was_seen_or_last_changed_before_that(paper: Paper):
    assert paper.day_of(paper.announce("/a", "front", how=Outcome.GONE)) == (SEEN.date(), "seen")
    lastmod = dated(modified="2026-11-03", kind="sitemap")
    assert paper.day_of(paper.announce("/b", "sitemap", hints=lastmod, how=Outcome.GONE)) == (DAY, "seen")
    later = dated(modified="2027-01-01", kind="sitemap")
    assert paper.day_of(paper.announce("/c", "sitemap", hints=later, how=Outcome.GONE)) == (SEEN.date(), "seen")
    broken = dated(published="soon", kind="rss")
    assert paper.day_of(paper.announce("/d", "rss", hints=broken, how=Outcome.GONE)) == (SEEN.date(), "seen")


def test_by_first_sighting_all_that_a_run_brought_counts_on_its_day(paper: Paper):
    paper.announce("/a", "rss", hints=dated(TUESDAY), how=Outcome.ARTICLE)
    paper.announce("/b", "rss", hints=dated("2019-01-01"), how=Outcome.GONE)

    assert [len(day.announced) for day in paper.days(SEEN.date(), SEEN.date(), seen=True)] == [2]
    assert [len(day.announced) for day in paper.days(SEEN.date(), SEEN.date())] == [0]


# -- the days


def test_days_on_which_nothing_was_announced_are_there_too_with_their_runs(paper: Paper):
    paper.announce("/a", "rss", hints=dated(TUESDAY), how=Outcome.ARTICLE)
    for name in ("20261104T101700Z.json", "20261104T101700Z.jsonl", "20261104T101700Z.log", "20261104T111700Z.jsonl"):
        (paper.layout.runs / name).touch()

    days = paper.days(DAY - timedelta(days=1), DAY + timedelta(days=1))

    assert [(len(day.announced), day.runs) for day in days] == [(0, 0), (1, 0), (0, 2)]
    assert [day.day for day in days] == [DAY - timedelta(days=1), DAY, DAY + timedelta(days=1)]


def test_all_days_are_those_that_have_anything(paper: Paper):
    paper.announce("/a", "rss", hints=dated(TUESDAY), how=Outcome.ARTICLE)
    paper.announce("/b", "rss", hints=dated("2019-01-01"), how=Outcome.GONE)

    assert [day.day for day in paper.days(None, date.max)] == [date(2019, 1, 1), DAY]
    assert total(paper.days(None, date.max)).fates == {"held": 1, "missed": 1}
    assert paper.days(None, date(2018, 1, 1)) == []
