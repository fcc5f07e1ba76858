"""Reads an archived HTTP/1 response: bytes of a record's block in, status, headers and raw body out.

Servers send what they like, and all of it is archived, so nothing here ever raises: what cannot be read is
left out, and a block that is no HTTP at all is all body. It never changes, decodes or stores anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LINE_END = re.compile(rb"\r?\n")
_STATUS_LINE = re.compile(rb"HTTP/\d+(?:\.\d+)?[ \t]+(\d{3})(?!\d)[ \t]*(.*)", re.IGNORECASE | re.DOTALL)
# A head whose first line is broken is still one where its second line is a header.
_BROKEN_HEAD = re.compile(rb"[^\n]*\n[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]*:")


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A response as it was framed on the wire.

    status:   0 where the status line is unreadable
    headers:  (name, value) decoded as Latin-1, in order, repeated ones repeated, folds joined by one space
    body:     what follows the head, transfer and content coding still on it
    """

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def all_headers(self, name: str) -> tuple[str, ...]:
        """Every header of that name (any case), in order."""
        return tuple(value for key, value in self.headers if key.lower() == name.lower())

    @property
    def mime(self) -> str:
        """Media type of the first Content-Type, lower case, without parameters; "" where there is none."""
        found = self.all_headers("content-type")
        return found[0].partition(";")[0].strip().lower() if found else ""


def split_response(block: bytes) -> HttpResponse:
    """The parts of a response block. LF-only heads, folds, stray lines and no status line at all are tolerated."""
    head, body = split_head(block)
    first, *lines = _LINE_END.split(head)
    status = _STATUS_LINE.match(first)
    reason = status[2].decode("latin-1").strip() if status else ""
    return HttpResponse(int(status[1]) if status else 0, reason, _headers(lines), body)


def split_head(block: bytes) -> tuple[bytes, bytes]:
    """(head without its empty line, the rest). A head that never ends is all head; no head at all, all body."""
    if block[:5].upper() != b"HTTP/" and not _BROKEN_HEAD.match(block):
        return b"", block
    end = _HEAD_END.search(block)
    return (block[: end.start()], block[end.end() :]) if end else (block, b"")


def strip_informational(received: bytes) -> bytes:
    """`received` without the 1xx heads in front of the final response (RFC 9110, section 15.2); 101 is final.

    b"" where nothing but such heads came.
    """
    while (status := _STATUS_LINE.match(received[:40])) and status[1][:1] == b"1" and status[1] != b"101":
        end = _HEAD_END.search(received)
        received = received[end.end() :] if end else b""
    return received


def _headers(lines: list[bytes]) -> tuple[tuple[str, str], ...]:
    """Header lines as pairs; a line without colon is dropped, and so are the folds that belong to it."""
    found: list[tuple[str, str]] = []
    foldable = False
    for line in lines:
        text = line.decode("latin-1")
        if text[:1] in (" ", "\t"):
            if foldable:
                name, value = found[-1]
                found[-1] = (name, f"{value} {text.strip()}".strip())
            continue
        name, colon, value = text.partition(":")
        foldable = bool(colon) and bool(name.strip())
        if foldable:
            found.append((name.strip(), value.strip()))
    return tuple(found)
