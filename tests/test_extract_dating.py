"""Dates as people write them, and which of a page's dates is the one of publication."""

from __future__ import annotations

import json

import pytest

from newsarchive.discovery.links import Hints
from newsarchive.extract.article import Article, Rejection
from newsarchive.extract.explaining import explain
from newsarchive.extract.extract import extract
from newsarchive.extract.fields import dates
from newsarchive.extract.words import written

from .pages.made import HEADLINE, PARAGRAPHS, SOURCE, TEXT, URL, article, document, page, story


def linked(**fields: str) -> str:
    """A block of JSON-LD with a NewsArticle."""
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


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
        ("March 4, 2026 2:00 PMShare this", "2026-03-04T14:00"),
        ("March 4, 2026: 3:42 PM ET", "2026-03-04T15:42-05:00"),
        ("July 4, 2026 11:00 a.m. PT", "2026-07-04T11:00-07:00"),
        ("March 8, 2026 9:00 AM ET", "2026-03-08T09:00-04:00"),
        ("March 4, 2006, 3:42 PM ET", "2006-03-04T15:42"),
        ("4 March 2026 11:00 et al", "2026-03-04T11:00"),
        ("২০২৬-০৩-০৪T১০:৪৬:০৬+০১:০০", "2026-03-04T10:46:06+01:00"),
        ("1772611200", "2026-03-04T08:00:00Z"),
        ("1772611200000", "2026-03-04T08:00:00Z"),
        ("20260304081530", "2026-03-04T08:15:30"),
        ("4711000000", None),
        ("2026-03-04 02:10:58 EST", "2026-03-04T02:10:58-05:00"),
        ("2026-03-04 10:00 GMT+0200", "2026-03-04T10:00+02:00"),
        ("2026-03-04 10:00:01 UTC", "2026-03-04T10:00:01Z"),
        ("2026-03-04 03:15 PM", "2026-03-04T15:15"),
        ("2026-03-04 12:05:20 a.m.", "2026-03-04T00:05:20"),
        ("2026-03-04 08:15 Uhr", "2026-03-04T08:15"),
        ("The CourierMarch 4, 2026", "2026-03-04"),
        ("Ann LeeMar, 04 2026 09:42:02", "2026-03-04T09:42:02"),
        ("Mar 4,2026 - 3 comments", "2026-03-04"),
        ("Wednesday 4, March 2026", "2026-03-04"),
        ("4. juni/lipanj, 2026.", "2026-06-04"),
        ("04.03.202604.03.2026", "2026-03-04"),
        ("03/04/2026 09:53:03 AM EST", "2026-03-04T09:53:03-05:00"),
        ("Wed Mar 04 08:15:30 CET 2026", "2026-03-04T08:15:30+01:00"),
        ("Wed, 04 Mar 00:00:00 2026", "2026-03-04T00:00:00"),
        ("४ मार्च २०२६", "2026-03-04"),
        ("MacMarch 42, 2026", None),
        ("04.03.20260403", None),
        ("Wed Mar 04 28:15:30 2026", None),
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


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2026/03/04/bridge", "2026-03-04"),
        ("/2026-3-4-bridge", "2026-03-04"),
        ("/20260304/bridge", "2026-03-04"),
        ("/town/2026/mar/04/bridge", "2026-03-04"),
        ("/town/bridge-to-be-mended-2026-03-04.html", "2026-03-04"),
        ("/2026/barge/04/bridge", None),
        ("/2026/13/04/bridge", None),
        ("/bridge-2026-03-041", None),
    ],
)
def test_an_address_names_a_day(path, day):
    assert dates.from_url(path) == day


def test_of_several_lines_the_one_with_the_day_of_the_address_dates_the_article():
    lines = "<div>Courier, Thursday, 5 March 2026</div><div>Posted by Ann Lee</div><div>4 March 2026</div>"
    found = article(story(before=lines), url="https://courier.example/2026/03/04/bridge")
    assert (found.date_published, found.date_source.date_published) == ("2026-03-04", "visible")


@pytest.mark.parametrize(
    ("lines", "iso"),
    [
        ("<div>5 March 2026</div><div>4 March 2026, 08:15</div>", "2026-03-04T08:15"),
        ("<div>5 March 2026</div><div>Published on 4 March 2026</div>", "2026-03-04"),
        ("<div>The old bridge was opened by the county's then chairman on 3 May 2011</div><div>4 March 2026</div>", "2026-03-04"),
        ("<div>— Ann Lee (@annlee) 5 March 2026</div><div>4 March 2026</div>", "2026-03-04"),
        ("<h2>Bridge to be mended from 5 March 2026 until the first week of May</h2><div>4 March 2026</div>", "2026-03-04"),
    ],
)
def test_lines_that_look_like_a_dateline_go_before_others(lines, iso):
    assert article(story(before=lines)).date_published == iso


def test_the_date_below_a_standfirst_and_a_picture_is_found():
    above = f"<p>{PARAGRAPHS[0]}</p><figure><img src='/b.jpg'></figure><div>Harbour</div><div>Save</div><div>Share</div><div>Print</div>"
    found = article(story(f"{above}<div>Published 4 March 2026, 08:15</div>{TEXT}"))
    assert (found.date_published, found.date_source.date_published) == ("2026-03-04T08:15", "visible")


def test_a_line_some_way_below_the_text_dates_it_only_if_it_says_so():
    links = "".join(f"<div><a href='/{n}'>More of this {n}</a></div>" for n in range(4))
    found = article(story(after=f"{links}<div>First published on 4 March 2026</div>"))
    assert (found.date_published, found.date_source.date_published) == ("2026-03-04", "visible")
    html = story(after=f"{links}<div>4 March 2026</div>", head=linked(dateCreated="2026-03-03"))
    assert article(html).date_published == "2026-03-03"


def test_a_lone_day_of_no_said_kind_gives_way_to_the_line_by_the_headline():
    head, line = '<meta name="date" content="2026-03-04">', "<div>3 March 2026, 21:40</div>"
    assert article(story(before=line, head=head)).date_published == "2026-03-03T21:40"
    assert article(story(before=line, head=head.replace('"date"', '"pubdate"'))).date_published == "2026-03-04"


def test_what_was_made_one_day_and_is_shown_with_the_next_is_of_the_next():
    found = article(story(before="<div>4 March 2026</div>", head=linked(dateCreated="2026-03-03T22:10:00Z")))
    assert found.date_published == "2026-03-04"
    same = article(story(before="<div>3 March 2026</div>", head=linked(dateCreated="2026-03-03T22:10:00Z")))
    assert same.date_published == "2026-03-03T22:10:00Z"


def test_a_line_that_tells_only_of_a_change_gives_no_date_of_publication():
    found = article(story(before="<div>Last updated 4 March 2026, 09:15 GMT</div>"))
    assert (found.date_published, found.date_modified) == (None, "2026-03-04T09:15Z")
    assert (found.date_source.date_modified, found.raw.date_modified) == ("visible", "Last updated 4 March 2026, 09:15 GMT")


def test_the_zone_of_a_time_may_stand_below_the_text():
    note = "<div>First published March 4, 2026: 5:05 AM ET</div>"
    found = article(story(f"{TEXT}{note}", head=linked(datePublished="2026-03-04T05:05:45")))
    assert found.date_published == "2026-03-04T05:05-05:00"


def test_the_time_of_a_change_is_no_time_of_publication():
    found = article(story(before="<p>Updated <time datetime='2026-03-04T10:00:00Z'>4 March 2026</time></p>"))
    assert found.date_modified == "2026-03-04T10:00:00Z"
    assert found.date_source.date_published != "time"


def test_the_times_of_teasers_above_the_headline_date_nothing():
    teasers = "".join(
        f"<div><a href='/{n}'>Fair {n}</a> <time datetime='2026-02-0{n}T08:00:00Z'>{n} days ago</time></div>" for n in (1, 2)
    )
    assert article(document(f"{teasers}<h1>{HEADLINE}</h1>{TEXT}")).date_published is None
    one = document(f"<div><time datetime='2026-03-04T08:00:00Z'>a day ago</time></div><h1>{HEADLINE}</h1>{TEXT}")
    assert article(one).date_published == "2026-03-04T08:00:00Z"


@pytest.mark.parametrize(("times", "taken"), [(("04",), True), (("03", "04"), False)])
def test_a_time_below_a_standfirst_and_a_picture_dates_the_article_if_it_stands_alone(times, taken):
    clocks = "".join(f"<div><time datetime='2026-03-{n}T08:00:00Z'>some hours ago</time></div>" for n in times)
    links = "".join(f"<div><a href='/{name}'>{name}</a></div>" for name in ("Harbour", "Save", "Share", "Print"))
    found = article(story(f"<p>{PARAGRAPHS[0]}</p>{links}{clocks}{TEXT}"))
    assert (found.date_source.date_published == "time", found.date_published == "2026-03-04T08:00:00Z") == (taken, taken)


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


def test_an_instant_in_another_clock_that_tells_its_zone_is_another_moment():
    head = '<meta property="article:published_time" content="2026-03-04T15:10:10Z">'
    shown = "<div class='when'>4 March 2026, 13:10 GMT</div>"
    assert article(story(before=shown, head=head)).date_published == "2026-03-04T15:10:10Z"


SCRIPT = "<script>var page = {{section: 'news', {}}};</script>"


@pytest.mark.parametrize(
    ("told", "iso"),
    [
        ('"publication_date": "2026-03-04 21:18:11"', "2026-03-04T21:18:11"),
        ("pubDate: '2026/03/04', moddate: '2026/03/05'", "2026-03-04"),
        ("track: push('setArticlePublishTime','2026-03-04T21:18:11+01:00')", "2026-03-04T21:18:11+01:00"),
        ("videoPublishDate: '2026-03-04'", None),
        ("expireDate: '2026-03-04'", None),
        ("a: {publishDate: '2026-03-04'}, b: {publishDate: '2026-03-03'}", None),
    ],
)
def test_a_day_that_scripts_call_that_of_publication_dates_a_page_that_shows_none(told, iso):
    found = article(story(head=SCRIPT.format(told)))
    assert (found.date_published, found.date_source.date_published) == (iso, "script" if iso else None)
    shown = article(story(head=SCRIPT.format(told), before="<div>6 March 2026</div>"))
    assert shown.date_published == "2026-03-06"


@pytest.mark.parametrize(
    ("address", "clock", "iso"),
    [
        ("/2026/03/03/fair", "2026-03-03 22:28:35", "2026-03-03T22:28:35-05:00"),
        ("/2026/03/04/fair", "2026-03-03 22:28:35", "2026-03-04T03:28:35Z"),
        ("/2026/03/03/fair", "2026-03-03 22:41:35", "2026-03-04T03:28:35Z"),
    ],
)
def test_scripts_tell_the_clock_of_a_stamp_that_is_of_another_day_than_the_address(address, clock, iso):
    html = story(head=STAMP.format("2026-03-04T03:28:35Z") + SCRIPT.format(f"published_at: '{clock}'"))
    assert article(html, url=f"https://courier.example{address}").date_published == iso


@pytest.mark.parametrize(("kind", "taken"), [("NewsArticle", True), ("ItemList", False), ("VideoObject", False)])
def test_the_date_of_a_video_or_of_a_list_beside_the_article_is_not_its_date(kind, taken):
    item = f"<div itemscope itemtype='https://schema.org/{kind}'><meta itemprop='datePublished' content='2026-03-01'></div>"
    assert article(story(f"{item}{TEXT}", before="<p>4 March 2026</p>")).date_published == (
        "2026-03-01" if taken else "2026-03-04"
    )


def test_the_date_of_a_video_that_is_the_page_is_its_date():
    item = "<meta itemprop='datePublished' content='2026-03-01'>"
    html = document(f"<main itemscope itemtype='https://schema.org/VideoObject'>{item}<h1>{HEADLINE}</h1>{TEXT}</main>")
    assert article(html).date_published == "2026-03-01"


@pytest.mark.parametrize(
    ("stamp", "before", "iso", "source"),
    [
        ("2026-03-04", "<time datetime='2026-03-04T08:15+01:00'></time>", "2026-03-04T08:15+01:00", "time"),
        ("2026-03-04T00:00:00", "<div>4 March 2026, 08:15</div>", "2026-03-04T08:15", "visible"),
        ("2026-03-04T08:15:30", "<time datetime='2026-03-04T08:15+01:00'></time>", "2026-03-04T08:15+01:00", "time"),
        ("2026-03-04", "<time datetime='2026-03-03T08:15+01:00'></time>", "2026-03-04", "json-ld"),
        ("2026-03-04T08:15:30", "<time datetime='2026-03-04T09:40+01:00'></time>", "2026-03-04T08:15:30", "json-ld"),
        ("2026-03-04T00:00:00+01:00", "<div>4 March 2026, 08:15</div>", "2026-03-04T00:00:00+01:00", "json-ld"),
    ],
)
def test_a_day_alone_is_completed_by_what_names_the_same_day_with_its_time(stamp, before, iso, source):
    found = article(story(before=before, head=linked(datePublished=stamp)))
    assert (found.date_published, found.date_source.date_published) == (iso, source)


def test_the_time_of_creation_completes_nothing():
    found = article(story(head=linked(datePublished="2026-03-04", dateCreated="2026-03-04T06:10:00Z")))
    assert found.date_published == "2026-03-04"


def test_a_date_before_the_web_gives_way_to_a_later_one_and_is_flagged():
    both = article(story(before="<time datetime='2026-03-04'></time>", head=linked(datePublished="1970-01-02T00:00:00Z")))
    assert (both.date_published, both.warnings) == ("2026-03-04", ("date-before-1990",))
    alone = article(story(head=linked(datePublished="1954-07-02")))
    assert (alone.date_published, alone.warnings) == ("1954-07-02", ("date-before-1990",))


@pytest.mark.parametrize(
    ("published", "modified", "flagged"),
    [
        ("2026-03-04T08:00:00Z", "2026-03-04T07:00:00Z", True),
        ("2026-03-04T08:00:00+01:00", "2026-03-04T07:00:00Z", False),
        ("2026-03-04", "2026-03-01", True),
        ("2026-03-04", "2026-03-03T23:00:00Z", False),
    ],
)
def test_a_change_before_publication_is_flagged(published, modified, flagged):
    found = article(story(head=linked(datePublished=published, dateModified=modified)))
    assert ("modified-before-published" in found.warnings) == flagged


@pytest.mark.parametrize(
    "name",
    [
        "publication-date",
        "og:publish_time",
        "published",
        "first_published_at",
        "article:post_date",
        "pubDateTime",
        "DateOfPublication",
    ],
)
def test_a_meta_that_says_published_in_other_words_is_read(name):
    found = article(story(head=f'<meta name="{name}" content="2026-03-04T08:15:00+01:00">'))
    assert (found.date_published, found.date_source.date_published) == ("2026-03-04T08:15:00+01:00", f"meta:{name.lower()}")


@pytest.mark.parametrize(
    "name", ["lastModifiedDate", "article:modified_at", "last-updated", "LastUpdate", "DateModified", "bt:modDate"]
)
def test_a_meta_that_says_modified_in_other_words_is_read(name):
    found = article(story(head=f'<meta name="{name}" content="2026-03-04T08:15:00+01:00">'))
    assert (found.date_published, found.date_modified) == (None, "2026-03-04T08:15:00+01:00")


@pytest.mark.parametrize(
    "name", ["video:release_date", "post_modified_date", "expiry_publish_date", "birthdate", "lastPublishedDate"]
)
def test_a_meta_of_another_date_is_not(name):
    assert article(story(head=f'<meta name="{name}" content="2026-03-04T08:15:00+01:00">')).date_published is None


def test_lines_right_by_the_headline_go_before_lines_right_above_the_text():
    events = "".join(f"<div><a href='/fair/{n}'>2026.03.{n}.08.00. Fair</a></div>" for n in range(10, 26))
    html = document(f"<div class='when'>2026. 03. 04. 21:35</div><h1>{HEADLINE}</h1>{events}<div class='text'>{TEXT}</div>")
    assert article(html).date_published == "2026-03-04T21:35"


def test_every_date_of_a_page_is_explained():
    head = linked(datePublished="2026-03-04", dateModified="2026-03-04T09:00:00Z", dateCreated="soon")
    head += '<meta name="date" content="2031-01-01"><meta name="pubdate" content="1969-01-01">'
    html = story(before="<time datetime='2026-03-04T08:15+01:00'></time><div>2 March 2026</div>", head=head)
    told = explain(page(html, url="https://courier.example/2026/03/01/bridge-to-be-mended-4711"), SOURCE, None, None)
    assert [(one.source, one.iso, one.why) for one in told.dates if one.field == "datePublished"] == [
        ("json-ld", "2026-03-04", "the same day"),
        ("meta:pubdate", "1969-01-01", "before there was a web"),
        ("meta:date", "2031-01-01", "more than two days after the capture"),
        ("time", "2026-03-04T08:15+01:00", "the same day as json-ld has, and says more of it"),
        ("visible", "2026-03-02", "later in the order"),
        ("json-ld:dateCreated", None, "no full date"),
        ("url", "2026-03-01", "later in the order"),
    ]
    assert [one.source for one in told.dates if one.chosen] == ["time", "json-ld"]


def test_a_line_that_was_chosen_for_the_day_of_the_address_says_so():
    html = story(before="<div>Courier, 5 March 2026</div><div>Harbour</div><div>4 March 2026</div>")
    told = explain(page(html, url="https://courier.example/2026/03/04/bridge"), SOURCE, None, None)
    assert [(one.source, one.chosen, one.why) for one in told.dates] == [
        ("visible", False, "another day, and less sure than the one chosen"),
        ("visible", True, "url has the same day, and none of higher rank is surely of publication"),
        ("url", False, "the same day"),
    ]


def test_a_lone_day_that_gave_way_is_explained():
    html = story(before="<div>3 March 2026, 21:40</div>", head='<meta name="date" content="2026-03-04">')
    told = explain(page(html), SOURCE, None, None)
    assert [(one.source, one.why) for one in told.dates] == [
        ("meta:date", "another day, and less sure than the one chosen"),
        ("visible", "a line that shows it goes before meta:date, a day of no said kind"),
    ]


def test_a_date_that_only_the_feed_gives_makes_no_article_of_an_advertisement():
    advert = document(
        "<main><h1>Advertisement</h1><p>Brenda Pym sells garden sheds at half price.</p><a href='/buy'>Buy now</a></main>"
    )
    assert isinstance(announced(advert), Rejection)


def test_a_date_that_only_the_feed_gives_dates_a_whole_article():
    found = announced(story())
    assert isinstance(found, Article)
    assert found.date_source.date_published == "feed:rss"
