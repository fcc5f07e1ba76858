"""The pages of sections, one after the other: whether the next is worth asking for.

A section is followed as long as its pages bring links that nothing else has settled. So it ends at once where a sitemap
tells all, after two pages where the last repeats for ever, and at the window's edge. Where it was left off is kept.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime

from newsarchive.collection.state.rows import Place
from newsarchive.crawl.announcing import Told
from newsarchive.urls import url_key

BARREN = 2  # pages in a row without anything new, of which a sitemap did not know all
PASSED_OVER = 10  # pages at most that a resumed section passes over until it meets something new
MOST_PAGES = 2000  # listing pages that a run reads of one paper


@dataclass(slots=True)
class Chain:
    """A section being read from some page on. `older` is its next page, `shown` what it showed of the first look's links."""

    section: str
    older: str
    barren: int = 0
    through: int = 0  # pages that a resumed chain may still pass over until it meets something new
    shown: set[str] = field(default_factory=set)
    last: frozenset[str] | None = None


class Chains:
    """The sections of one paper that are being read, in turn. The first page's key is the section's."""

    def __init__(self, *, thorough: bool = False) -> None:
        self._thorough = thorough  # pages that hold nothing new are passed over too: news may have been put in between
        self._sections: dict[str, Place] = {}
        self._alive: dict[str, list[Chain]] = {}
        self._turn: deque[Chain] = deque()
        self._out: dict[str, Chain] = {}
        self._read: set[str] = set()
        self._left_off: dict[str, Place] = {}  # sections with older pages that this run's window does not reach

    def has_read(self, key: str) -> bool:
        """Whether this listing page was asked for in this run."""
        return key in self._read

    def begin(self, place: Place) -> None:
        """The first page of a section is asked for."""
        self._read.add(place.key)
        if place.older and not self._alive.get(place.key):
            self._left_off[place.key] = place
        self._out[place.key] = self._new(replace(place, fresh=0), place.url)

    def resume(self, place: Place) -> None:
        """A section whose older pages an earlier run left unread: one cursor or several, blanks between."""
        for older in place.older.split():
            chain = self._new(place, older)
            chain.through = PASSED_OVER
            self._turn.append(chain)

    def _new(self, place: Place, older: str) -> Chain:
        chain = Chain(place.key, older)
        self._sections.setdefault(place.key, place)
        self._alive.setdefault(place.key, []).append(chain)
        return chain

    def next(self) -> tuple[Place, str] | None:
        """The next older page: its section and its address."""
        while self._turn and len(self._read) < MOST_PAGES:
            chain = self._turn.popleft()
            key = url_key(chain.older)
            if key not in self._read:
                self._read.add(key)
                self._out[key] = chain
                return self._sections[chain.section], chain.older
            self._alive[chain.section].remove(chain)
        return None

    def answered(self, key: str, told: Told, older: str, early: set[str], since: datetime | None) -> Place:
        """What a page of a section brought. Returns the section as it is to be kept."""
        chain = self._out.pop(key)
        goes_on = self._is_worth(chain, told, early) and bool(older)
        if goes_on:
            chain.older = older
        else:
            self._alive[chain.section].remove(chain)
        if goes_on and not told.is_past:
            self._turn.append(chain)
        before = self._sections[chain.section]
        cursors = " ".join(each.older for each in self._alive[chain.section])
        edge = since.isoformat() if since and cursors and told.is_past else ""
        if edge:
            self._left_off.pop(chain.section, None)  # beyond this edge lies that one
        elif left := self._left_off.get(chain.section):
            cursors, edge = f"{cursors} {left.older}".strip(), left.since
        now = replace(before, fresh=before.fresh + len(told.fresh), older=cursors, since=edge)
        self._sections[chain.section] = now
        return now

    def keep(self, section: Place) -> None:
        """A section as its first page left it."""
        self._sections[section.key] = section

    def failed(self, key: str) -> None:
        """A page could not be read. The cursor stays: the next run tries again from there."""
        self._out.pop(key, None)

    def _is_worth(self, chain: Chain, told: Told, early: set[str]) -> bool:
        repeats = frozenset(told.keys) == chain.last
        chain.last = frozenset(told.keys)
        if repeats:
            return False
        unseen = (told.keys & early) - chain.shown - told.covered
        chain.shown |= unseen
        if told.fresh or unseen or told.is_past:  # the window's edge is kept, and not crossed
            chain.barren = chain.through = 0
            return True
        if self._thorough and told.keys:
            return True
        if chain.through:  # news has moved the listing since: what it was to bring lies further back
            chain.through -= 1
            return True
        chain.barren += 1
        return chain.barren < BARREN and not told.keys <= told.covered
