"""Reads one WARC record at a known place: path, offset and length in, its fields and block out.

Works on gzip members and on plain .warc files, own and foreign ones. Memory is bounded: a record that inflates
past the limit is refused. It never looks for records and never repairs.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from newsarchive.archive.decode import TooLarge, collect
from newsarchive.archive.inflate import GZIP, GZIP_MAGIC, inflate
from newsarchive.archive.records import Field, field_lines
from newsarchive.errors import NoInput, StorageError

LARGEST_RECORD = 64 * 1024 * 1024  # bytes, inflated; a crawl keeps responses far below
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as it is in the file: fields in order with their names as written, block verbatim."""

    fields: tuple[Field, ...]
    block: bytes

    def get(self, name: str) -> str:
        """The first field of that name, any case; "" where there is none."""
        return next((value for key, value in self.fields if key.lower() == name.lower()), "")

    @property
    def id(self) -> str:
        """WARC-Record-ID as written, angle brackets and all."""
        return self.get("WARC-Record-ID")

    @property
    def type(self) -> str:
        """WARC-Type, such as "response", lower case."""
        return self.get("WARC-Type").lower()

    @property
    def links(self) -> tuple[str, ...]:
        """Ids of the records that this one says it belongs to."""
        return tuple(value for key, value in self.fields if key.lower() in ("warc-concurrent-to", "warc-refers-to"))

    @property
    def url(self) -> str:
        """WARC-Target-URI without the angle brackets and with the spaces encoded that some writers put there."""
        return self.get("WARC-Target-URI").removeprefix("<").removesuffix(">").replace(" ", "%20")

    @property
    def date(self) -> datetime | None:
        """WARC-Date to the microsecond (the standard allows nine digits); None where it is not readable."""
        text = self.get("WARC-Date")
        try:
            return datetime.fromisoformat(text) if _DATE.fullmatch(text) else None
        except ValueError:
            return None


def read_record(path: Path, offset: int, length: int, limit: int = LARGEST_RECORD) -> StoredRecord:
    """The record whose gzip member (or plain bytes) lies at `offset`, `length` bytes long.

    Raises NoInput where there is no such file, TooLarge where the record is more than `limit` bytes, and StorageError
    where it cannot be read, is not whole, or is none.
    """
    where = f"{path} at {offset}"
    if length > limit:
        raise TooLarge(where, limit)
    try:
        with path.open("rb", buffering=0) as file:
            file.seek(offset)
            data = file.read(length)
    except FileNotFoundError as error:
        raise NoInput(f"{path}: no such file; look at it with `newsarchive verify`") from error
    except OSError as error:
        raise StorageError(f"{where}: {error.strerror}; the disk may be failing") from error
    if len(data) != length:
        raise _damaged(where, f"only {len(data):,} of {length:,} bytes are there")
    return parse_record(_unzip(data, where, limit), where)


def parse_record(data: bytes, where: str) -> StoredRecord:
    """The record in `data`, whose first byte is its first; what follows it is left alone. `where` is for messages."""
    head, found, rest = data.partition(b"\r\n\r\n")
    version, _, lines = head.partition(b"\r\n")
    if not found or not version.startswith(b"WARC/"):
        raise _damaged(where, "no WARC record begins there")
    record = StoredRecord(tuple(field_lines(lines)), b"")
    size = record.get("Content-Length")
    if not (size.isascii() and size.isdigit()) or int(size) > len(rest):
        raise _damaged(where, f"Content-Length is {size[:20]!r} but {len(rest):,} bytes follow")
    return StoredRecord(record.fields, rest[: int(size)])


def _unzip(data: bytes, where: str, limit: int) -> bytes:
    if not data.startswith(GZIP_MAGIC):
        return data
    try:
        return collect(_whole(data, where), limit, where)
    except zlib.error as error:
        raise _damaged(where, f"the gzip member is broken ({error})") from error


def _whole(data: bytes, where: str) -> Iterator[bytes]:
    end = yield from inflate(data, 0, GZIP)
    if end != len(data):
        raise _damaged(where, "no gzip member of that length lies there")


def _damaged(where: str, why: str) -> StorageError:
    return StorageError(f"{where}: {why}; find out what else is damaged with `newsarchive verify`")
