"""Which dates stand together with which links: the boxes of a page that are teasers, and their dates.

In: the elements of a page as a walk enters and leaves them. Out: one `Teaser` for each small box with a link and a
date in it. A date is the raw string of an attribute; no date is read from words, none is parsed, and whether a link
leads to an article is for others to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

LARGEST = 12  # links and dates of a teaser: more is a list of teasers, and the limit keeps the work proportional
HIGHEST = 6  # levels from a link up to its teaser
WHOLE = frozenset(("html", "body", "main", "nav"))
DATED = ("datetime", "data-timestamp", "data-datetime", "data-published", "data-date")
_A_DAY = re.compile(r"(?<!\d)(?:(?:19|20)\d\d(?!\d)|(?:19|20)\d{6}|1\d{9}(?:\d{3})?(?!\d))")  # a year, or seconds since 1970
_CHANGE = 2  # the rank of a date of changing
_PUBLISHED = re.compile(r"publish|created|posted|issued", re.IGNORECASE)
_CHANGED = re.compile(r"modif|updat|edited|aktualis", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Teaser:
    """A box: the indexes of the links in it, in page order, and the one date that tells when they were published."""

    links: tuple[int, ...]
    date: str


@dataclass(frozen=True, slots=True)
class _Seen:
    """A link (its index, no date) or a date (-1). `rank`: 0 says it is of publishing, 1 says nothing, 2 of a change."""

    depth: int
    link: int
    date: str
    rank: int


class TeaserReader:
    """Remembers links and dates in page order; a box is the stretch between its beginning and its end."""

    def __init__(self) -> None:
        self.found: list[Teaser] = []
        self._seen: list[_Seen] = []
        self._begins: list[int] = []
        self._last = (0, 0)

    def enter(self, element: etree._Element) -> None:
        """To be called for every element, before its links are named."""
        self._begins.append(len(self._seen))
        date = date_of(element)
        if date:
            self._seen.append(_Seen(len(self._begins), -1, date, rank_of(element)))

    def link(self, index: int) -> None:
        """The element that was entered last is a link, the one numbered `index`."""
        self._seen.append(_Seen(len(self._begins), index, "", 0))

    def leave(self, element: etree._Element) -> None:
        """To be called for every element that was entered."""
        depth, begin, end = len(self._begins), self._begins.pop(), len(self._seen)
        if 2 <= end - begin <= LARGEST and (begin, end) != self._last and element.tag not in WHOLE:
            self._last = (begin, end)
            self._examine(self._seen[begin:end], depth)

    def _examine(self, inside: list[_Seen], depth: int) -> None:
        links = tuple(seen.link for seen in inside if seen.link >= 0)
        dates = [seen for seen in inside if seen.link < 0]
        if not links or not dates or max(seen.depth for seen in inside if seen.link >= 0) - depth > HIGHEST:
            return
        self.found.append(Teaser(links, chosen([(seen.rank, seen.date) for seen in dates])))


def chosen(dates: Sequence[tuple[int, str]]) -> str:
    """Of the dates of one box, each with its rank, the one that tells when it was published; "" where there are two."""
    best = min(rank for rank, _ in dates)
    told = {date for rank, date in dates if rank == best}
    return told.pop() if len(told) == 1 and best < _CHANGE else ""


def date_of(element: etree._Element) -> str:
    """The date in an element's attributes, as it stands there; "" for none."""
    if not element.attrib:
        return ""
    values = [element.get(name) for name in DATED]
    if element.get("itemprop") == "datePublished":
        values.append(element.get("content"))
    return next((value.strip() for value in values if value and len(value) < 100 and _A_DAY.search(value)), "")


def rank_of(element: etree._Element) -> int:
    """What an element says of its date: 0 of publishing, 1 nothing, 2 of a change."""
    says = f"{element.get('itemprop') or ''} {(element.get('class') or '')[:300]}"
    return 0 if _PUBLISHED.search(says) else _CHANGE if _CHANGED.search(says) else 1
