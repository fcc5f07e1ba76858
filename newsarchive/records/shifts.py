"""Where a row of values changes for good: its end held against its own past. Pure arithmetic; it knows nothing of papers.

In: at most MOST values in the order of time, the oldest first. Out: where the new part begins and what both parts are like,
or None. So that chance and rhythms stay silent, the parts must differ by more than chance allows, reckoned by how much
stretches of the past differ from each other, and the difference must be large.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

MOST = 300  # values
LEAST, PAST = 10, 20  # values at least that the new part, and the past, must have
_STRETCH = 40  # values of the longest stretch of the past that the new part is held against
_CHANCE = 18.0  # twice the logarithm of how much likelier two parts are than one: 1 in 45,000 for one place by chance
_PARTLY, WHOLLY = 0.5, 0.15  # of the past's share, at most, where something is lost
_FACTOR, _BEYOND = math.log(2), math.log(1.2)  # of sizes: twice or half, and a fifth beyond any stretch of the past
_SPREAD, _SIGMAS = 0.3, 4.2  # the least spread of their logarithms, and how many of them apart
_NEW, _RARE = 0.9, 0.25  # share of names never seen before; and of those that were seen once, in the past
_ALIKE = 0.8  # share of the commonest value

_SELF = (0.0, *(n * math.log(n) for n in range(1, MOST + 1)))

_Value = TypeVar("_Value", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Shift:
    """The new part is `newest` values long; `before` and `after` are shares from 0 to 1, or medians."""

    newest: int
    past: int
    before: float
    after: float

    @property
    def whole(self) -> bool:
        """Whether as good as nothing is left of what was there."""
        return self.after <= WHOLLY * self.before


def lost(values: Sequence[bool]) -> Shift | None:
    """What was there and is not any more, wholly or for the greater part."""
    if len(values) < LEAST + PAST or (still := sum(values[-LEAST:]) / LEAST) > _PARTLY:
        return None
    sums = [0, *itertools.accumulate(values)]
    likelier, newest = max(((_likelier(sums, m), m) for m in _steps(len(values))), default=(0.0, 0))
    if likelier < _CHANCE:
        return None
    past = len(values) - newest
    before, after = sums[past] / past, (sums[-1] - sums[past]) / newest
    if likelier / _clustering(sums[: past + 1]) < _CHANCE or max(after, still) > _PARTLY * before:
        return None
    return Shift(newest, past, before, after)


def _clustering(sums: Sequence[int]) -> float:
    """How many times more the shares of stretches vary than they would if each value were for itself; 1 at least."""
    size = len(sums) - 1
    share = sums[-1] / size
    stretches = [(sums[at + LEAST] - sums[at]) / LEAST for at in range(0, size - LEAST + 1, LEAST)]
    if len(stretches) < 3 or share in (0.0, 1.0):
        return 1.0
    return max(1.0, statistics.fmean((each - share) ** 2 for each in stretches) * LEAST / (share * (1 - share)))


def _likelier(sums: Sequence[int], newest: int) -> float:
    """How much likelier two shares are than one, for the last values and those before; 0 where the share grew."""
    whole, past = len(sums) - 1, len(sums) - 1 - newest
    good, all_good = sums[past], sums[-1]
    if good * newest <= (all_good - good) * past:
        return 0.0
    return 2 * (_log(good, past) + _log(all_good - good, newest) - _log(all_good, whole))


def _log(good: int, size: int) -> float:
    """Logarithm of the likelihood of a share by its own measure."""
    return _SELF[good] + _SELF[size - good] - _SELF[size]


def resized(sizes: Sequence[int]) -> Shift | None:
    """Sizes that have halved or doubled, in the middle."""
    logs = [math.log(size + 1) for size in sizes]
    if len(logs) < LEAST + PAST or _apart(logs[: len(logs) // 3], logs[-LEAST:]) < _FACTOR / 2:
        return None
    _, newest = min((_strewn(logs[:-m]) + _strewn(logs[-m:]), m) for m in _steps(len(logs)))
    past, new = logs[:-newest], logs[-newest:]
    if _distance(past, new) < _SIGMAS:
        return None
    middle, now, still = map(statistics.median, (past, new, new[-LEAST:]))
    stretches = [statistics.median(stretch) for stretch in _stretches(past, newest)]
    least, most = min(stretches) - _BEYOND, max(stretches) + _BEYOND
    if max(now, still) < min(least, middle - _FACTOR) or min(now, still) > max(most, middle + _FACTOR):
        return Shift(newest, len(past), math.exp(middle) - 1, math.exp(now) - 1)
    return None


def _apart(part: Sequence[float], other: Sequence[float]) -> float:
    return abs(statistics.median(part) - statistics.median(other))


def _strewn(part: Sequence[float]) -> float:
    """Sum of the distances from the middle: two parts have the least where they are cut at a change."""
    middle = statistics.median(part)
    return sum(abs(each - middle) for each in part)


def _distance(past: Sequence[float], new: Sequence[float]) -> float:
    """Of the medians of both parts, in sigmas: 1.2533 is how much wider a median spreads than a mean, 1.4826 makes it robust."""
    spread = max(statistics.median(abs(each - middle) for each in part) for part, middle in _middles(past, new))
    error = 1.2533 * max(1.4826 * spread, _SPREAD) * math.sqrt(1 / len(new) + 1 / len(past))
    return _apart(past, new) / error


def _middles(*parts: Sequence[float]) -> Iterator[tuple[Sequence[float], float]]:
    return ((part, statistics.median(part)) for part in parts)


def unheard_of(names: Sequence[str]) -> Shift | None:
    """Names that the past never had. Silent where the past had ever new ones: those seen once tell how many (Good and Turing)."""
    first = {name: at for at, name in reversed(list(enumerate(names)))}
    begins = [first[name] for name in names]
    if sum(at > len(names) // 3 - 1 for at in begins[-LEAST:]) < _NEW * LEAST:
        return None
    gains = ((sum(1 if at >= len(names) - m else -1 / (1 - _NEW) for at in begins[-m:]), m) for m in _steps(len(names)))
    gain, newest = max(gains, default=(0.0, 0))
    if gain <= 0:
        return None
    past = Counter(names[:-newest])
    once = sum(number == 1 for number in past.values()) / past.total()
    new = sum(name not in past for name in names[-newest:]) / newest
    still = sum(name not in past for name in names[-LEAST:]) / LEAST
    return Shift(newest, past.total(), once, new) if once <= _RARE and min(new, still) >= _NEW else None


def alike(values: Sequence[Hashable]) -> Shift | None:
    """One value over and over, where the past had many."""
    if not values or _commonest(values[-LEAST:]) < _ALIKE:
        return None
    for newest in _steps(len(values)):
        now = _commonest(values[-newest:])
        if now < _ALIKE or values[-newest] != values[-1]:
            continue
        before = max(_commonest(stretch) for stretch in _stretches(values[:-newest], newest))
        if before <= now / 2:
            return Shift(newest, len(values) - newest, before, now)
    return None


def _commonest(values: Sequence[Hashable]) -> float:
    return Counter(values).most_common(1)[0][1] / len(values)


def _steps(size: int) -> Iterator[int]:
    """Lengths of the new part to try, the longest first: at most twice its past."""
    yield from range(min(size - PAST, size * 2 // 3), LEAST - 1, -1)


def _stretches(values: Sequence[_Value], newest: int) -> Iterator[Sequence[_Value]]:
    """Stretches of the past as long as the new part, each beginning a quarter of its length after the last."""
    size = min(newest, _STRETCH, len(values))
    for at in range(0, len(values) - size + 1, max(1, size // 4)):
        yield values[at : at + size]
