"""Hostile servers and addresses: what the crawl refuses, and that refusing costs neither memory nor a connection."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

import pytest
from protego import Protego
from scrapy import Spider
from scrapy.crawler import Crawler
from twisted.internet.address import IPv4Address, IPv6Address

from newsarchive.crawl.middlewares import LONGEST_PAUSE, retry_after
from newsarchive.crawl.resolver import GuardedResolver, is_public
from newsarchive.crawl.robots import Rules
from newsarchive.crawl.run import make_settings
from tests.test_crawl_wire import read_warcs
from tests.wireserver import Answer, WireServer

ROOT = Path(__file__).parent.parent
MEBI = 1024 * 1024
OK = Answer((b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",))
ADDON = {"ADDONS": {"newsarchive.crawl.addon.WarcArchive": 500}, "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False}


def crawl(folder: Path, settings: dict[str, Any], asked: list[dict[str, Any]], *, ours: bool = False) -> dict[str, Any]:
    """Runs the spider in a process of its own; its result, with the outcomes by address."""
    plan, result = folder / "plan.json", folder / "result.json"
    more = {
        "WARC_DIR": str(folder),
        "HTTPERROR_ALLOW_ALL": True,
        "COOKIES_ENABLED": False,
        "DOWNLOAD_DELAY": 0,
        "LOG_LEVEL": "INFO",
    }
    plan.write_text(json.dumps({"settings": {**more, **settings}, "requests": asked, "ours": ours}))
    command = [sys.executable, "-m", "tests.wire_spider", plan, result]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert result.exists(), done.stderr[-3000:]
    found: dict[str, Any] = json.loads(result.read_text())
    return {**found, "outcomes": {each["asked"]: each for each in found["outcomes"]}}


# -- more than anybody needs

HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
FLOODS = {
    "/lines": Answer((HEAD,), forever=b"X: y\r\n" * 500),
    "/long-lines": Answer((HEAD,), forever=b"X-Long: %b\r\n" % (b"x" * 4000)),
    "/lines-at-once": Answer((HEAD + b"X: y\r\n" * 300 + b"Content-Length: 0\r\n\r\n",)),
    "/early-hints": Answer((), forever=b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 500),
    "/framing": Answer((CHUNKED,), forever=(b"1;%b\r\nx\r\n" % (b"e" * 1000)) * 50),
    "/body": Answer((CHUNKED,), forever=b"10000\r\n%b\r\n" % (b"x" * 65536)),
}


@pytest.fixture(scope="module")
def flooded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[WireServer, dict[str, Any], Path]]:
    folder = tmp_path_factory.mktemp("floods")
    fine = {"/many-lines": [Answer((HEAD + b"X: y\r\n" * 250 + b"Content-Length: 2\r\n\r\nok",))]}
    with WireServer({path: [answer] for path, answer in FLOODS.items()} | fine) as server:
        settings = {**ADDON, "DOWNLOAD_MAXSIZE": 10 * MEBI, "DOWNLOAD_TIMEOUT": 20, "RETRY_TIMES": 2}
        result = crawl(folder, settings, [{"url": server.url(path)} for path in (*FLOODS, *fine)])
        yield server, result, folder


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/lines", "HeadersTooLarge"),
        ("/long-lines", "HeadersTooLarge"),
        ("/lines-at-once", "HeadersTooLarge"),
        ("/early-hints", "HeadersTooLarge"),
        ("/framing", "DownloadCancelledError"),
        ("/body", "DownloadCancelledError"),
    ],
)
def test_a_flood_is_broken_off_and_not_asked_for_again(path: str, error: str, flooded: tuple[WireServer, dict[str, Any], Path]):
    server, result, _ = flooded

    assert result["outcomes"][server.url(path)].get("error", [""])[0] == error
    assert [seen.path for seen in server.log].count(path) == 1


@pytest.mark.parametrize(
    ("path", "most"),
    [("/lines", 0.3), ("/long-lines", 0.4), ("/lines-at-once", 0.3), ("/framing", 21), ("/body", 11)],
)
def test_what_came_of_a_flood_is_kept_and_marked(path: str, most: float, flooded: tuple[WireServer, dict[str, Any], Path]):
    server, _, folder = flooded
    [exchange] = read_warcs(folder)[server.url(path)]
    [seen] = [each for each in server.log if each.path == path]

    assert exchange.response
    assert bytes(seen.sent).startswith(exchange.response)
    assert len(exchange.response) < most * MEBI
    assert exchange.get("WARC-Truncated") == "length"


def test_many_header_lines_are_still_no_flood(flooded: tuple[WireServer, dict[str, Any], Path]):
    server, result, _ = flooded

    assert result["outcomes"][server.url("/many-lines")]["status"] == 200


def test_floods_do_not_fill_the_memory(flooded: tuple[WireServer, dict[str, Any], Path]):
    _, result, _ = flooded

    assert result["peak"] < 300 * MEBI, f"{result['peak'] / MEBI:.0f} MiB"


# -- addresses that are nobody's business

PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "93.184.216.34",
    "2606:4700:4700::1111",
    "2a00:1450:4001::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]
NOT_PUBLIC = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.254",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:2::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "localhost",
    "nonsense",
    "127.1",
    "999.1.1.1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_dialled(address: str):
    assert is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_that_are_not_public_may_not(address: str):
    assert not is_public(address)


class Answers:
    """A resolver that answers what it is told to; `reactor.nameResolver` of the guard below."""

    def __init__(self, *addresses: Any) -> None:
        self.addresses = addresses
        self.nameResolver = self
        self.asked: list[str] = []

    def resolveHostName(self, receiver: Any, name: str, *_: Any) -> None:  # noqa: N802 - Twisted's name
        self.asked.append(name)
        receiver.resolutionBegan(self)
        for address in self.addresses:
            receiver.addressResolved(address)
        receiver.resolutionComplete()


class Receiver:
    def __init__(self) -> None:
        self.hosts: list[str] = []
        self.done = False

    def resolutionBegan(self, _: Any) -> None:  # noqa: N802 - Twisted's name
        assert not self.done

    def addressResolved(self, address: Any) -> None:  # noqa: N802 - Twisted's name
        self.hosts.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's name
        self.done = True


names = (f"paper-{number}.example" for number in itertools.count())  # the cache below is one for all


def resolve(guard: GuardedResolver, name: str) -> list[str]:
    receiver = Receiver()
    guard.resolveHostName(receiver, name, 80)
    assert receiver.done
    return receiver.hosts


def test_of_a_name_with_public_and_private_addresses_only_the_public_ones_are_passed_on():
    system = Answers(IPv4Address("TCP", "127.0.0.1", 80), IPv4Address("TCP", "8.8.8.8", 80), IPv6Address("TCP", "fd00::1", 80))

    assert resolve(GuardedResolver(system, 100, allow_private=False), next(names)) == ["8.8.8.8"]


def test_a_name_that_changes_its_mind_is_held_back_from_the_cache_too():
    system, name = Answers(IPv4Address("TCP", "192.168.1.1", 80)), next(names)
    guard = GuardedResolver(system, 100, allow_private=False)

    assert [resolve(guard, name), resolve(guard, name)] == [[], []]
    assert system.asked == [name]
    assert guard.refused == {name}


def test_a_guard_that_is_opened_passes_everything_on():
    system = Answers(IPv4Address("TCP", "192.168.1.1", 80))

    assert resolve(GuardedResolver(system, 100, allow_private=True), next(names)) == ["192.168.1.1"]


@pytest.mark.parametrize(
    "literal", ["127.0.0.1", "127.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "::1", "a.localhost", "\0"]
)
def test_no_resolver_is_asked_for_what_is_an_address_already(literal: str):
    system = Answers()

    assert resolve(GuardedResolver(system, 100, allow_private=False), literal) == []
    assert system.asked in ([], ["\0"])


SPELLINGS = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "0x7f000001",
    "0x7f.0.0.1",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "127.0.0.1.",
    "0.0.0.0",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "x.localhost",
    "１２７.０.０.１",
    "①②⑦.⓪.⓪.①",
]
SIX = ["[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::]"]
GUARD = {**ADDON, "TWISTED_DNS_RESOLVER": "newsarchive.crawl.resolver.GuardedResolver", "RETRY_TIMES": 0}
HOP = {"DOWNLOADER_MIDDLEWARES": {"tests.wire_spider.FirstHop": 980}}


def test_no_spelling_of_this_machine_is_dialled_and_no_redirect_leads_there(tmp_path: Path):
    with WireServer({"/": [OK]}) as server:
        direct = [server.url("/", host) for host in (*SPELLINGS, *SIX)]
        hops = [f"http://far.example/?to={quote(url, safe='')}" for url in direct]
        result = crawl(tmp_path, {**GUARD, **HOP}, [{"url": url} for url in (*direct, *hops)])

        assert {url: result["outcomes"][url].get("error", [""])[0] for url in (*direct, *hops)} == dict.fromkeys(
            (*direct, *hops), "CannotResolveHostError"
        )
        assert server.connections == 0


def test_with_private_addresses_allowed_every_spelling_and_redirect_arrives(tmp_path: Path):
    with WireServer({"/": [OK]}) as server:
        direct = [server.url("/", host) for host in SPELLINGS if host != "127.0.0.1."]  # the system knows no such name
        hops = [f"http://far.example/?to={quote(url, safe='')}" for url in direct]
        result = crawl(tmp_path, {**GUARD, **HOP, "ALLOW_PRIVATE_ADDRESSES": True}, [{"url": url} for url in (*direct, *hops)])

        assert [result["outcomes"][url].get("status") for url in (*direct, *hops)] == [200] * len((*direct, *hops))
        assert len(server.log) == 2 * len(direct)


# -- settings

PINNED = {
    "ALLOW_PRIVATE_ADDRESSES": False,
    "AUTOTHROTTLE_ENABLED": False,
    "COMPRESSION_ENABLED": False,
    "COOKIES_ENABLED": False,
    "DOWNLOAD_DELAY": 1.0,
    "DOWNLOAD_MAXSIZE": 10 * MEBI,
    "DOWNLOAD_TIMEOUT": 60,
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "HTTPPROXY_ENABLED": False,
    "JOBDIR": None,
    "LOG_LEVEL": "INFO",
    "METAREFRESH_ENABLED": False,
    "REDIRECT_MAX_TIMES": 5,
    "REFERER_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "TWISTED_DNS_RESOLVER": "newsarchive.crawl.resolver.GuardedResolver",
}


class Quiet(Spider):
    name = "quiet"
    custom_settings: ClassVar[dict[str, Any]] = {}


@pytest.mark.parametrize("key", sorted(PINNED))
def test_what_security_stands_on_is_pinned(key: str):
    assert Crawler(Quiet, make_settings({})).settings.get(key) == PINNED[key]


def test_only_http_has_handlers_and_they_are_ours():
    handlers = Crawler(Quiet, make_settings({})).settings.getwithbase("DOWNLOAD_HANDLERS")

    assert {scheme: path for scheme, path in handlers.items() if path is not None} == {
        "http": "newsarchive.crawl.handlers.WireDownloadHandler",
        "https": "newsarchive.crawl.handlers.WireDownloadHandler",
    }


def test_nothing_is_exported_by_scrapy_itself():
    assert dict(Crawler(Quiet, make_settings({})).settings.getdict("FEEDS")) == {}


def test_other_schemes_are_refused_and_no_port_is_opened(tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    wrong = [f"file://{secret}", "data:text/html,hello", "ftp://127.0.0.1/x", "s3://bucket/key"]
    meta = {"purpose": "robots", "source": "x", "asked": "x"}  # what our middlewares ask of a request
    result = crawl(tmp_path, {}, [{"url": url, "meta": meta} for url in wrong], ours=True)

    assert {url: result["outcomes"][url].get("error", [""])[0] for url in wrong} == dict.fromkeys(wrong, "NotSupported")
    assert set(result["bound"]) <= {"('::1', 0)"}  # urllib3's look whether there is IPv6: bound, never listened on


def test_scrapy_left_alone_would_open_ports(tmp_path: Path):
    assert crawl(tmp_path, {}, [])["bound"] != []


# -- Retry-After

NOW = datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("", 0.0),
        ("0", 0.0),
        ("120", 120.0),
        ("  30 ", 30.0),
        ("99999999999999999999", LONGEST_PAUSE),
        ("-5", 0.0),
        ("1.5", 0.0),
        ("soon", 0.0),
        ("Tue, 24 Nov 2026 12:01:30 GMT", 90.0),
        ("Tuesday, 24-Nov-26 12:01:30 GMT", 90.0),
        ("Tue, 24 Nov 2026 13:01:30 +0100", 90.0),
        ("Tue, 24 Nov 2026 11:59:00 GMT", 0.0),
        ("Wed, 25 Nov 2026 12:00:00 GMT", LONGEST_PAUSE),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_PAUSE),
        ("Mon, 99 Nov 2026 12:00:00 GMT", 0.0),
    ],
)
def test_retry_after_is_read_in_both_forms_and_never_waits_for_ever(value: str, seconds: float):
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    "value", ["²", "Tue, 24 Nov 99999999999999999999 12:00:00 GMT", "Tue, 24 Nov 2026 12:00:00 +99999999999999"]
)
def test_a_strange_retry_after_is_no_error(value: str):
    assert retry_after(value, NOW) in (0.0, 12.0, LONGEST_PAUSE)


def test_a_date_by_the_clock_of_today_is_read_like_any_other():
    now = datetime.now(UTC)

    assert 50 < retry_after(f"{now + timedelta(seconds=60):%a, %d %b %Y %H:%M:%S} GMT", now) <= 60


# -- robots.txt

Refusal = Callable[[str], str]


def rules(text: str) -> Refusal:
    parsed = Rules(Protego.parse(text))
    return lambda path: parsed.refusal(f"https://paper.example{path}")


def test_the_longest_rule_wins_wherever_it_stands():
    refusal = rules(
        "User-agent: *\nAllow: /news/open/\nDisallow: /news/\nAllow: /news/open/but/shut\nDisallow: /news/open/but/shut/x\n"
    )

    assert [
        bool(refusal(path)) for path in ("/", "/news/", "/news/open/a", "/news/open/but/shut/x", "/news/open/but/shut/y")
    ] == [
        False,
        True,
        False,
        True,
        False,
    ]


def test_of_rules_of_one_length_the_one_that_allows_wins():
    assert rules("User-agent: *\nDisallow: /page\nAllow: /page\n")("/page") == ""


def test_wildcards_and_ends_are_understood():
    refusal = rules("User-agent: *\nDisallow: /*.pdf$\nDisallow: /*?print=\n")

    assert [bool(refusal(path)) for path in ("/a.pdf", "/a.pdf?x=1", "/a?print=1", "/a")] == [True, False, True, False]


def test_a_group_for_us_replaces_the_one_for_all():
    text = "User-agent: *\nDisallow: /\n\nUser-agent: NewsArchive\nDisallow: /private/\n"

    assert (rules(text)("/news"), rules(text)("/private/x")) == ("", "robots.txt forbids it")


def test_groups_for_us_add_up_and_groups_for_others_do_not_count():
    text = (
        "User-agent: newsarchive\nDisallow: /a\n\nUser-agent: otherbot\nDisallow: /b\n\nUser-agent: newsarchive\nDisallow: /c\n"
    )

    assert [bool(rules(text)(path)) for path in ("/a", "/b", "/c")] == [True, False, True]


@pytest.mark.parametrize("token", ["archive", "mynewsarchive", "newsarchive-pro"])
def test_a_token_that_only_looks_like_ours_is_not_ours(token: str):
    assert rules(f"User-agent: {token}\nDisallow: /\n")("/news") == ""


@pytest.mark.parametrize("text", ["", "\n\n", "Disallow: /", "User-agent: *\nDisallow:\n", "<html>no robots here</html>"])
def test_a_file_without_rules_for_us_allows_everything(text: str):
    assert rules(text)("/news") == ""


def test_an_address_in_other_letters_is_held_against_the_same_rule():
    refusal = rules("User-agent: *\nDisallow: /m%C3%BCll\nDisallow: /straße\n")

    assert [bool(refusal(path)) for path in ("/müll", "/m%c3%bcll", "/stra%C3%9Fe", "/strasse")] == [True, True, True, False]


def test_no_rules_at_all_allow_or_forbid_everything():
    assert Rules(None).refusal("https://paper.example/") == ""  # robots.txt answered 4xx
    assert Rules(None, "robots.txt answered 503").refusal("https://paper.example/") == "robots.txt answered 503"


def test_crawl_delay_is_read_for_our_token():
    text = "User-agent: *\nCrawl-delay: 2.5\n\nUser-agent: slowbot\nCrawl-delay: 90\n"

    assert (Rules(Protego.parse(text)).crawl_delay, Rules(Protego.parse("")).crawl_delay, Rules(None).crawl_delay) == (
        2.5,
        0.0,
        0.0,
    )


@pytest.mark.parametrize("value", ["nan", "inf", "-3", "soon", "1e400"])
def test_a_crawl_delay_that_is_no_time_is_no_delay(value: str):
    assert Rules(Protego.parse(f"User-agent: *\nCrawl-delay: {value}\n")).crawl_delay == 0.0
