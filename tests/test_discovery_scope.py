from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsarchive.discovery.links import Hints, Link
from newsarchive.discovery.scope import in_scope, inside_window, moment_of
from newsarchive.sources.model import Source

PAPER = Source(name="paper", url="https://www.paper.example/", hosts=("sport.paper.example",))
PAGE = "https://www.paper.example/news/slug"
SINCE = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize("url", ["http://paper.example/a", "https://www.paper.example/", "https://sport.paper.example/a"])
def test_the_papers_own_hosts_are_in_scope(url: str):
    assert in_scope(url, PAPER)


@pytest.mark.parametrize(
    "url",
    [
        "https://ads.example/a",
        "https://paper.example:8443/",
        "https://other.paper.example/",
        "http://[",
        "mailto:a@paper.example",
        "",
    ],
)
def test_other_hosts_and_what_is_no_address_are_not(url: str):
    assert not in_scope(url, PAPER)


@pytest.mark.parametrize(
    "date",
    [
        "Sat, 31 Oct 2026 23:59:59 GMT",
        "Sat, 31 Oct 2026 10:00:00 EST",
        "31 Oct 2026 08:00 +0100",
        "2026-10-31T23:59:59Z",
        "2026-10-31T23:59:59+00:00",
        "2026-10-30",
        "20261001T0101",
    ],
)
def test_a_date_before_the_window_is_outside(date: str):
    assert not inside_window(moment_of(Link(PAGE, Hints(published=date))), SINCE)


@pytest.mark.parametrize(
    "date",
    [
        "Sun, 01 Nov 2026 00:00:00 GMT",
        "Sat, 31 Oct 2026 20:00:00 EST",
        "2026-11-01T00:00:00Z",
        "2026-10-31T23:30:00-01:00",
        "2030-01-01",
    ],
)
def test_a_date_in_the_window_is_inside(date: str):
    assert inside_window(moment_of(Link(PAGE, Hints(published=date))), SINCE)


@pytest.mark.parametrize("date", ["2026-10-31", "31 Oct 2026", "2026-10-31T20:00:00"])
def test_a_date_that_may_still_lie_inside_somewhere_on_earth_is_inside(date: str):
    assert inside_window(moment_of(Link(PAGE, Hints(published=date))), SINCE)


@pytest.mark.parametrize(
    "date",
    [
        "",
        "yesterday",
        "31.10.2020",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31",
        "99999999999999999999",
        "Fri, 99 Foo 2026 99:99",
        "2026-13-45",
    ],
)
def test_what_cannot_be_read_as_a_date_is_inside(date: str):
    assert inside_window(moment_of(Link(PAGE, Hints(published=date))), SINCE)


def test_what_changed_lately_is_inside_however_old_it_is():
    assert inside_window(moment_of(Link(PAGE, Hints(published="2020-01-01", modified="2026-11-20T10:00:00Z"))), SINCE)
    assert not inside_window(moment_of(Link(PAGE, Hints(published="2020-01-01", modified="2020-01-02"))), SINCE)


def test_without_a_limit_everything_is_inside():
    assert inside_window(moment_of(Link(PAGE, Hints(published="1999-01-01"))), None)


@pytest.mark.parametrize(
    ("path", "last_day"),
    [
        ("/2026/10/03/slug", "2026-10-04"),
        ("/news/2026/10/slug", "2026-11-01"),
        ("/news/2026-10-03-slug", "2026-10-04"),
        ("/2026/1/9/slug", "2026-01-10"),
    ],
)
def test_an_address_that_holds_a_date_tells_it_where_no_hint_does(path: str, last_day: str):
    assert moment_of(Link(f"https://paper.example{path}", Hints())) == datetime.fromisoformat(f"{last_day}T12:00:00Z")
    hinted = Link(f"https://paper.example{path}", Hints(published="2026-11-20T10:00:00Z"))
    assert moment_of(hinted) == datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "path", ["/2026/13/01/slug", "/2026/02/31/slug", "/news/1234/12/slug", "/news/20261003", "/a-2026/10", "/2026/10"]
)
def test_numbers_that_are_no_date_tell_none(path: str):
    assert moment_of(Link(f"https://paper.example{path}", Hints())) is None
