"""How often a paper may be looked at: two texts such as "15m" and "6h" in, checked bounds out. Nothing is scheduled here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from newsarchive.sources.checks import BadValue

_TEXT = re.compile(r"([1-9]\d{0,3})([mh])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1)}
_DAY = timedelta(days=1)
RULE = 'must be two times from "1m" to "24h", the lesser first, such as ["15m", "6h"]: a paper is looked at once a day at least'


@dataclass(frozen=True, slots=True)
class Pace:
    """The least and the most time between two looks at a paper."""

    least: timedelta = timedelta(minutes=15)
    most: timedelta = timedelta(hours=6)


DEFAULT = Pace()


def pace(key: str, given: tuple[str, ...]) -> Pace:
    """The bounds that two texts name; raises BadValue."""
    found = [_TEXT.fullmatch(text) for text in given]
    times = [int(match[1]) * _UNITS[match[2]] for match in found if match]
    if len(given) != 2 or len(times) != 2 or not times[0] <= times[1] <= _DAY:
        raise BadValue(key, list(given), RULE)
    return Pace(*times)
