"""State made again from what it describes: the WARCs, the records and the run ledgers.

Used where `state.sqlite` is missing. Pages that no record was made from are marked to be read again, so that
the next crawl or `newsarchive extract` brings the records to what they were.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from newsarchive import clock
from newsarchive.archive.files import OPEN, make_folder, sync_folder
from newsarchive.archive.members import resumes_at, whole_length
from newsarchive.archive.reader import Archived, captures
from newsarchive.collection.files import ledger
from newsarchive.collection.files.layout import Layout
from newsarchive.collection.opening.recover import cut
from newsarchive.collection.outcomes import HELD, Settlement
from newsarchive.collection.state.rows import NONE, Check, HeldCapture, KnownUrl, RecordRow, to_be_read
from newsarchive.collection.state.state import State
from newsarchive.collection.turns.schedule import next_check
from newsarchive.discovery.links import Hints
from newsarchive.errors import DataLoss
from newsarchive.records.jsonl import placed_records
from newsarchive.records.revisions import content_digest
from newsarchive.urls import page_url, url_key


def rebuild(layout: Layout) -> list[str]:
    """Makes the state, whole or not at all. Torn tails are cut; returns a sentence for each thing that was done."""
    draft = layout.state.with_name(layout.state.name + ".new")
    notes = ["state.sqlite was missing: made again from the WARCs, the records and the run ledgers", *_cut_tails(layout)]
    for stale in (draft, *(layout.state.with_name(layout.state.name + end) for end in ("-wal", "-shm"))):
        stale.unlink(missing_ok=True)  # a log without its database would be taken for the new one's
    state = State(draft)
    try:
        _fill(layout, state)
    finally:
        state.close()
    draft.rename(layout.state)
    sync_folder(layout.folder)
    return notes


def _fill(layout: Layout, state: State) -> None:
    records = [row for path in layout.record_files() for row in _record_rows(layout, path)]
    recorded = {row.record_id for row in records}
    shown = _shown(layout)
    now = clock.now()
    since: dict[str, datetime] = {}
    with state.transaction() as write:
        for path in [*layout.warc_files(), *layout.record_files(), *sorted(layout.runs.glob("*.jsonl"))]:
            write.file(str(path.relative_to(layout.folder)), path.stat().st_size)
        write.recorded(records)
        archived: set[str] = set()
        for path in layout.warc_files():
            for held, hints, asked in _held(path, recorded, shown):
                write.found(
                    [KnownUrl(held.key, asked, hints, rank=held.capture.date.timestamp())] if held.purpose == "article" else [],
                    held.capture.date,
                )
                write.captured([held])
                archived |= {held.key} if held.purpose == "article" else set()
        for path in sorted(layout.runs.glob("*.jsonl")):
            entries = [entry for entry in ledger.read_entries(path) if entry.kind == "article"]
            for e in entries:
                if url_key(e.url) not in archived:  # else what its announcement said is known
                    write.found([KnownUrl(url_key(e.url), e.url, Hints(via=e.via), rank=e.at.timestamp())], e.at)
            write.settled(
                [(url_key(e.url), Settlement(e.outcome, e.reason, e.status, e.final_url)) for e in entries], now, path.stem
            )
            for entry in entries:
                if entry.outcome in HELD:
                    since.setdefault(url_key(entry.url), entry.at)
        write.checked([Check(key, NONE, now.timestamp(), next_check(at, now).timestamp()) for key, at in since.items()])


def _shown(layout: Layout) -> set[str]:
    """The WARC records that a run took for a withdrawal: which answers do, only its ledger says."""
    entries = (entry for path in layout.runs.glob("*.jsonl") for entry in ledger.read_entries(path))
    return {entry.shown_by for entry in entries if entry.shown_by}


def _held(path: Path, recorded: set[str], shown: set[str]) -> Iterator[tuple[HeldCapture, Hints, str]]:
    for archived in captures(path):
        asked = page_url(archived.metadata.get("asked", archived.capture.url))
        if asked is None:  # a foreign record under no web address: nothing of ours
            continue
        purpose = archived.metadata.get("purpose", "")
        withdrawn = archived.capture.record_id in shown
        waiting = (withdrawn or to_be_read(purpose, archived.capture)) and archived.capture.record_id not in recorded
        hints = hints_of(archived)
        yield HeldCapture(url_key(asked), purpose, archived.capture, waiting, asked, hints, withdrawn), hints, asked


def hints_of(archived: Archived) -> Hints:
    """The hints that were archived with a capture."""
    names = set(Hints.__dataclass_fields__)
    return Hints(**{name: value for name, value in archived.metadata.items() if name in names})


def _record_rows(layout: Layout, path: Path) -> Iterator[RecordRow]:
    name = str(path.relative_to(layout.folder))
    for offset, length, record in placed_records(path):
        digest = content_digest(record)
        yield RecordRow(record.url, record.revision, digest, record.headline, name, record.warc.record_id, offset, length)


def _cut_tails(layout: Layout) -> list[str]:
    """WARCs end after a whole gzip member, lines end with a line feed; then every file has its final name."""
    notes = []
    torn = layout.warc.resolve().parent / "torn"  # a draft's folders are links to those of its collection
    wholes = {path: _whole(path) for path in layout.warc_files()}
    for path, whole in wholes.items():
        notes += _cut(path, whole, torn)
        if path.name.endswith(OPEN):
            path.rename(path.with_name(path.name.removesuffix(OPEN)))
    for path in [*layout.record_files(), *layout.runs.glob("*.jsonl")]:
        notes += _cut(path, _whole_lines(path), torn)
    return notes


def _whole(path: Path) -> int:
    """Where a torn tail begins. Raises DataLoss where whole records lie behind what is torn: nothing may be cut there."""
    whole = whole_length(path)
    if (later := resumes_at(path, whole + 1)) is not None:
        raise DataLoss(
            f"{path}: damaged from {whole:,} to {later:,}, and whole again behind that; nothing was changed. "
            f"Bring the file back from a backup, or move it out of the folder to go on with the others"
        )
    return whole


def _whole_lines(path: Path) -> int:
    data = path.read_bytes()
    return data.rfind(b"\n") + 1


def _cut(path: Path, length: int, torn: Path) -> list[str]:
    size = path.stat().st_size
    if size == length:
        return []
    kept = _keep_torn(path, length, torn)
    cut(path, length)
    return [f"cut {size - length:,} bytes of a torn end off {path.name} and kept them in {kept}"]


def _keep_torn(path: Path, length: int, torn: Path) -> Path:
    """Without a state nobody knows whether these bytes were committed once."""
    kept = torn / f"{path.name}-{length}"
    make_folder(kept.parent)
    with path.open("rb") as file, kept.open("wb") as out:
        file.seek(length)
        shutil.copyfileobj(file, out)
        out.flush()
        os.fsync(out.fileno())
    sync_folder(kept.parent)
    return kept
