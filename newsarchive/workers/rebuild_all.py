"""The engine of `newsarchive verify --rebuild`: records, index and state of a collection made again from its WARCs.

In: a collection's folder. Out: the same with all that is derived made anew, and what was there before set aside. Pages are
read by the same path as in a crawl, so the lines are the same byte for byte where this version of newsarchive wrote them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from newsarchive.collection.files.layout import Layout
from newsarchive.collection.files.lock import Lock
from newsarchive.collection.files.origin import source_of
from newsarchive.collection.opening import renewal
from newsarchive.errors import StorageError
from newsarchive.sources.model import Source
from newsarchive.workers.extract_all import finish_folder
from newsarchive.workers.pool import Pool


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of it: lines of records in all, how many stood there before just so, and where the old files are."""

    records: int
    as_before: int
    before: int
    aside: str
    notes: tuple[str, ...]


def make_again(layout: Layout, catalogue: Mapping[str, Source], pool: Pool) -> Rebuilt:
    """Raises Locked, StorageError, or DataLoss where a WARC file is damaged in its middle; then nothing has changed."""
    source = source_of(layout, catalogue)
    lock = Lock(layout.lock)
    try:
        done = renewal.carry_on(layout)
        beside, notes = renewal.draft(layout)
        collection = finish_folder(beside.folder, source, pool)
        renewal.let_ledgers_speak(beside, collection.stamp)
        old, new = _lines(layout), _lines(beside)
        aside = renewal.put_in_place(layout, beside)
    except OSError as error:
        raise StorageError(f"{error.filename or layout.folder}: {error.strerror}; mend the disk, then run again") from error
    finally:
        lock.release()
    return _told(old, new, aside, [*done, *notes, *collection.notes])


def _lines(layout: Layout) -> list[bytes]:
    return [line for path in layout.record_files() for line in path.read_bytes().splitlines()]


def _told(old: list[bytes], new: list[bytes], aside: Path, notes: list[str]) -> Rebuilt:
    same = len(set(old) & set(new))
    made = f"{len(new):,} lines of records made again, {same:,} of them as they stood among the {len(old):,} before"
    where = f"what was there is in {aside}: delete it when you are content"
    return Rebuilt(len(new), same, len(old), str(aside), (*notes, made, where))
