"""The addresses of one paper: which are known, and which are to be asked for next, the newest first.

The table `urls` is the queue. Here is only what that table does not say yet: what was found since the last commit, and
what has been taken and has not ended. So memory does not grow with what is queued.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import timedelta

from newsarchive.collection.files.layout import began
from newsarchive.collection.outcomes import FORBIDDEN, HELD, NOT_THERE, PASSING, RULES_HOLD, Outcome, Settlement
from newsarchive.collection.state.rows import KnownUrl
from newsarchive.collection.state.state import State
from newsarchive.discovery.links import RELATED, Hints

_YOUNG, _SOONEST = timedelta(days=2), timedelta(minutes=15)
_LASTING = (RELATED, "sitemap")  # what lists thousands, or stands for years, announces no story early


@dataclass(frozen=True, slots=True)
class Announced:
    """An address that a page of the paper announces. `how` is given where it will not be asked for, and says why."""

    key: str
    url: str
    hints: Hints
    rank: float
    how: Settlement | None = None


@dataclass(slots=True)
class News:
    """What announcements changed: rows to write, and keys to open again.

    fresh    keys that were not known at all
    settled  keys that had ended in an earlier run
    sooner   articles that are said to have changed since they were asked for, with the hints that say so
    """

    rows: list[KnownUrl]
    reopened: list[str]
    fresh: set[str]
    settled: set[str]
    sooner: list[KnownUrl]


class Queue:
    """All methods but `committed` are for the main thread."""

    def __init__(self, state: State, run: str, held_back: Callable[[str], bool]) -> None:
        self._state = state
        self._run = run
        self._held_back = held_back
        self._uncommitted: dict[str, KnownUrl] = {}
        self._taken: set[str] = set()
        self._done: deque[tuple[list[KnownUrl], list[str]]] = deque()

    def announce(self, announced: Iterable[Announced], *, thorough: bool = False) -> News:
        """Notes addresses; those known already are asked for again only if their fault may have passed since an earlier run.

        `thorough`: whatever was not there is asked for once more.
        """
        self._drain()
        each_once = {each.key: each for each in announced}
        committed = self._state.known([key for key in each_once if key not in self._uncommitted])
        news = News([], [], set(), set(), [])
        for key, each in each_once.items():
            before = self._uncommitted.get(key) or committed.get(key)
            if before and before.settlement and before.run != self._run:
                news.settled.add(key)
            if before is None:
                news.fresh.add(key)
                self._write(news, KnownUrl(key, each.url, each.hints, each.how, each.rank, self._run if each.how else ""))
            elif key in self._taken:
                continue  # its outcome is on its way: a row written now would outlive it and be taken again
            elif before.settlement is None:
                if before != (merged := _merge(before, each)):
                    self._write(news, merged)
            elif each.how is None and (self._may_have_passed(before, each, thorough) or _is_vouched_for(before, each)):
                news.reopened.append(key)
                self._write(news, KnownUrl(key, each.url, each.hints, None, _rank_again(before, each)))
            elif before.settlement.outcome in HELD and each.hints.modified and each.hints.modified != before.hints.modified:
                news.sooner.append(replace(before, hints=replace(before.hints, modified=each.hints.modified)))
        return news

    def _may_have_passed(self, known: KnownUrl, other: Announced, thorough: bool) -> bool:
        """Whether it ended in an earlier run in a fault that may be over."""
        how = known.settlement
        if how is None or known.run == self._run:
            return False
        if how.outcome in NOT_THERE:
            return thorough or (other.hints.via_kind not in _LASTING and self._may_be_there_now(known))
        if how.outcome not in PASSING:
            return False
        forbidden = how.outcome is Outcome.ROBOTS and how.reason == FORBIDDEN
        return not forbidden or began(self._run) - began(known.run) >= RULES_HOLD

    def _may_be_there_now(self, known: KnownUrl) -> bool:
        """Whether a story that could not be had is young, and as much time has gone by since as it was old then, a quarter of an
        hour at least: so it is asked for some six times in its first two days.
        """
        now, asked = began(self._run).timestamp(), began(known.run).timestamp()
        pause = max(asked - known.rank, _SOONEST.total_seconds())
        return now - known.rank <= _YOUNG.total_seconds() and now - asked >= pause

    def _write(self, news: News, known: KnownUrl) -> None:
        self._uncommitted[known.key] = known
        news.rows.append(known)

    def take(self, most: int, not_before: float) -> list[KnownUrl]:
        """Up to `most` addresses of at least this rank, the newest first. They are not given again in this run."""
        self._drain()
        look = most + len(self._taken)
        while True:
            rows = self._state.to_ask(look, not_before)
            floor = rows[-1].rank if len(rows) == look else not_before  # of what is older, the table may hold more
            taken = heapq.nlargest(most, self._open_ones(rows, floor), key=lambda known: known.rank)
            if len(taken) == most or len(rows) < look:
                break
            look *= 2
        self._taken.update(known.key for known in taken)
        return taken

    def _open_ones(self, rows: list[KnownUrl], floor: float) -> Iterator[KnownUrl]:
        """Those of the rows, and those that no commit has written yet, that are of this rank and may be asked for."""
        for key, known in ({known.key: known for known in rows} | self._uncommitted).items():
            if known.settlement is None and known.rank >= floor and key not in self._taken and not self._held_back(key):
                yield known

    def take_due(self, most: int, due: float, checked_before: float) -> list[KnownUrl]:
        """Up to `most` articles that are due by then and were not asked for since, the longest due first; each once in a run."""
        self._drain()
        rows = self._state.due(most + len(self._taken), due, checked_before)
        taken = [known for known in rows if known.key not in self._taken and not self._held_back(known.key)][:most]
        self._taken.update(known.key for known in taken)
        return taken

    def __len__(self) -> int:
        """How many are to be asked for, those taken included; what is uncommitted may count twice."""
        self._drain()
        return self._state.count_to_ask() + sum(known.settlement is None for known in self._uncommitted.values())

    def knows(self, key: str) -> bool:
        """Whether this address was announced before."""
        return key in self._uncommitted or bool(self._state.known([key]))

    def ended(self, key: str) -> None:
        """This address has an outcome, which the next commit writes."""
        self._taken.add(key)

    def committed(self, rows: list[KnownUrl], settled: list[str]) -> None:
        """The table says so now. Called by the thread that commits."""
        self._done.append((rows, settled))

    def _drain(self) -> None:
        while self._done:
            rows, settled = self._done.popleft()
            for known in rows:
                if self._uncommitted.get(known.key) is known:
                    del self._uncommitted[known.key]
            self._taken.difference_update(settled)


def _is_vouched_for(known: KnownUrl, other: Announced) -> bool:
    """Whether an address that only another article linked to, and that was none, is announced by the paper itself now."""
    vain = known.settlement is not None and known.settlement.outcome not in HELD
    return vain and known.hints.via_kind == RELATED and other.hints.via_kind != RELATED


def _rank_again(known: KnownUrl, other: Announced) -> float:
    """A story that was not there grows no younger: without a date it ranks by when it was found, and is found anew each time."""
    was_there = known.settlement is None or known.settlement.outcome not in NOT_THERE
    return other.rank if was_there or known.hints.via_kind == RELATED else min(known.rank, other.rank)


def _merge(known: KnownUrl, other: Announced) -> KnownUrl:
    """With what the first announcement did not say. A date goes before the place in a page.

    What only articles link to comes the sooner the more of them do: links of a template lead to all sorts of pages.
    """
    if known.hints.via_kind == other.hints.via_kind == RELATED:
        return replace(known, rank=known.rank + 1)
    blank = {field.name: getattr(other.hints, field.name) for field in fields(Hints) if not getattr(known.hints, field.name)}
    if not any(blank.values()):
        return known
    dated = not _is_dated(known.hints) and _is_dated(other.hints)
    return replace(known, hints=replace(known.hints, **blank), rank=other.rank if dated else known.rank)


def _is_dated(hints: Hints) -> bool:
    return bool(hints.published or hints.modified)
