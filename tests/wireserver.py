"""A server on raw sockets: scripted answers by path in, every byte that was read and sent out, exchange by exchange.

It knows just enough HTTP to see where a request ends. It never rewrites or completes an answer: what stands in the
script goes over the wire as it is, over TCP or TLS.
"""

from __future__ import annotations

import datetime
import ipaddress
import re
import socket
import ssl
import struct
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PATIENCE = 20  # seconds after which a connection is given up, so that no test hangs
_MOST_FOREVER = 64 * 1024 * 1024  # bytes after which even an endless answer ends


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent for one request: each piece by a send of its own, then `forever` until the client is gone.

    then:  "keep" the connection for the next request, "close" it in order, "drop" it without TLS's farewell,
           "reset" it, or "hang" on, silent, until the client goes
    """

    pieces: tuple[bytes, ...] = ()
    then: str = "keep"
    forever: bytes = b""


@dataclass(slots=True)
class Seen:
    """One exchange, as it was on the wire: a request as read, and what was sent for it."""

    path: str
    request: bytes
    sent: bytearray = field(default_factory=bytearray)


NOT_FOUND = Answer((b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",))


class WireServer:
    """Plays `scripts`, a row of answers a path: the first request gets the first, and the last is for all that follow.

    `log` holds the exchanges in the order in which they began, `connections` how many there were.
    """

    def __init__(
        self, scripts: Mapping[str, Sequence[Answer]], tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
    ) -> None:
        self.log: list[Seen] = []
        self.connections = 0
        self._scripts = scripts
        self._turns: dict[str, int] = {}
        self._tls = tls
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self._host = f"[{host}]" if ":" in host else host

    def url(self, path: str, host: str = "") -> str:
        """The address of a path here, under another name or spelling of this machine if `host` is given."""
        return f"{'https' if self._tls else 'http'}://{host or self._host}:{self.port}{path}"

    def __enter__(self) -> WireServer:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for each in (self._listener, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, raw: socket.socket) -> None:
        raw.settimeout(PATIENCE)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._open.add(raw)
        connection = raw
        with suppress(OSError, ValueError):
            if self._tls:
                connection = self._tls.wrap_socket(raw, server_side=True)
                self._open.add(connection)
            rest = b""
            while request := _read_request(connection, rest):
                asked, rest = request
                if not self._answer(connection, asked):
                    break
        connection.close()

    def _answer(self, connection: socket.socket, request: bytes) -> bool:
        """Plays one answer; False where the connection is done with."""
        target = urlsplit(request.split(b" ", 2)[1].decode("latin-1"))  # a proxy is given a whole address
        path = target.path + (f"?{target.query}" if target.query else "")
        with self._lock:
            turn = self._turns[path] = self._turns.get(path, -1) + 1
            row = self._scripts.get(path) or (NOT_FOUND,)
            seen = Seen(path, request)
            self.log.append(seen)
        answer = row[min(turn, len(row) - 1)]
        for piece in answer.pieces:
            seen.sent += piece  # before it goes, so that the log is never behind the client
            connection.sendall(piece)
        while answer.forever and len(seen.sent) < _MOST_FOREVER:
            connection.sendall(answer.forever)
            seen.sent += answer.forever
        _end(connection, answer.then)
        return answer.then == "keep"


def _read_request(connection: socket.socket, held: bytes) -> tuple[bytes, bytes] | None:
    """(a whole request with its body, bytes read beyond it); None where the client has gone."""
    while b"\r\n\r\n" not in held:
        if not (more := connection.recv(65536)):
            return None
        held += more
    head_end = held.index(b"\r\n\r\n") + 4
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", held[:head_end])
    end = head_end + (int(length[1]) if length else 0)
    while len(held) < end:
        if not (more := connection.recv(65536)):
            return None
        held += more
    return held[:end], held[end:]


def _end(connection: socket.socket, how: str) -> None:
    if how == "reset":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    elif how == "close" and isinstance(connection, ssl.SSLSocket):
        with suppress(OSError, ValueError):
            connection.settimeout(2)
            connection.unwrap()
    elif how == "hang":
        while connection.recv(65536):
            pass


def make_tls(folder: Path, newest: ssl.TLSVersion = ssl.TLSVersion.MAXIMUM_SUPPORTED, host: str = "localhost") -> ssl.SSLContext:
    """A server context with a fresh self-signed certificate for a host of this machine, put into `folder`/self-signed.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    here = [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))] if host == "localhost" else []
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host), *here]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "self-signed.pem"
    encoding = serialization.Encoding.PEM
    plain = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    pem.write_bytes(plain + certificate.public_bytes(encoding))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    context.maximum_version = newest
    return context
