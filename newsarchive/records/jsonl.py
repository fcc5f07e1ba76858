"""JSON Lines: records to bytes and back. One record a line, UTF-8, no escapes where none are needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from newsarchive.errors import BadConfiguration, NewsarchiveError, StorageError
from newsarchive.extract.schemas import newer
from newsarchive.records.record import SCHEMA, Record

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Record)


def to_line(record: Record) -> bytes:
    """A record as one line with its line feed."""
    return _encoder.encode(record) + b"\n"


def from_line(line: bytes) -> Record:
    """The record of one line. Raises msgspec.ValidationError, which names the field."""
    return _decoder.decode(line)


def line_at(path: Path, offset: int, length: int) -> bytes:
    """The bytes of the line that lies there. Raises OSError."""
    with path.open("rb") as lines:
        lines.seek(offset)
        return lines.read(length)


def read_line(path: Path, offset: int, length: int) -> Record:
    """The record of the line that lies there. Raises StorageError where none does."""
    try:
        line = line_at(path, offset, length)
        return from_line(line)
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}; run `newsarchive verify` on its collection") from error
    except msgspec.DecodeError as error:
        raise _unreadable(f"{path}, from byte {offset} on", line, error) from error


def read_records(path: Path, length: int | None = None) -> Iterator[Record]:
    """The records of one file, up to its committed `length` in bytes.

    A broken line is a StorageError, one of a newer newsarchive BadConfiguration; both name it. Fields that are not known
    are passed over.
    """
    for _, _, record in placed_records(path, length):
        yield record


def placed_records(path: Path, length: int | None = None) -> Iterator[tuple[int, int, Record]]:
    """The same, each with its line's offset and length in bytes."""
    at = 0
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if length is not None and at + len(line) > length:
                return
            try:
                yield at, len(line), from_line(line)
            except msgspec.DecodeError as error:
                raise _unreadable(f"{path}, line {number}", line, error) from error
            at += len(line)


def _unreadable(where: str, line: bytes, error: msgspec.DecodeError) -> NewsarchiveError:
    """A line of a later form needs a newer newsarchive; any other that is none is damage."""
    if name := newer(line, SCHEMA):
        return BadConfiguration(f"{where}: written by a newer newsarchive ({name}, this one knows {SCHEMA}); upgrade it")
    return StorageError(f"{where}: {error}; run `newsarchive verify` on its collection")
