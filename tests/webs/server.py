"""Many made-up sites on one port of this machine, told apart by the Host header.

In: for each host a function from a request's target to an `Answer`, and how that host behaves. Out: a running server and
a log of what was asked. On Linux the whole of 127.0.0.0/8 is this machine, so every site can have an address of its own;
names under .localhost work as well. Whoever does not come from this machine is hung up on. It never opens a file.
"""

from __future__ import annotations

import asyncio
import hashlib
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Literal, NamedTuple, Self

Behaviour = Literal["normal", "hanging", "slow", "forbidden", "busy", "robots-503"]
NEEDS_LINUX = "only Linux answers on every address of 127.0.0.0/8"
RETRY_AFTER = 1  # seconds that a busy host asks for
_ESTABLISHED = 1  # of tcp(7), the first byte of TCP_INFO
_DRIP = 0.2  # seconds between two bytes of a slow host


def has_whole_loopback() -> bool:
    """Whether 127.1.2.3 is this machine without further setting up: not so on macOS."""
    return sys.platform == "linux"


@dataclass(frozen=True, slots=True)
class Answer:
    """One response. `body` is sent as it stands, `headers` beside Content-Type, Content-Length and ETag."""

    body: bytes = b""
    mime: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


NOT_FOUND = Answer(b"<html><head><title>Not found</title></head><body><h1>Not found</h1></body></html>", status=404)
Answerer = Callable[[str], Answer]


class Asked(NamedTuple):
    """One request: host without port, path with query, when (monotonic seconds), status sent (0: none)."""

    host: str
    target: str
    when: float
    status: int


class Web:
    """Serves while its `with` block runs. `port` is known from the start, so that sites can be built around it.

    log:       every request whose head came in whole, in order
    most_open: by address of this machine, the most connections that were open at one time
    """

    def __init__(self) -> None:
        self._socket = socket.create_server(("0.0.0.0", 0), backlog=4096)
        self._dead = socket.socket()  # bound and never listening: its port is ours, and refuses
        self._dead.bind(("0.0.0.0", 0))
        self.port: int = self._socket.getsockname()[1]
        self.dead_port: int = self._dead.getsockname()[1]
        self.log: list[Asked] = []
        self.most_open: Counter[str] = Counter()
        self._open: dict[str, set[asyncio.StreamWriter]] = {}
        self._sites: dict[str, tuple[Answerer, Behaviour]] = {}
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="webs", daemon=True)

    def origin(self, host: str) -> str:
        """The address of a host here, without a slash at its end."""
        return f"http://{host}:{self.port}"

    def serve(self, host: str, answer: Answerer, behaviour: Behaviour = "normal") -> None:
        """Put a site at a host."""
        self._sites[host] = (answer, behaviour)

    def asked(self, host: str) -> list[str]:
        """The targets asked for at a host, in order."""
        return [each.target for each in self.log if each.host == host]

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
        self._dead.close()

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        server = await asyncio.start_server(self._client, sock=self._socket, backlog=4096)
        self._ready.set()
        await self._stop.wait()
        server.close()  # asyncio.run ends what still hangs

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        here = writer.get_extra_info("sockname")[0]
        opened = self._open.setdefault(here, set())
        opened.add(writer)
        self.most_open[here] = max(self.most_open[here], sum(map(_is_open, opened)))
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            if writer.get_extra_info("peername")[0].startswith("127."):
                while await self._exchange(reader, writer):
                    pass
        opened.discard(writer)
        writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; False where the connection is done with."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        target = head[0].split(" ")[1]
        fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        host = fields.get("host", "").partition(":")[0].lower()
        answer, behaviour = self._sites.get(host, (lambda _: NOT_FOUND, "normal"))
        if behaviour in ("hanging", "slow"):
            self.log.append(Asked(host, target, time.monotonic(), 0))
            await (_hang(reader) if behaviour == "hanging" else _drip(writer))
            return False
        sent = _as(behaviour, target) or answer(target)
        etag = f'"{hashlib.sha1(sent.body).hexdigest()[:16]}"'
        status = 304 if sent.status == 200 and fields.get("if-none-match") == etag else sent.status
        self.log.append(Asked(host, target, time.monotonic(), status))
        writer.write(_head(sent, status, etag) + (b"" if status == 304 or head[0].startswith("HEAD") else sent.body))
        await writer.drain()
        return fields.get("connection", "").lower() != "close"


def _head(answer: Answer, status: int, etag: str) -> bytes:
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    if status in (200, 304):
        lines.append(f"ETag: {etag}")
    if status != 304:  # RFC 9110, section 15.4.5: a 304 has no content of its own to describe
        lines += [f"Content-Length: {len(answer.body)}", *([f"Content-Type: {answer.mime}"] if answer.mime else [])]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _is_open(writer: asyncio.StreamWriter) -> bool:
    """Whether neither side has ended the connection: the client may have, and the loop has not come to see it yet."""
    if not has_whole_loopback():
        return True
    try:
        state = writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)
    except OSError:  # closed by now
        return False
    return bool(state[0] == _ESTABLISHED)


def _as(behaviour: Behaviour, target: str) -> Answer | None:
    """What a host of that kind says whatever it is asked; None where it answers like any other."""
    if behaviour == "forbidden":
        return Answer(b"<h1>Forbidden</h1>", status=403)
    if behaviour == "busy":
        return Answer(b"<h1>Too many requests</h1>", status=429, headers=(("Retry-After", str(RETRY_AFTER)),))
    if behaviour == "robots-503" and target == "/robots.txt":
        return Answer(b"", status=503)
    return None


async def _hang(reader: asyncio.StreamReader) -> None:
    """Silence until the client goes."""
    while await reader.read(65536):
        pass


async def _drip(writer: asyncio.StreamWriter) -> None:
    """A page that never gets done."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000000\r\n\r\n")
    while not writer.is_closing():
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(_DRIP)
