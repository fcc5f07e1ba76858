"""The demo paper, asked over real connections on loopback and read with parsers that are not its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPResponse
from socket import create_connection

import feedparser
import pytest
from lxml import html
from protego import Protego

from newsarchive.demo import paper
from newsarchive.demo.__main__ import main
from newsarchive.demo.articles import story_page
from newsarchive.demo.furniture import chrome_lines
from newsarchive.demo.markup import Html, fill
from newsarchive.demo.pages import site
from newsarchive.demo.server import HOST, DemoServer
from newsarchive.errors import CannotCreate

STORIES = paper.stories()


@pytest.fixture(scope="module")
def gazette() -> Iterator[DemoServer]:
    with DemoServer(port=0) as server:
        yield server


def connect(server: DemoServer) -> HTTPConnection:
    return HTTPConnection("127.0.0.1", server.port, timeout=5)


def ask(server: DemoServer, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = connect(server)
    connection.request(method, path, headers={"Host": f"{HOST}:{server.port}", **headers})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def page(server: DemoServer, path: str) -> html.HtmlElement:
    answer, body = ask(server, path)
    assert answer.status == 200, path
    assert answer.getheader("Content-Type") == "text/html; charset=utf-8"
    return html.fromstring(body.decode())


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def links(tree: html.HtmlElement) -> list[tuple[str, str]]:
    return [(text(anchor), anchor.get("href")) for anchor in tree.iter("a")]


def claim(tree: html.HtmlElement) -> dict[str, object] | None:
    found = tree.xpath("//script[@type='application/ld+json']/text()")
    return json.loads(found[0]) if found else None


def test_the_paper_has_thirty_stories_with_text_zone_and_an_address_of_their_own() -> None:
    assert len(STORIES) == 30
    assert len({story.path for story in STORIES}) == 30
    assert all(len(story.paragraphs) >= 4 for story in STORIES)
    assert all(story.published.tzinfo for story in STORIES)
    assert {story.published.utcoffset() for story in STORIES} == {timedelta(0), timedelta(hours=1)}
    assert list(STORIES) == sorted(STORIES, key=lambda story: story.published, reverse=True)


def test_the_paper_has_one_of_each_kind_of_story() -> None:
    kinds = {block.kind for story in STORIES for block in story.blocks}
    assert kinds == {"paragraph", "heading", "quote", "item"}
    assert any("Łęcka" in story.headline for story in STORIES)
    assert any(not story.authors for story in STORIES)
    assert any(len(story.authors) > 1 for story in STORIES)
    assert any(story.modified and story.headline.startswith("Live:") for story in STORIES)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: str(story.number))
def test_the_page_of_a_story_holds_each_of_its_lines_in_order(gazette: DemoServer, story: paper.Story) -> None:
    tree = page(gazette, story.path)
    own = tree.xpath("//div[@class='story-body']/*[not(@class) and (self::p or self::h2 or self::blockquote or self::ul)]")
    shown = [text(part) for element in own for part in (element.findall("li") or [element])]
    assert shown == list(story.paragraphs)
    assert text(tree.find(".//h1")) == story.headline
    assert story.published in {datetime.fromisoformat(when) for when in tree.xpath("//time/@datetime")}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: str(story.number))
def test_every_other_line_of_a_storys_page_is_chrome_or_somebody_elses_headline(gazette: DemoServer, story: paper.Story) -> None:
    tree = page(gazette, story.path)
    known = chrome_lines() | {line for each in STORIES for line in (each.headline, *each.paragraphs)}
    blocks = (
        "self::p or self::li or self::h1 or self::h2 or self::h3 or self::figcaption or self::a[not(parent::p)] or self::label"
    )
    lines = {text(element) for element in tree.xpath(f"//body//*[{blocks}]")} - {""}
    assert lines - known == set()


def test_chrome_lines_hold_what_papers_print_everywhere_and_nothing_of_a_story() -> None:
    common = {"Advertisement", "Story continues below", "Most read", "Related stories", "Share this article", "Subscribe Now"}
    assert (
        common | {"Sign up to our newsletter", "Home > Oxbeck > News > Article", "63 comments", "Picture: Len Pascoe"}
        <= chrome_lines()
    )
    assert any(line.startswith("Read more: ") for line in chrome_lines())
    assert not chrome_lines() & {line for story in STORIES for line in (story.headline, *story.paragraphs)}


def test_the_front_page_links_every_story_by_its_headline(gazette: DemoServer) -> None:
    assert {(story.headline, story.path) for story in STORIES} <= set(links(page(gazette, "/")))


def test_the_feed_is_announced_and_holds_the_twelve_newest(gazette: DemoServer) -> None:
    (address,) = page(gazette, "/").xpath("//link[@rel='alternate'][@type='application/rss+xml']/@href")
    answer, body = ask(gazette, address)
    feed = feedparser.parse(body)
    assert (answer.status, feed.bozo, feed.version) == (200, False, "rss20")
    assert [entry.title for entry in feed.entries] == [story.headline for story in STORIES[:12]]
    assert [parsedate_to_datetime(entry.published) for entry in feed.entries] == [story.published for story in STORIES[:12]]
    assert [entry.link.partition("?")[0] for entry in feed.entries] == [gazette.origin + story.path for story in STORIES[:12]]


def test_some_links_of_the_feed_carry_tracking_and_lead_to_the_same_page(gazette: DemoServer) -> None:
    entries = feedparser.parse(ask(gazette, paper.FEED)[1]).entries
    tracked = [entry.link for entry in entries if "?utm_source=rss" in entry.link]
    assert 0 < len(tracked) < len(entries)
    path = tracked[0].removeprefix(gazette.origin)
    assert ask(gazette, path)[1] == ask(gazette, path.partition("?")[0])[1]


def test_section_pages_hold_all_of_their_section_and_lead_to_the_older_ones(gazette: DemoServer) -> None:
    first = page(gazette, "/news")
    assert ("Older stories", "/news/2") in links(first)
    second = page(gazette, "/news/2")
    assert ("Newer stories", "/news") in links(second)
    shown = {path for tree in (first, second) for _, path in links(tree)}
    assert {story.path for story in STORIES if story.section == "News"} <= shown


def test_most_pages_but_not_all_say_in_json_ld_what_they_are(gazette: DemoServer) -> None:
    claims = {story.number: claim(page(gazette, story.path)) for story in STORIES}
    silent = {number for number, said in claims.items() if said is None}
    assert silent == {story.number for story in STORIES if story.markup != "json-ld"}
    assert 0 < len(silent) < 10
    for story in STORIES:
        if said := claims[story.number]:
            assert said["@type"] == "NewsArticle"
            assert said["headline"] == story.headline
            assert datetime.fromisoformat(str(said["datePublished"])) == story.published
            assert said["isAccessibleForFree"] is True


def test_a_page_without_json_ld_still_gives_its_date(gazette: DemoServer) -> None:
    meta, bare = (next(story for story in STORIES if story.markup == markup) for markup in ("meta", "time"))
    (published,) = page(gazette, meta.path).xpath("//meta[@property='article:published_time']/@content")
    assert datetime.fromisoformat(published) == meta.published
    assert not page(gazette, bare.path).xpath("//meta[@property='article:published_time']")


def test_a_story_by_the_newsroom_has_an_organisation_for_author(gazette: DemoServer) -> None:
    story = next(story for story in STORIES if story.newsroom)
    assert claim(page(gazette, story.path))["author"] == [{"@type": "Organization", "name": "Gazette newsroom"}]


def test_the_paywall_stub_is_linked_and_shows_only_its_opening(gazette: DemoServer) -> None:
    stub = paper.stub()
    assert (stub.headline, stub.path) in links(page(gazette, "/"))
    tree = page(gazette, stub.path)
    said = claim(tree)
    assert said["isAccessibleForFree"] is False
    assert said["hasPart"]["cssSelector"] == ".paywall"
    assert [text(line) for line in tree.xpath("//div[@class='opening']/p")] == list(stub.paragraphs)
    assert len(tree.xpath("//div[@class='paywall']")) == 1
    assert stub not in STORIES


def test_an_old_address_is_linked_and_moved_for_good(gazette: DemoServer) -> None:
    assert paper.MOVED in {path for _, path in links(page(gazette, "/"))}
    answer, _ = ask(gazette, paper.MOVED)
    assert answer.status == 301
    assert answer.getheader("Location") == paper.story(paper.MOVED_TO).path


def test_the_amp_twin_is_linked_and_names_the_article_as_canonical(gazette: DemoServer) -> None:
    story = paper.story(paper.AMP_OF)
    twin = f"/amp{story.path}"
    assert twin in {path for _, path in links(page(gazette, "/"))}
    tree = page(gazette, twin)
    assert "amp" in tree.attrib
    assert tree.xpath("//link[@rel='canonical']/@href") == [gazette.origin + story.path]
    assert page(gazette, story.path).xpath("//link[@rel='amphtml']/@href") == [gazette.origin + twin]
    assert [text(line) for line in tree.xpath("//article/p[not(@class)]")] == list(story.paragraphs)


def test_a_dead_link_is_on_the_front_page_and_answers_404(gazette: DemoServer) -> None:
    assert paper.MISSING in {path for _, path in links(page(gazette, "/"))}
    answer, body = ask(gazette, paper.MISSING)
    assert answer.status == 404
    assert b"Page not found" in body


def test_robots_may_read_everything_but_the_members_corner(gazette: DemoServer) -> None:
    assert paper.MEMBERS in {path for _, path in links(page(gazette, "/"))}
    answer, body = ask(gazette, "/robots.txt")
    rules = Protego.parse(body.decode())
    assert answer.getheader("Content-Type").startswith("text/plain")
    assert not rules.can_fetch(gazette.origin + paper.MEMBERS, "newsarchive")
    assert all(rules.can_fetch(gazette.origin + path, "newsarchive") for path in site(gazette.origin) if path != paper.MEMBERS)
    assert rules.crawl_delay("newsarchive") is None


def test_nothing_that_the_pages_show_or_link_is_missing_except_the_dead_link(gazette: DemoServer) -> None:
    table = site(gazette.origin)
    trees = [html.fromstring(answer.body.decode()) for answer in table.values() if answer.mime.startswith("text/html")]
    wanted = {path.partition("#")[0] for tree in trees for path in tree.xpath("//@href | //@src | //@action")}
    local = {path.removeprefix(gazette.origin) for path in wanted if path.startswith(("/", gazette.origin))}
    assert local - set(table) == {paper.MISSING}
    assert {path for path in wanted if path and path not in local and not path.startswith(gazette.origin)} <= {
        path for path in wanted if path.startswith(("mailto:", "https://social.example/"))
    }


def test_pictures_are_svg_that_parses(gazette: DemoServer) -> None:
    (path,) = set(page(gazette, STORIES[0].path).xpath("//figure[@class='lead']/img/@src"))
    answer, body = ask(gazette, path)
    assert answer.getheader("Content-Type") == "image/svg+xml"
    assert html.etree.fromstring(body).tag == "{http://www.w3.org/2000/svg}svg"


def test_what_was_asked_is_written_down_in_order() -> None:
    with DemoServer(port=0) as server:
        ask(server, "/feed.xml")
        ask(server, "/?utm_source=rss", method="HEAD")
        ask(server, "/nothing")
        assert server.requests == [("GET", "/feed.xml"), ("HEAD", "/?utm_source=rss"), ("GET", "/nothing")]


def test_head_gives_the_length_and_no_body(gazette: DemoServer) -> None:
    whole = ask(gazette, "/about")[1]
    with create_connection(("127.0.0.1", gazette.port), timeout=5) as raw:  # http.client would hide a body
        raw.sendall(b"HEAD /about HTTP/1.1\r\nHost: gazette.localhost\r\nConnection: close\r\n\r\n")
        said = b"".join(iter(lambda: raw.recv(65536), b""))
    assert said.startswith(b"HTTP/1.1 200 ")
    assert f"Content-Length: {len(whole)}\r\n".encode() in said
    assert said.endswith(b"\r\n\r\n")


def test_a_page_that_did_not_change_answers_304_to_its_etag(gazette: DemoServer) -> None:
    etag = ask(gazette, "/about")[0].getheader("ETag")
    answer, body = ask(gazette, "/about", **{"If-None-Match": etag})
    assert (answer.status, body, answer.getheader("ETag")) == (304, b"", etag)
    assert ask(gazette, "/about", **{"If-None-Match": '"other"'})[0].status == 200


def test_one_connection_carries_several_requests(gazette: DemoServer) -> None:
    connection = connect(gazette)
    for path in ("/", "/feed.xml", "/nothing", "/about"):
        connection.request("GET", path)
        first = connection.sock
        connection.getresponse().read()
        assert connection.sock is first
    connection.close()


def test_a_closed_paper_does_not_answer_on_a_connection_that_was_kept() -> None:
    with DemoServer(port=0) as server:
        connection = connect(server)
        connection.request("GET", "/")
        connection.getresponse().read()
        kept = connection.sock
    assert kept is not None
    with suppress(OSError):
        kept.sendall(b"GET / HTTP/1.1\r\nHost: gazette.localhost\r\n\r\n")
    with suppress(ConnectionError):  # either way of hanging up will do
        assert kept.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        connect(server).request("GET", "/")


def test_the_same_origin_gives_the_same_bytes() -> None:
    assert site("http://gazette.localhost:8377") == site("http://gazette.localhost:8377")


def test_the_origin_is_a_fixed_name_on_this_machine(gazette: DemoServer) -> None:
    assert gazette.origin == f"http://gazette.localhost:{gazette.port}"
    assert page(gazette, STORIES[0].path).xpath("//link[@rel='canonical']/@href") == [gazette.origin + STORIES[0].path]


def test_a_second_paper_at_the_same_port_says_what_to_do(gazette: DemoServer) -> None:
    with pytest.raises(CannotCreate) as caught:
        DemoServer(port=gazette.port)
    said = str(caught.value)
    assert "demo paper" in said
    assert f"127.0.0.1, port {gazette.port}" in said
    assert "--port" in said


def test_a_port_that_does_not_exist_says_what_to_do() -> None:
    with pytest.raises(CannotCreate, match="--port a number from 0 to 65535"):
        DemoServer(port=70000)


def test_the_command_ends_with_its_exit_code_when_the_port_is_taken(
    gazette: DemoServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--port", str(gazette.port)]) == 73
    assert main(["--port", "x"]) == 64
    said = capsys.readouterr()
    assert said.out == ""
    assert "another program uses it" in said.err


def test_words_never_become_markup() -> None:
    evil = "</script><b id=evil>\"'&"
    story = replace(STORIES[0], headline=evil, authors=(evil,), caption=evil, credit=evil, town=evil, keywords=(evil,))
    head, main_part = story_page(replace(story, blocks=(paper.Block("paragraph", evil + "x" * 60),)), "http://gazette.localhost")
    tree = html.fromstring(f"<html><head>{head}</head><body>{main_part}</body></html>")
    assert not tree.xpath("//*[@id='evil']")
    assert claim(tree)["headline"] == evil
    assert text(tree.find(".//h1")) == evil
    assert fill("item", headline="<i>", path='"') == Html('<li><a href="&quot;">&lt;i&gt;</a></li>')
