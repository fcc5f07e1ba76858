"""The wire test: what the WARC says of nasty answers, held against a server that logs every byte it reads and sends.

An ordinary spider with the add-on runs once over http and https; each case is then compared exchange by exchange.
"""

from __future__ import annotations

import gzip
import json
import random
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.conftest import environment
from tests.wireserver import Answer, Seen, WireServer, make_tls

ROOT = Path(__file__).parent.parent
MAXSIZE = 100_000
NOISE = random.Random(7).randbytes(6000)
ZIPPED = gzip.compress(NOISE, mtime=0)


@dataclass(frozen=True)
class Case:
    """Answers to one path, what the spider gets of them, and how the archive must mark each exchange.

    got:        a status, or the name of an exception
    truncated:  one for each exchange
    before:     bytes of 1xx heads in front, `behind`: of junk at the end; both stay out of the archive
    prefix:     the client breaks off, so that the archive need only hold a right beginning, of that many bytes at least
    """

    name: str
    answers: tuple[Answer, ...]
    got: int | str = 200
    truncated: tuple[str | None, ...] = (None,)
    request: dict[str, Any] = field(default_factory=dict)
    before: int = 0
    behind: int = 0
    prefix: int | None = None
    schemes: tuple[str, ...] = ("http", "https")


def ok(body: bytes = b"<html>body</html>", more: bytes = b"Content-Type: text/html\r\n", then: str = "keep") -> Answer:
    return Answer((b"HTTP/1.1 200 OK\r\n%bContent-Length: %d\r\n\r\n%b" % (more, len(body), body),), then)


def raw(*pieces: bytes, then: str = "keep", forever: bytes = b"") -> Answer:
    return Answer(pieces, then, forever)


def chunked(body: bytes, size: int = 1000) -> bytes:
    cut = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in cut) + b"0\r\n\r\n"


def meta(**values: Any) -> dict[str, Any]:
    return {"meta": values}


JUNK = b"JUNK \r\n\r\n junk"
NO_RETRY = meta(dont_retry=True)
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
LOOSE = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n"  # its body ends where the connection does
LOOSE_ZIP = LOOSE.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n")
EARLY = b"HTTP/1.1 103 Early Hints\r\nLink: </s.css>; rel=preload\r\n\r\n"
SHORT = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9000\r\n\r\n" + NOISE[:1000]
BIG = b"HTTP/1.1 200 OK\r\nContent-Length: 400000\r\nConnection: close\r\n\r\n"
ODD = (
    b"HTTP/1.1 200 OK\r\ncontent-TYPE: text/html\r\nSet-Cookie: a=1\r\nX-b:no-space\r\nset-cookie: b=2\r\nX-C:      many   \r\n"
    b"SET-COOKIE: c=3\r\nServer: x\r\ncontent-length: 3\r\n\r\nodd"
)

CASES = (
    Case("odd-heads", (raw(ODD),)),
    Case("latin-1-values", (ok(more="X-Title: Grüße aus Köln\r\n".encode("latin-1")),)),
    Case("latin-1-body", (ok("Grüße".encode("latin-1"), b"Content-Type: text/html; charset=ISO-8859-1\r\n"),)),
    Case("gzip", (ok(ZIPPED, b"Content-Encoding: gzip\r\n"),)),
    Case("gzip-in-chunks", (raw(CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n") + chunked(ZIPPED)),)),
    Case("chunk-extension-and-trailer", (raw(CHUNKED, b'5;a="b;c"\r\nhello\r\n000;last\r\nX-Sum: 1\r\nX-T: 2\r\n\r\n'),)),
    Case("one-byte-at-a-time", (raw(*(bytes([byte]) for byte in CHUNKED + chunked(b"byte by byte", 5))),)),
    Case("http-1.0-ended-by-close", (raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + NOISE, then="close"),)),
    Case("ended-by-close-without-farewell", (raw(LOOSE + NOISE, then="drop"),)),
    Case(
        "ended-by-reset",
        (raw(LOOSE + NOISE, then="reset"),),
        "ResponseDataLossError",
        ("disconnect",),
        NO_RETRY,
        prefix=90,
        schemes=("http",),
    ),
    Case("no-reason", (raw(b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok"),)),
    Case("empty-reason", (raw(b"HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok"),)),
    Case("latin-1-reason", (raw("HTTP/1.1 404 Não há\r\nContent-Length: 2\r\n\r\nno".encode("latin-1")),), 404),
    Case("204", (raw(b"HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n"),), 204),
    Case("304", (raw(b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 500\r\n\r\n'),), 304),
    Case("head", (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"),), request={"method": "HEAD"}),
    Case("post", (ok(),), request={"method": "POST", "body": "q=caf%C3%A9&n=1", "headers": {"X-OddCase": "  kept "}}),
    Case(
        "301",
        (raw(b"HTTP/1.1 301 Moved\r\nLocation: /gzip\r\nContent-Length: 4\r\n\r\nmove"),),
        301,
        request=meta(dont_redirect=True),
    ),
    Case("302-followed", (raw(b"HTTP/1.1 302 Found\r\nLocation: /target?a=b|c\r\nContent-Length: 0\r\n\r\n"),)),
    Case("404", (raw(b"HTTP/1.1 404 Gone fishing\r\nContent-Length: 4\r\n\r\ngone"),), 404),
    Case("503-then-200", (raw(b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy"), ok()), truncated=(None, None)),
    Case("103-first", (raw(EARLY + EARLY + ok().pieces[0]),), before=2 * len(EARLY)),
    Case("103-in-a-packet-of-its-own", (raw(EARLY, *ok().pieces),), before=len(EARLY)),
    Case("fold-and-no-colon", (ok(more=b"X-Long: first\r\n   second\r\n\tthird\r\na line without colon\r\n"),)),
    Case("lf-only", (raw(b"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 5\n\nunix\n"),)),
    Case("too-long-content-length", (raw(SHORT, then="close"), ok()), truncated=("disconnect", None)),
    Case("data-loss-allowed", (raw(SHORT, then="close"),), 200, ("disconnect",), meta(download_fail_on_dataloss=False)),
    Case("reset-in-the-body", (raw(SHORT, then="reset"), ok()), 200, ("disconnect", None), prefix=60),
    Case("chunks-cut", (raw(CHUNKED + chunked(NOISE)[:2500], then="close"), ok()), truncated=("disconnect", None)),
    Case("slow-body", (raw(SHORT, then="hang"),), "DownloadTimeoutError", ("time",), meta(dont_retry=True, download_timeout=0.3)),
    Case(
        "slow-head",
        (raw(b"HTTP/1.1 200 OK\r\nX-", then="hang"),),
        "DownloadTimeoutError",
        ("time",),
        meta(dont_retry=True, download_timeout=0.3),
    ),
    Case("silent", (raw(then="hang"),), "DownloadTimeoutError", (None,), meta(dont_retry=True, download_timeout=0.3)),
    Case("too-large-declared", (raw(BIG, forever=NOISE),), "DownloadCancelledError", ("length",), prefix=len(BIG)),
    Case(
        "too-large-in-chunks", (raw(CHUNKED, forever=chunked(NOISE)[:-5]),), "DownloadCancelledError", ("length",), prefix=MAXSIZE
    ),
    Case("too-large-till-close", (raw(LOOSE, forever=NOISE),), "DownloadCancelledError", ("length",), prefix=MAXSIZE),
    Case("too-large-but-here", (ok(b"x" * 50),), "DownloadCancelledError", (None,), meta(download_maxsize=10)),
    # Said to be the last on its connection: the next request might be written to it, and never be read, before its end is seen.
    Case("junk-behind-then-close", (raw(ok(more=b"Connection: close\r\n").pieces[0] + JUNK, then="close"),), behind=len(JUNK)),
    Case("junk-behind-kept-alive", (raw(CHUNKED + chunked(b"whole") + b"HTTP/1.1 200 OK\r\n"),), behind=17),
    Case(
        "bad-status-line", (raw(b"ICY 200 OK\r\nServer: radio\r\n\r\nmusic", then="hang"), ok()), truncated=("unspecified", None)
    ),
    Case("no-status-line", (raw(b"<html>no head at all</html>\n", then="close"), ok()), truncated=("unspecified", None)),
    Case("content-length-twice", (ok(b"12345", b"Content-Length: 5\r\n"),)),
    Case("content-lengths-differ", (ok(b"12345", b"Content-Length: 6\r\n", "hang"), ok()), truncated=("unspecified", None)),
    Case("gzip-cut-by-close", (raw(LOOSE_ZIP + ZIPPED[:3000], then="close"), ok()), truncated=("disconnect", None)),
    Case("gzip-till-close", (raw(LOOSE_ZIP + ZIPPED, then="close"),)),
    Case(
        "gzip-cut-allowed",
        (raw(LOOSE_ZIP + ZIPPED[:3000], then="close"),),
        200,
        ("disconnect",),
        meta(download_fail_on_dataloss=False),
    ),
    Case("nothing", (raw(then="close"), ok()), truncated=(None, None)),
    Case("kept-alive", (ok(),)),
    Case("kept-alive-and-dropped", (raw(then="close"), ok()), truncated=(None, None), request=NO_RETRY),  # silently repeated
)
ALSO = {
    "/robots.txt": [ok(b"User-agent: *\nDisallow: /private/\n", b"Content-Type: text/plain\r\n")],
    "/target?a=b%7Cc": [ok()],
    "/proxied": [ok()],
}


@dataclass(frozen=True)
class Kept:
    """An exchange in the WARC: blocks and fields of its request and, where there is one, its response."""

    request: bytes
    response: bytes | None
    fields: list[tuple[str, str]]

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key == name]

    def get(self, name: str) -> str | None:
        return next(iter(self.all(name)), None)


@dataclass(frozen=True)
class Crawled:
    servers: dict[str, WireServer]
    kept: dict[str, list[Kept]]  # by WARC-Target-URI
    outcomes: dict[str, dict[str, Any]]  # by the address asked for

    def pairs(self, scheme: str, path: str) -> tuple[list[Seen], list[Kept]]:
        server = self.servers[scheme]
        return [seen for seen in server.log if seen.path == path], self.kept.get(server.url(path), [])


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("wire")
    scripts = {f"/{case.name}": case.answers for case in CASES} | ALSO
    with (
        WireServer(scripts) as http,
        WireServer(scripts, make_tls(folder)) as https,
        WireServer(scripts, make_tls(folder, ssl.TLSVersion.TLSv1_2)) as older,
    ):
        asked = [
            {"url": server.url(f"/{case.name}"), **case.request}
            for server in (http, https)
            for case in CASES
            if server.url("").partition(":")[0] in case.schemes
        ]
        asked.append({"url": older.url("/gzip"), **meta(dont_obey_robotstxt=True)})
        asked.append({"url": "http://paper.invalid/proxied", **meta(proxy=http.url(""), dont_obey_robotstxt=True)})
        result = run_spider(folder, asked)
        outcomes = {each["asked"]: each for each in result["outcomes"]}
        yield Crawled({"http": http, "https": https, "tls/1.2": older}, read_warcs(folder), outcomes)


def run_spider(folder: Path, asked: list[dict[str, Any]], **more: object) -> dict[str, Any]:
    settings = {
        "ADDONS": {"newsarchive.crawl.addon.WarcArchive": 500},
        "WARC_DIR": str(folder),
        "ROBOTSTXT_OBEY": True,
        "CONCURRENT_REQUESTS": 1,  # the silent retry needs a connection that was left open
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_MAXSIZE": MAXSIZE,
        "DOWNLOAD_TIMEOUT": 15,
        "RETRY_TIMES": 1,
        "COOKIES_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
    } | more
    plan, result = folder / "plan.json", folder / "result.json"
    plan.write_text(json.dumps({"settings": settings, "requests": asked}))
    command = [sys.executable, "-m", "tests.wire_spider", plan, result]
    trusted = {"SSL_CERT_FILE": str(folder / "self-signed.pem")}
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False, env=environment() | trusted
    )
    assert result.exists(), done.stderr[-3000:]
    assert "Traceback" not in done.stderr, done.stderr[-6000:]
    found: dict[str, Any] = json.loads(result.read_text())
    return found


def read_warcs(folder: Path) -> dict[str, list[Kept]]:
    """All exchanges, in the order of the file. A request belongs to the response that it names."""
    kept: dict[str, list[Kept]] = {}
    for path in sorted(folder.glob("*.warc.gz")):
        responses: dict[str, bytes] = {}
        fields: dict[str, list[tuple[str, str]]] = {}
        with path.open("rb") as file:
            for record in ArchiveIterator(file, no_record_parse=True):
                block, head = record.raw_stream.read(), record.rec_headers
                if record.rec_type == "response":
                    responses[head.get_header("WARC-Record-ID")] = block
                    fields[head.get_header("WARC-Record-ID")] = head.headers
                elif record.rec_type == "request":
                    partner = head.get_header("WARC-Concurrent-To")
                    exchange = Kept(block, responses.pop(partner, None), fields.get(partner, head.headers))
                    kept.setdefault(head.get_header("WARC-Target-URI"), []).append(exchange)
        assert responses == {}, "a response without request"
    return kept


each_case = pytest.mark.parametrize(
    ("case", "scheme"), [pytest.param(case, scheme, id=f"{case.name}-{scheme}") for case in CASES for scheme in case.schemes]
)


def expected(case: Case, seen: Seen) -> bytes:
    """What of the bytes sent is the response: 1xx heads and what comes after the message are not."""
    return bytes(seen.sent[case.before : len(seen.sent) - case.behind])


@each_case
def test_what_passed_over_the_wire_is_what_the_archive_holds(case: Case, scheme: str, crawled: Crawled):
    log, kept = crawled.pairs(scheme, f"/{case.name}")

    assert len(log) == len(kept) == len(case.truncated)
    for seen, exchange, truncated in zip(log, kept, case.truncated, strict=True):
        assert exchange.request == bytes(seen.request)
        assert (exchange.response or b"").startswith(expected(case, seen)[: case.prefix])
        assert expected(case, seen).startswith(exchange.response or b"")
        assert case.prefix is not None or (exchange.response or b"") == expected(case, seen)
        assert exchange.get("WARC-Truncated") == truncated


@each_case
def test_the_spider_gets_what_it_would_get_without_the_archive(case: Case, scheme: str, crawled: Crawled):
    outcome = crawled.outcomes[crawled.servers[scheme].url(f"/{case.name}")]

    assert outcome.get("status", next(iter(outcome.get("error", [])), None)) == case.got, outcome


def test_nothing_is_missing_and_nothing_unexplained(crawled: Crawled, told):
    log = [(server.url(seen.path), seen) for server in crawled.servers.values() for seen in server.log]
    blocks = [exchange for kept in crawled.kept.values() for exchange in kept]
    by_name = {f"/{case.name}": case for case in CASES}
    whole = sum(
        (exchange.response or b"") == expected(by_name.get(seen.path, Case("", ())), seen)
        for url in crawled.kept
        for seen, exchange in zip([s for u, s in log if u == url or s.path in url == "/proxied"], crawled.kept[url], strict=False)
    )
    told(f"wire: {len(log)} exchanges on the wire, {len(blocks)} archived; {whole} responses whole to the byte")

    assert sorted(exchange.request for exchange in blocks) == sorted(bytes(seen.request) for _, seen in log)


@pytest.mark.parametrize("path", ["/robots.txt", "/target?a=b%7Cc"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_robots_and_the_targets_of_redirects_are_archived_too(path: str, scheme: str, crawled: Crawled):
    log, kept = crawled.pairs(scheme, path)

    assert [(bytes(seen.request), bytes(seen.sent)) for seen in log] == [(each.request, each.response) for each in kept]
    assert len(log) == 1


def test_every_exchange_says_over_what_it_came(crawled: Crawled):
    found = {
        (
            url.partition(":")[0],
            exchange.get("WARC-IP-Address"),
            *exchange.all("WARC-Protocol"),
            bool(exchange.all("WARC-Cipher-Suite")),
        )
        for url, kept in crawled.kept.items()
        for exchange in kept
    }

    assert found == {
        ("http", "127.0.0.1", "http/1.1", False),
        ("http", None, "http/1.1", False),  # through a proxy
        ("https", "127.0.0.1", "http/1.1", "tls/1.3", True),
        ("https", "127.0.0.1", "http/1.1", "tls/1.2", True),
    }


def test_the_cipher_goes_by_its_name(crawled: Crawled):
    _, [exchange] = crawled.pairs("https", "/gzip")

    assert str(exchange.get("WARC-Cipher-Suite")).startswith("TLS_")


def test_behind_a_proxy_the_request_is_kept_as_the_proxy_got_it_and_no_address_is_claimed(crawled: Crawled):
    [exchange] = crawled.kept["http://paper.invalid/proxied"]

    assert exchange.request.startswith(b"GET http://paper.invalid/proxied HTTP/1.1\r\n")
    assert exchange.get("WARC-IP-Address") is None


def test_each_response_is_named_to_the_spider(crawled: Crawled):
    assert crawled.outcomes[crawled.servers["http"].url("/503-then-200")]["captures"] == [503, 200]
    assert crawled.outcomes[crawled.servers["https"].url("/302-followed")]["captures"] == [302, 200]


@pytest.mark.parametrize(("host", "trusted"), [("localhost", False), ("elsewhere.example", True)], ids=["unknown", "another's"])
def test_a_request_that_waits_for_tls_in_vain_was_never_on_the_wire(tmp_path: Path, host: str, trusted: bool):
    """The certificate is nobody's we trust, or another host's: TLS tells the latter when all is agreed upon."""
    folder = tmp_path / "crawl"
    folder.mkdir()
    with WireServer({"/": (ok(),)}, make_tls(folder if trusted else tmp_path, host=host)) as server:
        asked = [{"url": server.url("/"), **meta(dont_obey_robotstxt=True)}]
        (outcome,) = run_spider(folder, asked, DOWNLOAD_VERIFY_CERTIFICATES=True)["outcomes"]
    assert server.log == []
    assert server.connections > 0
    assert "status" not in outcome
    assert read_warcs(folder) == {}
