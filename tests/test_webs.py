"""Made-up papers of every kind: their own truth first, then what the product finds of them with the bare address alone.

The tests that run the product are those named ..._product_...: `pytest tests/test_webs.py -k product`.
"""

from __future__ import annotations

import html
import http.client
import re
import socket
import subprocess
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.checker import lines
from tests.conftest import ALL
from tests.webs.large import PARTS, PER_PAGE, SECTIONS, Large
from tests.webs.many import ARTICLES, serve_many
from tests.webs.paper import Paper
from tests.webs.server import NEEDS_LINUX, RETRY_AFTER, Answer, Web, has_whole_loopback
from tests.webs.types import TYPES, build, serve
from tests.webs.walk import reachable

pytestmark = pytest.mark.skipif(not has_whole_loopback(), reason=NEEDS_LINUX)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TRAPS = ("calendar", "repeating", "tags", "facets", "loop")
IN_OTHER_LETTERS = ("windows-1251", "iso-8859-2", "gbk", "utf-16")


@pytest.fixture(scope="module")
def papers() -> dict[str, Paper]:
    return build(8000, NOW)


def get(url: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One request by the standard library's client."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=3)
    try:
        connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), headers=headers)
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()


# The truth of the made-up papers


@pytest.mark.parametrize("name", TYPES)
def test_every_article_answers_with_its_headline_and_all_its_paragraphs(papers, name):
    paper = papers[name]

    for story in paper.stories:
        answer = paper.answer(paper.path(story))
        text = html.unescape(answer.body.decode(paper.encoding))
        assert answer.status == 200
        assert story.headline in text
        assert all(f"<p>{paragraph}</p>" in text for paragraph in story.paragraphs)
        assert sum(map(len, story.paragraphs)) > 600
        assert paper.story_at(paper.url(story)) is story


@pytest.mark.parametrize("name", TYPES)
def test_every_article_can_be_found_from_the_front_page_and_the_usual_places(papers, name):
    paper = papers[name]
    known = reachable(paper)

    assert [paper.path(story) for story in paper.stories if paper.path(story) not in known] == []


@pytest.mark.parametrize("name", TYPES)
def test_a_paper_is_the_same_whenever_it_is_built_and_says_nothing_twice(papers, name):
    again = TYPES[name](papers[name].origin if name != "moved-host" else "http://127.20.0.1:8000", NOW)
    paths = [again.path(story) for story in again.stories]

    assert again.stories == papers[name].stories
    assert len(set(paths)) == len(paths) == len({story.headline for story in again.stories})
    assert 24 <= len(paths) <= 40


@pytest.mark.parametrize(
    ("name", "encoding", "mime", "meta"),
    [
        ("windows-1251", "cp1251", "text/html", b'<meta charset="windows-1251">'),
        ("iso-8859-2", "latin2", "text/html", b"charset=ISO-8859-2"),
        ("gbk", "gb2312", "text/html; charset=gbk", b'<meta charset="gb2312">'),
        ("utf-16", "utf-16-le", "text/html; charset=utf-16", b""),
    ],
)
def test_a_paper_in_other_letters_says_so_where_its_kind_does(papers, name, encoding, mime, meta):
    paper = papers[name]
    story = next(story for story in paper.stories if not story.headline.isascii())
    answer, feed = paper.answer(paper.path(story)), paper.answer("/rss.xml")

    assert answer.mime == mime
    assert story.headline.encode(encoding) in answer.body
    assert meta in answer.body
    assert paper.stories[0].headline.encode(encoding) in feed.body


def test_most_papers_are_of_the_last_weeks_and_a_few_go_further_back(papers):
    old = {name for name, paper in papers.items() if paper.stories[-1].published < NOW - timedelta(days=26)}

    assert {"sitemap-only", "lastmod-today"} <= old
    assert len(old) <= len(papers) / 3


def test_what_is_no_article_is_told_from_what_is_one(papers):
    for paper in papers.values():
        assert paper.story_at(f"{paper.origin}/") is None
        assert paper.story_at(f"{paper.origin}{paper.look.about}") is None
    variants = papers["variants"]
    story = variants.stories[0]
    assert variants.story_at(f"{variants.origin}/print{variants.path(story)}") is story
    assert variants.story_at(f"{variants.url(story)}?page=2") is story
    assert variants.story_at(f"http://127.99.0.1:8000{variants.path(story)}") is None


@pytest.mark.parametrize(
    ("trap", "start"),
    [
        ("calendar", "/events/2026/11/"),
        ("repeating", "/all/page/6"),
        ("tags", "/tag/word-1/"),
        ("facets", "/find?sort=new"),
        ("loop", "/loop/a"),
    ],
)
def test_a_trap_leads_on_for_more_than_thirty_requests_or_in_a_circle(papers, trap, start):
    paper = papers["traps"]
    known, queue = {start}, [start]
    for target in queue:
        answer = paper.answer(target)
        links = re.findall(r'href="([^"]*)"', answer.body.decode()) + [where for _, where in answer.headers]
        for link in (each.replace("&amp;", "&") for each in links):
            if re.search(paper.traps[trap], link) and link not in known and len(known) < 60:
                known.add(link)
                queue.append(link)

    assert len(known) == (2 if trap == "loop" else 60)
    assert "/all/page/6" in paper.answer("/all/page/5").body.decode()


# The server


@pytest.fixture(scope="module")
def web():
    with Web() as web:
        yield web


def test_sites_are_told_apart_by_host_and_every_request_is_logged(web):
    web.serve("127.50.0.1", lambda target: Answer(b"one " + target.encode()))
    web.serve("two.localhost", lambda target: Answer(b"two " + target.encode()))

    assert get(f"{web.origin('127.50.0.1')}/a?b=c")[2] == b"one /a?b=c"
    assert get(f"http://127.0.0.1:{web.port}/a", host=f"two.localhost:{web.port}")[2] == b"two /a"
    assert get(f"http://127.50.0.9:{web.port}/")[0] == 404
    assert web.asked("127.50.0.1") == ["/a?b=c"]
    assert [each.status for each in web.log if each.host == "127.50.0.9"] == [404]


def test_an_unchanged_page_is_told_so_and_a_head_has_no_body(web):
    web.serve("127.50.0.2", lambda _: Answer(b"page"))
    status, headers, body = get(f"{web.origin('127.50.0.2')}/")
    unchanged = get(f"{web.origin('127.50.0.2')}/", **{"If-None-Match": headers["etag"]})

    assert (status, body) == (200, b"page")
    assert (unchanged[0], unchanged[2]) == (304, b"")
    assert get(f"{web.origin('127.50.0.2')}/", "HEAD")[2] == b""


def test_hosts_that_refuse_answer_as_they_are_told_to(web):
    for place, kind in enumerate(("forbidden", "busy", "robots-503"), 10):
        web.serve(f"127.50.0.{place}", lambda _: Answer(b"page"), kind)

    assert get(f"{web.origin('127.50.0.10')}/")[0] == 403
    status, headers, _ = get(f"{web.origin('127.50.0.11')}/")
    assert (status, headers["retry-after"]) == (429, str(RETRY_AFTER))
    assert get(f"{web.origin('127.50.0.12')}/robots.txt")[0] == 503
    assert get(f"{web.origin('127.50.0.12')}/")[0] == 200


def test_only_connections_that_are_open_at_one_time_are_counted(web):
    web.serve("127.50.0.30", lambda _: Answer(b"page"))
    for _ in range(5):
        get(f"{web.origin('127.50.0.30')}/")
    assert web.most_open["127.50.0.30"] == 1

    three = [socket.create_connection(("127.50.0.30", web.port)) for _ in range(3)]
    get(f"{web.origin('127.50.0.30')}/")
    for each in three:
        each.close()
    assert web.most_open["127.50.0.30"] == 4


def test_dead_hosts_refuse_hanging_ones_are_silent_and_slow_ones_never_end(web):
    web.serve("127.50.0.20", lambda _: Answer(b"page"), "hanging")
    web.serve("127.50.0.21", lambda _: Answer(b"page"), "slow")

    with pytest.raises(ConnectionRefusedError):
        get(f"http://127.50.0.22:{web.dead_port}/")
    for host, expected in (("127.50.0.20", b""), ("127.50.0.21", b"HTTP/1.1 200 OK\r\n")):
        got = heard(host, web.port, seconds=0.5)
        assert got.startswith(expected)
        assert (got == b"") == (expected == b"")


def heard(host: str, port: int, seconds: float) -> bytes:
    """All that a host says in so many seconds, if it does not hang up."""
    got, until = b"", time.monotonic() + seconds
    with socket.create_connection((host, port)) as client:
        client.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        while (left := until - time.monotonic()) > 0:
            client.settimeout(left)
            try:
                more = client.recv(65536)
            except TimeoutError:
                break
            assert more, "it hung up"
            got += more
    return got


# The large site and the many papers


@pytest.mark.parametrize("newest_first", [True, False])
def test_a_large_site_names_each_article_once_in_its_sitemap_parts(newest_first):
    site = Large("http://127.60.0.1:1", 5000, "sitemaps", newest_first)
    index = site.answer("/sitemap-index.xml").body.decode()
    parts = re.findall(r"<loc>http://127.60.0.1:1([^<]+)</loc><lastmod>([^<]+)", index)
    places = [
        site.place(found)
        for target, _ in parts
        for found in re.findall(r"<loc>http://127.60.0.1:1([^<]+)", site.answer(target).body.decode())
    ]
    dates = [datetime.fromisoformat(date) for _, date in parts]

    assert len(parts) <= PARTS
    assert sorted(places) == list(range(5000))
    assert dates == sorted(dates, reverse=newest_first)


def test_a_large_site_of_sections_names_each_article_once_in_older_and_older_pages():
    site = Large("http://127.60.0.1:1", 1010, "sections")
    places: list[int | None] = []
    for ward in range(1, SECTIONS + 1):
        target = f"/ward-{ward}/"
        while target:
            text = site.answer(target).body.decode()
            places += [site.place(found) for found in re.findall(r'<li class="item"><a href="([^"]+)', text)]
            target = next(iter(re.findall(r'class="next" rel="next" href="([^"]+)', text)), "")

    assert sorted(places) == list(range(1010))
    assert 1010 / SECTIONS > 2 * PER_PAGE
    assert site.answer("/ward-1/page/4/").status == 404


def test_an_article_of_a_large_site_is_the_same_again_and_holds_its_text():
    site = Large("http://127.60.0.1:1", 20_000)
    story = site.story(19_999)
    text = site.answer(site.target(19_999)).body.decode()

    assert story == site.story(19_999)
    assert all(paragraph in text for paragraph in (story.headline, *story.paragraphs))
    assert sum(map(len, story.paragraphs)) >= 600
    assert site.story(0).published > site.story(1).published


def test_of_many_papers_a_fifth_never_answers_and_the_others_have_five_articles(web):
    many = serve_many(web, 60)
    kinds = Counter(paper.kind for paper in many)

    assert kinds == {"live": 48, "dead": 4, "hanging": 4, "slow": 4}
    feed = get(f"{many[0].start}feed.xml")[2].decode()
    assert feed.count("<item>") == ARTICLES


# The product


@dataclass(frozen=True)
class Crawled:
    """One crawl of all types at once."""

    papers: dict[str, Paper]
    web: Web
    output: Path
    said: subprocess.CompletedProcess[str]

    def records(self, name: str) -> list[dict]:
        parts = urlsplit(self.papers[name].start)
        return [record for record in lines(self.output / f"{parts.hostname}-{parts.port}") if record.get("articleBody")]


@pytest.fixture(scope="module")
def crawled(newsarchive, tmp_path_factory):
    output = tmp_path_factory.mktemp("webs")
    with Web() as web:
        papers = serve(web)
        said = newsarchive("crawl", *(paper.start for paper in papers.values()), "--output", output, *ALL, seconds=300)
        yield Crawled(papers, web, output, said)


def test_the_product_ends_well_on_all_types_at_once(crawled):
    assert crawled.said.returncode == 0, crawled.said.stderr[-3000:]


@pytest.mark.parametrize("name", TYPES)
def test_the_product_records_every_article_of_a_type_once_and_nothing_else(crawled, name):
    paper = crawled.papers[name]
    found = [(record["url"], paper.story_at(record["url"])) for record in crawled.records(name)]
    times = Counter(story for _, story in found)
    extra = [url for url, story in found if story is None]

    assert [paper.path(story) for story in paper.stories if not times[story]] == [], "missing"
    assert [paper.path(story) for story in paper.stories if times[story] > 1] == [], "more than once"
    assert len(extra) <= 0.01 * len(paper.stories), extra


@pytest.mark.parametrize("name", IN_OTHER_LETTERS)
def test_the_product_reads_other_letters_as_they_were_written(crawled, name):
    paper = crawled.papers[name]
    read = {paper.story_at(record["url"]): record for record in crawled.records(name)}
    wrong = [
        story.headline
        for story, record in read.items()
        if story and (record["headline"], record["articleBody"].split("\n")) != (story.headline, list(story.paragraphs))
    ]

    assert read
    assert wrong == []


@pytest.mark.parametrize("trap", TRAPS)
def test_the_product_asks_at_most_thirty_times_in_a_trap(crawled, trap):
    paper = crawled.papers["traps"]
    asked = [target for target in crawled.web.asked(paper.host) if re.search(paper.traps[trap], target)]

    assert len(asked) <= 30, asked


def test_the_product_asks_for_nothing_that_robots_txt_shuts(crawled):
    for paper in crawled.papers.values():
        shut = [target for target in crawled.web.asked(paper.host) if paper.forbidden and re.search(paper.forbidden, target)]
        assert shut == []
        assert not [target for target in crawled.web.asked(paper.host) if target.startswith("/wp-admin/")]


def test_the_product_asks_for_no_article_twice(crawled):
    twice = {}
    for name, paper in crawled.papers.items():
        own = {paper.path(story) for story in paper.stories}
        times = Counter(
            each.target for each in crawled.web.log if each.host == paper.host and each.target in own and each.status == 200
        )
        twice |= {f"{name} {target}": number for target, number in times.items() if number > 1}

    assert twice == {}


def test_the_product_opens_no_more_connections_to_a_host_than_set(crawled):
    most = {host: number for host, number in crawled.web.most_open.items() if number > 4 and host != "127.0.0.1"}

    assert most == {}


def test_the_product_is_not_held_up_by_papers_that_never_answer(newsarchive, tmp_path):
    with Web() as web:
        many = serve_many(web, 40)
        began = time.monotonic()
        starts = [paper.start for paper in many]
        said = newsarchive("crawl", *starts, "--output", tmp_path, *ALL, "-s", "DOWNLOAD_TIMEOUT=2", "-s", "RETRY_TIMES=1")
        seconds = time.monotonic() - began
    held = {paper.host: len(lines(tmp_path / f"{paper.host}-{web.port}")) for paper in many if paper.kind == "live"}

    assert said.returncode == 69, said.stderr[-3000:]  # some papers failed
    assert set(held.values()) == {ARTICLES}, held
    assert seconds < 60
