from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.discovery.feeds import MAX_BYTES, read_feed
from newsarchive.discovery.links import Found

FEED = "https://paper.example/rss/all"
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel><title>Paper</title><link>https://paper.example/</link><atom:link rel="self" href="https://paper.example/rss/all"/>
%s</channel></rss>"""


def rss(items: str) -> bytes:
    return (RSS % items).encode()


def urls(found: Found) -> list[str]:
    return [link.url for link in found.articles]


def test_an_rss_item_gives_its_address_and_its_hints_as_they_stand():
    found = read_feed(
        rss(
            "<item><title>Tom &amp;amp; Ann &lt;b&gt;win&lt;/b&gt; the cup</title>"
            "<link>https://paper.example/sport/cup-1?utm_source=rss&amp;id=7#top</link>"
            "<guid isPermaLink='false'>x1</guid><pubDate>Tue, 24 Nov 2026 10:30:00 +0100</pubDate>"
            "<author>desk@paper.example</author><dc:creator>Jo Hill</dc:creator><dc:creator>Al Fox</dc:creator>"
            "<category>Sport</category><category>Cup</category>"
            "<media:content><media:title>A picture</media:title></media:content>"
            "<atom:updated>2026-11-24T11:00:00Z</atom:updated></item>"
        ),
        FEED,
    )
    (link,) = found.articles
    assert (found.kind, found.problem, link.url) == ("rss", "", "https://paper.example/sport/cup-1?id=7")
    hints = link.hints
    assert (hints.via, hints.via_kind, hints.title) == (FEED, "rss", "Tom & Ann win the cup")
    assert (hints.published, hints.modified) == ("Tue, 24 Nov 2026 10:30:00 +0100", "2026-11-24T11:00:00Z")
    assert (hints.section, hints.author) == ("Sport", "Jo Hill, Al Fox")


def test_a_feed_with_relative_links_gives_absolute_ones():
    found = read_feed(
        rss("<item><link>/a</link></item><item xml:base='/sub/'><link>b</link></item><item><link>c</link></item>"), FEED
    )
    assert urls(found) == ["https://paper.example/a", "https://paper.example/sub/b", "https://paper.example/rss/c"]


def test_a_guid_is_a_link_only_if_it_is_an_address_and_does_not_deny_it():
    found = read_feed(
        rss(
            "<item><guid>https://paper.example/one</guid></item>"
            "<item><guid isPermaLink='false'>https://paper.example/no</guid></item>"
            "<item><guid>12345</guid></item><item><title>Nothing to ask for</title></item>"
            "<item><guid>https://paper.example/other</guid><link>https://paper.example/two</link></item>"
        ),
        FEED,
    )
    assert urls(found) == ["https://paper.example/one", "https://paper.example/two"]


def test_the_original_address_goes_before_a_counting_one():
    item = (
        "<item><link>https://count.example/~r/1</link><feedburner:origLink>https://paper.example/a</feedburner:origLink></item>"
    )
    assert urls(read_feed(rss(item), FEED)) == ["https://paper.example/a"]


def test_an_address_is_announced_once_and_other_schemes_never():
    items = "<item><link>https://paper.example/a</link></item>" * 2 + "<item><link>javascript:alert(1)</link></item>"
    assert urls(read_feed(rss(items), FEED)) == ["https://paper.example/a"]


def test_atom_links_to_the_article_and_not_to_its_comments_or_pictures():
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://paper.example/news/"><title>Paper</title>
    <entry><title type="html">One &amp;lt; two &lt;i&gt;now&lt;/i&gt;</title><id>tag:paper.example,1</id>
      <link rel="enclosure" href="/a.mp3"/><link rel="replies" href="/a/comments"/>
      <link rel="alternate" type="application/json" href="a.json"/><link rel="alternate" type="text/html" href="a"/>
      <published>2026-11-24T10:30:00+01:00</published><updated>2026-11-25</updated>
      <author><name>Jo Hill</name><email>jo@paper.example</email></author><author><name>Al Fox</name></author>
      <category term="spt" label="Sport"/><source><title>Elsewhere</title><link href="https://other.example/"/></source></entry>
    <entry><title>Fish &amp;amp; chips</title><link href="b"/></entry><entry><title>No link</title><id>https://x.example/</id></entry>
    <entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <em>new</em> pier</div></title><link href="c"/></entry>
    </feed>"""
    found = read_feed(atom, "https://paper.example/atom.xml")
    assert found.kind == "atom"
    assert urls(found) == [f"https://paper.example/news/{name}" for name in "abc"]
    first, second, third = (link.hints for link in found.articles)
    assert (first.title, first.published, first.modified) == ("One < two now", "2026-11-24T10:30:00+01:00", "2026-11-25")
    assert (first.section, first.author) == ("Sport", "Jo Hill, Al Fox")
    assert (second.title, third.title) == ("Fish &amp; chips", "A new pier")


def test_rdf_keeps_its_items_beside_the_channel_and_its_dates_in_dublin_core():
    rdf = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
     xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://paper.example/"><title>Paper</title></channel>
    <item rdf:about="https://paper.example/a"><title>A</title><link>https://paper.example/a</link>
     <dc:date>2026-11-24T10:30+01:00</dc:date><dc:subject>Stadt</dc:subject><dc:creator>Jo</dc:creator></item>
    <item rdf:about="https://paper.example/b"><title>B</title></item></rdf:RDF>"""
    found = read_feed(rdf, FEED)
    assert (found.kind, urls(found)) == ("rdf", ["https://paper.example/a", "https://paper.example/b"])
    hints = found.articles[0].hints
    assert (hints.published, hints.modified, hints.section, hints.author) == ("2026-11-24T10:30+01:00", "", "Stadt", "Jo")


def test_json_feeds_are_read_whatever_types_their_values_have():
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {
                "id": "1",
                "url": "/a?utm_medium=x",
                "title": "Q &amp; A",
                "date_published": "2026-11-24T10:30:00Z",
                "date_modified": "2026-11-25T10:30:00Z",
                "tags": [7, "Sport"],
                "authors": [{"name": "Jo"}, "Al", {"name": 3}],
            },
            {"id": "https://paper.example/b", "url": 5, "title": ["x"], "tags": "Sport", "authors": {"name": "Jo"}},
            {"id": "c", "external_url": "https://other.example/"},
            {"url": "/d", "author": {"name": "Old \ud800 style"}},
            None,
            ["x"],
        ],
    }
    found = read_feed(json.dumps(feed).encode(), "https://paper.example/feed.json")
    assert (found.kind, urls(found)) == ("json-feed", [f"https://paper.example/{name}" for name in "abd"])
    hints = found.articles[0].hints
    assert (hints.title, hints.section, hints.author) == ("Q & A", "Sport", "Jo")
    assert (hints.published, hints.modified) == ("2026-11-24T10:30:00Z", "2026-11-25T10:30:00Z")
    assert found.articles[2].hints.author == "Old style"


@pytest.mark.parametrize(
    "content", [b'{"version": 1, "items": []}', b'{"items": [{"url": "/a"}]}', b"[1]", b'{"a":', b"[" * 99_999]
)
def test_other_json_is_no_feed(content: bytes):
    found = read_feed(content, FEED)
    assert found.kind == ""
    assert "JSON" in found.problem


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><html><body><a href='/a'>A</a></body></html>",
        b"\xef\xbb\xbf\n<!-- x --><HTML><head><link rel=alternate type='application/rss+xml' href='/rss'></head></html>",
        b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body><p>Not found</p></body></html>",
    ],
)
def test_a_web_page_at_a_feeds_address_is_no_feed(content: bytes):
    found = read_feed(content, FEED)
    assert (found.kind, found.articles) == ("", ())
    assert "web page" in found.problem


@pytest.mark.parametrize(
    "content", [b"", b" \n", b"Not found", b"<urlset><url><loc>https://paper.example/a</loc></url></urlset>"]
)
def test_what_is_neither_says_so(content: bytes):
    found = read_feed(content, FEED)
    assert (found.kind, found.articles) == ("", ())
    assert found.problem


def test_broken_xml_is_read_as_far_as_it_goes_and_says_so():
    broken = rss(
        "<item><title>Fish & chips &nbsp;&euro;5\x0b</title><link>https://paper.example/a?x=1&y=2</link></item>"
        "<item><title><![CDATA[Q&A]]></title><link><![CDATA[https://paper.example/b?x=1&y=2]]></link></item>"
    )
    found = read_feed(broken, FEED)
    assert found.problem.startswith("broken XML")
    assert urls(found) == ["https://paper.example/a?x=1&y=2", "https://paper.example/b?x=1&y=2"]
    assert [link.hints.title for link in found.articles] == ["Fish & chips €5", "Q&A"]


def test_an_entry_that_was_cut_off_is_left_out_since_its_address_may_be_cut_too():
    whole = rss("<item><link>https://paper.example/a</link></item><item><link>https://paper.example/long-address</link></item>")
    cut = whole[: whole.index(b"-address")]
    found = read_feed(cut, FEED)
    assert urls(found) == ["https://paper.example/a"]
    assert found.problem.startswith("broken XML")


def test_warnings_before_and_scripts_behind_the_feed_do_not_hide_it():
    item = "<item><link>https://paper.example/a</link></item>"
    found = read_feed(b"<br />\n<b>Warning</b>: foo() in /x.php\n" + rss(item) + b"<script>1</script>", FEED)
    assert (found.kind, urls(found)) == ("rss", ["https://paper.example/a"])


def test_vocabularies_that_nothing_declares_are_known_by_their_usual_prefix():
    feed = b"<rss><channel><item><link>https://paper.example/a</link><dc:creator>Jo</dc:creator></item></channel></rss>"
    assert read_feed(feed, FEED).articles[0].hints.author == "Jo"


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        (b"<?xml version='1.0' encoding='ISO-8859-1'?><rss>{}</rss>", ""),
        (b"<rss>{}</rss>", "iso-8859-1"),
        (b"<?xml version='1.0' encoding='utf-8'?><rss>{}</rss>", "latin1"),
    ],
)
def test_the_charset_is_the_headers_else_the_declarations(content: bytes, charset: str):
    item = "<channel><item><title>Café zu</title><link>https://paper.example/a</link></item></channel>".encode("latin-1")
    found = read_feed(content.replace(b"{}", item), FEED, charset)
    assert found.articles[0].hints.title == "Café zu"


def test_utf_16_is_known_by_its_mark():
    assert urls(read_feed((RSS % "<item><link>/a</link></item>").encode("utf-16"), FEED)) == ["https://paper.example/a"]


def test_no_entity_is_expanded_and_no_file_is_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("do not tell")
    item = "<item><title>x&lol9;&file;</title><link>https://paper.example/a</link></item>"
    lol = "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1};" * 10}">' for n in range(1, 10))
    dtd = f'<!DOCTYPE rss [<!ENTITY lol0 "lol">{lol}<!ENTITY file SYSTEM "file://{secret}">]>'
    found = read_feed(dtd.encode() + b"<rss><channel>" + item.encode() + b"</channel></rss>", FEED)
    assert urls(found) == ["https://paper.example/a"]
    assert found.articles[0].hints.title == "x&lol9;&file;"
    assert read_feed(str(secret).encode(), FEED).kind == ""


_HEAD = b"<rss><channel><item><link>https://paper.example/a</link>"


@pytest.mark.parametrize(
    "content",
    [
        _HEAD + b"<a>" * 200_000,
        _HEAD + b"<b " + b" ".join(b'a%d="1"' % n for n in range(200_000)) + b">",
        b"<rss><channel>" + b"<item><link>https://paper.example/a</link></item>" * 60_000,
        _HEAD + b"<title>" + b"&" * 2_000_000,
        b"<!-- -->" * 300_000,
        _HEAD + b"<title>&" + b"<![CDATA[" * 300_000,
        b'{"version": "https://jsonfeed.org/version/1", "items": ' + b'{"a":' * 300_000,
    ],
    ids=["depth", "attributes", "entries", "ampersands", "comments", "cdata", "json depth"],
)
def test_a_hostile_feed_takes_little_time(content: bytes):
    began = time.perf_counter()
    read_feed(content, FEED)
    assert time.perf_counter() - began < 6


def test_a_feed_longer_than_the_cap_is_read_up_to_it():
    item = b"<item><link>https://paper.example/a</link></item>"
    found = read_feed(b"<rss><channel>" + item + b" " * MAX_BYTES + item + b"</channel></rss>", FEED)
    assert urls(found) == ["https://paper.example/a"]
    assert "longer than" in found.problem


_PIECES = st.sampled_from(
    b"<rss> <channel> <item> </item> <link> </link> http://a/b <title> & &lt; <![CDATA[ ]]> <entry> <!-- <guid> } ]".split()
    + b"<feed\x0cxmlns='http://www.w3.org/2005/Atom'>|<link href='|'/>|xml:base='|\x00|\xff\xfe|\xed\xa0\x80".split(b"|")
    + b'{"version":"https://jsonfeed.org/version/1","items":[|{"url":|"http://[x"|<?xml version="1.0" encoding="x"?>'.split(b"|")
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.lists(_PIECES, max_size=14).map(b"".join)), st.text(max_size=12))
def test_no_bytes_make_reading_a_feed_raise(content: bytes, charset: str):
    found = read_feed(content, FEED, charset)
    assert found.kind or found.problem
    assert all(url.startswith(("http://", "https://")) for url in urls(found))


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("", 0.0),
        ("<ttl>30</ttl>", 1800.0),
        ("<ttl> soon </ttl>", 0.0),
        ("<ttl>\u0663</ttl>", 0.0),
        (f"<ttl>{'9' * 4000}</ttl>", 0.0),
        ('<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">hourly</sy:updatePeriod>', 3600.0),
        ('<s:updatePeriod xmlns:s="x">daily</s:updatePeriod><s:updateFrequency xmlns:s="x">4</s:updateFrequency>', 21_600.0),
        ('<s:updatePeriod xmlns:s="x">daily</s:updatePeriod><s:updateFrequency xmlns:s="x">0</s:updateFrequency>', 86_400.0),
    ],
)
def test_a_feed_says_how_long_it_need_not_be_asked_again(said: str, rest: float):
    assert read_feed(rss(said + "<item><link>https://paper.example/a</link></item>"), FEED).rest == rest
