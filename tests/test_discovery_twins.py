"""One article, one URL: what folds, and what must not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discovery.twins import adds_to, article_url, is_canonical, is_twin
from newsarchive.urls import page_url

FRONT = "https://www.paper.example/"
TWINS = ("premium.paper.example", "copy.example:8080")
STORY = "https://www.paper.example/kent/news/fire-at-the-old-mill-303627/"
PLAIN = STORY.rstrip("/")
HTML = "https://www.paper.example/news/fire-at-the-old-mill.html"
DATED = "https://www.paper.example/2026/03/fire-at-the-old-mill/"
BY_ID = "https://www.paper.example/story.php?id=303627"


@pytest.mark.parametrize(
    ("copy", "article"),
    [
        (STORY + "?utm_source=x#comments", STORY),
        ("https://premium.paper.example/kent/news/fire-at-the-old-mill-303627/", STORY),
        ("http://copy.example:8080/kent/news/fire-at-the-old-mill-303627/", STORY),
        ("http://m.paper.example/kent/news/fire-at-the-old-mill-303627/", STORY),
        ("https://mobile.paper.example/kent/news/fire-at-the-old-mill-303627/", STORY),
        ("https://amp.paper.example/kent/news/fire-at-the-old-mill-303627/", STORY),
        ("https://m.paper.example/kent/news/amp/fire-at-the-old-mill-303627/?amp=1", STORY),
        ("https://www.paper.example/amp/kent/news/fire-at-the-old-mill-303627/", STORY),
        ("https://www.paper.example/kent/news/amp/fire-at-the-old-mill-303627/", STORY),
        (STORY + "amp/", STORY),
        (STORY + "amp", PLAIN),
        (PLAIN + ".amp", PLAIN),
        (HTML.replace(".html", ".amp.html"), HTML),
        (HTML + "/amp/", HTML),
        ("https://www.paper.example/artikel/pump-prices/amp", "https://www.paper.example/artikel/pump-prices"),
        (STORY + "?amp", STORY),
        (STORY + "?amp=1", STORY),
        (STORY + "?outputType=amp", STORY),
        (BY_ID + "&output=amp", BY_ID),
        (STORY + "print/", STORY),
        (STORY + "druckversion", PLAIN),
        (STORY + "?print", STORY),
        (BY_ID + "&print=1", BY_ID),
        (HTML + "?view=print", HTML),
        (HTML + "?drucken", HTML),
        (HTML + "?tmpl=component&print=1&layout=default&page=", HTML),
        ("https://www.paper.example/2046/v-print/story/178923.html", "https://www.paper.example/2046/story/178923.html"),
        (STORY + "comments/", STORY),
        (STORY + "comment-page-2/?replytocom=77", STORY),
        (STORY + "?comments", STORY),
        (HTML + "?showComment=1357", HTML),
        (STORY + "?share=google-plus-1&nb=1", STORY),
        (STORY + "?ref=rss", STORY),
        (PLAIN + "?origin=rss", PLAIN),
        (STORY + "?ch=rss_city", STORY),
        (BY_ID + "&source=newsletter", BY_ID),
        (HTML + "?rssfeed=t", HTML),
        (HTML + "?m=1", HTML),
        (STORY + "?page=2", STORY),
        (STORY + "?p=2", STORY),
        (BY_ID + "&seite=3", BY_ID),
        (DATED + "2/", DATED),
        (STORY + "page/2", PLAIN),
        (STORY + "seite-2", PLAIN),
        (HTML.replace(".html", ",seite2.html"), HTML),
        (HTML + ";jsessionid=1DC6AE57AC7A05FF", HTML),
        (BY_ID + "&PHPSESSID=whatever", BY_ID),
        (BY_ID + "&ASPSESSIONIDQQ=ABC", BY_ID),
        (BY_ID + "&sid=01ce5ed9a614f954a77494e3616ec10f", BY_ID),
        ("https://amp.paper.example/amp/kent/news/fire-at-the-old-mill-303627/2/print/?amp&share=x", STORY),
    ],
)
def test_a_copy_or_a_part_leads_to_its_article(copy: str, article: str):
    assert article_url(copy, FRONT, TWINS) == article


@pytest.mark.parametrize(
    "path",
    [
        "/news/amp/",
        "/amp/",
        "/amp-fiddler-plays-in-the-old-mill",
        "/kent/amp/prices",
        "/amp/303627",
        "/amp/fire-at-the-old-mill",  # its article may lie in a section
        "/sport/amp/Fire-at-the-old-mill-303627.php",
        "/news/303627.amp",
        "/news/fire-at-the-mill-100.amp",
        "/news/print/",
        "/print/fire-at-the-old-mill",
        "/news/fire-at-the-old-mill?print=4711",
        "/comments/fire-at-the-old-mill",
        "/news/comments/",
        "/?comments=full-story",
        "/news/fire-at-the-old-mill?share=12",
        "/news/fire-at-the-old-mill?source=4711",
        "/?ref=rss",
        "/?m=201203",
        "/archive.php?y=2015&m=1",
        "/?p=1234",
        "/?p=12",
        "/?page=2",
        "/blog/?p=99",
        "/news/2/",
        "/2024/3/",
        "/archive/20240131/2/",
        "/archive/20240131?page=2",
        "/news/page/2/",
        "/tag/fire-at-mill/page/2",
        "/news/14/651508",
        "/story.php?sid=01ce5ed9a614f954a77494e3616ec10f",
        "/story.php?id=303627&sid=2019111809300012",
        "/news/fire-at-the-old-mill?b=2&a=1",
        "/news/fire-at-the-old-mill-in-2024.html/",
    ],
)
def test_what_only_looks_like_a_copy_stays_as_it_is(path: str):
    address = FRONT.rstrip("/") + path

    assert article_url(address, FRONT, TWINS) == address


def test_the_copy_hosts_of_another_domain_are_no_twins():
    assert (
        article_url("https://m.other.example/news/fire-at-the-old-mill", FRONT)
        == "https://m.other.example/news/fire-at-the-old-mill"
    )
    assert not is_twin("https://amp.other.example/", FRONT, TWINS)


def test_a_mobile_host_with_numbers_of_its_own_is_left_alone_but_a_listed_one_is_taken_at_its_word():
    assert article_url("https://m.paper.example/a/4060503", FRONT) == "https://m.paper.example/a/4060503"
    assert article_url("https://premium.paper.example/a/4060503", FRONT, TWINS) == "https://www.paper.example/a/4060503"


def test_twins_are_other_hosts_that_serve_the_same_pages():
    assert is_twin("https://premium.paper.example/x", FRONT, TWINS)
    assert is_twin("https://wap.paper.example/x", FRONT)
    assert not is_twin("https://premium.paper.example/x", FRONT)
    assert not is_twin("https://paper.example/x", FRONT, TWINS)
    assert not is_twin("https://copy.example/x", FRONT, TWINS)


def test_what_is_no_address_comes_back_as_it_is():
    assert article_url("mailto:a@paper.example", FRONT) == "mailto:a@paper.example"


_PIECES = st.sampled_from(
    [
        "amp",
        "print",
        "comments",
        "2",
        "page",
        "a303627",
        "fire-at-the-old-mill",
        "fire-at-the-old-mill-303627.amp",
        "x.amp.html",
        "2026",
        "03",
        "news",
        ".amp",
        "v-print",
    ]
)
_PAIRS = st.sampled_from(
    [
        "amp",
        "amp=1",
        "page=2",
        "p=2",
        "print=1",
        "share=x",
        "nb=1",
        "m=1",
        "sid=01ce5ed9a614f954",
        "id=303627",
        "tmpl=component",
        "b=1",
    ]
)


@given(st.lists(_PIECES, max_size=6), st.lists(_PAIRS, max_size=4), st.sampled_from(["www.", "m.", "amp.", "premium."]))
def test_the_article_of_an_article_is_itself(pieces: list[str], pairs: list[str], host: str):
    once = article_url(f"https://{host}paper.example/{'/'.join(pieces)}?{'&'.join(pairs)}", FRONT, TWINS)

    assert article_url(once, FRONT, TWINS) == once == page_url(once)


@pytest.mark.parametrize(
    "url",
    [
        "https://paper.example/print/news/mayor-opens-bridge-1",
        "https://paper.example/news/mayor-opens-bridge-1/p2",
        "http://www.paper.example/news/mayor-opens-bridge-1?view=full",
        "https://paper.example/news/full/mayor-opens-bridge-1/",
    ],
)
def test_an_address_with_something_more_is_another_view_of_what_it_calls_canonical(url: str):
    assert adds_to(url, "https://paper.example/news/mayor-opens-bridge-1")


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://paper.example/news/mayor-opens-bridge-1", "https://paper.example/news/mayor-opens-bridge-1"),
        ("https://paper.example/news/mayor-opens-bridge-1", "https://sister.example/mayor-opens-bridge-1"),
        ("https://paper.example/news/mayor-opens-bridge-1", "https://paper.example/"),
        ("https://paper.example/news/mayor-opens-bridge-1", "https://paper.example/news"),
        ("https://paper.example/news/mayor-opens-bridge-1", "https://paper.example/news/mayor-opens-bridge-2"),
        (
            "https://paper.example/news/mayor-opens-bridge-1/the-other-story-of-that-day",
            "https://paper.example/news/mayor-opens-bridge-1",
        ),
        ("https://paper.example/story?id=12345", "https://paper.example/story?id=54321"),
    ],
)
def test_what_is_canonical_of_something_else_makes_no_copy(url: str, canonical: str):
    assert not adds_to(url, canonical)


@pytest.mark.parametrize("more", ["ref=rss", "src=live", "wt=4711abc", "channel=top-stories", "c=20260304"])
def test_a_parameter_that_names_no_view_leaves_the_page_the_same(more: str):
    assert is_canonical(f"{STORY}?{more}", PLAIN)
    assert is_canonical(f"{BY_ID}&{more}", BY_ID)


@pytest.mark.parametrize(
    "more", ["view=full", "print", "page=2", "2", "ausgabe=druck", "start=20", "lang=cy", "ref=rss&showall=1", "output=amp"]
)
def test_a_parameter_that_may_name_a_view_or_a_part_does_not(more: str):
    assert not is_canonical(f"{STORY}?{more}", STORY)


def test_another_path_another_article_and_another_paper_are_other_pages():
    assert not is_canonical(f"{STORY}print/?ref=rss", STORY)
    assert not is_canonical(BY_ID + "&ref=rss", BY_ID.replace("303627", "303628"))
    assert not is_canonical(STORY + "?ref=rss", STORY.replace("www.paper", "sister"))
    assert not is_canonical(FRONT + "?story=4711abc", FRONT)
