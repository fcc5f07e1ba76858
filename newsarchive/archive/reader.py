"""Reads captures back: a capture in, the page out; or a WARC file, own or foreign, in and all its captures out.

What `captures` gives for a file of ours is what was given when it was written, so everything that is derived can
be made again from WARC files alone. Memory is bounded, and nothing is ever written.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from newsarchive.archive.decode import LIMIT, decoded_body
from newsarchive.archive.exchange import Capture, Page
from newsarchive.archive.files import OPEN, locate
from newsarchive.archive.http import split_response
from newsarchive.archive.inflate import GZIP_MAGIC
from newsarchive.archive.members import scan_members
from newsarchive.archive.records import TRUNCATED, facts_of, parse_warc_fields, sha1
from newsarchive.archive.stored import LARGEST_RECORD, StoredRecord, read_record
from newsarchive.errors import NoInput, StorageError

_log = logging.getLogger(__name__)
_LARGEST_PART = 1024 * 1024  # bytes kept of a request or metadata block
_NEARBY = 16  # requests and metadata that may come before the response they belong to


@dataclass(frozen=True, slots=True)
class Archived:
    """A response in a WARC file with what is concurrent to it.

    metadata:  fields of its metadata record, such as the hints that led to it; empty where there is none
    request:   block of its request record; b"" where there is none
    intact:    False where the block does not have the digest that its record names
    """

    capture: Capture
    metadata: Mapping[str, str]
    request: bytes
    intact: bool


def read_page(folder: Path, capture: Capture, limit: int = LIMIT) -> Page:
    """The archived page, its body decoded, at most `limit` bytes of it.

    Raises TooLarge where it is larger, NoInput where the file is gone, StorageError where what lies there is not whole
    or not this capture.
    """
    try:
        path = locate(folder, capture.filename)
        record = read_record(path, capture.offset, capture.length)
    except NoInput:  # renamed between the two: a run has just begun or ended
        path = locate(folder, capture.filename)
        record = read_record(path, capture.offset, capture.length)
    if record.id != capture.record_id or record.url != capture.url:
        found = f"{record.id or 'a record without id'} of {record.url or 'no address'}"
        raise StorageError(
            f"{path} at {capture.offset}: holds {found}, not {capture.record_id} of {capture.url}; run `newsarchive verify`"
        )
    response = split_response(record.block)
    return Page(
        url=capture.url,
        date=capture.date,
        status=response.status,
        headers=response.headers,
        content=decoded_body(response, limit),
        truncated=capture.truncated,
        capture=capture,
    )


def captures(path: Path) -> Iterator[Archived]:
    """Every http(s) response in a .warc or .warc.gz file, in the file's order, however its request and metadata lie.

    A response without id or readable date is logged and left out. Raises NoInput where there is no such file, and
    StorageError, after the captures before it, where the file is broken or ends in the middle of a record.
    """
    pairing = _Pairing()
    fault: StorageError | None = None
    try:
        for place, record in _records(path):
            if record.type == "response":
                yield from pairing.flush()
                pairing.begin(_capture(path, place, record), record)
            elif record.type in ("request", "metadata"):
                pairing.parts.append(record)
    except StorageError as error:
        fault = error
    yield from pairing.flush()
    if fault:
        raise fault


class _Pairing:
    """Holds one response until the next comes, since its request and metadata may lie before or behind it."""

    def __init__(self) -> None:
        self.parts: deque[StoredRecord] = deque(maxlen=_NEARBY)
        self._response: tuple[Capture, StoredRecord] | None = None

    def begin(self, capture: Capture | None, record: StoredRecord) -> None:
        self._response = (capture, record) if capture else None

    def flush(self) -> Iterator[Archived]:
        if self._response is None:
            return
        capture, record = self._response
        self._response = None
        mine = [part for part in self.parts if _belong(record, part)]
        self.parts = deque((part for part in self.parts if part not in mine), _NEARBY)
        request = next((part.block for part in mine if part.type == "request"), b"")
        metadata = next((parse_warc_fields(part.block) for part in mine if part.type == "metadata"), {})
        yield Archived(capture, metadata, request, _intact(record))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a record lies, and whether `block` was cut off at the reader's limit."""

    offset: int
    length: int
    whole: bool


def _records(path: Path) -> Iterator[tuple[_Place, StoredRecord]]:
    """The records of a file, their blocks cut off at the limits above. Raises NoInput and StorageError."""
    end = 0
    try:
        with path.open("rb") as file:
            size, zipped = os.fstat(file.fileno()).st_size, GZIP_MAGIC.startswith(file.read(2))
            file.seek(0)
            iterator = ArchiveIterator(file, no_record_parse=True)
            for raw in iterator:
                record, whole = _read(raw, path, end)
                place = _Place(iterator.get_record_offset(), iterator.get_record_length(), whole)
                end = place.offset + place.length
                if zipped and end >= size:
                    _check_last_member(path, place)
                yield place, record
        if zipped and end != size:
            raise _torn(path, end)
    except FileNotFoundError as error:
        raise NoInput(f"{path}: no such file") from error
    except (OSError, ArchiveLoadFailed) as error:
        raise StorageError(f"{path} after {end}: cannot be read ({' '.join(str(error).split())})") from error


def _read(raw: Any, path: Path, end: int) -> tuple[StoredRecord, bool]:  # noqa: ANN401 - warcio is not typed
    """A record of warcio's as one of ours, and whether its block is whole."""
    record = StoredRecord(tuple(raw.rec_headers.headers), b"")
    if raw.length is None or not record.get("Content-Length").isdigit():
        raise _torn(path, end)
    limit = LARGEST_RECORD if record.type == "response" else _LARGEST_PART
    block = raw.raw_stream.read(min(raw.length, limit))
    if len(block) != min(raw.length, limit):
        raise _torn(path, end)
    return StoredRecord(record.fields, block), len(block) == raw.length


def _check_last_member(path: Path, place: _Place) -> None:
    """warcio says nothing where a file ends inside the last member's checksum."""
    if next(scan_members(path, place.offset), None) != (place.offset, place.length):
        raise _torn(path, place.offset)


def _torn(path: Path, end: int) -> StorageError:
    return StorageError(f"{path}: no whole record lies at {end}; what comes before it is good, the rest cannot be read")


def _capture(path: Path, place: _Place, record: StoredRecord) -> Capture | None:
    date = record.date
    if date is None or not record.id or not record.url.lower().startswith(("http:", "https:")):
        _log.warning("left out a response without id, date or http address: file=%s offset=%d", path, place.offset)
        return None
    facts = facts_of(split_response(record.block))
    truncated = record.get("WARC-Truncated")
    return Capture(
        filename=path.name.removesuffix(OPEN),
        offset=place.offset,
        length=place.length,
        record_id=record.id,
        url=record.url,
        date=date,
        status=facts.status,
        mime=facts.mime,
        payload_digest=facts.payload_digest if place.whole else record.get("WARC-Payload-Digest"),
        truncated=truncated if truncated in TRUNCATED else "unspecified" if truncated else None,
    )


def _belong(response: StoredRecord, part: StoredRecord) -> bool:
    """Whether one of the two names the other; some writers link the response to its request, not the reverse."""
    return response.id in part.links or part.id in response.links


def _intact(record: StoredRecord) -> bool:
    """False where there is a sha1 in base 32 and it is not the block's; what was not read whole is not judged."""
    named = record.get("WARC-Block-Digest")
    whole = record.get("Content-Length") == str(len(record.block))
    return not (whole and named.startswith("sha1:") and len(named) == len("sha1:") + 32) or named == sha1(record.block)
