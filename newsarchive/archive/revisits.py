"""Follows a revisit to the response that it refers to: a capture or record in, the record that holds its body out.

A revisit of ours says in which file and where that record lies. It is never searched for elsewhere, and what is there
is taken only if it is what the revisit names. Nothing is ever written.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from newsarchive.archive.again import REFERS_TO_FILE, REFERS_TO_OFFSET
from newsarchive.archive.decode import TooLarge
from newsarchive.archive.exchange import Capture, Earlier
from newsarchive.archive.files import locate
from newsarchive.archive.http import split_response
from newsarchive.archive.members import scan_members
from newsarchive.archive.records import facts_of, sha1
from newsarchive.archive.stored import StoredRecord, read_record
from newsarchive.errors import NoInput, StorageError

_log = logging.getLogger(__name__)
_MOST_DIGITS = 15  # of an offset: a petabyte, and what seek() takes


@dataclass(frozen=True, slots=True)
class Original:
    """A response record and where it lies: file's final name, and offset in bytes."""

    record: StoredRecord
    filename: str
    offset: int


def read_capture(folder: Path, capture: Capture) -> StoredRecord:
    """The record of a capture, response or revisit.

    Raises TooLarge, NoInput where the file is gone, and StorageError where what lies there is not whole or not it.
    """
    try:
        path = locate(folder, capture.filename)
        record = read_record(path, capture.offset, capture.length)
    except NoInput:  # renamed between the two: a run has just begun or ended
        path = locate(folder, capture.filename)
        record = read_record(path, capture.offset, capture.length)
    if record.id != capture.record_id or record.url != capture.url:
        raise _other(path, capture.offset, record, f"{capture.record_id} of {capture.url}")
    return record


def original_of(folder: Path, revisit: StoredRecord) -> Original:
    """The response that a revisit record refers to.

    Raises NoInput where the revisit does not say in which file it is or that is gone, TooLarge, and StorageError where
    what lies there is not it.
    """
    filename, offset = revisit.get(REFERS_TO_FILE), revisit.get(REFERS_TO_OFFSET)
    if not filename or not (offset.isascii() and offset.isdigit() and len(offset) <= _MOST_DIGITS):
        raise NoInput(f"{revisit.id} of {revisit.url}: a revisit that does not say where the record lies that it refers to")
    try:
        path, record = _record_at(folder, filename, int(offset))
    except NoInput:  # renamed between the two
        path, record = _record_at(folder, filename, int(offset))
    if record.type != "response" or record.id != revisit.get("WARC-Refers-To"):
        raise _other(path, int(offset), record, f"the response {revisit.get('WARC-Refers-To')}")
    return Original(record, filename, int(offset))


def earlier(folder: Path, capture: Capture) -> Earlier | None:
    """What an exchange may refer to, given a capture of its address: the response, or the one that a revisit leads to.

    None where that cannot be read back as a whole response of status 200: nothing is built on what may not last, and
    the exchange is then to be archived in full.
    """
    try:
        record, filename, offset = read_capture(folder, capture), capture.filename, capture.offset
        if record.type == "revisit":
            original = original_of(folder, record)
            record, filename, offset = original.record, original.filename, original.offset
    except (NoInput, StorageError, TooLarge) as error:
        _log.warning("%s: archived in full, since its last capture cannot be read: %s", capture.url, error)
        return None
    response = split_response(record.block)
    whole = not record.get("WARC-Truncated") and record.get("WARC-Block-Digest") == sha1(record.block)
    if record.type != "response" or response.status != 200 or not whole:
        return None
    return Earlier(
        record_id=record.id,
        url=record.url,
        date=record.get("WARC-Date"),
        payload_digest=facts_of(response).payload_digest,
        filename=filename,
        offset=offset,
    )


def _record_at(folder: Path, filename: str, offset: int) -> tuple[Path, StoredRecord]:
    path = locate(folder, filename)
    try:
        _, length = next(scan_members(path, offset), (offset, 0))
    except FileNotFoundError as error:
        raise NoInput(f"{path}: no such file") from error
    except OSError as error:
        raise StorageError(f"{path} at {offset}: {error.strerror}; the disk may be failing") from error
    return path, read_record(path, offset, length)


def _other(path: Path, offset: int, record: StoredRecord, wanted: str) -> StorageError:
    found = f"{record.id or 'a record without id'} of {record.url or 'no address'}"
    return StorageError(f"{path} at {offset}: holds {found}, not {wanted}; run `newsarchive verify`")
