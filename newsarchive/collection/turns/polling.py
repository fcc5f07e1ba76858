"""When a paper is looked at next: its front page, feeds and sitemaps. Pure: a function of what is known and of bounds.

In: when it was looked at last and how that went, when its articles appeared, what bounds the user sets. Out: a time, and
why. A paper is asked when about half an article is to be expected of it, by its own rhythm over the hours of the day; never
more often than its lower bound, and never more seldom than its upper one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from newsarchive.collection.turns.schedule import EARLY
from newsarchive.sources.pace import Pace

MEMORY = timedelta(days=28)  # articles that appeared longer ago say nothing
_HALF = 7.0  # days after which an article counts for half
_MOST = 6  # articles of one hour that count: a list without dates gives hundreds at once
_EXPECTED = 0.5  # articles: a look at every new one, and one in between
_BELIEVED = timedelta(hours=1)  # a feed may ask to be left alone that long, no longer
_HOUR = 3600.0


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """The last look at a paper. `failed`: how many in a row gave nothing. `rest`: seconds that its feeds ask for."""

    at: datetime
    failed: int = 0
    rest: float = 0.0


@dataclass(frozen=True, slots=True)
class Known:
    """What a paper's state says of its rhythm and of what is left to do. All None and 0: nothing was ever asked.

    look      the last look
    arrivals  articles and what was taken for one, by the hour in which they appeared, counted from 1970
    left      addresses that an earlier run left unasked, and pages that it left unread
    check     when the first held article is due to be asked for again
    """

    look: Look | None = None
    arrivals: Mapping[int, int] = field(default_factory=dict)
    left: int = 0
    check: datetime | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """When a paper's turn comes, and why then. `look`: when it is looked at; until then only articles are checked."""

    at: datetime
    look: datetime
    why: str


def next_turn(known: Known, pace: Pace, now: datetime, *, checks: bool = True) -> Turn | None:
    """When a paper is to be asked next, None for now. Without `checks` its held articles are left alone.

    A look that is dated later than now was made by a clock that was wrong: it says nothing.
    """
    if known.look is None or known.look.at > now + EARLY or (known.left and not known.look.failed):
        return None
    look, why = next_look(known.look, known.arrivals, pace)
    if checks and known.check is not None and known.check < look and not known.look.failed:
        return Turn(known.check - EARLY, look, "an article is to be asked for again")
    return Turn(look, look, why)


def next_look(look: Look, arrivals: Mapping[int, int], pace: Pace) -> tuple[datetime, str]:
    """When a paper is looked at after `look`, and why then."""
    rates = rhythm(arrivals, look.at)
    if look.failed:
        seconds, why = pace.least.total_seconds() * 2.0 ** min(look.failed, 16), f"the last {_times(look.failed, 'look')} failed"
    else:
        seconds, why = _until(rates, look.at, _EXPECTED), f"about {_per_day(sum(rates))}"
    least = max(pace.least, min(timedelta(seconds=look.rest), _BELIEVED))
    wait = min(max(timedelta(seconds=min(seconds, pace.most.total_seconds())), least), pace.most)
    return look.at + wait - min(EARLY, wait / 10), why


def rhythm(arrivals: Mapping[int, int], at: datetime) -> tuple[float, ...]:
    """Articles to be expected in each hour of the day, in UTC: what came in the last weeks, the latest counting most.

    Half of it is the paper's mean: some ten days that count tell little of a single hour.
    """
    now = at.timestamp() / _HOUR
    recent = {hour: min(number, _MOST) for hour, number in arrivals.items() if 0 <= now - hour < MEMORY / timedelta(hours=1)}
    if not recent:
        return (0.0,) * 24
    span = max(now - min(recent), 24.0) / 24
    days = (1 - 0.5 ** (span / _HALF)) * _HALF / math.log(2)  # whole days, each counting by its age
    by_hour = [0.0] * 24
    for hour, number in recent.items():
        by_hour[hour % 24] += number * 0.5 ** ((now - hour) / 24 / _HALF) / days
    mean = sum(by_hour) / 24
    return tuple((mean + (by_hour[h - 1] + by_hour[h] + by_hour[(h + 1) % 24]) / 3) / 2 for h in range(24))


def _until(rates: tuple[float, ...], at: datetime, wanted: float) -> float:
    """Seconds from a time on until so many articles are to be expected."""
    if not any(rates):
        return math.inf
    hour, left = at.hour, 1 - (at.minute * 60 + at.second) / _HOUR
    passed = 0.0
    while wanted > rates[hour] * left:
        wanted -= rates[hour] * left
        passed, hour, left = passed + left, (hour + 1) % 24, 1.0
    return (passed + wanted / rates[hour]) * _HOUR


def _per_day(number: float) -> str:
    if number < 0.75:
        return "less than an article a day"
    return f"{number:.0f} articles a day" if number >= 1.5 else "an article a day"


def _times(number: int, word: str) -> str:
    return word if number == 1 else f"{number} {word}s"
