"""Where a paper announces articles: what is asked for before all else, and where to look if nobody says where.

The front page, the feeds and sitemaps that the catalogue, earlier runs, robots.txt and the front page name; then, once a
week, the usual places for what none of them named.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta

from newsarchive.collection.state.rows import Place
from newsarchive.crawl.ask import Ask
from newsarchive.crawl.paper import Paper
from newsarchive.crawl.places import Places
from newsarchive.discovery.front import feed_guesses
from newsarchive.discovery.sitemaps import sitemap_guesses
from newsarchive.urls import url_key

MOST_FEEDS, MOST_SITEMAPS = 12, 20  # of one paper
MOST_GUESSES = 4  # usual places that are tried: the first four hold nine tenths of what is known
GUESS_AGAIN = timedelta(days=7)  # where the usual places held nothing
KINDS = ("sitemap", "feed")


class FirstLook:
    """One paper's. All of it is answered before articles are asked for, so that the newest can come first."""

    def __init__(self, paper: Paper, places: Places, now: datetime) -> None:
        self._paper = paper
        self._places = places
        self._now = now
        self._queue: deque[Ask] = deque()
        self._waited_for = 0
        self._guesses: dict[str, list[str]] | None = None
        self._add("front", paper.source.url)
        for kind, urls in (("feed", paper.source.feeds), ("sitemap", paper.source.sitemaps)):
            remembered = [place.url for place in places.known(kind) if _is_remembered(place)]
            for url in dict.fromkeys((*urls, *remembered)):
                self._add(kind, url)

    def _add(self, kind: str, url: str, *, guess: bool = False) -> None:
        place = self._places.get(kind, url)
        if place.rests(self._now):
            return
        if all(ask.place is None or ask.place.key != place.key for ask in self._queue):
            self._queue.append(Ask(url, kind, url, place=place, guess=guess, first=True))

    def add_feeds(self, urls: Iterable[str]) -> None:
        """Those that the front page names, on any host: many papers have theirs served by others."""
        for url in [url for url in urls if self._is_new("feed", url)][:MOST_FEEDS]:
            self._add("feed", url)

    def add_sitemaps(self, urls: Iterable[str]) -> None:
        """Those that robots.txt names."""
        met = {ask.place.key for ask in self._queue if ask.place}
        for url in [url for url in urls if url_key(url) not in met and self._is_new("sitemap", url)][:MOST_SITEMAPS]:
            self._add("sitemap", url)

    def _is_new(self, kind: str, url: str) -> bool:
        """Whether it was never read: what was is asked for without being named again."""
        place = self._places.get(kind, url)
        return not place.read or place.is_missing

    def next(self) -> Ask | None:
        """What to ask for now."""
        if not self._queue and not self._waited_for:
            self._guess()
        if not self._queue:
            return None
        self._waited_for += 1
        return self._queue.popleft()

    @property
    def is_over(self) -> bool:
        """Whether all of it has been answered."""
        return not self._queue and not self._waited_for

    def answered(self) -> None:
        """One of its requests was answered, or failed."""
        self._waited_for -= 1

    def _guess(self) -> None:
        """The next usual place of a kind that nobody has named. No feed is guessed at where there is a sitemap."""
        if self._guesses is None:
            self._guesses = self._usual_places()
        for kind in KINDS:
            left = self._guesses.get(kind)
            if left and not self._places.has(kind) and not self._places.has("sitemap"):
                self._add(kind, left.pop(0), guess=True)
                return

    def _usual_places(self) -> dict[str, list[str]]:
        memo, url = self._paper.collection.memo("guessed"), self._paper.source.url
        if memo and self._now - datetime.fromisoformat(memo) < GUESS_AGAIN:
            return {}
        self._paper.collection.remember("guessed", self._now.isoformat())
        return {"sitemap": list(sitemap_guesses(url)[:MOST_GUESSES]), "feed": list(feed_guesses(url)[:MOST_GUESSES])}


def _is_remembered(place: Place) -> bool:
    """Whether it was read before, in its own right. One that is missing now may come back."""
    return place.title != "part" and bool(place.whole or (place.read and not place.is_missing))
