"""Dates as people write them, and which of a page's dates is the one of publication."""

from __future__ import annotations

import pytest

from newsarchive.discovery.links import Hints
from newsarchive.extract import dates, written
from newsarchive.extract.article import Article, Rejection
from newsarchive.extract.extract import extract

from .pages.made import HEADLINE, SOURCE, TEXT, URL, article, document, page, story


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("09:00, 2 March 2026", "2026-03-02T09:00"),
        ("Published: 09:00, 2 March 2026 | Updated: 10:15, 3 March 2026", "2026-03-02T09:00"),
        ("8:15 PM EST, Wed March 4, 2026", "2026-03-04T20:15-05:00"),
        ("4 March 2026 at 12:05 a.m.", "2026-03-04T00:05"),
        ("March 4, 2026, 8 p.m. CET", "2026-03-04T20:00+01:00"),
        ("4 Mar 2026, 22:11 GMT+10", "2026-03-04T22:11+10:00"),
        ("4 March 2026 22:11 GMT", "2026-03-04T22:11Z"),
        ("4th of March 2026", "2026-03-04"),
        ("4-Mar-2026", "2026-03-04"),
        ("Mittwoch, 4. März 2026, 08.15 Uhr", "2026-03-04T08:15"),
        ("4 de marzo de 2026 a las 10:00h", "2026-03-04T10:00"),
        ("4.3.2026 klo 14.00", "2026-03-04T14:00"),
        ("05.04.2025 - 06.04.2025", "2025-04-05"),
        ("4 марта 2026, 10:20", "2026-03-04T10:20"),
        ("4 березня 2026", "2026-03-04"),
        ("4 marca 2026 r.", "2026-03-04"),
        ("4. listopadu 2026", "2026-11-04"),
        ("2026. március 4. 08:15", "2026-03-04T08:15"),
        ("2026. 03. 04. 21:35", "2026-03-04T21:35"),
        ("Τρίτη, 4 Μαρτίου 2026, 10:15", "2026-03-04T10:15"),
        ("4 tháng 3, 2026 10:00", "2026-03-04T10:00"),
        ("2026年3月4日 09時55分", "2026-03-04T09:55"),
        ("2026년 3월 4일 오후 2:15", "2026-03-04T14:15"),
        ("2025 Mar 10:15", None),
        ("12 items 2026", None),
        ("31 February 2026", None),
    ],
)
def test_a_line_gives_its_first_full_date_with_the_clock_beside_it(line, iso):
    assert dates.normalise(line) == iso


@pytest.mark.parametrize(("day_first", "iso"), [(True, "2026-04-03"), (False, "2026-03-04"), (None, None)])
def test_three_four_twenty_six_means_what_the_pages_language_means(day_first, iso):
    found = written.first("03/04/2026", day_first=day_first)
    assert (found.iso if found else None) == iso


@pytest.mark.parametrize(
    ("language", "iso"), [("es", "2026-02-03"), ("en-GB", "2026-02-03"), ("en-US", "2026-03-02"), ("en", None)]
)
def test_strokes_are_read_by_the_language_of_the_page(language, iso):
    html = document(f"<h1>{HEADLINE}</h1><div class='when'>03/02/2026</div>{TEXT}", attributes=f'lang="{language}"')
    found = article(html)
    assert (found.date_published if found.date_source.date_published == "visible" else None) == iso


@pytest.mark.parametrize(
    ("before", "iso"),
    [
        ("<div>By Ann Lee, 4 March 2026, 09:30</div>", "2026-03-04T09:30"),
        ("<div>Updated 5 March 2026. Published 4 March 2026</div>", "2026-03-04"),
        ("<div>4 March 2026 (last updated 5 March 2026)</div>", "2026-03-04"),
        ("<div><a href='/2026'>4 March 2026</a></div>", "2026-03-04"),
    ],
)
def test_the_line_below_the_headline_dates_the_article(before, iso):
    found = article(story(before=before))
    assert (found.date_published, found.date_source.date_published) == (iso, "visible")


def test_the_date_of_the_day_above_the_menu_is_not_the_articles():
    top = "<div>Thursday, 5 March 2026</div><ul><li><a href='/'>Home</a></li><li><a href='/s'>Sport</a></li><li><a href='/m'>More</a></li></ul>"
    found = article(document(f"{top}<h2>{HEADLINE}</h2><p>Courier, 4 March 2026</p>{TEXT}"))
    assert found.date_published == "2026-03-04"


def test_a_line_that_shows_the_date_goes_before_the_address():
    found = article(story(before="<div>3 March 2026, 23:50</div>"), url="https://courier.example/2026/03/04/bridge")
    assert (found.date_published, found.date_source.date_published) == ("2026-03-03T23:50", "visible")


def test_the_time_of_a_change_is_no_time_of_publication():
    found = article(story(before="<p>Updated <time datetime='2026-03-04T10:00:00Z'>4 March 2026</time></p>"))
    assert found.date_modified == "2026-03-04T10:00:00Z"
    assert found.date_source.date_published != "time"


STAMP = '<meta property="article:published_time" content="{}">'


@pytest.mark.parametrize(
    ("stamp", "shown", "iso"),
    [
        ("2026-03-04T03:28:35Z", "Published March 3, 2026, 10:28 p.m. ET", "2026-03-03T22:28:35-05:00"),
        ("2026-03-04T03:28:35+00:00", "4 March 2026 at 08:58", "2026-03-04T08:58:35+05:30"),
        ("2026-03-04T03:28:35Z", "4 March 2026 at 03:28", "2026-03-04T03:28:35Z"),
        ("2026-03-04T03:28:35Z", "4 March 2026 at 04:41", "2026-03-04T03:28:35Z"),
        ("2026-03-04T03:28:35Z", "3 March 2026", "2026-03-04T03:28:35Z"),
        ("2026-03-04T03:28:35+01:00", "4 March 2026 at 02:28", "2026-03-04T03:28:35+01:00"),
    ],
)
def test_an_instant_in_utc_is_given_in_the_clock_that_the_page_shows_it_in(stamp, shown, iso):
    found = article(story(head=STAMP.format(stamp), before=f"<div>{shown}</div>"))
    assert found.date_published == iso
    assert found.raw.date_published == stamp


def announced(html: str) -> Article | Rejection:
    return extract(page(html, url=URL), SOURCE, Hints(title=HEADLINE, published="Wed, 04 Mar 2026 08:15:30 GMT", via_kind="rss"))


def test_a_date_that_only_the_feed_gives_makes_no_article_of_an_advertisement():
    advert = document(
        "<main><h1>Advertisement</h1><p>Brenda Pym sells garden sheds at half price.</p><a href='/buy'>Buy now</a></main>"
    )
    assert isinstance(announced(advert), Rejection)


def test_a_date_that_only_the_feed_gives_dates_a_whole_article():
    found = announced(story())
    assert isinstance(found, Article)
    assert found.date_source.date_published == "feed:rss"
