"""Coverage that can be defended: of what a paper announced for a day, what is held, what was missed, and why each miss.

In: a state and the lines of records that it points to. Out: one `Day` a day, with every address. Reads only.

An address belongs to the day of its publication: the date that the feed, sitemap or page gives which announced it; else the
date of the page itself; else the date in its address; else the day on which it was first seen, or the sitemap's lastmod if
that is earlier. Dates are taken as they are written, without reckoning zones. An address that several pages announce counts
once. What only articles link to, the paper did not announce: it counts apart, where it is held.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from newsarchive.collection.files import ledger
from newsarchive.collection.files.layout import Layout
from newsarchive.collection.outcomes import HELD, Outcome, Settlement
from newsarchive.collection.state.rows import AnnouncedUrl
from newsarchive.collection.state.state import State
from newsarchive.discovery.scope import day_of, day_of_address
from newsarchive.records.jsonl import read_line

#: The ways in which a paper announces, by the kinds of pages that do.
WAYS = {
    **dict.fromkeys(("rss", "rdf", "atom", "json-feed"), "feed"),
    **dict.fromkeys(("sitemap", "news-sitemap"), "sitemap"),
    **dict.fromkeys(("front", "section"), "section"),
}
#: Announced, and no article of this paper by itself: nothing that could be held was missed.
NO_ARTICLE = frozenset(
    {
        *(Outcome.LISTING, Outcome.TWIN, Outcome.GALLERY, Outcome.VIDEO, Outcome.NOT_HTML),
        *(Outcome.REDIRECT, Outcome.REDIRECT_AWAY, Outcome.UNLIKELY),
    }
)
_ZONES = timedelta(days=2)  # a day as written lies within this of the same day in UTC


@dataclass(frozen=True, slots=True)
class Address:
    """One address. `how` is None where it is still to be asked for; `ways` are values of WAYS, none where only articles link.

    `dated` says what put it on its day: "announced", "page", "address" or "seen".
    """

    url: str
    ways: frozenset[str]
    how: Settlement | None
    found: datetime
    dated: str

    @property
    def fate(self) -> str:
        """ "held", "missed", "no article" or "to come"."""
        if self.how is None:
            return "to come"
        if self.how.outcome in HELD:
            return "held"
        return "no article" if self.how.outcome in NO_ARTICLE else "missed"


@dataclass
class Day:
    """A day of a paper. `runs` is how many runs began on it (UTC)."""

    day: date
    addresses: list[Address] = field(default_factory=list)
    runs: int = 0

    @cached_property
    def announced(self) -> list[Address]:
        """What the paper itself announced."""
        return [each for each in self.addresses if each.ways]

    @cached_property
    def ways(self) -> Counter[str]:
        """How many each way announced; one address may count in each."""
        return Counter(way for each in self.announced for way in each.ways)

    @cached_property
    def fates(self) -> Counter[str]:
        """How many of the announced ones ended how, in the words of `Address.fate`."""
        return Counter(each.fate for each in self.announced)

    @cached_property
    def linked(self) -> int:
        """Held, though only articles link to it."""
        return sum(not each.ways and each.fate == "held" for each in self.addresses)

    def reasons(self, fate: str) -> Counter[Outcome]:
        """Why those of a fate are not held."""
        return Counter(each.how.outcome for each in self.announced if each.how and each.fate == fate)


@dataclass(frozen=True, slots=True)
class Window:
    """Which days: from `first` to `last`, where `first` is None all that have anything. `seen`: by day of first sighting."""

    first: date | None
    last: date
    seen: bool = False


def coverage(layout: Layout, state: State, window: Window) -> list[Day]:
    """Every day of a window, the oldest first; also those on which nothing was announced."""
    days = {day: Day(day) for day in _every(window)}
    since = datetime.combine(window.first, time(), UTC) - _ZONES if window.first else None
    for each in state.announcements(since):
        on, dated = (each.found.date(), "seen") if window.seen else _placed(layout, each)
        if window.first is None and on <= window.last:
            days.setdefault(on, Day(on))
        if on in days:
            ways = frozenset(WAYS[kind] for kind in each.kinds if kind in WAYS)
            days[on].addresses.append(Address(each.url, ways, each.settlement, each.found, dated))
    for day, runs in ledger.runs_of_days(layout).items():
        if day in days:
            days[day].runs += runs
    return [days[day] for day in sorted(days)]


def _every(window: Window) -> Iterator[date]:
    if window.first is not None:
        yield from (window.first + timedelta(days=n) for n in range((window.last - window.first).days + 1))


def total(days: Iterable[Day]) -> Day:
    """All days as one, under the first one's date."""
    every = [*days]
    return Day(
        every[0].day if every else date.min, [each for day in every for each in day.addresses], sum(day.runs for day in every)
    )


def _placed(layout: Layout, each: AnnouncedUrl) -> tuple[date, str]:
    """The day that an address belongs to, and what says so."""
    if announced := day_of(each.hints.published):
        return announced, "announced"
    if each.line:
        record = read_line(layout.folder / each.line[0], *each.line[1:])
        if record.date_published and (on := day_of(record.date_published)):
            return on, "page"
    if named := day_of_address(each.url):
        return named, "address"
    seen = each.found.date()
    return min(seen, day_of(each.hints.modified) or seen), "seen"
