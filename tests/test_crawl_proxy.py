from __future__ import annotations

import gzip
import http.server
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest

from newsarchive.demo.server import DemoServer
from tests.conftest import EASY


class _Proxy(http.server.BaseHTTPRequestHandler):
    """Fetches what it is asked for by its whole address."""

    asked: list[tuple[str, str]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("Proxy-Authorization", "")))
        try:
            found = urllib.parse.urlsplit(self.path)
            here = found._replace(netloc=f"127.0.0.1:{found.port}").geturl()
            request = urllib.request.Request(here, headers={"Host": found.netloc})
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
                status, body, mime = answer.status, answer.read(), answer.headers.get("Content-Type", "text/html")
        except urllib.error.HTTPError as error:
            status, body, mime = error.code, error.read(), "text/html"
        self.send_response(status)
        self.send_header("Content-Type", mime)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def proxy() -> Iterator[http.server.ThreadingHTTPServer]:
    _Proxy.asked = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Proxy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_every_request_goes_by_the_proxy_that_the_user_sets_and_is_archived(newsarchive, proxy, tmp_path):
    with DemoServer(0) as paper:
        at = f"NEWSARCHIVE_PROXY=http://tom:secret@127.0.0.1:{proxy.server_port}"
        run = newsarchive("crawl", f"{paper.origin}/", "--since", "all", "--output", tmp_path, *EASY, "-s", at)
    assert run.returncode == 0, run.stderr
    assert len(_Proxy.asked) > 30
    assert all(path.startswith(paper.origin) and said.startswith("Basic ") for path, said in _Proxy.asked)
    warc = b"".join(gzip.decompress(path.read_bytes()) for path in tmp_path.glob("*/warc/*.warc.gz"))
    assert f"GET {paper.origin}/ HTTP/1.1".encode() in warc
    assert b"WARC-IP-Address" not in warc  # whose it was, only the proxy knows


def test_a_proxy_that_the_environment_names_is_not_used(newsarchive, proxy, tmp_path, monkeypatch):
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.server_port}")
    with DemoServer(0) as paper:
        run = newsarchive("crawl", f"{paper.origin}/", "--since", "all", "--limit", "2", "--output", tmp_path, *EASY)
    assert run.returncode == 0, run.stderr
    assert _Proxy.asked == []


def test_behind_a_proxy_an_address_that_is_not_public_is_refused_all_the_same(newsarchive, proxy, tmp_path):
    at = f"NEWSARCHIVE_PROXY=http://127.0.0.1:{proxy.server_port}"
    run = newsarchive("crawl", "http://127.0.0.1:9/", "--output", tmp_path, "-s", at)
    assert run.returncode == 69
    assert _Proxy.asked == []
    assert "the address of 127.0.0.1 is not public" in "".join(path.read_text() for path in tmp_path.glob("*/runs/*.jsonl"))


def test_what_is_no_proxy_is_told_with_the_rule(newsarchive, tmp_path):
    run = newsarchive("crawl", "https://paper.example/", "--output", tmp_path, "-s", "NEWSARCHIVE_PROXY=localhost")
    assert run.returncode == 78
    assert "NEWSARCHIVE_PROXY" in run.stderr
    assert "http://localhost:3128" in run.stderr
