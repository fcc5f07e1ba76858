"""A collection held against itself: every byte of every WARC, every line, and every pointer between them.

In: a folder, which may be in use. Out: what was held against what, and each fault with its place and how to mend it. Reads
only, and up to what was committed when it began. What it shows: nothing acknowledged is lost, lines and captures and rows
agree, nothing stands there twice, what is committed is whole, every address has ended or is to be asked for.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from newsarchive.archive.files import OPEN
from newsarchive.collection.checking import evidence
from newsarchive.collection.checking.evidence import BACKUP, REBUILD, Evidence, Fault
from newsarchive.collection.files.layout import Layout
from newsarchive.collection.outcomes import HELD
from newsarchive.collection.state.moving import hosts_in, same_pages
from newsarchive.collection.state.rows import RecordRow
from newsarchive.collection.state.state import State
from newsarchive.errors import StorageError
from newsarchive.urls import url_key

__all__ = ["Evidence", "Fault", "verify"]


@dataclass(slots=True)
class _Said:
    """What the state says, all of one moment. `lengths` None where there is no state that can be read."""

    lengths: dict[str, int] | None = None
    captures: dict[tuple[str, int], tuple[int, str]] = field(default_factory=dict)
    replayable: int = 0
    waiting: int = 0
    to_ask: int = 0
    ended: dict[str, str] = field(default_factory=dict)  # the address where a record is, where there is one
    hosts: tuple[str, ...] = ()  # of a paper that has moved
    records: list[RecordRow] = field(default_factory=list)


def verify(layout: Layout) -> Evidence:
    """Everything that was found, faults first of all."""
    found = Evidence()
    said = _ask_state(layout, found)
    lengths = said.lengths
    if lengths is not None:
        _hold_lengths(layout, lengths, found)
    evidence.read_models(layout.models, found)
    for path in layout.warc_files():
        if _counts(name := f"warc/{path.name.removesuffix(OPEN)}", lengths, found):
            evidence.read_warc(path, _end(name, lengths), found)
    for path in layout.record_files():
        if _counts(name := str(path.relative_to(layout.folder)), lengths, found):
            evidence.read_lines(path, name, _end(name, lengths), found)
    evidence.judge_revisions(found)
    for path in sorted(layout.runs.glob("*.jsonl")):
        if _counts(name := f"runs/{path.name}", lengths, found):
            evidence.read_ledger(path, name, _end(name, lengths), found)
    if layout.index.exists():
        evidence.read_index(layout.index, found)
    if lengths is not None:
        _hold_rows(layout, said, found)
        _hold_index(layout, said, found)
    return found


def _counts(name: str, lengths: dict[str, int] | None, found: Evidence) -> bool:
    """Whether anything of a file was committed."""
    if lengths is None or name in lengths:
        return True
    found.notes.append(f"{name}: nothing of it was committed; the next run removes it if it began it")
    return False


def _end(name: str, lengths: dict[str, int] | None) -> int | None:
    """How far a file counts; None for all of it."""
    return None if lengths is None else lengths[name]


def _ask_state(layout: Layout, found: Evidence) -> _Said:
    said = _Said()
    file = layout.state.name
    if not layout.state.exists():
        found.wrong(file, None, "missing", f"the next crawl or `newsarchive extract` makes it again, or {REBUILD}")
        return said
    try:
        state = State(layout.state, read_only=True)
        try:
            for trouble in state.troubles():
                found.wrong(file, None, f"SQLite says: {trouble}", REBUILD)
            with state.one_moment():
                _note(state, said)
        finally:
            state.close()
    except (sqlite3.Error, StorageError) as error:
        found.wrong(file, None, f"cannot be read: {error.__cause__ or error}", REBUILD)
        return _Said()
    return said


def _note(state: State, said: _Said) -> None:
    for held in state.captures():
        said.captures[held.capture.filename, held.capture.offset] = held.capture.length, held.capture.record_id
        said.replayable += held.capture.status > 0
        said.waiting += held.waiting
    for known in state.urls():
        if known.settlement is None:
            said.to_ask += 1
        else:
            said.ended[known.url] = known.settlement.final_url if known.settlement.outcome in HELD else ""
    said.hosts = hosts_in(state.memos())
    said.records = list(state.record_rows())
    said.lengths = state.files()


def _hold_lengths(layout: Layout, lengths: dict[str, int], found: Evidence) -> None:
    for name, length in lengths.items():
        path: Path = layout.folder / name
        path = path if path.exists() else path.with_name(path.name + OPEN)
        size = path.stat().st_size if path.exists() else -1
        if size < length:
            there = f"{size:,} are there" if size >= 0 else "the file is gone"
            mend = REBUILD if name.startswith("records/") else f"{BACKUP}; {REBUILD} goes on with what is left"
            found.wrong(name, max(size, 0), f"{length:,} bytes were committed, {there}", mend)


def _hold_rows(layout: Layout, said: _Said, found: Evidence) -> None:
    file = layout.state.name
    for place, known in said.captures.items():
        if place not in found.captures or found.captures[place][:2] != known:
            found.wrong(file, None, f"knows a capture {known[1]} in {place[0]} at {place[1]:,} that does not lie there", REBUILD)
    for place in found.captures.keys() - said.captures.keys():
        found.wrong(f"warc/{place[0]}", place[1], "a capture that the state does not know", REBUILD)
    lines = {(line.url, line.revision): line for line in found.lines}
    for row in said.records:
        line = lines.pop((row.url, row.revision), None)
        if line is None or (row.file, row.record_id) != (line.file, line.record_id):
            found.wrong(file, None, f"knows revision {row.revision} of {row.url}, which does not stand in {row.file}", REBUILD)
        elif row.length and (row.offset, row.length) != (line.offset, line.length):
            found.wrong(file, None, f"looks for revision {row.revision} of {row.url} at {row.offset:,} of {row.file}", REBUILD)
    for line in lines.values():
        found.wrong(line.file, line.offset, f"revision {line.revision} of {line.url} is not known to the state", REBUILD)
    _hold_addresses(file, said, found)


def _hold_addresses(file: str, said: _Said, found: Evidence) -> None:
    recorded = {row.url for row in found.lines}
    keys = {url_key(url) for url in recorded}  # a page may answer by https, or at a new host, what its line has as http
    for url, record in said.ended.items():
        if record and record not in recorded and keys.isdisjoint((url_key(record), *same_pages(url_key(record), said.hosts))):
            found.wrong(file, None, f"says that {url} is recorded as {record}, of which there is no line", REBUILD)
        if url not in found.ended:
            found.wrong(file, None, f"says that {url} has ended, and no ledger does", REBUILD)
    found.counts["addresses"] += len(said.ended) + said.to_ask
    found.counts["addresses to be asked for"] += said.to_ask
    found.counts["rows"] += len(said.captures) + len(said.records)
    if said.waiting:
        found.notes.append(f"{said.waiting:,} archived pages wait to be read: the next crawl or `newsarchive extract` reads them")


def _hold_index(layout: Layout, said: _Said, found: Evidence) -> None:
    missing = said.replayable - len(found.indexed & said.captures.keys())
    if missing:
        have = "lacks" if layout.index.exists() else "is not there: it lacks"
        found.notes.append(f"{layout.index.name} {have} {missing:,} captures; the end of the next run writes it anew")
