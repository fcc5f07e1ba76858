"""The parts of a paper's sitemap indexes: which are to be read, the newest first, and how far back those unread reach.

A part that the index says has not changed since it was read is not read again, unless the window has become wider.
"""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from newsarchive.collection.state.rows import Place
from newsarchive.crawl.paper import Paper
from newsarchive.discovery.links import Link
from newsarchive.discovery.parts import parts_to_read
from newsarchive.discovery.scope import in_scope, latest_moment
from newsarchive.urls import page_url, url_key

MOST = 1000  # parts that a run reads of one paper
REST = timedelta(hours=24)  # a part without a lastmod is left alone that long, but for those at the ends
AT_THE_ENDS = 2  # parts of an index where new articles may come in
# Parts that hold no articles, as the common generators name them.
_OTHER = re.compile(
    r"(?:^|/)(?:page|category|post_tag|tag|author|user|product|product_cat|attachment|video|image|event)s?-sitemap\d*\.xml"
    r"|wp-sitemap-(?:taxonomies|users|posts-(?:page|attachment|product))-",
    re.IGNORECASE,
)


class Parts:
    """Unread parts of one paper, in the order in which they will be read."""

    def __init__(self, paper: Paper, now: datetime) -> None:
        self._paper = paper
        self._now = now
        self._left: deque[tuple[Place, float]] = deque()
        self._under_way: list[float] = []
        self._met: set[str] = set()
        self.read = 0

    def add(self, parts: Iterable[Link]) -> None:
        """Those that an index names and that are due."""
        own = tuple(part for part in parts if self._is_ours(part))
        chosen = parts_to_read(own, self._paper.since)
        believed = len({part.hints.modified for part in own}) > 1 and all(part.hints.modified for part in chosen)
        ends = {url_key(part.url) for part in (*own[:AT_THE_ENDS], *own[-AT_THE_ENDS:])}
        for part in chosen[:MOST]:
            key = url_key(part.url)
            place = self._paper.collection.places.get(("sitemap", key)) or Place(key, part.url, "sitemap", title="part")
            if key not in self._met and not self._is_done(place, part.hints.modified, at_end=key in ends):
                self._met.add(key)
                newest = latest_moment(part.hints.modified) if believed else None
                entry = replace(place, lastmod=part.hints.modified)
                self._left.append((entry, newest.timestamp() if newest else math.inf))

    def _is_ours(self, part: Link) -> bool:
        return in_scope(part.url, self._paper.source) and page_url(part.url) is not None and not _OTHER.search(part.url)

    def _is_done(self, place: Place, lastmod: str, *, at_end: bool) -> bool:
        if place.read is None or not self._covers(place.since):
            return False
        return place.lastmod == lastmod if lastmod else self._now - place.read < REST and not at_end

    def _covers(self, since: str) -> bool:
        """Whether a reading that went back to `since` ("": all the way) is enough for this run."""
        window = self._paper.since
        return not since or (window is not None and datetime.fromisoformat(since) <= window)

    @property
    def horizon(self) -> float:
        """Whatever is newer than this, in seconds since 1970, has been announced: an unread part may hold the rest."""
        return max((*self._under_way, *(newest for _, newest in self._left)), default=-math.inf)

    @property
    def left(self) -> int:
        """Parts still to be read."""
        return len(self._left)

    def next(self, at_once: int) -> Place | None:
        """The next to read; None for none, or where as many are under way as may be."""
        while self._left and self._was_read(self._left[0][0]):
            self._left.popleft()
        if not self._left or len(self._under_way) >= at_once or self.read + len(self._under_way) >= MOST:
            return None
        place, newest = self._left.popleft()
        self._under_way.append(newest)
        return place

    def _was_read(self, part: Place) -> bool:
        """Whether it was asked for in this run by another name than that of a part: robots.txt may name it too."""
        known = self._paper.collection.places.get(("sitemap", part.key))
        return known is not None and known.read == self._now

    def done(self) -> None:
        """One that was under way has been read, or could not be."""
        if self._under_way:
            self._under_way.pop(0)
        self.read += 1

    @property
    def under_way(self) -> bool:
        """Whether any is being read."""
        return bool(self._under_way)
