"""What a run did: `runs/<stamp>.jsonl`, one URL and its outcome a line, and `runs/<stamp>.json`, the summary.

The ledger goes through the commit like the records; it is the only witness of outcomes that left no exchange,
such as an address that robots.txt forbids. The summary is written when the run ends.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace

from newsarchive import __version__, clock
from newsarchive.archive.cdxj import write_index as write_cdxj
from newsarchive.collection.files.commit import replace as write_whole
from newsarchive.collection.files.layout import Layout, began
from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.collection.state.state import State
from newsarchive.errors import StorageError

_WHERE_SAID = ("shown_by", "headline", "published")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a ledger. `kind` is "article", "robots" or a place's kind; `via` where the address was announced.

    `shown_by` names the WARC record of a withdrawal that no answer states by itself: a redirect to the front page, say.
    `headline` and `published` are what a dated page that gives no record says of itself, as a stub before a wall does.
    """

    url: str
    kind: str
    outcome: Outcome
    reason: str = ""
    status: int = 0
    final_url: str = ""
    via: str = ""
    at: datetime
    shown_by: str | msgspec.UnsetType = msgspec.UNSET
    headline: str | msgspec.UnsetType = msgspec.UNSET
    published: str | msgspec.UnsetType = msgspec.UNSET


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """`runs/<stamp>.json`. `outcomes` counts articles' addresses; `finished` is false for an interrupted run.

    `runs`: how many runs in a row this tells of, from when the first began until the last ended. Runs of one UTC day that met
    nothing worth telling, no news, no check, no fault, are told together: what lies here grows with news and days, not with runs.
    `committed` is the time of the last COMMIT that brought anything; null where none did. `left_alone` is why the paper was
    left alone before all was asked for; "" where it was not.
    """

    source: str
    run: str
    began: datetime
    committed: datetime | None
    ended: datetime
    finished: bool
    outcomes: dict[str, int]
    records: int
    bytes_archived: int
    unsettled: int
    runs: int = 1
    notes: tuple[str, ...] = ()
    left_alone: str = ""
    newsarchive: str = __version__

    def begins(self) -> list[datetime]:
        """When each of its runs began: the first and the last as they did, those between evenly spread."""
        pause = (self.ended - self.began) / max(self.runs - 1, 1)
        return [self.began + number * pause for number in range(self.runs)]


def new_stamp(layout: Layout, now: datetime) -> str:
    """A name for a run: its start in UTC, with a letter behind it where that second has one already."""
    stamp = f"{now:%Y%m%dT%H%M%SZ}"
    letters: tuple[str, ...] = ("", *string.ascii_lowercase)
    for letter in letters:
        if not any(layout.runs.glob(f"{stamp}{letter}.*")):
            return stamp + letter
    return f"{stamp}-{now.microsecond}"


def entry(url: str, how: Settlement, kind: str, via: str) -> Entry:
    """The line for an address that ends now."""
    said = {name: value for name, value in asdict(how).items() if value or name not in _WHERE_SAID}
    return Entry(url=url, kind=kind, via=via, at=clock.now(), **said)


class Telling:
    """What a run has to tell. A feed that was read is told with what it led to: a run that meets no news leaves no ledger."""

    def __init__(self) -> None:
        self.begun = False
        self._unsaid: list[bytes] = []

    def add(self, entry: Entry) -> list[bytes]:
        """The lines that are to be written now."""
        self._unsaid.append(to_line(entry))
        self.begun = self.begun or entry.kind == "article" or entry.outcome not in (Outcome.READ, Outcome.ABSENT)
        now, self._unsaid = (self._unsaid, []) if self.begun else ([], self._unsaid)
        return now


def to_line(entry: Entry) -> bytes:
    """An entry as one line."""
    return msgspec.json.encode(entry) + b"\n"


def read_entries(path: Path) -> Iterator[Entry]:
    """The lines of a ledger that are whole. Raises StorageError where one says what this newsarchive does not know."""
    decoder = msgspec.json.Decoder(Entry)
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                if line.endswith(b"\n"):
                    yield decoder.decode(line)
            except msgspec.DecodeError as error:
                said = f"{path}, line {number}: {error}; it is damaged, or a newer newsarchive wrote it: try with that"
                raise StorageError(said) from error


def write_summary(layout: Layout, summary: Summary, *, quiet: bool = False) -> None:
    """Writes the summary, whole or not at all; that of a quiet run into the last one's, if that was a quiet one of its day."""
    before = _last_quiet(layout) if quiet else None
    if before and before.began.date() == summary.began.date():
        more = before.bytes_archived + summary.bytes_archived
        committed = summary.committed or before.committed
        began, runs = before.began, before.runs + 1
        summary = replace(summary, run=before.run, began=began, runs=runs, bytes_archived=more, committed=committed)
    name = layout.runs / f"{summary.run}.json"
    write_whole(name, msgspec.json.format(msgspec.json.encode(summary), indent=2) + b"\n")


def _last_quiet(layout: Layout) -> Summary | None:
    """The last run's summary, if it left no ledger and no log: those go with what is worth telling."""
    last = max((path.name for path in layout.runs.iterdir()), default="")
    alone = last.endswith(".json") and sum(1 for _ in layout.runs.glob(f"{last.removesuffix('.json')}.*")) == 1
    before = read_summary(layout.runs / last) if alone else None
    return before if before and before.finished and not before.notes else None


def read_summary(path: Path) -> Summary:
    """A summary back from its file."""
    return msgspec.json.decode(path.read_bytes(), type=Summary)


def summaries(layout: Layout, newest: int | None = None) -> list[Summary]:
    """All runs that came to an end, or the newest of them, oldest first."""
    return [read_summary(path) for path in _finished(layout)[-newest if newest else 0 :]]


def runs_of_days(layout: Layout) -> Counter[date]:
    """How many runs began on each UTC day, by the names of their files; of runs without a ledger the summary says how many."""
    names = {path.name for path in layout.runs.glob("*.json*")}
    counts: Counter[date] = Counter()
    for stamp in {name.partition(".")[0] for name in names}:
        told = f"{stamp}.jsonl" in names
        counts[began(stamp).date()] += 1 if told else read_summary(layout.runs / f"{stamp}.json").runs
    return counts


def _finished(layout: Layout) -> list[Path]:
    return sorted(layout.runs.glob("*.json"))


def places_of(layout: Layout, stamp: str) -> list[Entry]:
    """What a run's ledger says of robots.txt and of the pages that announce: front page, feeds, sitemaps, sections."""
    path = layout.folder / layout.ledger_name(stamp)
    if not path.exists():
        return []
    with path.open("rb") as lines:
        wanted = [
            line for line in lines if line.endswith(b"\n") and b'"kind":"article"' not in line and b'"kind":"check"' not in line
        ]
    return [msgspec.json.decode(line, type=Entry) for line in wanted]


def write_index(layout: Layout, state: State) -> None:
    """`index.cdxj`: every capture, sorted by SURT and time."""
    write_cdxj(layout.index, state.by_surt())
