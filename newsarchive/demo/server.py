"""The made-up paper, served on this machine alone.

In: a port. Out: a web server on 127.0.0.1 that answers until its `with` block ends, and a list of what was asked.
It never listens on another address, writes no file and logs nothing.
"""

from __future__ import annotations

import errno
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from newsarchive.demo.pages import Answer, not_found, site
from newsarchive.errors import CannotCreate

HOST = "gazette.localhost"  # every name under .localhost is this machine: RFC 6761, section 6.3
PORT = 8377


class DemoServer:
    """The demo paper at `origin`, such as http://gazette.localhost:8377. Serves while its `with` block runs.

    port:      0 picks a free one. The usual one stays the same, so that a second crawl meets the same addresses.
    requests:  (method, path with its query) of everything asked for so far, in order

    Raises CannotCreate where the port cannot be had. The port is taken when the object is made.
    """

    def __init__(self, port: int = PORT) -> None:
        self._server = _bind(port)
        self.port: int = self._server.server_address[1]
        self.origin = f"http://{HOST}:{self.port}"
        self.requests = self._server.requests
        self._server.answers = site(self.origin)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="demo-paper", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()
        self._thread.join()


def _bind(port: int) -> _Server:
    try:
        return _Server(("127.0.0.1", port), _Handler)
    except OSError as error:
        why = "another program uses it" if error.errno == errno.EADDRINUSE else error.strerror or str(error)
        raise CannotCreate(
            f"the demo paper cannot be served at 127.0.0.1, port {port}: {why}. "
            "Choose another with --port NUMBER, or end what uses it."
        ) from error
    except OverflowError as error:
        raise CannotCreate(f"the demo paper cannot be served at port {port}: give --port a number from 0 to 65535") from error


class _Server(ThreadingHTTPServer):
    """ThreadingHTTPServer that looks up no names, says nothing, and can end connections that are kept alive."""

    daemon_threads = True
    request_queue_size = 128  # connections waiting to be taken; the usual 5 are few for a crawler
    allow_reuse_port = False  # two papers at one port would share its visitors

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self.answers: dict[str, Answer] = {}
        self.missing = not_found()
        self.requests: list[tuple[str, str]] = []
        self._connections: set[socket.socket] = set()
        super().__init__(address, handler)

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # HTTPServer's own asks the resolver for this machine's name
        self.server_name, self.server_port = HOST, self.server_address[1]

    def finish_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        assert isinstance(request, socket.socket)
        self._connections.add(request)
        try:
            super().finish_request(request, client_address)
        finally:
            self._connections.discard(request)

    def hang_up(self) -> None:
        """End the connections that clients hold open: a paper that is closed must not answer on them."""
        for connection in tuple(self._connections):
            with suppress(OSError):  # the client was quicker
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up in the middle of an answer is none of the paper's business."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Gazette", ""
    timeout = 60  # seconds that a connection may lie idle
    wbufsize = 64 * 1024  # head and body leave together
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        """The page, whole."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """The page's head."""
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Stay quiet."""

    def _answer(self, *, with_body: bool) -> None:
        self.server.requests.append((self.command, self.path))
        answer = self.server.answers.get(urlsplit(self.path).path, self.server.missing)
        unchanged = answer.status == 200 and self.headers.get("If-None-Match") == answer.etag
        self.send_response(304 if unchanged else answer.status)
        for name, value in _headers(answer, unchanged=unchanged):
            self.send_header(name, value)
        self.end_headers()
        if with_body and not unchanged:
            self.wfile.write(answer.body)


def _headers(answer: Answer, *, unchanged: bool) -> Iterator[tuple[str, str]]:
    if answer.status == 200:
        yield "ETag", answer.etag
    if answer.location:
        yield "Location", answer.location
    if not unchanged:  # RFC 9110, section 15.4.5: a 304 has no content of its own to describe
        yield "Content-Type", answer.mime
        yield "Content-Length", str(len(answer.body))
