"""A paper that publishes while its clock is ticked: an article each hour from six to nine in the evening.

In: an origin and a time to begin at. Out: answers as of `now`, which its owner sets. What was published stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from tests.webs import announce, page
from tests.webs.large import Large
from tests.webs.page import Linked
from tests.webs.server import NOT_FOUND, Answer

HOURS = range(6, 22)
MOST = 1000  # articles that it can ever publish
LISTED, IN_FEED = 30, 20


class _Dated(Large):
    """Its articles' dates, the oldest first, are given."""

    dates: tuple[datetime, ...] = ()

    def date(self, place: int) -> datetime:
        return self.dates[self.count - 1 - place]


@dataclass(slots=True)
class Ticking:
    """`restless`: no two answers for its front page are the same, as where adverts are put in."""

    origin: str
    begin: datetime
    now: datetime
    restless: bool = False
    _all: _Dated = field(init=False)
    _times: count[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self._all = _Dated(self.origin, MOST, "sections")
        hours = (self.begin + timedelta(hours=each) for each in count())
        dates = (hour + timedelta(minutes=7 * hour.hour % 60) for hour in hours if hour.hour in HOURS)
        self._all.dates = tuple(date for date, _ in zip(dates, range(MOST), strict=False))
        feed = f'<link rel="alternate" type="application/rss+xml" href="{self.origin}/feed.xml">'
        self._all.look = page.Look("The Hourly Courier", "en", card="list", head=feed)

    @property
    def published(self) -> int:
        """How many articles there are by now."""
        return sum(date <= self.now for date in self._all.dates)

    def answer(self, target: str) -> Answer:
        """What the paper says."""
        newest = MOST - self.published
        if (place := self._all.place(target)) is not None:
            near = self._linked(range(place + 1, min(place + 3, MOST)))
            story = self._all.story(place)
            return _html(page.article(self._all.look, story, self.origin + target, near)) if place >= newest else NOT_FOUND
        if target == "/":
            text = page.listing(self._all.look, self._all.look.name, self._linked(range(newest, min(newest + LISTED, MOST))))
            return _html(text + f"<!-- {next(self._times)} -->" * self.restless)
        if target == "/feed.xml":
            news = [(self.origin + path, story) for path, story in self._linked(range(newest, min(newest + IN_FEED, MOST)))]
            return Answer(announce.rss("The Hourly Courier", self.origin, news).encode(), "application/rss+xml")
        if target == "/map.xml":
            rows = ((self.origin + path, story.stamp) for path, story in self._linked(range(newest, MOST)))
            return Answer(announce.urlset(rows).encode(), "application/xml")
        if target == "/robots.txt":
            return Answer(f"User-agent: *\nDisallow: /login\nSitemap: {self.origin}/map.xml\n".encode(), "text/plain")
        return NOT_FOUND

    def _linked(self, places: range) -> list[Linked]:
        return [(self._all.target(place), self._all.story(place)) for place in places]


def _html(text: str) -> Answer:
    return Answer(text.encode())
