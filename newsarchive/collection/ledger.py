"""What a run did: `runs/<stamp>.jsonl`, one URL and its outcome a line, and `runs/<stamp>.json`, the summary.

The ledger goes through the commit like the records; it is the only witness of outcomes that left no exchange,
such as an address that robots.txt forbids. The summary is written when the run ends.
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import msgspec

from newsarchive import __version__, clock
from newsarchive.archive.cdxj import write_index as write_cdxj
from newsarchive.collection.commit import replace
from newsarchive.collection.layout import Layout
from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.collection.state import State
from newsarchive.errors import StorageError


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a ledger. `kind` is "article", "robots" or a place's kind; `via` where the address was announced.

    `shown_by` names the WARC record of a withdrawal that no answer states by itself: a redirect to the front page, say.
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


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """`runs/<stamp>.json`. `outcomes` counts articles' addresses; `finished` is false for an interrupted run.

    `committed` is the time of the last COMMIT that brought anything; null where none did.
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
    notes: tuple[str, ...] = ()
    newsarchive: str = __version__


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
    said = {name: value for name, value in asdict(how).items() if name != "shown_by" or value}
    return Entry(url=url, kind=kind, via=via, at=clock.now(), **said)


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


def write_summary(layout: Layout, stamp: str, summary: Summary) -> None:
    """Writes the summary, whole or not at all."""
    replace(layout.runs / f"{stamp}.json", msgspec.json.format(msgspec.json.encode(summary), indent=2) + b"\n")


def read_summary(path: Path) -> Summary:
    """A summary back from its file."""
    return msgspec.json.decode(path.read_bytes(), type=Summary)


def summaries(layout: Layout) -> list[Summary]:
    """All runs that came to an end, oldest first."""
    return [read_summary(path) for path in sorted(layout.runs.glob("*.json"))]


def write_index(layout: Layout, state: State) -> None:
    """`index.cdxj`: every capture, sorted by SURT and time."""
    write_cdxj(layout.index, state.by_surt())
