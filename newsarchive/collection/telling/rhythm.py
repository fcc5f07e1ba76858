"""How much a paper usually announces, and whether it has been silent for too long. Pure: a function of times.

In: when new addresses were announced, and on which days runs took place. Out: what a silence is worth. A quiet day is no
fault: a silence counts only where it is longer than any before it, and where the paper's own days of the week promise more.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

HISTORY = timedelta(days=56)
_DAY = timedelta(days=1)
_KNOWN = 7  # days with a run that a rhythm takes at least
#: Days more than the longest silence before, and how many addresses should have come by then.
_STRANGE = ((2, 15.0), (3, 10.0))
_BURST = 3  # times a paper's usual day: what is more is the filling of the past


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing new `since`, nor on `days` whole days; `promised` by the paper's rhythm, `longest` the longest silence before."""

    since: datetime
    days: int
    promised: float
    longest: int


def silence(arrivals: Sequence[datetime], until: datetime, run_days: frozenset[date]) -> Silence | None:
    """The silence at the end of a history, where it is a strange one; `until` is the end of the last run."""
    if not arrivals:
        return None
    since = max(arrivals)
    quiet = [since.date() + n * _DAY for n in range(1, (until.date() - since.date()).days)]
    history = _history(arrivals, since.date(), run_days)
    if not quiet or len(history) < _KNOWN:
        return None
    rates = usual(history)
    promised = sum(rates[day.weekday()] for day in quiet)
    longest = _longest([number for _, number in history])
    strange = any(len(quiet) >= longest + longer and promised >= least for longer, least in _STRANGE)
    return Silence(since, len(quiet), promised, longest) if strange else None


def usual(history: Sequence[tuple[date, int]]) -> list[float]:
    """How many a day of the week brings, Monday first. One that was not seen yet is taken for a quiet one."""
    middle = statistics.median(number for _, number in history) if history else 0
    capped = [(day, min(number, _BURST * max(middle, 1))) for day, number in history]
    quiet = statistics.fmean(number for _, number in capped) / 4 if capped else 0.0
    by_weekday = [[number for day, number in capped if day.weekday() == weekday] for weekday in range(7)]
    return [statistics.fmean(numbers) if numbers else quiet for numbers in by_weekday]


def rhythm(arrivals: Sequence[datetime], until: date, run_days: frozenset[date]) -> list[float]:
    """`usual` of what came up to a day."""
    return usual(_history(arrivals, until, run_days))


def _history(arrivals: Iterable[datetime], until: date, run_days: frozenset[date]) -> list[tuple[date, int]]:
    """How many came on each day on which a run took place; without the first, which brings all that lay there."""
    counts = Counter(each.date() for each in arrivals)
    first = min(counts, default=until)
    return [(day, counts[day]) for day in sorted(run_days | counts.keys()) if first < day <= until]


def _longest(numbers: Sequence[int]) -> int:
    longest = now = 0
    for number in numbers:
        now = 0 if number else now + 1
        longest = max(longest, now)
    return longest
