from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.discovery.front import FEED_PLACES, feed_guesses, read_front
from newsarchive.discovery.shape import is_file, is_headline, is_listing, is_slug

FRONT = "https://paper.example/"


def paths(content: str, url: str = FRONT) -> list[str]:
    return [link.url.removeprefix("https://paper.example") for link in read_front(content.encode(), url).articles]


def titles(content: str) -> list[str]:
    return [link.hints.title for link in read_front(content.encode(), FRONT).articles]


def test_articles_come_in_page_order_each_once_with_the_headline_as_hint():
    page = """<main><article>
      <a href="/news/pier-1?utm_source=front"><img alt="Pier"></a><h3><a href="/news/pier-1#comments">Pier  to <!-- -->reopen</a></h3>
      <a href="/news/pier-1">Read more about it here now</a></article>
      <article><a href="news/fog-2"><figure><figcaption>Fog at sea</figcaption></figure>
      <h2>Fog <b>stops</b> ferry</h2><p>Long</p></a></article></main>"""
    found = read_front(page.encode(), FRONT)
    assert found.kind == "front"
    assert [link.url for link in found.articles] == ["https://paper.example/news/pier-1", "https://paper.example/news/fog-2"]
    assert [link.hints.title for link in found.articles] == ["Pier to reopen", "Fog stops ferry"]
    assert {(link.hints.via, link.hints.via_kind) for link in found.articles} == {(FRONT, "front")}


@pytest.mark.parametrize(
    "page",
    [
        "<main><p><a href='/x'>Storm</a></p></main>",
        "<article><a href='/x'></a></article>",
        "<div role=main><a href='/x'>Storm</a></div>",
        "<article><header><a href='/x'>Storm</a></header></article>",
        *(f"<h{n}><a href='/x'>Storm</a></h{n}>" for n in range(1, 5)),
        "<h2>Storm <span><a href='/x'>hits</a></span></h2>",
        "<a href='/x'><h3>Storm</h3></a>",
        "<div><a href='/x'>Storm hits the coast</a></div>",
        "<div><a href='/x'>Unwetterkatastrophenschutz</a></div>",
        "<div><a href='/x'>台風が沿岸を直撃</a></div>",
        "<nav><article><h3><a href='/x'>Storm</a></h3></article></nav>",
        "<header><h2><a href='/x'>Storm hits the coast</a></h2></header>",
        "<template shadowrootmode=open><h2><a href='/x'>Storm</a></h2></template>",
        "<noscript><h2><a href='/x'>Storm</a></h2></noscript>",
        "<div><table><tr><a href='/x'>Storm hits the coast<div></table>",
    ],
)
def test_a_link_that_may_be_an_article_is_found(page: str):
    assert paths(page) == ["/x"]


@pytest.mark.parametrize(
    "address",
    [
        "/storm-hits-coast", "/news/12345", "/2026/11/24/storm", "/story?id=77", "/?p=123", "/a/c4ngk17zzkpo",
        "/2026/nov/article_1f0c2c5e-7d3a-11ee-8a3b-0f0e0d0c0b0a.html", "/news/24136356.storm/",
        "/%E5%8F%B0%E9%A2%A8%E3%81%8C%E6%B2%BF%E5%B2%B8%E3%82%92%E7%9B%B4%E6%92%83",
    ],
)  # fmt: skip
def test_an_address_that_looks_like_an_articles_is_found_whatever_its_words(address: str):
    assert paths(f"<div><a href='{address}'>More</a></div>") == [address]


@pytest.mark.parametrize(
    "page",
    [
        "<nav><a href='/sport'>Sport</a></nav>",
        "<nav><a href='/what-is-on-today'>What is on</a></nav>",
        "<nav><h3><a href='/sport'>Sport</a></h3></nav>",
        "<header><ul><li><a href='/kent-jobs-and-careers'>Jobs</a></ul></header>",
        "<main><p>x</p><footer><a href='/complaints-and-corrections-page'>Complaints</a></footer></main>",
        "<div role=navigation><a href='/a-b-c'>Sport</a></div>",
        "<div><a href='/sport'>Sport</a></div>",
        "<main><a href='mailto:a@paper.example'>Write to the whole newsroom</a>",
        "<main><a href='javascript:void(0)'>Open the long menu here</a>",
        "<main><a href='tel:123'>Call us now or later</a>",
        "<main><a href='#top'>Back to the very top</a><a href=''>Nothing at all in here</a></main>",
        "<main><a href='/files/the-annual-report.pdf'>The annual report in full</a>",
        "<main><a href='/a/big-photo-1.JPG?w=1'>x</a></main>",
        "<main><a href='/tag/floods'>Floods</a><a href='/author/jo-hill/'>Jo Hill</a></main>",
        "<main><a href='/page/2'>Older stories from our town</a></main>",
        "<main><h2><a href='/login'>Log in to read more</a></h2><a href='/privacy-policy'>How we use your data</a></main>",
        "<main><a href='/'>Paper: news from our town</a><a href='https://www.paper.example'>Home</a></main>",
        "<main><a href='/?page=2'>Next page of our stories</a></main>",
        "<main><a href='{{url}}'>{{title}} and more of it</a><a href='http://[x'>Storm hits the coast</a></main>",
        "<svg><a href='/x'>Storm hits the coast</a></svg>",
    ],
)  # fmt: skip
def test_what_is_no_article_is_left_out(page: str):
    assert paths(page) == []


@pytest.mark.parametrize(
    "address", ["/category/story.cfm?objectid=10486887", "/topic/300395-why-it-rains-here", "/news/notes.txt"]
)
def test_an_article_at_an_unlikely_address_is_not_lost(address: str):
    assert paths(f"<article><a href='{address}'>Storm</a></article>") == [address]


def test_an_article_filed_under_a_tag_is_known_by_its_heading_and_slug():
    assert paths("<h2><a href='/tag/pier-opens-again-now'>Pier opens again now</a></h2>") == ["/tag/pier-opens-again-now"]


def test_a_picture_without_words_takes_its_title_from_a_later_link_or_its_own_label():
    assert titles("<main><a href='/a'><img></a><a href='/a'>Storm</a><a href='/b' aria-label='Fog stops ferry'></a></main>") == [
        "Storm",
        "Fog stops ferry",
    ]


def test_scripts_and_styles_are_no_words():
    page = "<main><a href='/a'>Storm<style>.x{}</style><script>1</script><svg><title>icon</title></svg> hits</a></main>"
    assert titles(page) == ["Storm hits"]


def test_the_base_of_the_page_is_respected_if_it_is_an_address():
    page = "<head><base href='%s'><link rel=alternate type='application/rss+xml' href='rss'></head><main><a href='a'>A</a></main>"
    assert paths(page % "/news/", "https://paper.example/x/") == ["/news/a"]
    assert paths(page % "javascript:1", "https://paper.example/x/") == ["/x/a"]
    assert read_front((page % "https://cdn.example/y/").encode(), FRONT).feeds == ("https://cdn.example/y/rss",)


def test_feeds_are_found_by_autodiscovery_in_page_order_those_of_comments_last():
    page = """<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
    <link rel="ALTERNATE" type="Application/RSS+xml; charset=utf-8" href="/feed/">
    <link rel=alternate type="application/atom+xml" href=/atom.xml>
    <link rel="alternate" type="application/feed+json" href="https://feeds.example/p.json">
    <link rel="alternate" type="application/rdf+xml" href="/rdf">
    <link rel="alternate" type="application/json" title="JSON Feed" href="/j">
    <link rel="alternate" type="text/xml" title="RSS .92" href="/old">
    <link rel="alternate" type="application/json" title="JSON" href="/wp-json/wp/v2/pages/2">
    <link rel="alternate" type="application/json+oembed" href="/oembed">
    <link rel="stylesheet" type="application/rss+xml" href="/no"><link rel="alternate" hreflang="de" href="/de">
    <link rel="alternate" type="application/rss+xml" href="/feed/"><link rel=alternate type="application/rss+xml">"""
    found = read_front(page.encode(), FRONT)
    expected = ["/feed/", "/atom.xml", "https://feeds.example/p.json", "/rdf", "/j", "/old", "/comments/feed/"]
    assert [url.removeprefix("https://paper.example") for url in found.feeds] == expected


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        ("<h1><a href=/x>Café".encode(), ""),
        ("<h1><a href=/x>Café".encode("latin-1"), ""),
        ("<h1><a href=/x>Café".encode("latin-1"), "ISO-8859-1"),
        ("<meta charset=iso-8859-1><h1><a href=/x>Café".encode("latin-1"), "utf-7"),
        ("<meta charset=iso-8859-1><h1><a href=/x>Café".encode("utf-8-sig"), "iso-8859-1"),
    ],
)
def test_a_page_is_read_in_the_encoding_that_browsers_would_take(content: bytes, charset: str):
    assert read_front(content, FRONT, charset).articles[0].hints.title == "Café"


def test_a_tag_with_too_many_attributes_is_not_parsed():
    found = read_front(b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">", FRONT)
    assert (found.kind, found.articles) == ("", ())
    assert "attributes" in found.problem


@pytest.mark.parametrize("content", [b"", b"   ", b"Not found", b"\x00" * 99, b"<!--"])
def test_what_holds_no_markup_is_no_front_page(content: bytes):
    found = read_front(content, FRONT)
    assert (found.kind, found.articles) == ("", ())
    assert found.problem


@pytest.mark.parametrize(
    "content",
    [
        b"<div><a href=/a-b-c>x" * 60_000,
        b"".join(b"<a href=/a-b-c-%d>t</a>" % n for n in range(60_000)),
        b"<a href=/a-b-c>" + b"w<!-- -->" * 150_000,
        b"<h1>" * 200_000,
        b"<a href='/" + b"tag/" * 200_000 + b"!'>x",
    ],
    ids=["depth", "links", "comments", "headings", "long address"],
)
def test_a_hostile_page_takes_little_time(content: bytes):
    began = time.perf_counter()
    read_front(content, FRONT)
    assert time.perf_counter() - began < 6


def test_the_usual_places_of_feeds_are_on_the_papers_own_host():
    guesses = feed_guesses("http://paper.example:8080/uk/index.html?x=1")
    assert guesses == tuple(f"http://paper.example:8080{place}" for place in FEED_PLACES)
    assert 5 <= len(set(guesses)) == len(guesses) <= 8
    assert feed_guesses("not an address") == ()


def test_shapes_of_addresses_lean_to_article():
    assert is_slug("https://paper.example/a-b-c")
    assert not is_slug("https://paper.example/sport")
    assert is_file("https://paper.example/a.pdf")
    assert not is_file("https://paper.example/pdf")
    assert is_listing("https://paper.example/en/login/")
    assert not is_listing("https://paper.example/news/login")
    assert not is_headline("Read more")


_PIECES = st.sampled_from(
    b"<a\x0chref= '/a-b-c' > </a> <h1> </h1> <nav> <main> <base\x0chref= http://[ <!-- <svg> </svg> <script> <? words".split(b" ")
    + b"<link rel=alternate |type=application/rss+xml href=x>|\x00|\xff\xfe|\xed\xa0\x80|<meta charset=utf-16>".split(b"|")
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.lists(_PIECES, max_size=14).map(b"".join)), st.text(max_size=12))
def test_no_bytes_make_reading_a_front_page_raise(content: bytes, charset: str):
    found = read_front(content, FRONT, charset)
    assert found.kind or found.problem
    assert all(link.url.startswith(("http://", "https://")) for link in found.articles)
