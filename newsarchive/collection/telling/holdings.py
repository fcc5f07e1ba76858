"""What a collection holds, for reading: records, pages, runs. Takes no lock, writes nothing, fetches nothing.

It reads up to the committed lengths, so it may be used while a run is writing.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from newsarchive.archive.exchange import Page
from newsarchive.archive.reader import read_page
from newsarchive.collection.files import ledger
from newsarchive.collection.files.layout import Layout
from newsarchive.collection.outcomes import Outcome
from newsarchive.collection.state.rows import KnownUrl
from newsarchive.collection.state.state import State
from newsarchive.collection.telling.coverage import Day, Window, coverage
from newsarchive.collection.telling.health import UNFINISHED, Health, judged
from newsarchive.collection.telling.signs import signs
from newsarchive.collection.turns.standing import growth_of
from newsarchive.errors import NoInput
from newsarchive.records.jsonl import read_records
from newsarchive.records.record import Record, capture_of


class Holdings:
    """One paper's folder, open for reading: `Holdings("output/kentonline")`. Raises NoInput where there is none."""

    def __init__(self, folder: Path | str) -> None:
        self.layout = Layout(Path(folder))
        if not self.layout.warc.is_dir():
            raise NoInput(
                f"{folder}: no collection there; give a folder that `newsarchive crawl` made, such as output/kentonline"
            )

    def records(self) -> Iterator[Record]:
        """Every record, in the order of the days of capture."""
        lengths = self._lengths()
        for path in self.layout.record_files():
            name = str(path.relative_to(self.layout.folder))
            if lengths is None or name in lengths:
                yield from read_records(path, lengths[name] if lengths else None)

    def page(self, record: Record) -> Page:
        """The archived page that a record was read from: bytes, headers, address and time."""
        return read_page(self.layout.warc, capture_of(record))

    def count_records(self) -> int:
        """How many records there are."""
        with self._state() as state:
            return state.count_records() if state else sum(1 for _ in self.records())

    def urls(self) -> list[KnownUrl]:
        """Every address that the paper announced, and how it ended; empty where there is no state."""
        with self._state() as state:
            return list(state.urls()) if state else []

    def outcomes(self) -> Counter[Outcome | None]:
        """How many addresses ended how; None counts those that are still to be asked for."""
        with self._state() as state:
            return Counter(state.outcomes() if state else {})

    def growth(self, today: date) -> float | None:
        """Bytes a day by which this collection grows; None while nobody can say."""
        return growth_of(self.layout, self._lengths() or {}, today)

    def coverage(self, window: Window) -> list[Day]:
        """What the paper announced for each day, what of it is held, and why not the rest; empty where there is no state."""
        with self._state() as state:
            return coverage(self.layout, state, window) if state else []

    def health(self, now: datetime) -> Health:
        """Whether there is no news or something is broken, and what to do."""
        with self._state() as state:
            if state is None:
                return Health(UNFINISHED, "its state is missing", "The next crawl or `newsarchive extract` makes it again.")
            return judged(signs(self.layout, state, now))

    def runs(self, newest: int | None = None) -> list[ledger.Summary]:
        """The summaries of all runs that came to an end, or of the newest ones, oldest first."""
        return ledger.summaries(self.layout, newest)

    def count_runs(self) -> int:
        """How many runs there were, those that were cut short too."""
        return ledger.runs_of_days(self.layout).total()

    def _lengths(self) -> dict[str, int] | None:
        with self._state() as state:
            return state.files() if state else None

    @contextlib.contextmanager
    def _state(self) -> Iterator[State | None]:
        """The state, open for reading; None where there is none."""
        if not self.layout.state.exists():
            yield None
            return
        state = State(self.layout.state, read_only=True)
        try:
            yield state
        finally:
            state.close()


def collections(output: Path) -> list[Holdings]:
    """Every collection below an output folder, by name."""
    if not output.is_dir():
        return []
    return [Holdings(folder) for folder in sorted(output.iterdir()) if (folder / "warc").is_dir()]
