"""The tap: a download handler that keeps what passed over the wire, below HTTP parsing and above TLS.

Every request of a crawl comes this way: robots.txt, redirects, retries and media too. The exchanges go out in
`request.meta["wire"]`, to be taken up by `ArchiveMiddleware`; nothing is written here.

It leans on few private names: Scrapy's `HTTP11DownloadHandler._pool`, Twisted's `HTTPConnectionPool._factory` and
`_connections`, and `HTTP11ClientProtocol._finishResponse`. `check_names` tells at start where one of them is gone.
"""

from __future__ import annotations

import functools
from contextvars import ContextVar
from typing import Any
from urllib.parse import urldefrag

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    StopDownload,
)
from scrapy.http import Response
from service_identity import VerificationError
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionAborted, ConnectionLost
from twisted.web._newclient import HTTP11ClientProtocol
from twisted.web.client import HTTPConnectionPool

from newsarchive.archive.decode import coding_is_cut
from newsarchive.crawl.tape import MAX_HEADER_BYTES, Attempt, Tape
from newsarchive.errors import NewsarchiveError

_tape: ContextVar[Tape] = ContextVar("tape")


class HeadersTooLarge(IgnoreRequest):
    """An answer whose headers go on past the cap; the connection was broken off."""


class Stopping(IgnoreRequest):
    """A request that was not sent, or was broken off, because the run is stopping."""


class WireDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler with a tape on each connection."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        check_names(self)
        self._pool = _TappedPool(self._pool)
        self._maxsize = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._fails_on_dataloss = crawler.settings.getbool("DOWNLOAD_FAIL_ON_DATALOSS")
        self.running: set[Tape] = set()
        self.stopping = False

    async def download_request(self, request: Request) -> Response:
        """Downloads, and leaves the exchanges in `request.meta["wire"]` whether it succeeds or not."""
        if self.stopping:
            raise Stopping("the run is stopping")
        tape = self._new_tape(request)
        token = _tape.set(tape)
        self.running.add(tape)
        truncated: str | None = "unspecified"
        try:
            response = await super().download_request(request)
            truncated = _what_is_missing(response, tape.attempts[-1])
        except Exception as error:
            truncated = _reason(error, tape)
            self._translate(tape)
            raise
        else:
            if truncated == "disconnect":
                self._translate(tape)
                if request.meta.get("download_fail_on_dataloss", self._fails_on_dataloss):
                    raise ResponseDataLossError("the answer breaks off before its end")
            return response
        finally:
            tape.closed = True
            self.running.discard(tape)
            _tape.reset(token)
            request.meta["wire"] = tape.exchanges(truncated)

    def _new_tape(self, request: Request) -> Tape:
        maxsize = request.meta.get("download_maxsize", self._maxsize)
        largest = 2 * maxsize + MAX_HEADER_BYTES if maxsize else float("inf")
        return Tape(urldefrag(request.url)[0], largest, direct=not request.meta.get("proxy"))

    def _translate(self, tape: Tape) -> None:
        """What we broke off ourselves is told by its own name."""
        last = tape.attempts[-1] if tape.attempts else None
        if last and last.excess:
            raise HeadersTooLarge(last.excess) if "headers" in last.excess else DownloadCancelledError(last.excess)
        if self.stopping:
            raise Stopping("the run is stopping")

    def hang_up(self, host: str) -> None:
        """Closes the connections to a host that are kept open for its next request."""
        for key, connections in self._pool._connections.items():  # the key is scheme, host, port and more
            if key[1] == host.encode():
                for connection in connections:
                    connection.transport.loseConnection()

    def abort_all(self) -> None:
        """Breaks off every download under way."""
        for tape in tuple(self.running):
            tape.abort()


def _what_is_missing(response: Response, last: Attempt) -> str | None:
    """WARC-Truncated's reason for a response that Scrapy takes for whole, or None where it is."""
    if last.whole:
        return None
    if "download_stopped" in response.flags:
        return "unspecified"
    if "dataloss" in response.flags or last.broken:
        return "disconnect"
    # Without Content-Length and chunks only the content coding shows whether the end is the end.
    codings = [("Content-Encoding", value.decode("latin-1")) for value in response.headers.getlist("Content-Encoding")]
    return "disconnect" if "partial" in response.flags and coding_is_cut(codings, response.body) else None


def _reason(error: Exception, tape: Tape) -> str | None:
    """WARC-Truncated's reason for a download that failed; None where the whole answer came all the same."""
    last = tape.attempts[-1] if tape.attempts else None
    if last and last.whole:
        return None
    if isinstance(error, DownloadTimeoutError):
        return "time"
    if isinstance(error, DownloadCancelledError) or (last and last.excess):
        return "length"
    if isinstance(error, ResponseDataLossError):
        return "disconnect"
    return "disconnect" if last and last.lost and not isinstance(error, StopDownload) else "unspecified"


class _TappedPool(HTTPConnectionPool):
    """The parent's pool with a tape on each connection. The ContextVar is read in the call stack of the download,
    so that the tape stays with its request through Twisted's silent retry and nothing marks the wire."""

    def __init__(self, parent: HTTPConnectionPool) -> None:
        super().__init__(parent._reactor, persistent=parent.persistent)  # type: ignore[no-untyped-call]
        for name in ("maxPersistentPerHost", "cachedConnectionTimeout", "retryAutomatically"):
            setattr(self, name, getattr(parent, name))
        self._factory = _tapped_factory(parent._factory)

    def getConnection(self, key: Any, endpoint: Any) -> Deferred[Any]:  # noqa: N802 - Twisted's name
        tape = _tape.get(None)
        connection: Deferred[Any] = super().getConnection(key, endpoint)
        return connection.addCallback(lambda protocol: _Labelled(protocol, tape)) if tape else connection


class _Labelled:
    """A connection whose next request carries its tape."""

    def __init__(self, protocol: Any, tape: Tape) -> None:
        self._protocol = protocol
        self._tape = tape

    def request(self, request: Any) -> Any:
        request.newsarchive_tape = self._tape
        return self._protocol.request(request)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._protocol, name)


@functools.cache
def _tapped_factory(parent: Any) -> Any:
    class TappedFactory(parent):
        """Whatever factory the handler chose, its protocols tapped."""

        noisy = False

        def buildProtocol(self, addr: Any) -> Any:  # noqa: N802 - Twisted's name
            protocol = super().buildProtocol(addr)
            kind: Any = type(protocol)
            protocol.__class__ = _tapped_protocol(kind)
            return protocol

    return TappedFactory


@functools.cache
def _tapped_protocol(parent: Any) -> Any:
    return type(f"Tapped{parent.__name__}", (_Tap, parent), {})


class _Tap:
    """Mixed into the client protocol: notes what is written while a request is sent, and all that is read."""

    _tape: Tape | None = None

    def request(self, request: Any) -> Any:
        self._tape = tape = getattr(request, "newsarchive_tape", None)
        if tape is not None and self.state == "QUIESCENT":  # type: ignore[attr-defined]
            attempt = tape.begin(self.transport)  # type: ignore[attr-defined]
            write_to = request.writeTo
            request.writeTo = lambda transport: write_to(_Tee(transport, attempt.sent))
            try:
                return super().request(request)  # type: ignore[misc]
            finally:
                request.writeTo = write_to
        return super().request(request)  # type: ignore[misc]

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        attempt = self._tape.current if self._tape else None
        if attempt and not attempt.ended and not attempt.take(data):
            self.transport.abortConnection()  # type: ignore[attr-defined]
            return
        super().dataReceived(data)  # type: ignore[misc]

    def _finishResponse(self, rest: bytes) -> None:  # noqa: N802 - Twisted's name
        if self._tape and (attempt := self._tape.current):
            attempt.surplus = len(rest)
            attempt.ended = True
        self._tape = None  # the next exchange of this connection brings its own
        super()._finishResponse(rest)  # type: ignore[misc]

    def connectionLost(self, reason: Any) -> None:  # noqa: N802 - Twisted's name
        if self._tape and (attempt := self._tape.current):
            attempt.lost = True
            attempt.note_security()
            attempt.refused = reason.check(VerificationError) is not None
            # Many TLS servers leave without farewell, which looks like a reset; like browsers, we take it for the end.
            breaks = (ConnectionAborted,) if attempt.cipher else (ConnectionAborted, ConnectionLost)
            attempt.broken = reason.check(*breaks) is not None
        super().connectionLost(reason)  # type: ignore[misc]


class _Tee:
    """A transport that also notes what is written to it."""

    def __init__(self, transport: Any, notes: list[bytes]) -> None:
        self._transport = transport
        self._notes = notes

    def write(self, data: bytes) -> None:
        self._notes.append(data)
        self._transport.write(data)

    def writeSequence(self, data: Any) -> None:  # noqa: N802 - Twisted's name
        pieces = list(data)
        self._notes.extend(pieces)
        self._transport.writeSequence(pieces)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


def check_names(handler: HTTP11DownloadHandler) -> None:
    """Raises where this Scrapy or Twisted lacks a private name that the tap stands on: better no crawl than no archive."""
    missing = [
        name
        for name, there in {
            "HTTP11DownloadHandler._pool": isinstance(getattr(handler, "_pool", None), HTTPConnectionPool),
            "HTTPConnectionPool._factory": hasattr(HTTPConnectionPool, "_factory"),
            "HTTPConnectionPool._connections": hasattr(handler._pool, "_connections"),
            "HTTP11ClientProtocol._finishResponse": hasattr(HTTP11ClientProtocol, "_finishResponse"),
        }.items()
        if not there
    ]
    if missing:
        raise NewsarchiveError(f"this Scrapy or Twisted has no {', '.join(missing)}; install the versions in requirements.txt")
