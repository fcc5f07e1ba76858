"""What passes through the store: an exchange comes in, a capture says where it lies, a page comes back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came back, as bytes on the wire.

    url:        address asked for, without fragment, ASCII
    sent:       the request as written to the connection
    received:   the response as read from it, 1xx heads and bytes after the message's end cut off;
                b"" where nothing came
    began:      when the request began, UTC: becomes WARC-Date of all its records
    ip:         the peer's address; None behind a proxy
    protocols:  such as ("http/1.1", "tls/1.3"), for WARC-Protocol
    cipher:     IANA or OpenSSL name of the TLS cipher suite; None over plain TCP
    truncated:  None for a whole response, else WARC-Truncated's "length", "time", "disconnect" or "unspecified"
    """

    url: str
    sent: bytes
    received: bytes
    began: datetime
    ip: str | None = None
    protocols: tuple[str, ...] = ("http/1.1",)
    cipher: str | None = None
    truncated: str | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """An archived response of status 200, of which a later exchange may say that it is still the same.

    date:            WARC-Date as it is written there: replay tools look an original up by address and date
    payload_digest:  "sha1:" and base 32 of its entity body, whether or not its record names it
    filename:        the WARC file's final name; `offset` is that of its gzip member there, in bytes
    """

    record_id: str
    url: str
    date: str
    payload_digest: str
    filename: str
    offset: int


@dataclass(frozen=True, slots=True)
class Capture:
    """Where an archived response lies: small enough to travel with a request and between processes.

    filename:        the WARC file's final name, no folder (on disk it may still end in .open)
    offset, length:  bytes of the gzip member in that file
    status:          of the HTTP response; 0 where it has no readable status line
    mime:            media type from Content-Type, lower case, no parameters; "" where there is none
    payload_digest:  "sha1:" and base 32 of the entity body (transfer coding undone, content coding kept)
    refers_to:       None for a response; for a revisit, which holds no body of its own, the id of the record that has
                     it ("" where a foreign one names none). Status 304: the server said that it is not modified, and
                     mime is ""; other status: the answer was the same again
    """

    filename: str
    offset: int
    length: int
    record_id: str
    url: str
    date: datetime
    status: int
    mime: str
    payload_digest: str
    truncated: str | None = None
    refers_to: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """An archived response, read back and decoded.

    `content` is the body with transfer and content coding undone (at most the reader's cap); `headers` are
    as received, in order, repeated ones repeated, decoded as Latin-1. Of a revisit: what a replay tool shows, which is
    the body of the record that it refers to; of a 304, status and headers are that record's too.
    """

    url: str
    date: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes
    truncated: str | None
    capture: Capture

    def header(self, name: str) -> str:
        """The first header of that name, any case; "" where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def all_headers(self, name: str) -> tuple[str, ...]:
        """Every header of that name, in order."""
        return tuple(value for key, value in self.headers if key.lower() == name.lower())

    @property
    def mime(self) -> str:
        """Media type, lower case, without parameters."""
        return self.header("content-type").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The charset that the HTTP header names, lower case; "" where it names none."""
        match = re.search(r"charset\s*=\s*[\"']?([^\s\"';,]+)", self.header("content-type"), re.IGNORECASE)
        return match[1].lower() if match else ""
