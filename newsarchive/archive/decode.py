"""Undoes what HTTP did to a body: transfer coding (chunks) and content coding (gzip, deflate, br, zstd).

A response in, bytes out. A stream that breaks off gives what is there, a coding that is not known or not true is
left on, and nothing grows beyond the caller's limit.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence

from newsarchive.archive.http import HttpResponse
from newsarchive.archive.inflate import GZIP, RAW_DEFLATE, ZLIB, NotCoded, inflate, inflater, is_raw_deflate
from newsarchive.errors import NewsarchiveError

LIMIT = 10 * 1024 * 1024
_MOST_CODINGS = 4  # honest servers use one
_PROBED = 64 * 1024 * 1024  # `coding_is_cut` looks no further than this many bytes of output

_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\n]*)?\r?\n")
_CHUNK_BEGUN = re.compile(rb"[0-9A-Fa-f]{0,16}[ \t]*(?:;[^\n]*)?\r?")
_CHUNK_END = re.compile(rb"\r?\n")


class TooLarge(NewsarchiveError):
    """A body or record is larger than the reader's limit, in bytes. A property of the page, not a fault of the store."""

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(f"{what}: larger than the limit of {limit:,} bytes")
        self.what, self.limit = what, limit

    def __reduce__(self) -> tuple[type[TooLarge], tuple[str, int]]:
        return type(self), (self.what, self.limit)  # so that it travels between processes


def is_chunked(response: HttpResponse) -> bool:
    """Whether the head says that the body comes in chunks (RFC 9112, section 6.1)."""
    return any("chunked" in value.lower() for value in response.all_headers("transfer-encoding"))


def entity_body(response: HttpResponse) -> bytes:
    """The body with chunked framing undone (RFC 9112, section 7.1), extensions and trailers dropped.

    As far as it goes where it was cut; the body itself where it is not chunked in spite of the header.
    """
    body = response.body
    if not is_chunked(response) or not (_CHUNK.match(body) or _CHUNK_BEGUN.fullmatch(body)):
        return body
    return b"".join(_chunks(body))


def _chunks(body: bytes) -> Iterator[bytes]:
    at = 0
    while (size := _CHUNK.match(body, at)) and (length := int(size[1], 16)):
        yield body[size.end() : size.end() + length]
        end = _CHUNK_END.match(body, size.end() + length)
        if not end:
            return
        at = end.end()


def content_codings(headers: Sequence[tuple[str, str]]) -> list[str]:
    """Names in Content-Encoding, lower case, in the order in which they were applied, without identity."""
    values = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    return [name for name in (part.strip().lower() for part in values.split(",")) if name not in ("", "identity")]


def decoded_body(response: HttpResponse, limit: int = LIMIT) -> bytes:
    """The body with transfer and content codings undone, at most `limit` bytes.

    Raises TooLarge where it, or any stage on the way, would be larger. A coding that is unknown here, or whose data
    are not of it, stays on, and so do those below it.
    """
    data = entity_body(response)
    codings = content_codings(response.headers)
    for coding in reversed(codings if data and len(codings) <= _MOST_CODINGS else []):
        undo = inflater(coding)
        if undo is None:
            break
        try:
            data = collect(undo(data), limit)
        except NotCoded:
            break
    if len(data) > limit:
        raise TooLarge("body", limit)
    return data


def collect(pieces: Iterator[bytes], limit: int, what: str = "decoded body") -> bytes:
    """The pieces joined; raises TooLarge as soon as they are more than `limit` bytes."""
    out = bytearray()
    for piece in pieces:
        if len(out) + len(piece) > limit:
            raise TooLarge(what, limit)
        out += piece
    return bytes(out)


def coding_is_cut(headers: Sequence[tuple[str, str]], entity: bytes) -> bool:
    """Whether a gzip or deflate stream ends before its end: a response delimited by close broke off.

    False where there is no such coding, no data, or no such stream in them.
    """
    codings = content_codings(headers)
    if not entity or not codings or codings[-1] not in ("gzip", "x-gzip", "deflate"):
        return False
    wbits = GZIP if codings[-1] != "deflate" else RAW_DEFLATE if is_raw_deflate(entity) else ZLIB
    pieces, seen = inflate(entity, 0, wbits), 0
    try:
        while seen <= _PROBED:
            seen += len(next(pieces))
    except StopIteration as end:
        return end.value is None
    except zlib.error:
        return False
    return False
