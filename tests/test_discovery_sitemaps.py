from __future__ import annotations

import gzip
import random
import subprocess
import sys
import time
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.discovery import sitemaps
from newsarchive.discovery import urlset as urlset_file
from newsarchive.discovery.links import Found, Hints, Link
from newsarchive.discovery.parts import parts_to_read
from newsarchive.discovery.sitemaps import SITEMAP_PLACES, read_sitemap, robots_sitemaps, sitemap_guesses
from newsarchive.discovery.urlset import MAX_ENTRIES

MAP = "https://paper.example/sitemap.xml"
URLSET = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:video="http://www.google.com/schemas/sitemap-video/1.1"
 xmlns:xhtml="http://www.w3.org/1999/xhtml">%s</urlset>"""
A = "<url><loc>https://paper.example/a</loc></url>"


def urlset(entries: str) -> bytes:
    return (URLSET % entries).encode()


def dated(*dates: str) -> bytes:
    return urlset("".join(f"<url><loc>/{n}</loc><lastmod>{date}</lastmod></url>" for n, date in enumerate(dates)))


def urls(found: Found) -> list[str]:
    return [link.url for link in found.articles]


def test_a_page_gives_its_address_and_its_lastmod_as_it_stands():
    found = read_sitemap(
        urlset("<url>\n<loc> https://paper.example/news/a?utm_source=x&amp;id=7#top </loc><lastmod>2026-11-24</lastmod></url>"),
        MAP,
    )
    hints = Hints(via=MAP, via_kind="sitemap", modified="2026-11-24")
    assert found == Found("sitemap", (Link("https://paper.example/news/a?id=7", hints),))


def test_news_fields_give_title_and_date_but_neither_keywords_nor_genres_a_section():
    found = read_sitemap(
        urlset(
            "<url><loc>https://paper.example/a</loc><lastmod>2026-11-25T08:00:00Z</lastmod><news:news><news:publication>"
            "<news:name>Paper</news:name><news:language>en</news:language></news:publication><news:genres>OpEd</news:genres>"
            "<news:publication_date>2026-11-24T10:30:00+01:00</news:publication_date><news:keywords>pier, storm</news:keywords>"
            "<news:title>Tom &amp;amp; Ann win</news:title></news:news></url>" + A.replace("/a", "/b")
        ),
        MAP,
    )
    first, second = (link.hints for link in found.articles)
    assert (found.kind, first.via_kind, second.via_kind) == ("news-sitemap",) * 3
    assert (first.title, first.published, first.modified) == (
        "Tom & Ann win",
        "2026-11-24T10:30:00+01:00",
        "2026-11-25T08:00:00Z",
    )
    assert first.section == first.author == ""


def test_pictures_films_and_translations_are_no_pages():
    found = read_sitemap(
        urlset(
            "<url><image:image><image:loc>https://paper.example/a.jpg</image:loc><image:title>A jpg</image:title></image:image>"
            "<image:loc>https://paper.example/b.jpg</image:loc><loc>https://paper.example/a</loc>"
            "<video:video><video:title>Film</video:title><video:player_loc>https://paper.example/v</video:player_loc></video:video>"
            "<xhtml:link rel='alternate' hreflang='de' href='https://paper.example/de'/></url>"
        ),
        MAP,
    )
    assert (found.kind, urls(found), found.articles[0].hints.title) == ("sitemap", ["https://paper.example/a"], "")


@pytest.mark.parametrize(
    "content",
    [
        "<urlset>{}</urlset>",
        '<urlset xmlns="https://www.sitemaps.org/schemas/sitemap/0.9/">{}</urlset>',
        '<urlset xmlns="http://www.google.com/schemas/sitemap/0.84">{}</urlset>',
        '<urlset xmlns="urn:wrong" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{}</urlset>',
        '<URLSET xmlns="http://www.google.com/schemas/sitemap-news/0.9">{}</URLSET>',
    ],
)
def test_vocabularies_may_be_missing_wrong_or_old(content: str):
    found = read_sitemap(content.format(A).encode(), MAP)
    assert (found.kind, urls(found)) == ("sitemap", ["https://paper.example/a"])


def test_prefixes_may_be_any_and_need_not_be_declared():
    other = b"""<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:g="http://www.google.com/schemas/sitemap-news/0.9">
    <s:url><s:loc>/a</s:loc><g:news><g:title>T</g:title></g:news></s:url></s:urlset>"""
    bare = b"<urlset><url><loc>/a</loc><news:news><news:title>T</news:title></news:news></url></urlset>"
    flat = b"<urlset><url><image:loc>/x</image:loc><news:title>T</news:title><loc>/a</loc></url></urlset>"
    for content in (other, bare, flat):
        found = read_sitemap(content, MAP)
        assert (found.kind, urls(found)) == ("news-sitemap", ["https://paper.example/a"])
        assert found.articles[0].hints.title == "T"


def test_an_index_gives_its_parts_with_their_lastmod():
    found = read_sitemap(
        b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <sitemap><loc>/part-1.xml.gz</loc><lastmod>2026-11-24</lastmod></sitemap><sitemap><loc>/part-2.xml.gz</loc></sitemap>
        <sitemap><loc>/part-1.xml.gz</loc></sitemap></sitemapindex>""",
        MAP,
    )
    one = Link("https://paper.example/part-1.xml.gz", Hints(via=MAP, via_kind="sitemap-index", modified="2026-11-24"))
    two = Link("https://paper.example/part-2.xml.gz", Hints(via=MAP, via_kind="sitemap-index"))
    assert found == Found("sitemap-index", sitemaps=(one, two))


def test_a_file_that_is_both_gives_both():
    both = A + "<sitemap><loc>https://paper.example/part.xml</loc></sitemap>"
    for root, kind in (("urlset", "sitemap"), ("sitemapindex", "sitemap-index")):
        found = read_sitemap(f"<{root}>{both}</{root}>".encode(), MAP)
        assert (found.kind, urls(found), [part.url for part in found.sitemaps]) == (
            kind,
            ["https://paper.example/a"],
            ["https://paper.example/part.xml"],
        )


def test_an_empty_sitemap_is_a_sitemap():
    assert read_sitemap(b"<urlset/>", MAP) == Found("sitemap")
    assert read_sitemap(b"<sitemapindex></sitemapindex>", MAP) == Found("sitemap-index")


def test_an_address_is_announced_once_and_other_schemes_never():
    entries = A * 2 + "<url><loc>javascript:alert(1)</loc></url><url><loc></loc></url><url><lastmod>2026</lastmod></url>"
    assert urls(read_sitemap(urlset(entries), MAP)) == ["https://paper.example/a"]


def test_gzip_is_known_by_its_bytes_and_may_have_several_members():
    whole = urlset(A)
    packed = gzip.compress(whole[:300]) + gzip.compress(whole[300:])
    assert read_sitemap(packed, MAP) == read_sitemap(whole, MAP)


def test_gzip_that_breaks_off_is_read_as_far_as_it_goes():
    noise = random.Random(1)
    entries = "".join(f"<url><loc>https://paper.example/{noise.randbytes(20).hex()}</loc></url>" for _ in range(3000))
    packed = gzip.compress(urlset(entries))
    found = read_sitemap(packed[: len(packed) // 2], MAP)
    assert 1000 < len(found.articles) < 2000
    assert {len(url) for url in urls(found)} == {len("https://paper.example/") + 40}
    assert "breaks off" in found.problem


def test_a_gzip_bomb_is_unpacked_up_to_the_limit_and_no_further():
    bomb = gzip.compress(urlset(A)[: -len("</urlset>")] + b" " * 80_000_000, 1)
    tracemalloc.start()
    found = read_sitemap(bomb, MAP)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found.kind, urls(found)) == ("sitemap", ["https://paper.example/a"])
    assert "longer than" in found.problem
    assert peak < 260_000_000


def test_a_file_longer_than_the_limit_is_read_up_to_it(monkeypatch):
    monkeypatch.setattr(sitemaps, "MAX_BYTES", 1000)
    found = read_sitemap(urlset(A + " " * 1000 + A.replace("/a", "/b")), MAP)
    assert urls(found) == ["https://paper.example/a"]
    assert "longer than 1000 bytes" in found.problem


def test_a_list_of_addresses_is_a_sitemap():
    lines = "\ufeffhttps://paper.example/a\r\n\r\n  https://paper.example/b \r\nhttps://paper.example/a\nsomething else"
    found = read_sitemap(lines.encode(), "https://paper.example/sitemap.txt")
    assert (found.kind, urls(found)) == ("sitemap", ["https://paper.example/a", "https://paper.example/b"])


def test_a_list_that_was_cut_loses_its_last_line_since_the_address_may_be_cut_too(monkeypatch):
    lines = b"https://paper.example/a\nhttps://paper.example/long-address"
    monkeypatch.setattr(sitemaps, "MAX_BYTES", len(lines) - 5)
    assert urls(read_sitemap(lines, MAP)) == ["https://paper.example/a"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n",
        b"Not found",
        b"\x1f\x8b",
        b"\x1f\x8bgarbage",
        b"See\nhttps://paper.example/\nfor\nmore",
        b"User-agent: *\nSitemap: https://paper.example/sitemap.xml",
        b"<svg/>",
        b'{"a": 1}',
        b"https://paper.example/a word",
    ],
)
def test_what_is_no_sitemap_says_so(content: bytes):
    found = read_sitemap(content, MAP)
    assert (found.kind, found.articles) == ("", ())
    assert found.problem


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><html><body><a href='https://paper.example/a'>A</a></body></html>",
        b"\xef\xbb\xbf\n<!-- <urlset> --><HTML><body>Not found: &lt;urlset></body></html>",
        b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body><urlset/></body></html>",
    ],
)
def test_a_web_page_at_a_sitemaps_address_is_no_sitemap(content: bytes):
    found = read_sitemap(content, MAP)
    assert (found.kind, found.articles, found.sitemaps) == ("", (), ())
    assert "web page" in found.problem


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<rss><channel><item><title>T</title><link>/a</link></item></channel></rss>", "rss"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>T</title><link href='/a'/></entry></feed>", "atom"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [{"url": "/a", "title": "T"}]}', "json-feed"),
    ],
)
def test_a_feed_that_serves_as_a_sitemap_is_read_as_the_feed_it_is(content: bytes, kind: str):
    for given_as in (content, gzip.compress(content)):
        found = read_sitemap(given_as, MAP)
        assert (found.kind, urls(found), found.articles[0].hints.title) == (kind, ["https://paper.example/a"], "T")


def test_broken_xml_is_read_as_far_as_it_goes_and_says_so():
    found = read_sitemap(
        urlset(
            "<url><loc>https://paper.example/a?x=1&y=2</loc><news:news><news:title>Fish & chips &euro;5\x0b</news:title></url>"
            "<url><loc><![CDATA[https://paper.example/b?x=1&y=2]]></loc><priority>0.5</url>"
            "<url><loc>https://paper.example/c</loc>"
            "<url><loc>https://paper.example/d</loc></url>"
        ),
        MAP,
    )
    assert found.problem.startswith("broken XML")
    assert urls(found) == [f"https://paper.example/{name}" for name in ("a?x=1&y=2", "b?x=1&y=2", "c", "d")]
    assert found.articles[0].hints.title == "Fish & chips €5"


def test_long_broken_xml_is_mended_in_pieces_without_harm_to_any_address():
    noise = random.Random(1)
    spelled = (
        "https://paper.example/a?n={n}&b={b}",
        "<![CDATA[https://paper.example/a?n={n}&b={b}]]>",
        "https://paper.example/a?n={n}&amp;b={b}",
    )
    values = [(n, noise.randbytes(noise.randrange(1, 60)).hex()) for n in range(4000)]
    entries = "".join(f"<url><loc>{spelled[n % 3].format(n=n, b=b)}</loc></url>" for n, b in values)
    assert urls(read_sitemap(urlset(entries), MAP)) == [f"https://paper.example/a?n={n}&b={b}" for n, b in values]


def test_an_entry_that_was_cut_off_counts_only_if_its_address_is_whole():
    whole = urlset(A + "<url><loc>https://paper.example/long-address</loc></url>")
    for end in (b"-address", b"</loc></url></urlset>"):
        found = read_sitemap(whole[: whole.index(end)], MAP)
        assert urls(found) == ["https://paper.example/a"]
        assert found.problem.startswith("broken XML")
    found = read_sitemap(whole[: whole.index(b"/url></urlset>")], MAP)
    assert urls(found) == ["https://paper.example/a", "https://paper.example/long-address"]
    assert urls(read_sitemap(b"<urlset><url><loc>https://paper.example/lo", MAP)) == []
    assert urls(read_sitemap(b"<urlset><url><loc>https://paper.example/lo</loc>", MAP)) == ["https://paper.example/lo"]


def test_blanks_marks_and_warnings_before_the_file_and_scripts_behind_it_do_not_hide_it():
    found = read_sitemap(b"\xef\xbb\xbf\n\n <br />\n<b>Warning</b>: x() in /x.php\n" + urlset(A) + b"<script>1</script>", MAP)
    assert (found.kind, urls(found)) == ("sitemap", ["https://paper.example/a"])
    assert read_sitemap(b"\xef\xbb\xbf \n" + urlset(A), MAP) == read_sitemap(urlset(A), MAP)


def test_the_charset_is_that_of_header_mark_or_declaration():
    text = URLSET % "<url><loc>/a</loc><news:title>Café</news:title></url>"
    latin = text.replace("UTF-8", "ISO-8859-1").encode("latin-1")
    for content, charset in ((latin, ""), (text.encode("latin-1"), "latin1"), (text.encode("utf-16"), "")):
        assert read_sitemap(content, MAP, charset).articles[0].hints.title == "Café"


def test_no_entity_is_expanded_and_no_file_is_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("do not tell")
    lol = "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1};" * 10}">' for n in range(1, 10))
    dtd = f'<!DOCTYPE urlset [<!ENTITY lol0 "lol">{lol}<!ENTITY file SYSTEM "file://{secret}">]>'
    entry = "<url><loc>/a</loc><news:title>x&lol9;&file;</news:title></url>"
    found = read_sitemap(f"{dtd}<urlset>{entry}</urlset>".encode(), MAP)
    assert urls(found) == ["https://paper.example/a"]
    assert found.articles[0].hints.title == "x&lol9;&file;"


_HEAD = b"<urlset><url><loc>https://paper.example/a</loc></url>"


@pytest.mark.parametrize(
    "content",
    [
        _HEAD + b"<a>" * 200_000,
        _HEAD + b"<url>" * 200_000,
        _HEAD + b"<url " + b" ".join(b'a%d="1"' % n for n in range(200_000)) + b"/></urlset>",
        _HEAD + b'<url a="' + b"x" * 9_000_000 + b'"/></urlset>',
        _HEAD + b"<x/>" * 500_000 + b"</urlset>",
        _HEAD + b"<url><loc>" + b"&" * 2_000_000,
        _HEAD + b"<url><loc>https://" + b"a." * 4_000_000 + b"</loc></url></urlset>",
        b"<!-- -->" * 300_000,
        _HEAD + b"<url><loc>&" + b"<![CDATA[" * 300_000,
    ],
    ids=["depth", "open urls", "attributes", "attribute", "strangers", "ampersands", "address", "comments", "cdata"],
)
def test_a_hostile_sitemap_takes_little_time(content: bytes):
    began = time.process_time()
    found = read_sitemap(content, MAP)
    assert time.process_time() - began < 4
    assert set(urls(found)) <= {"https://paper.example/a"}


_MEASURED = """
import resource
from newsarchive.discovery.sitemaps import read_sitemap
content = b"<urlset>" + b"<x/>" * 400_000 + b"</urlset>"
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
read_sitemap(content, "https://paper.example/sitemap.xml")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in KiB on Linux alone")
def test_foreign_elements_cost_no_memory_beyond_the_text():
    done = subprocess.run([sys.executable, "-c", _MEASURED], check=True, capture_output=True, text=True)
    assert int(done.stdout) < 20_000  # KiB; a tree of them takes more than 40,000


def test_a_file_of_nothing_but_tags_is_read_up_to_a_limit(monkeypatch):
    monkeypatch.setattr(urlset_file, "MAX_EVENTS", 1000)
    found = read_sitemap(_HEAD + b"<x/>" * 100_000 + b"<url><loc>/b</loc></url></urlset>", MAP)
    assert urls(found) == ["https://paper.example/a"]
    assert "1000 tags and texts" in found.problem


def test_a_full_file_is_read_in_a_moment_and_a_longer_one_up_to_the_limit():
    entries = "".join(
        f"<url><loc>https://paper.example/news/town/the-headline-{n}</loc><lastmod>2026-11-24T10:30:00Z</lastmod></url>"
        for n in range(MAX_ENTRIES + 10)
    )
    content = urlset(entries)
    seconds = []
    for _ in range(3):  # a neighbour on the same core lengthens one, not each
        began = time.process_time()
        found = read_sitemap(content, MAP)
        seconds.append(time.process_time() - began)
    assert min(seconds) < 2
    assert len(found.articles) == MAX_ENTRIES == 50_000
    assert "more than 50000" in found.problem


@pytest.mark.parametrize(
    ("dates", "kept"),
    [
        (["2026-11-24T10:30:00Z"] * 4, False),
        ([f"2026-11-24T10:30:00.{n:03}Z" for n in range(9)], False),
        (["2026-11-24T10:30:00Z"] * 3, True),
        (["2026-11-24T10:30:00Z"] * 9 + ["2026-11-24T10:30:01Z"], True),
        (["2026-11-24"] * 20, True),
        (["2026-11-24"] * 21, False),
        (["2026-11-24T00:00:00+00:00"] * 20, True),
        (["2026-11-24T00:00:00+00:00"] * 21, False),
    ],
)
def test_a_lastmod_that_all_pages_share_is_the_files_and_not_theirs(dates: list[str], kept: bool):
    assert [link.hints.modified for link in read_sitemap(dated(*dates), MAP).articles] == (dates if kept else [""] * len(dates))


def test_usual_places_lie_at_the_root_of_the_host():
    assert sitemap_guesses("https://paper.example/news/")[0] == "https://paper.example/sitemap.xml"
    assert 1 < len(set(sitemap_guesses("https://paper.example"))) == len(SITEMAP_PLACES) <= 8
    assert sitemap_guesses("mailto:desk@paper.example") == ()


def test_robots_txt_names_sitemaps_anywhere_in_it():
    text = (
        "\ufeffSitemap: https://paper.example/first.xml\nUser-agent: *\nDisallow: /x\n  SITEMAP :/second.xml # ours\r\n"
        "User-agent: b\nsite-map: third.xml\nSitemap: https://paper.example/first.xml\nSitemap:\nSitemap: ftp://paper.example/a\n"
        "# Sitemap: /not\nDisallow: /sitemap: /not"
    )
    assert robots_sitemaps(text, "https://paper.example/robots.txt") == tuple(
        f"https://paper.example/{name}.xml" for name in ("first", "second", "third")
    )


def test_a_hostile_robots_txt_names_fifty_sitemaps_at_most_and_takes_little_time():
    text = "".join(f"user-agent: a{n}\n" for n in range(2000)) + "disallow: /a*b\n" * 2000
    text += "".join(f"Sitemap: /{n}.xml\n" for n in range(20_000))
    began = time.process_time()
    assert robots_sitemaps(text, "https://paper.example/robots.txt")[::49] == tuple(
        f"https://paper.example/{n}.xml" for n in (0, 49)
    )
    assert time.process_time() - began < 2


SINCE = datetime(2026, 10, 25, tzinfo=UTC)


def parts(*said: tuple[str, str]) -> tuple[Link, ...]:
    return tuple(Link(f"https://paper.example/{name}", Hints(modified=modified)) for name, modified in said)


def names(links: tuple[Link, ...]) -> list[str]:
    return [link.url.removeprefix("https://paper.example/") for link in links]


def test_parts_are_read_newest_first_and_those_before_the_window_not_at_all():
    index = parts(
        ("1.xml", "2020-01-01"), ("2.xml", "2026-11-01T10:00:00Z"), ("3.xml", "2026-11-20"), ("4.xml", ""), ("5.xml", "soon")
    )
    assert names(parts_to_read(index, SINCE)) == ["3.xml", "2.xml", "5.xml", "4.xml"]
    assert names(parts_to_read(index, None)) == ["3.xml", "2.xml", "1.xml", "5.xml", "4.xml"]
    assert parts_to_read((), SINCE) == ()


@pytest.mark.parametrize(
    "spelled", ["sitemap-{}-{}.xml", "{}/{}/sitemap.xml", "map{}{}.xml.gz", "map?yyyy={}&mm={}", "a/{}-{}-p00.xml"]
)
def test_a_month_in_the_address_tells_where_no_lastmod_does(spelled: str):
    months = [("2019", "05"), ("2026", "09"), ("2026", "10"), ("2026", "11")]
    index = parts(*((spelled.format(*month), "") for month in months))
    assert names(parts_to_read(index, SINCE)) == [spelled.format(*month) for month in (months[3], months[2])]


def test_a_year_in_the_address_lasts_until_its_end():
    index = parts(("sitemap-2026.xml", ""), ("sitemap-2025.xml", ""), ("sitemap-2024.xml", ""))
    assert names(parts_to_read(index, SINCE)) == ["sitemap-2026.xml"]


def test_numbers_of_parts_are_no_dates():
    numbered = parts(*((f"sitemap-{n}.xml", "") for n in (2017, 2018, 7, 2019)))
    tenths = parts(*((f"sitemap-2026-{n}.xml", "") for n in (8, 9, 10)), ("sitemap-2019-1.xml", ""))
    assert len(parts_to_read(numbered, SINCE)) == 4
    assert len(parts_to_read(tenths, SINCE)) == 3


def test_lastmods_that_are_all_the_same_are_not_believed_and_the_addresses_tell():
    index = parts(*((f"sitemap-{month}.xml", "2026-11-24T03:00:00Z") for month in ("2019-05", "2019-06", "2026-11")))
    assert names(parts_to_read(index, SINCE)) == ["sitemap-2026-11.xml"]


@pytest.mark.parametrize("dates", [["2019-05-01"] * 9, [f"2019-05-0{n}" for n in range(1, 10)]])
def test_where_every_part_is_too_old_the_ends_of_the_index_are_read(dates: list[str]):
    index = parts(*((f"{n}.xml", date) for n, date in enumerate(dates)))
    assert sorted(names(parts_to_read(index, SINCE))) == ["0.xml", "1.xml", "7.xml", "8.xml"]
    assert names(parts_to_read(index[:1], SINCE)) == ["0.xml"]


def test_lastmods_that_are_all_the_same_and_new_leave_every_part_in():
    index = parts(*((f"{n}.xml", "2026-11-24") for n in range(9)))
    assert len(parts_to_read(index, SINCE)) == 9


def test_parts_of_one_age_come_in_the_direction_of_the_index():
    rising = [("1.xml", "2026-11-01"), ("2.xml", "2026-11-20"), ("3.xml", "2026-11-20"), ("4.xml", ""), ("5.xml", "")]
    assert names(parts_to_read(parts(*rising), SINCE)) == ["3.xml", "2.xml", "1.xml", "5.xml", "4.xml"]
    assert names(parts_to_read(parts(*rising[::-1]), SINCE)) == ["3.xml", "2.xml", "1.xml", "5.xml", "4.xml"]


def test_an_index_that_says_nothing_is_read_from_both_ends():
    assert names(parts_to_read(parts(*((f"{n}.xml", "") for n in range(5))), SINCE)) == [f"{n}.xml" for n in (4, 0, 3, 1, 2)]


_PIECES = st.sampled_from(
    b"<urlset> <sitemapindex> <url> </url> <sitemap> </sitemap> <loc> </loc> http://a/b <lastmod> 2026 & &lt; <![CDATA[ ]]>".split()
    + b"<news:news>|<news:title>|<!--|</urlset>|<urlset\x0cxmlns='http://www.sitemaps.org/'>|\x00|\xff\xfe|\xed\xa0\x80|\x1f\x8b".split(
        b"|"
    )
    + b'https://a.example/b\n|<rss>|{"version":|<?xml version="1.0" encoding="x"?>|</a>|<html>'.split(b"|")
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.lists(_PIECES, max_size=14).map(b"".join)), st.text(max_size=12))
def test_no_bytes_make_reading_a_sitemap_raise(content: bytes, charset: str):
    for given_as in (content, gzip.compress(content)):
        found = read_sitemap(given_as, MAP, charset)
        assert found.kind or found.problem
        assert all(link.url.startswith(("http://", "https://")) for link in found.articles + found.sitemaps)
