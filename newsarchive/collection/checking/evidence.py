"""What the files of a collection say by themselves: WARCs, lines, ledgers, index. Up to given lengths; faults beside.

In: paths and committed lengths. Out: what was found, and a `Fault` for each thing that is not as it must be. Reads only,
and trusts neither the state nor another file: who said what is compared in `verify.py`.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from newsarchive.archive.files import OPEN
from newsarchive.archive.members import resumes_at, scan_members
from newsarchive.archive.records import sha1
from newsarchive.archive.stored import StoredRecord, read_record
from newsarchive.collection.files.ledger import Entry
from newsarchive.collection.files.models import IN_USE
from newsarchive.collection.state.rows import RecordRow
from newsarchive.errors import NewsarchiveError
from newsarchive.extract.page.model import digest_of
from newsarchive.records.jsonl import from_line
from newsarchive.records.record import Record

BACKUP = "bring the file back from a backup"
REBUILD = "newsarchive verify --rebuild"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold. `file` is relative to the collection's folder, `offset` in bytes where it is known."""

    file: str
    offset: int | None
    what: str
    mend: str


@dataclass(slots=True)
class Evidence:
    """What was found.

    captures  (WARC file's final name, offset): length in bytes, record id, payload digest that it names
    lines     of the records, each as its row in the state would be
    follows   (url, revision) of a line that follows one of another url: that url and revision
    ended     addresses that a ledger says how they ended
    indexed   captures that the index names, by file and offset
    counts    how many of each thing were held against what they say of themselves
    """

    captures: dict[tuple[str, int], tuple[int, str, str]] = field(default_factory=dict)
    lines: list[RecordRow] = field(default_factory=list)
    follows: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    indexed: set[tuple[str, int]] = field(default_factory=set)
    models: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def wrong(self, file: str, offset: int | None, what: str, mend: str) -> None:
        """One fault more."""
        self.faults.append(Fault(file, offset, what, mend))


def read_warc(path: Path, length: int | None, found: Evidence) -> None:
    """Every record of a WARC file up to its committed length: whole, and with the block that it names."""
    name, file = path.name.removesuffix(OPEN), f"warc/{path.name}"
    size, end = path.stat().st_size, 0
    for offset, member in scan_members(path):
        if length is not None and offset >= length:
            break
        end = offset + member
        _check_record(path, name, (offset, member), found)
    found.counts["WARC files"] += 1
    found.counts["WARC bytes"] += end
    if end < (size if length is None else min(size, length)):
        later = resumes_at(path, end + 1)
        more = "the end of the file is torn" if later is None else f"whole records go on at {later:,}"
        found.wrong(file, end, f"no whole record lies there; {more}", BACKUP)
    if length is not None and size > length:
        found.notes.append(f"{file}: {size - length:,} bytes behind the committed end, which the next run cuts off")


def _check_record(path: Path, name: str, place: tuple[int, int], found: Evidence) -> None:
    try:
        record = read_record(path, *place)
    except NewsarchiveError as error:
        found.wrong(f"warc/{path.name}", place[0], str(error), BACKUP)
        return
    found.counts["WARC records"] += 1
    if not _has_named_block(record):
        found.wrong(f"warc/{path.name}", place[0], "the block does not have the digest that its record names", BACKUP)
    if record.type in ("response", "revisit"):
        found.captures[name, place[0]] = place[1], record.id, record.get("WARC-Payload-Digest")


def _has_named_block(record: StoredRecord) -> bool:
    """True where no sha1 in base 32 is named, as in files from elsewhere."""
    named = record.get("WARC-Block-Digest")
    return not (named.startswith("sha1:") and len(named) == len("sha1:") + 32) or named == sha1(record.block)


def read_lines(path: Path, name: str, length: int | None, found: Evidence) -> None:
    """Every line of a records file: whole, of the schema, leading to a capture that is there, read by a model that is there."""
    at = 0
    with path.open("rb") as lines:
        for line in lines:
            if length is not None and at >= length:
                break
            try:
                _keep_line(from_line(line), name, (at, len(line)), found)
                if not line.endswith(b"\n"):
                    found.wrong(name, at, "the last line is not whole", REBUILD)
            except msgspec.DecodeError as error:
                found.wrong(name, at, f"no line of records: {error}", REBUILD)
            at += len(line)
    found.counts["records files"] += 1


def _keep_line(record: Record, name: str, place: tuple[int, int], found: Evidence) -> None:
    at = record.warc
    there = found.captures.get((at.filename, at.offset))
    if there is None or there[:2] != (at.length, at.record_id):
        found.wrong(
            name, place[0], f"{record.url} points to {at.filename} at {at.offset:,}, where its page does not lie", REBUILD
        )
    elif there[2] and there[2] != at.payload_digest:
        found.wrong(name, place[0], f"{record.url} was read from another page than the one it points to", REBUILD)
    if record.extractor.model and record.extractor.model not in found.models:
        missing = f"models/{record.extractor.model}.json"
        found.wrong(name, place[0], f"{record.url} was read by {missing}, which is not there", BACKUP)
    if record.replaces and record.replaces.url != record.url:
        found.follows[record.url, record.revision] = record.replaces.url, record.replaces.revision
    found.lines.append(RecordRow(record.url, record.revision, "", record.headline, name, at.record_id, *place))
    found.counts["records"] += 1


def judge_revisions(found: Evidence) -> None:
    """Each url's revisions count from 1 without a gap, none twice; no capture has two lines.

    Those of an article that has moved go on counting at its new url, from the line that they follow.
    """
    revisions: dict[str, list[tuple[int, RecordRow]]] = {}
    made_from: Counter[str] = Counter(row.record_id for row in found.lines)
    for row in found.lines:
        revisions.setdefault(row.url, []).append((row.revision, row))
        if made_from[row.record_id] > 1:
            found.wrong(row.file, row.offset, f"{row.url}: two lines were made from capture {row.record_id}", REBUILD)
    for url, rows in revisions.items():
        rows.sort(key=lambda each: each[0])
        former, last = found.follows.get((url, rows[0][0]), (url, 0))
        first = last + 1 if any(revision == last for revision, _ in revisions.get(former, ())) else 1
        for wanted, (revision, row) in enumerate(rows, first):
            if revision != wanted:
                found.wrong(row.file, row.offset, f"{url}: revision {revision} where {wanted} was to come", REBUILD)
                break


def read_ledger(path: Path, name: str, length: int | None, found: Evidence) -> None:
    """Every line of a run's ledger."""
    at = 0
    decoder = msgspec.json.Decoder(Entry)
    with path.open("rb") as lines:
        for line in lines:
            if length is not None and at >= length:
                break
            try:
                found.ended.add(decoder.decode(line).url)
                found.counts["ledger lines"] += 1
            except msgspec.DecodeError as error:
                found.wrong(name, at, f"no line of a ledger: {error}", BACKUP)
            at += len(line)
    found.counts["ledgers"] += 1


def read_models(folder: Path, found: Evidence) -> None:
    """Every model has the content that its name says."""
    for path in sorted(folder.glob("*.json")):
        if path.name == IN_USE:
            continue
        found.models.add(path.stem)
        found.counts["models"] += 1
        if digest_of(path.read_bytes()) != path.stem:
            found.wrong(f"models/{path.name}", None, "its content is not what its name says", BACKUP)


def read_index(path: Path, found: Evidence) -> None:
    """Every line of the index: in order, and leading to a capture."""
    before = b""
    at = 0
    with path.open("rb") as lines:
        for line in lines:
            try:
                said = json.loads(line.split(b" ", 2)[2])
                place = said["filename"], int(said["offset"])
            except (ValueError, LookupError):
                found.wrong(path.name, at, "no line of CDXJ", REBUILD)
            else:
                found.indexed.add(place)
                if found.captures.get(place, (-1,))[0] != said["length"]:
                    found.wrong(path.name, at, f"leads to {place[0]} at {place[1]:,}, where no capture lies", REBUILD)
            if line < before:
                found.wrong(path.name, at, "the lines are not sorted", REBUILD)
            before = line
            at += len(line)
    found.counts["index lines"] += len(found.indexed)
