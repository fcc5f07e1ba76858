"""Reads captures back: a capture in, the page out; or a WARC file, own or foreign, in and all its captures out.

What `captures` gives for a file of ours is what was given when it was written, so everything that is derived can
be made again from WARC files alone. Memory is bounded, and nothing is ever written.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from newsarchive.archive.again import split_metadata
from newsarchive.archive.decode import LIMIT, decoded_body, entity_body
from newsarchive.archive.exchange import Capture, Page
from newsarchive.archive.files import OPEN
from newsarchive.archive.http import HttpResponse, split_response
from newsarchive.archive.inflate import GZIP_MAGIC
from newsarchive.archive.members import scan_members
from newsarchive.archive.records import TRUNCATED, Facts, facts_of, not_modified_facts, parse_warc_fields, sha1
from newsarchive.archive.revisits import original_of, read_capture
from newsarchive.archive.stored import LARGEST_RECORD, StoredRecord
from newsarchive.errors import NoInput, StorageError

_log = logging.getLogger(__name__)
_LONGEST_REASON = 100  # characters
_LARGEST_PART = 1024 * 1024  # bytes kept of a request or metadata block
_NEARBY = 16  # requests and metadata that may come before the response they belong to


@dataclass(frozen=True, slots=True)
class Archived:
    """A response or revisit in a WARC file with what is concurrent to it.

    metadata:  fields of its metadata record, such as the hints that led to it; empty where there is none
    request:   block of its request record; b"" where there is none
    intact:    False where the block does not have the digest that its record names
    answer:    where the capture is a revisit of status 304, the answer as it was received; else b""
    """

    capture: Capture
    metadata: Mapping[str, str]
    request: bytes
    intact: bool
    answer: bytes = b""


def read_page(folder: Path, capture: Capture, limit: int = LIMIT) -> Page:
    """The archived page, its body decoded, at most `limit` bytes of it. A revisit's body is that of its original.

    Raises TooLarge where it is larger, NoInput where a file is gone or a foreign revisit does not say where its original
    lies, StorageError where what lies there is not whole or not this capture.
    """
    record = read_capture(folder, capture)
    response = split_response(record.block)
    payload = response
    if record.type == "revisit":
        response, payload = _replayed(folder, record, response)
    return Page(
        url=capture.url,
        date=capture.date,
        status=response.status,
        headers=response.headers,
        content=decoded_body(payload, limit),
        truncated=capture.truncated,
        capture=capture,
    )


def _replayed(folder: Path, revisit: StoredRecord, head: HttpResponse) -> tuple[HttpResponse, HttpResponse]:
    """What a replay tool shows of a revisit: the response that gives status and headers, and the one that gives the body.

    The original does both for a 304. Else the head is the revisit's own, and the body, framed by neither of the two any
    more, is content-coded as that head says.
    """
    original = split_response(original_of(folder, revisit).record.block)
    if _is_not_modified(revisit):
        return original, original
    headers = tuple(field for field in head.headers if field[0].lower() != "transfer-encoding")
    return head, replace(head, headers=headers, body=entity_body(original))


def captures(path: Path) -> Iterator[Archived]:
    """Every http(s) response or revisit in a .warc(.gz) file, in its order, however its request and metadata lie.

    A response without id or readable date is logged and left out. Raises NoInput where there is no such file, and
    StorageError, after the captures before it, where the file is broken or ends in the middle of a record.
    """
    pairing = _Pairing()
    fault: StorageError | None = None
    try:
        for place, record in _records(path):
            if record.type in ("response", "revisit"):
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
        answer = b""
        if capture.refers_to is not None:
            metadata, answer = split_metadata(metadata)
        yield Archived(capture, metadata, request, _intact(record), answer)


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
        said = ascii(" ".join(str(error).split()))[1:-1][:_LONGEST_REASON]  # warcio quotes whatever bytes it met
        raise StorageError(f"{path} after {end}: cannot be read ({said})") from error


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
    revisit = record.type == "revisit"
    facts = _revisit_facts(record) if revisit else facts_of(split_response(record.block))
    truncated = "" if revisit else record.get("WARC-Truncated")  # a revisit has no body, by nature
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
        refers_to=record.get("WARC-Refers-To") if revisit else None,
    )


def _revisit_facts(record: StoredRecord) -> Facts:
    digest = record.get("WARC-Payload-Digest")
    head = facts_of(split_response(record.block))
    return not_modified_facts(digest) if _is_not_modified(record) else replace(head, payload_digest=digest)


def _is_not_modified(revisit: StoredRecord) -> bool:
    """By its profile, of WARC 1.0 or 1.1."""
    return revisit.get("WARC-Profile").endswith("/server-not-modified")


def _belong(response: StoredRecord, part: StoredRecord) -> bool:
    """Whether one of the two names the other; some writers link the response to its request, not the reverse."""
    return response.id in part.links or part.id in response.links


def _intact(record: StoredRecord) -> bool:
    """False where there is a sha1 in base 32 and it is not the block's; what was not read whole is not judged."""
    named = record.get("WARC-Block-Digest")
    whole = record.get("Content-Length") == str(len(record.block))
    return not (whole and named.startswith("sha1:") and len(named) == len("sha1:") + 32) or named == sha1(record.block)
