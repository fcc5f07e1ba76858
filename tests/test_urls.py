"""The one idea of the same URL."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive import urls
from newsarchive.urls import page_url, same_site, surt_key, url_key


@pytest.mark.parametrize(
    ("given_url", "wanted"),
    [
        ("https://Paper.Example/a/b/?utm_source=rss&utm_medium=feed", "https://paper.example/a/b/"),
        ("https://paper.example/a?id=3&fbclid=x&page=2", "https://paper.example/a?id=3&page=2"),
        ("https://paper.example/a?cid=3&uid=4", "https://paper.example/a?cid=3&uid=4"),
        ("https://paper.example/a|b c#part", "https://paper.example/a%7Cb%20c"),
        ("https://paper.example", "https://paper.example/"),
        ("https://www.bücher.example/ü", "https://www.xn--bcher-kva.example/%C3%BC"),
    ],
)
def test_an_address_loses_its_fragment_and_trackers_and_nothing_else(given_url: str, wanted: str):
    assert page_url(given_url) == wanted


@pytest.mark.parametrize(
    "wrong",
    [
        "javascript:void(0)",
        "mailto:a@b",
        "http://[::1",
        "http://a:99999/",
        "https://u:p@e.example/",
        "http:///x",
        "http://\ufffd/",
    ],
)
def test_what_cannot_be_asked_for_is_no_address(wrong: str):
    assert page_url(wrong) is None


def test_scheme_www_order_and_a_last_slash_do_not_make_another_page_but_case_does():
    assert url_key("http://www.paper.example/a/?b=2&a=1") == url_key("https://paper.example/a?a=1&b=2")
    assert url_key("https://paper.example/x/AbC") != url_key("https://paper.example/x/aBc")


def test_another_port_is_another_site():
    assert same_site("https://www.paper.example/x", "http://paper.example/")
    assert not same_site("http://paper.example:8080/", "http://paper.example/")


def test_cdxj_keys_are_surts():
    assert surt_key("https://www.paper.example/A?b=1&a=2") == "example,paper)/a?a=2&b=1"


@given(st.text())
def test_any_string_is_refused_or_comes_out_as_an_address_that_stays_the_same(text: str):
    clean = page_url(text)

    assert clean is None or (clean.isascii() and page_url(clean) == clean and url_key(clean))


_HOST = st.from_regex(r"\A[a-z0-9-]{1,9}(\.[a-z0-9-]{1,9}){1,3}\Z")
_PATH = st.lists(
    st.sampled_from(["/", "a", "-", "~", "_", ".", "..", "B2", "%41", "//", "?", ";", " ", "é", "index.html"]), max_size=8
)


@settings(max_examples=300, deadline=None)
@given(_HOST, _PATH.map("".join))
def test_the_short_way_for_clean_addresses_gives_what_the_long_way_gives(host: str, path: str):
    said = f"https://{host}/{path}"
    assert urls.request_url(said) == urls._spelled(said, "")
