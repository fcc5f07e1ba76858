"""Which parts of a sitemap index are worth a request, and in which order.

In: the links of an index, in its order. Out: those to read, newest first. What cannot be told counts as worth it.
"""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from datetime import UTC, datetime
from itertools import chain, pairwise, zip_longest
from urllib.parse import urlsplit

from newsarchive.discovery.links import Link
from newsarchive.discovery.scope import latest_moment

_ENDS = 2  # parts at each end of an index that are read where its dates cannot be believed
_DIGITS = re.compile(r"\d+")
_MONTH = re.compile(r"(?<!\d)(?P<year>199\d|20\d\d)(?:[-_/.]|&mm?=|&month=)?(?P<month>0[1-9]|1[0-2])(?:[-_/.]?\d\d)?(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?P<year>199\d|20\d\d)(?!\d)")


def parts_to_read(parts: tuple[Link, ...], since: datetime | None) -> tuple[Link, ...]:
    """The parts that may hold an article of the window, newest first; `since` is aware, None for no limit.

    A part is as old as its lastmod. Lastmods that are all one and the same tell when the index was made: then, and where
    a part has none, the month or year in its own address tells (its end). A part of no known age is read, after the
    others. Where every part would be too old, the dates are not believed: the first 2 and the last 2 are read.

    Parts of one age come in the index's order; from its end where the known ages rise; where none says which way it
    runs, from both ends in turn, so that a caller who stops early has met the newest either way.
    """
    ages = _ages(parts)
    order = sorted(_direction(ages), key=lambda at: ages[at] or datetime.min.replace(tzinfo=UTC), reverse=True)
    inside = [at for at in order if since is None or (ages[at] or since) >= since]
    if not inside:
        inside = [at for at in order if at < _ENDS or at >= len(parts) - _ENDS]
    return tuple(parts[at] for at in inside)


def _ages(parts: tuple[Link, ...]) -> list[datetime | None]:
    """The last moment that each part can speak of, None where nothing tells."""
    said = [latest_moment(part.hints.modified) for part in parts]
    named = _named(parts)
    if len(set(said) - {None}) > 1:
        return [lastmod or name for lastmod, name in zip(said, named, strict=True)]
    return named if any(named) else said


def _named(parts: tuple[Link, ...]) -> list[datetime | None]:
    """The end of the month, else of the year, that the address of each part names.

    A number is a date only where it is one in every part whose address differs in nothing but numbers: sitemap-2019.xml
    beside sitemap-7.xml is the 2,019th part, and sitemap-2019-10.xml beside sitemap-2019-9.xml may be a tenth part.
    """
    families: defaultdict[str, list[int]] = defaultdict(list)
    places = [f"{split.path}?{split.query}" for split in (urlsplit(part.url) for part in parts)]
    for at, place in enumerate(places):
        families[_DIGITS.sub("0", place)].append(at)
    ages: list[datetime | None] = [None] * len(parts)
    for family in families.values():
        for pattern in (_MONTH, _YEAR):
            if all(dates := [pattern.search(places[at]) for at in family]):
                for at, date in zip(family, dates, strict=True):
                    ages[at] = _end(date)
                break
    return ages


def _end(date: re.Match[str] | None) -> datetime | None:
    if date is None:
        return None
    said = date.groupdict()
    year, month = int(said["year"]), int(said.get("month") or 12)
    return latest_moment(f"{year}-{month:02}-{calendar.monthrange(year, month)[1]}")


def _direction(ages: list[datetime | None]) -> list[int]:
    """The places in the index, those that are likely newer first."""
    steps = [(one < other) - (one > other) for one, other in pairwise(age for age in ages if age is not None)]
    forth = list(range(len(ages)))
    if sum(steps):
        return forth[::-1] if sum(steps) > 0 else forth
    turns = chain.from_iterable(zip_longest(forth[::-1], forth))
    return list(dict.fromkeys(at for at in turns if at is not None))
