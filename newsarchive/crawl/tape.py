"""The tape: what passed over a connection for one request, byte for byte, both ways.

A download keeps one tape; each attempt on it (Twisted silently repeats a GET on a stale connection) becomes
an `Exchange` of its own. The tape sees every byte, so the caps on what no body limit counts are here too:
headers, and the framing of chunks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from twisted.internet.interfaces import ISSLTransport

from newsarchive import clock
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.http import strip_informational

MAX_HEADER_LINES = 256
MAX_HEADER_BYTES = 256 * 1024
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_INFORMATIONAL = re.compile(rb"HTTP/\d\.\d 1(?!01)\d\d")
_IN_URLS = "-._~:/?#[]@!$&'()*+,;=%"  # RFC 3986; Scrapy's `verbatim_url` lets others through


@dataclass(slots=True)
class Attempt:
    """One request written to one connection, and what came back on it."""

    began: datetime
    ip: str | None
    transport: Any
    secure: bool = False  # by TLS
    protocols: tuple[str, ...] = ("http/1.1",)
    cipher: str | None = None
    sent: list[bytes] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list)
    largest: float = float("inf")  # bytes that may come, framing and all
    surplus: int = 0  # bytes at the end that came after the message
    ended: bool = False  # the parser saw the end of the message
    lost: bool = False  # the connection went before that, or to tell it
    broken: bool = False  # and not by an orderly close
    excess: str = ""  # what there is more of than allowed
    refused: bool = False  # the certificate is another's, which TLS tells when all is agreed upon
    _size: int = 0
    _head: bytearray | None = field(default_factory=bytearray)
    _from: int = 0  # where in the head an end may begin
    _lines: int = 0  # of 1xx heads already seen, as are the
    _bytes: int = 0

    @property
    def whole(self) -> bool:
        """Whether the message came to the end that its own framing gives; the end of a connection proves nothing."""
        return self.ended and not self.lost

    @property
    def unsent(self) -> bool:
        """Whether TLS was never agreed upon: the request was written, and waited for that."""
        return self.secure and not self.received and (self.cipher is None or self.refused)

    def take(self, data: bytes) -> bool:
        """Notes bytes from the wire. False where it is more than is allowed, and the connection must go."""
        if not self.received:
            self.note_security()  # a connection that is gone does not tell
        self.received.append(data)
        self._size += len(data)
        if self._head is not None:
            self._head += data
            self._follow_head(self._head)
        if self._size > self.largest and not self.excess:
            self.excess = f"more than {self.largest:,} bytes, most of them framing"
        return not self.excess

    def _follow_head(self, head: bytearray) -> None:
        """A flood of 1xx heads counts like one endless head. Bodies have a cap of their own."""
        while match := _END_OF_HEAD.search(head, self._from):
            informational = _INFORMATIONAL.match(head)
            self._bytes += match.end()
            self._lines += head.count(b"\n", 0, match.end())
            del head[: match.end()]
            self._from = 0
            if not informational:
                head.clear()
                self._head = None
                break
        self._from = max(0, len(head) - 3)
        if self._bytes + len(head) > MAX_HEADER_BYTES or self._lines + head.count(b"\n") > MAX_HEADER_LINES:
            self.excess = f"more than {MAX_HEADER_LINES} lines or {MAX_HEADER_BYTES // 1024} KiB of headers"

    def note_security(self) -> None:
        """Sees how the connection is secured. When the request is written, a TLS handshake may be still to come."""
        if self.cipher is None:
            self.protocols, self.cipher = _security(self.transport)

    def exchange(self, url: str, truncated: str | None) -> Exchange:
        """The attempt as it goes into the archive. `truncated` counts only where anything came."""
        whole = b"".join(self.received)
        received = strip_informational(whole[: len(whole) - self.surplus] if self.surplus else whole)
        return Exchange(
            url=url,
            sent=b"".join(self.sent),
            received=received,
            began=self.began,
            ip=self.ip,
            protocols=self.protocols,
            cipher=self.cipher,
            truncated=truncated if received else None,
        )


class Tape:
    """All attempts of one download. `closed` once the download is over: later bytes belong to nobody.

    `largest` is a cap on the bytes of an answer, framing and all; `direct` is False where a proxy is the peer.
    """

    def __init__(self, url: str, largest: float = float("inf"), *, direct: bool = True) -> None:
        self.url = quote(url, safe=_IN_URLS)
        self._largest = largest
        self._direct = direct
        self.attempts: list[Attempt] = []
        self.closed = False

    @property
    def current(self) -> Attempt | None:
        """The attempt that bytes are noted on now."""
        return self.attempts[-1] if self.attempts and not self.closed else None

    def begin(self, transport: Any) -> Attempt:
        """A request is about to be written to this connection."""
        ip = getattr(transport.getPeer(), "host", None) if self._direct else None
        secure = ISSLTransport.providedBy(transport)
        attempt = Attempt(clock.now(), ip, transport, secure, largest=self._largest)
        self.attempts.append(attempt)
        return attempt

    def abort(self) -> None:
        """Breaks the connection in use."""
        if self.current:
            self.current.transport.abortConnection()

    def exchanges(self, truncated: str | None) -> tuple[Exchange, ...]:
        """What goes into the archive: all that was on the wire. `truncated` is the reason for the last attempt."""
        for each in self.attempts:
            each.note_security()
        return tuple(
            each.exchange(self.url, truncated if each is self.attempts[-1] else None if each.ended else "disconnect")
            for each in self.attempts
            if not each.unsent
        )


def _security(transport: Any) -> tuple[tuple[str, ...], str | None]:
    """WARC-Protocol values, and the TLS cipher: warc-specifications issues 42 and 86."""
    handle: Any = transport.getHandle() if ISSLTransport.providedBy(transport) else None  # None too once it is gone
    agreed = hasattr(handle, "get_finished") and handle.get_finished() is not None  # a cipher is chosen before that
    cipher = handle.get_cipher_name() if agreed else None
    if not cipher:
        return ("http/1.1",), None
    version = handle.get_protocol_version_name().lower().replace("tlsv", "tls/")
    return ("http/1.1", *([version] if version.startswith("tls/") else [])), cipher
