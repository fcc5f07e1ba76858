"""A collection held against itself: every byte of every WARC, every line, and every pointer between them.

Reads only. It answers with sentences, each a fault and where it lies; none means that all holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from newsarchive.archive.members import whole_length
from newsarchive.archive.reader import captures
from newsarchive.collection.layout import Layout
from newsarchive.collection.state import State
from newsarchive.errors import StorageError
from newsarchive.records.jsonl import read_records
from newsarchive.records.record import Record


def verify(layout: Layout) -> Iterator[str]:
    """Faults of a collection, in sentences."""
    held: dict[tuple[str, int], str] = {}
    for path in layout.warc_files():
        yield from _warc(path, held)
    seen: set[tuple[str, int]] = set()
    for path in layout.record_files():
        yield from _records(path, held, seen)
    if layout.state.exists():
        yield from _state(layout, held)
    else:
        yield f"{layout.state}: missing; the next crawl or `newsarchive extract` makes it again"


def _warc(path: Path, held: dict[tuple[str, int], str]) -> Iterator[str]:
    name = path.name.removesuffix(".open")
    size, whole = path.stat().st_size, whole_length(path)
    if size != whole:
        yield f"{path}: the last {size - whole:,} bytes are no whole record"
    try:
        for archived in captures(path):
            held[name, archived.capture.offset] = archived.capture.record_id
            if not archived.intact:
                yield f"{path} at {archived.capture.offset}: the block does not have the digest that its record names"
    except StorageError as error:
        yield str(error)


def _records(path: Path, held: dict[tuple[str, int], str], seen: set[tuple[str, int]]) -> Iterator[str]:
    try:
        for record in read_records(path):
            yield from _pointer(path, record, held)
            key = (record.url, record.revision)
            if key in seen:
                yield f"{path}: revision {record.revision} of {record.url} stands there twice"
            seen.add(key)
    except StorageError as error:
        yield str(error)


def _pointer(path: Path, record: Record, held: dict[tuple[str, int], str]) -> Iterator[str]:
    at = (record.warc.filename, record.warc.offset)
    if held.get(at) != record.warc.record_id:
        yield f"{path}: {record.url} points to {at[0]} at {at[1]}, where its page does not lie"


def _state(layout: Layout, held: dict[tuple[str, int], str]) -> Iterator[str]:
    state = State(layout.state, read_only=True)
    try:
        for name, length in state.files().items():
            path = layout.folder / name
            path = path if path.exists() else path.with_name(path.name + ".open")
            size = path.stat().st_size if path.exists() else -1
            if size < length:
                yield f"{path}: {length:,} bytes were committed, {max(size, 0):,} are there"
        for each in state.captures():
            if held.get((each.capture.filename, each.capture.offset)) != each.capture.record_id:
                yield f"{layout.state}: knows a capture of {each.capture.url} that is not in {each.capture.filename}"
    finally:
        state.close()
