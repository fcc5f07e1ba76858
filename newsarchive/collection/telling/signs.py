"""What a paper's folder says of how it stands. In: a layout, a state and a clock. Out: `Signs`, for `health.py` to judge.

Reads only, and little of a large paper: summaries of the last runs, the last run's ledger, some hundred lines of records, and
rows of the state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from newsarchive.collection.files import ledger
from newsarchive.collection.files.layout import Layout
from newsarchive.collection.outcomes import Outcome
from newsarchive.collection.state.rows import Place
from newsarchive.collection.state.state import State
from newsarchive.collection.telling.coverage import WAYS
from newsarchive.collection.telling.rhythm import HISTORY
from newsarchive.collection.telling.samples import ARTICLES_BY, samples
from newsarchive.records.drift import Drift, drifts

IN_VAIN = 8  # addresses in a row that gave no article
RUNS = 10  # whose pauses tell how often it runs
BACK = timedelta(days=14)  # what is older when it is announced is no news


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of a paper. `places` are the ledger's lines of the last look that tell of pages that announce; a quiet
    one left none.

    `arrivals` holds key, kind of page and time of what was announced for the first time in the last eight weeks.
    """

    now: datetime
    runs: tuple[ledger.Summary, ...]
    places: tuple[ledger.Entry, ...]
    known_places: tuple[Place, ...]
    newest: tuple[tuple[str, Outcome], ...]
    arrivals: tuple[tuple[str, str, datetime], ...]
    run_days: frozenset[date]
    to_come: int
    drifts: tuple[Drift, ...]

    @property
    def last(self) -> ledger.Summary:
        """The last run that came to an end."""
        return self.runs[-1]

    def times(self, way: str = "") -> list[datetime]:
        """When each address was announced for the first time, in any way or in this one."""
        first: dict[str, datetime] = {}
        for key, kind, at in self.arrivals:
            if not way or WAYS.get(kind) == way:
                first[key] = min(at, first.get(key, at))
        return [*first.values()]


def signs(layout: Layout, state: State, now: datetime) -> Signs:
    """What a paper's folder says, as of now."""
    runs = tuple(ledger.summaries(layout, RUNS))
    return Signs(
        now,
        runs,
        _last_look(layout, runs),
        tuple(state.places()),
        tuple(state.newest_ends(ARTICLES_BY, IN_VAIN)),
        tuple(state.newly_announced(now - HISTORY, BACK)),
        frozenset(ledger.runs_of_days(layout)),
        state.count_to_ask(),
        tuple(drifts(samples(layout, state))),
    )


def _last_look(layout: Layout, runs: Sequence[ledger.Summary]) -> tuple[ledger.Entry, ...]:
    """Of the newest run that looked for news: one that only asked for held articles again says nothing of those pages."""
    for run in reversed(runs):
        entries = ledger.places_of(layout, run.run)
        if not (layout.folder / layout.ledger_name(run.run)).exists() or any(entry.kind != "robots" for entry in entries):
            return tuple(entries)
    return ()
