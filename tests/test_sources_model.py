"""A paper's entry: what its patterns say of an address, and that it travels between processes."""

from __future__ import annotations

import pickle
import time
from datetime import date

import pytest

from newsarchive.errors import BadConfiguration
from newsarchive.sources.catalogue import catalogue
from newsarchive.sources.grammar import UrlParts
from newsarchive.sources.model import Source
from newsarchive.sources.rules import Rule

FRONT = "https://courier.example/"


def paper(**values: object) -> Source:
    return Source(name="courier", url=FRONT, **values)  # type: ignore[arg-type]


def test_addresses_from_the_root_on_are_taken_from_the_front_page():
    found = paper(feeds=("/rss",), sitemaps=("/map.xml", "https://cdn.example/map.xml"), sections=("/harbour/",))
    assert found.feeds == (f"{FRONT}rss",)
    assert found.sitemaps == (f"{FRONT}map.xml", "https://cdn.example/map.xml")
    assert found.sections == (f"{FRONT}harbour/",)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://courier.example/news/bridge-4711", True),
        ("https://courier.example/sport/match-4712", False),
        ("https://courier.example/news/bridge-4711?print=1", False),
        ("https://courier.example/authors/?from=/news/", False),
    ],
)
def test_an_article_fits_an_include_and_no_exclude(url: str, allowed: bool):
    found = paper(include=("^/news/", "^/harbour/"), exclude=(r"[?&]print=", "^/authors/"))
    assert found.allows(url) is allowed


def test_without_patterns_every_address_is_allowed_and_none_says_anything():
    assert paper().allows("https://courier.example/x?y=1")
    assert paper().grammar("https://courier.example/x-4711") is None


def test_an_address_gives_its_named_parts():
    found = paper(article_url=r"/(?P<place>[^/]+)/(?P<slug>[a-z-]+)-(?P<id>\d+)/?", agency=("/wire/",))
    assert found.grammar("https://courier.example/m%C3%BChl-dorf/bridge-4711/") == UrlParts(
        place="m\u00fchl-dorf", slug="bridge", id="4711"
    )
    assert found.grammar("https://courier.example/wire/bridge") == UrlParts(agency="/wire/")
    assert found.grammar("https://courier.example/a/b/bridge-4711") is None


def test_an_entry_is_hashable_and_comes_back_from_a_pickle():
    found = paper(exclude=("^/authors/",), rules=(Rule(body=(".text",), valid_until=date(2024, 1, 1)),), since="2020-05-01")
    assert found.since == date(2020, 5, 1)
    assert found.allows("https://courier.example/x")
    assert {pickle.loads(pickle.dumps(found))} == {found}


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"include": ("(",)}, "include = '('"),
        ({"exclude": ("",)}, "exclude = ''"),
        ({"exclude": ("(a+)+$",)}, "too long"),
        ({"exclude": ("((a{999}){999}){99}",)}, "repeats"),
        ({"exclude": ("((a{1,999}){999,}){99}",)}, "repeats"),
        ({"agency": ("a" * 501,)}, "500"),
        ({"article_url": "/news/.*"}, "named groups"),
        ({"article_url": "/(?P<town>[a-z]+)/.*"}, "place, section, sub, slug, id"),
        ({"since": "yesterday"}, "since = 'yesterday'"),
        ({"twins": ("https://m.courier.example/",)}, "twins"),
        ({"sitemaps": ("map.xml",)}, "sitemaps = 'map.xml'"),
        ({"delay": float("nan")}, "3600"),
    ],
)
def test_what_cannot_be_is_refused_at_once(values: dict[str, object], told: str):
    began = time.monotonic()
    with pytest.raises(BadConfiguration) as caught:
        paper(**values)
    assert told in str(caught.value)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"body": ("..text",)}, "CSS"),
        ({"drop": ("//div[",)}, "XPath"),
        ({"drop": ("//re:div",)}, "XPath"),
        ({"drop": ("//p/text()", "(//p)[1]", "string(//p)")}, "CSS"),
        ({"body": ("(count(//p))",)}, "elements"),
        ({"headline": " "}, "1 to 500"),
        ({"drop_lines": ("*",)}, "drop_lines"),
        ({"valid_from": date(2025, 1, 2), "valid_until": date(2025, 1, 1)}, "valid_until"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(values: dict[str, object], told: str):
    with pytest.raises(BadConfiguration) as caught:
        Rule(**values)  # type: ignore[arg-type]
    assert told in str(caught.value)


def test_a_rule_holds_from_its_first_day_to_its_last():
    rule = Rule(valid_from=date(2025, 1, 1), valid_until=date(2025, 1, 31))
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 1, 31), date(2025, 2, 1)]
    assert [rule.holds_on(day) for day in days] == [False, True, True, False]
    assert paper(rules=(rule, Rule(note="always"))).rules_on(days[0]) == (Rule(note="always"),)


KENT = "https://www.kentonline.co.uk"


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("/whitstable/news/oysters-are-late-303001/", UrlParts("whitstable", "news", None, "oysters-are-late", "303001")),
        ("/kent/news/oysters-are-late-a82000", UrlParts("kent", "news", None, "oysters-are-late", "a82000")),
        ("/news/national/rain-is-late-6100/", UrlParts(None, "news", "national", "rain-is-late", "6100", "/news/national/")),
        ("/whitstable/news/amp/oysters-303001/", UrlParts("whitstable", "news", "amp", "oysters", "303001")),
        ("/whitstable/oysters-are-late-303001/", UrlParts("whitstable", None, None, "oysters-are-late", "303001")),
        ("/sport/oysters-are-late-303001", UrlParts(None, "sport", None, "oysters-are-late", "303001")),
    ],
)
def test_kentonlines_addresses_say_town_section_and_id(path: str, parts: UrlParts):
    assert catalogue()["kentonline"].grammar(KENT + path) == parts
    assert catalogue()["kentonline"].allows(KENT + path)


@pytest.mark.parametrize(
    "path",
    [
        "/news/126",
        "/news/crime/3/",
        "/news/national/2",
        "/whitstable/archive/489",
        "/categories/council/2",
        "/authors/some-one/?page=2",
        "/blogs/some-one/?page=2",
        "/_media/img/x-303001",
    ],
)
def test_kentonlines_lists_are_no_articles(path: str):
    assert not catalogue()["kentonline"].allows(KENT + path)
    assert catalogue()["kentonline"].grammar(KENT + path) is None or not path.endswith("1")
