"""What a page says beside the text: each field with where it comes from, and nothing that it does not say."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from newsarchive.discovery.links import Hints
from newsarchive.extract import engine
from newsarchive.extract.article import Article, ImageObject, Person
from newsarchive.extract.extract import extract
from newsarchive.extract.fields import dates
from newsarchive.extract.page.parse import parse
from newsarchive.extract.words.slips import load
from newsarchive.sources.model import Source

from .pages.made import DATE, HEADLINE, PARAGRAPHS, TEXT, URL, article, document, long_text, page, story


def linked(**fields: object) -> str:
    """A block of JSON-LD with a NewsArticle."""
    return script({"@context": "https://schema.org", "@type": "NewsArticle", **fields})


def script(data: object) -> str:
    """A block of JSON-LD, written so that no value can end it."""
    text = json.dumps(data).replace("</", r"<\/")
    return f'<script type="application/ld+json">{text}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def hinted(html: str, **hints: str) -> Article:
    found = extract(page(html), Source(name="courier", url="https://courier.example/"), Hints(**hints))
    assert isinstance(found, Article)
    return found


# ---------------------------------------------------------------- headline


@pytest.mark.parametrize(
    "head",
    [
        f"<title>{HEADLINE} | The Courier</title>",
        f"<title>The Courier: {HEADLINE}</title>" + meta("og:site_name", "The Courier"),
        f"<title>{HEADLINE} - Harbour - The Courier</title>" + meta("og:title", HEADLINE),
        linked(headline=HEADLINE) + "<title>Harbour news</title>",
        meta("og:title", "Swing bridge to be mended before winter: how it will work"),
        "",
    ],
)
def test_the_headline_is_the_one_that_readers_see(head):
    assert article(story(head=head)).headline == HEADLINE


def test_without_a_heading_the_papers_name_is_taken_off_by_comparing():
    html = (
        story(head=f"<title>{HEADLINE} \N{EN DASH} Quay and Town</title>" + meta("og:title", HEADLINE))
        .replace("<h1>", "<div>")
        .replace("</h1>", "</div>")
    )
    assert article(html).headline == HEADLINE


def test_a_dash_inside_a_headline_is_no_end():
    title = "Bridge - and ferry - to close for winter"
    html = story(head=f"<title>{title} | The Courier</title>" + meta("og:site_name", "The Courier")).replace(HEADLINE, title)
    assert article(html).headline == title


@pytest.mark.parametrize("before", ["Harbour: ", "Harbour | ", "The Courier | courier.example | ", "Harbour board / "])
def test_a_kicker_before_what_metadata_call_the_headline_is_cut(before):
    html = story(head=linked(headline=HEADLINE) + f"<title>{before}{HEADLINE} - Courier</title>")
    assert article(html.replace(f"<h1>{HEADLINE}", f"<h1>{before}{HEADLINE}")).headline == HEADLINE


@pytest.mark.parametrize(
    "title", ["Harbour: old swing bridge to be mended", "»No bridge like the old one«, says the chairwoman", "The ferry: gone"]
)
def test_what_stands_before_a_colon_stays_where_no_metadata_leave_it_out(title):
    html = story(head=linked(headline=title)).replace(f"<h1>{HEADLINE}", f"<h1>{title}")
    assert article(html).headline == title


@pytest.mark.parametrize(
    ("heading", "headline"),
    [
        (f"<span class='overline'>Harbour</span>“{HEADLINE}”", f"“{HEADLINE}”"),
        (f"<span class='overline'>Harbour</span>: {HEADLINE}", f"Harbour: {HEADLINE}"),
        (f"<span class='first-letter'>O</span>{HEADLINE[1:]}", HEADLINE),
        (f"{HEADLINE}<div class='when'>(4 March 2026)</div>", HEADLINE),
    ],
)
def test_a_kicker_glued_to_the_headline_and_a_date_in_its_heading_are_cut(heading, headline):
    title = f"Harbour - {HEADLINE}"
    html = story(head=linked(headline=title)).replace(f"<h1>{HEADLINE}", f"<h1>{heading}")
    assert article(html).headline == headline


def test_the_masthead_in_an_h1_is_not_the_headline():
    html = story(head=linked(headline=HEADLINE)).replace("<nav>", "<h1>The Courier</h1><nav>")
    assert article(html).headline == HEADLINE


def test_a_masthead_that_is_the_only_h1_is_not_the_headline():
    html = story(head=meta("og:title", HEADLINE)).replace(f"<h1>{HEADLINE}</h1>", "<h1>The Courier of the Old Quay</h1>")
    assert article(html).headline == HEADLINE


@pytest.mark.parametrize(
    ("title", "line"),
    [
        (f"{HEADLINE} - World - Sport - Northern Times", f"<div><b>{HEADLINE}</b></div>"),
        (f"Northern Times News and Weather | {HEADLINE}", f"<td>{HEADLINE}</td>"),
        (f"Sport - Football: {HEADLINE} (Northern Times)", f"<p>Football: {HEADLINE}</p>"),
    ],
)
def test_a_line_that_is_a_part_of_the_title_is_the_headline_where_there_is_no_heading(title, line):
    html = document(
        f"<a href='/'>Northern Times News and Weather</a>{line}<div class='text'>{TEXT}</div>", f"<title>{title}</title>"
    )
    found = article(html).headline
    assert found == (HEADLINE if "(" not in title else title)


def test_a_site_that_is_named_like_the_article_leaves_it_its_headline():
    head = meta("og:site_name", HEADLINE) + meta("application-name", HEADLINE) + meta("og:title", HEADLINE)
    found = article(story(head=head))
    assert (found.headline, found.publisher) == (HEADLINE, None)


def test_the_announced_title_serves_where_the_page_has_none():
    assert hinted(story().replace(f"<h1>{HEADLINE}</h1>", ""), title="Bridge to be mended").headline == "Bridge to be mended"


# ---------------------------------------------------------------- authors

ANN, BO = Person(name="Ann Other"), Person(name="Bo Nyone")


@pytest.mark.parametrize(
    ("given", "people"),
    [
        ({"@type": "Person", "name": "Ann Other"}, (ANN,)),
        ([{"@type": "Person", "name": "Ann Other"}, {"@type": "Person", "name": "Bo Nyone"}], (ANN, BO)),
        ("By Ann Other and Bo Nyone", (ANN, BO)),
        (["Ann Other", "ann other"], (ANN,)),
        ("Other, Ann", (ANN,)),
        ("Ann Other, Harbour reporter", (ANN,)),
        ({"@type": "Person", "name": ["Ann Other", "Bo Nyone"]}, (ANN, BO)),
        ({"@type": "Organization", "name": "The Courier"}, (Person(name="The Courier", type="Organization"),)),
        ("dpa", (Person(name="dpa", type="Organization"),)),
        ("Courier newsroom", (Person(name="Courier newsroom", type="Organization"),)),
        (
            {"@type": "Person", "name": "Ann Other", "url": "https://courier.example/people/ann"},
            (Person(name="Ann Other", url="https://courier.example/people/ann"),),
        ),
        ("ByAnn Other", (ANN,)),
        ("Ann Other, Bo Nyone and John E Day", (ANN, BO, Person(name="John E Day"))),
        ("Ann Other e Bo Nyone", (ANN, BO)),
        ("Ann Other im Gespräch mit Bo Nyone", (ANN, BO)),
        ("Von Courier-Redakteurin Ann Other", (ANN,)),
        ("Gastautor Bo Nyone", (BO,)),
        ("Ann Other in Brussels and Bo Nyone in New York", (ANN, BO)),
        ("Ann Other, Associated Press Writer", (ANN, Person(name="Associated Press", type="Organization"))),
        ("Ann Other Associated Press Writer", (ANN,)),
        ("BR24 Redaktion", (Person(name="BR24 Redaktion", type="Organization"),)),
        ("reader4711", ()),
        ("admin", ()),
        ("news@courier.example", ()),
        ("Ann Other (ann.other@courier.example)", (ANN,)),
        ({"@type": "Person", "name": 7.5}, ()),
        ({"@type": "Person", "name": {"first": "Ann"}}, ()),
        ([[["Ann"]], None, True, {"name": None}], ()),
        ("https://courier.example/people/ann", ()),
        ("Ann Other Reuters", (ANN,)),
        ("The Courier with Reuters", (Person(name="The Courier with Reuters"),)),
        ("User Admin", ()),
        ("Ann Other - https://courier.example/people/ann", (ANN,)),
        ({"@type": "Person", "name": "Ann Other (https://ann.example)"}, (ANN,)),
        ("Photo: Ann Other © The Courier", ()),
    ],
)
def test_authors_are_people_and_organisations_each_once(given, people):
    assert article(story(head=linked(headline=HEADLINE, author=given))).author == people


def test_a_paper_with_a_number_or_a_stroke_in_its_name_is_named_in_full():
    for name in ("Page 12", "Courier|Post"):
        given = linked(headline=HEADLINE, author={"@type": "Organization", "name": name})
        found = article(story(head=f'<meta property="og:site_name" content="{name}">{given}'))
        assert [(person.name, person.type) for person in found.author] == [(name, "Organization")]


def test_who_took_a_picture_did_not_write_the_article():
    taken = "<p>By <span itemprop='author'>{}</span></p>"
    picture = f"<div itemscope itemtype='https://schema.org/ImageObject'><img src='/a.jpg'>{taken.format('Bo Nyone')}</div>"
    assert [person.name for person in article(story(before=picture.replace("By ", ""))).author] == []
    assert [person.name for person in article(story(before=picture.replace("By ", "") + taken.format("Ann Other"))).author] == [
        "Ann Other"
    ]


def test_an_author_given_by_reference_is_looked_up_in_the_graph():
    graph = {
        "@graph": [
            {"@type": "NewsArticle", "headline": HEADLINE, "author": {"@id": "#ann"}, "publisher": {"@id": "#us"}},
            {"@type": "Person", "@id": "#ann", "name": "Ann Other"},
            {"@type": "Organization", "@id": "#us", "name": "The Courier"},
        ]
    }
    found = article(story(head=script(graph)))
    assert found.author == (ANN,)
    assert found.publisher == "The Courier"


@pytest.mark.parametrize(
    "before",
    [
        '<p class="byline">By Ann Other, The Courier</p>',
        '<p>By <a rel="author" href="/people/ann-other">Ann Other</a></p>',
        "<div>By Ann Other</div>",
        "<p>By Ann Other @annother 4 March 2026</p>",
        "<address>Ann Other</address>",
        "<div>Ann Other | 04.03.2026 - 10:15</div>",
        "<div>Ann Other Wednesday March 4, 2026</div>",
        "<h3>By Ann Other</h3>",
    ],
)
def test_a_visible_by_line_is_read_where_nothing_is_declared(before):
    html = story(before=before, head=meta("og:site_name", "The Courier"))
    assert article(html).author == (ANN,)


def test_a_by_line_that_names_more_than_is_declared_is_taken_whole():
    line = "<p class='authors'>von Ann Other , Bo Nyone , agencies</p>"
    assert article(story(before=line, head=linked(headline=HEADLINE, author="Ann Other"))).author == (ANN, BO)
    other = "<p class='authors'>von Cy Nobody , Bo Nyone</p>"
    assert article(story(before=other, head=linked(headline=HEADLINE, author="Ann Other"))).author == (ANN,)


def test_a_text_that_is_the_last_thing_on_its_page_is_read_to_its_end():
    assert article(document(f"<h1>{HEADLINE}</h1><p>{' '.join(PARAGRAPHS)}</p>")).author == ()


@pytest.mark.parametrize("line", ["Published Wednesday March 4, 2026", "Updated Wed. 4 March 2026", "HARBOUR | 4 March 2026"])
def test_what_stands_before_a_date_and_is_no_name_is_none(line):
    assert article(story(before=f"<div>{line}</div>")).author == ()


def test_a_by_line_goes_before_an_organisation_that_is_declared():
    head, before = linked(headline=HEADLINE, author="Harbour Newsroom"), "<div>By Ann Other</div>"
    assert article(story(before=before, head=head)).author == (ANN,)
    dpa = Person(name="dpa", type="Organization")
    assert article(story(before=before, head=linked(headline=HEADLINE, author="dpa"))).author == (ANN, dpa)


def test_a_headline_that_begins_like_a_by_line_is_none():
    assert article(story().replace(HEADLINE, "Von Dover bis Calais: the bridge is mended")).author == ()


def test_a_menu_of_authors_above_the_headline_is_no_by_line():
    menu = "<ul>" + "".join(f"<li><a href='/authors/cy-{n}'>Cy Nobody {'abcdefgh'[n]}</a></li>" for n in range(8)) + "</ul>"
    html = document(f"{menu}<h1>{HEADLINE}</h1><div>by <a href='/authors/ann'>Ann Other</a></div><div class='text'>{TEXT}</div>")
    assert article(html).author == (ANN,)


def test_the_papers_name_without_spaces_is_the_papers():
    before = "<div class='byline'>Ann Other, The Harbour Courier</div>"
    assert article(story(before=before), url="https://harbourcourier.example/bridge-to-be-mended-4711").author == (ANN,)


def test_the_raw_author_stays_as_it_was_given():
    assert (
        article(story(head=linked(headline=HEADLINE, author="By Ann Other and Bo Nyone"))).raw.author
        == "By Ann Other and Bo Nyone"
    )


# ---------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("given", "iso"),
    [
        ("2026-03-04T08:15:30+02:00", "2026-03-04T08:15:30+02:00"),
        ("2026-03-04T08:15:30.123Z", "2026-03-04T08:15:30Z"),
        ("2026-03-04T08:15:30+0200", "2026-03-04T08:15:30+02:00"),
        ("2026-03-04 08:15:30", "2026-03-04T08:15:30"),
        ("2026-03-04T08:15", "2026-03-04T08:15"),
        ("2026-03-04", "2026-03-04"),
        ("20260304", "2026-03-04"),
        ("2026-03-04 08:15:30 UTC", "2026-03-04T08:15:30Z"),
        ("2026-3-4", "2026-03-04"),
        ("2026/03/04 8:15", "2026-03-04T08:15"),
        ("Wed, 04 Mar 2026 08:15:30 GMT", "2026-03-04T08:15:30Z"),
        ("Wed, 04 Mar 2026 08:15:30 +0100", "2026-03-04T08:15:30+01:00"),
        ("Wed, 04 Mar 2026 08:15:30 -0000", "2026-03-04T08:15:30"),
        ("04 Mar 2026 08:15:30", "2026-03-04T08:15:30"),
        ("4 March 2026", "2026-03-04"),
        ("March 4th, 2026 at 8:15 p.m.", "2026-03-04T20:15"),
        ("Mittwoch, 4. März 2026, 08:15 Uhr", "2026-03-04T08:15"),
        ("4 de marzo de 2026", "2026-03-04"),
        ("le 4 mars 2026", "2026-03-04"),
        ("04.03.2026 08:15", "2026-03-04T08:15"),
        ("25/12/2025", "2025-12-25"),
        ("12/25/2025", "2025-12-25"),
        ("03/04/2026", None),
        ("2026-02-30", None),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01", None),
        ("yesterday", None),
        ("4 March", None),
        ("12345678901234567890", None),
        ("", None),
    ],
)
def test_a_date_says_no_more_than_it_was_given(given, iso):
    assert dates.normalise(given) == iso


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/news/2026/03/04/bridge", "2026-03-04"),
        ("/2026-03-04-bridge", "2026-03-04"),
        ("/20260304/bridge", "2026-03-04"),
        ("/2016/11/29/a", "2016-11-29"),
        ("/2026/03/bridge", None),
        ("/article-20260304777", None),
        ("/2026/13/04/a", None),
    ],
)
def test_an_address_gives_a_whole_day_or_nothing(path, day):
    assert dates.from_url(path) == day


def test_dates_are_taken_in_order_and_say_where_they_stood():
    declared = linked(headline=HEADLINE, datePublished="2026-03-04T08:00:00Z")
    named = meta("article:published_time", "2026-03-03T08:00:00Z")
    shown = "<time datetime='2026-03-02'>2 March</time>"
    url = "https://courier.example/2026/02/28/bridge"
    for html, iso, source in (
        (story(head=declared + named, before=shown), "2026-03-04T08:00:00Z", "json-ld"),
        (story(head=named, before=shown), "2026-03-03T08:00:00Z", "meta:article:published_time"),
        (story(before=shown), "2026-03-02", "time"),
        (story(), "2026-02-28", "url"),
    ):
        found = article(html, url=url)
        assert (found.date_published, found.date_source.date_published) == (iso, source)


def test_the_feed_gives_the_date_where_the_page_does_not():
    found = hinted(story(), published="Wed, 04 Mar 2026 08:15:30 +0100", via_kind="rss")
    assert (found.date_published, found.date_source.date_published) == ("2026-03-04T08:15:30+01:00", "feed:rss")
    assert found.raw.date_published == "Wed, 04 Mar 2026 08:15:30 +0100"


def test_a_date_shown_by_the_text_is_read_where_nothing_is_marked_up():
    found = article(story(after="<div class='published'>Published on March 4, 2026</div>"))
    assert (found.date_published, found.date_source.date_published) == ("2026-03-04", "visible")


def test_a_date_inside_the_text_is_the_last_resort():
    dateline = f"<p>MIDDLE HARBOUR, March 4, 2026 – {PARAGRAPHS[0]}</p>"
    found = article(document(f"<h1>{HEADLINE}</h1><article>{TEXT}{dateline}{TEXT}</article>"))
    assert (found.date_published, found.date_source.date_published) == ("2026-03-04", "htmldate")


@pytest.mark.parametrize("text", ["2025, 10:15", "2025 Mar 10:15", "12 March, 10:15", "March 2025", "2025"])
def test_half_a_date_is_never_completed(text):
    assert article(story(before=f"<div class='date'>{text}</div>")).date_published is None


def test_half_a_date_is_never_completed_from_the_clock():
    root = parse(page(story(before="<div class='date'>2025, 10:15</div>"))).root
    today = datetime.now(tz=UTC).date()
    assert engine.read_day(root, today + timedelta(days=2)) != f"2025-{today:%m-%d}"


@pytest.mark.parametrize("text", ["1 January 2026", "01.01.2026", "1/1/2026", "Published: January 1, 2026"])
def test_a_first_of_the_month_that_stands_on_the_page_is_a_date(text):
    assert article(story(before=f"<div class='date'>{text}</div>")).date_published == "2026-01-01"


def test_modified_stands_apart_from_published():
    found = article(story(head=linked(headline=HEADLINE, datePublished="2026-03-04", dateModified="2026-03-04T21:00:00+01:00")))
    assert (found.date_published, found.date_modified) == ("2026-03-04", "2026-03-04T21:00:00+01:00")
    assert found.date_source.date_modified == "json-ld"


def test_a_date_two_days_ahead_is_used_and_a_later_one_is_flagged():
    near, far = (DATE + timedelta(days=2)).date().isoformat(), (DATE + timedelta(days=3)).date().isoformat()
    assert article(story(head=linked(headline=HEADLINE, datePublished=near))).date_published == near
    found = article(story(head=linked(headline=HEADLINE, datePublished=far) + meta("article:published_time", "2026-03-04")))
    assert found.date_published == "2026-03-04"
    assert "date-in-future" in found.warnings


def test_the_only_date_in_the_future_is_null_and_stays_raw():
    found = article(story(head=linked(headline=HEADLINE, datePublished="2099-01-01T00:00:00Z")))
    assert found.date_published is None
    assert found.raw.date_published == "2099-01-01T00:00:00Z"
    assert {"date-in-future", "no-date"} <= set(found.warnings)


# ---------------------------------------------------------------- JSON-LD


@pytest.mark.parametrize(
    "text",
    [
        '<!-- {"a": 1} -->',
        '//<![CDATA[\n{"a": 1}\n//]]>',
        '{"a": 1,}',
        '{"a": 1};',
        "{&quot;a&quot;: 1}",
        '\n {"a": 1}\n',
        '{"a": 1} } }',
        '{"a": 1 // one\n}',
        '/* made by hand */ {"a": /* one */ 1}',
    ],
)
def test_json_with_the_usual_slips_is_mended(text):
    assert load(text) == {"a": 1}


@pytest.mark.parametrize(
    "text", ["", "{", "{'a': 1}", "[" * 100_000, '{"a":' * 50_000, "9" * 10_000, '{"a": "' + "x" * 1_000_001 + '"}']
)
def test_json_beyond_mending_is_left_alone(text):
    assert load(text) is None


def test_line_breaks_inside_json_strings_are_read():
    assert load('{"a": "one\ntwo"}') == {"a": "one\ntwo"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'{"a": "it\'s"}', {"a": "it's"}),
        (r'{"a": "\x41 \q \u12 \\ \" \u0041"}', {"a": 'A q u12 \\ " A'}),
        ('{"u": "https://x.example/a//b", "a": 1} //', {"u": "https://x.example/a//b", "a": 1}),
        ('{"a": 1}, {"b": 2}', [{"a": 1}, {"b": 2}]),
        ('{"a": 1}{"b": ', {"a": 1}),
    ],
)
def test_escapes_that_json_does_not_know_and_values_in_a_row_are_read(text, value):
    assert load(text) == value


@pytest.mark.parametrize("piece", ['"\\"', "/*", "//", '"a', "{", "{}", "\\", ",", "&quot;", "<!--"])
def test_mending_takes_time_in_proportion_to_the_text(piece):
    began = time.process_time()
    load('{"a": "' + piece * (900_000 // len(piece)))
    load(piece * (900_000 // len(piece)))
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "wrap",
    [
        lambda node: node,
        lambda node: [node],
        lambda node: {"@graph": [{"@type": "WebSite", "name": "The Courier"}, node]},
        lambda node: {"@type": "WebPage", "mainEntity": node},
        lambda node: [[{"@graph": [[node]]}]],
        lambda node: node | {"@type": ["Thing", "http://schema.org/ReportageNewsArticle"]},
        lambda node: node | {"datePublished": {"@type": "Date", "@value": "2026-03-04"}},
        lambda node: {"@graph": {"@list": [node]}},
    ],
)
def test_the_article_is_found_wherever_json_ld_keeps_it(wrap):
    node = {"@type": "NewsArticle", "headline": HEADLINE, "datePublished": "2026-03-04"}
    assert article(story(head=script(wrap(node)))).date_source.date_published == "json-ld"


def test_of_several_articles_the_one_that_names_this_page_is_taken():
    other = {
        "@type": "NewsArticle",
        "headline": "Ferry fares",
        "datePublished": "2026-01-01",
        "author": "Bo Nyone",
        "url": "https://courier.example/ferry",
    }
    own = {"@type": "NewsArticle", "headline": HEADLINE, "datePublished": "2026-03-04", "mainEntityOfPage": {"@id": URL}}
    assert article(story(head=script([other, own]))).date_published == "2026-03-04"


HOSTILE = [
    7,
    -1.5e300,
    True,
    None,
    [],
    {},
    [[[]]],
    {"@value": {"a": 1}},
    "\x00\x1b\u202e",
    ["x" * 9000] * 20,
    {"name": ["a", {"b": []}]},
    "</p><b>x",
]


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_no_hostile_value_leaks_out_of_json_ld(value):
    keys = "headline author creator datePublished dateModified description inLanguage articleSection keywords image publisher"
    found = article(story(head=linked(**dict.fromkeys([*keys.split(), "license", "isAccessibleForFree"], value))))
    strings = [found.headline, found.description, found.in_language, found.publisher, found.date_published, found.rights.license]
    strings += [
        *found.article_section,
        *found.keywords,
        *(image.url for image in found.image),
        *(person.name for person in found.author),
    ]
    assert all(
        text is None or (isinstance(text, str) and text == " ".join(text.split()) and text.isprintable()) for text in strings
    )
    assert found.headline == HEADLINE
    assert all(len(text) <= 2000 for text in strings if text)


def test_a_malformed_block_of_160_kilobytes_costs_nothing():
    block = '<script type="application/ld+json">{"author":[{"name":"' + '"author": {"name": "x", ' * 7000 + "</script>"
    assert article(story(head=block)).article_body


# ---------------------------------------------------------------- the rest


@pytest.mark.parametrize(
    ("given", "free"),
    [
        (True, True),
        ("True", True),
        ("true", True),
        ("http://schema.org/True", True),
        (False, False),
        ("False", False),
        ("false", False),
        ("https://schema.org/False", False),
        (None, None),
        ("perhaps", None),
        ([], None),
        (["False"], False),
        (1, True),
        (0, False),
        ("yes", True),
        ("No", False),
        ({"@value": "False"}, False),
    ],
)
def test_free_access_is_read_in_each_of_its_spellings(given, free):
    found = article(story(long_text(4), head=linked(headline=HEADLINE, isAccessibleForFree=given)))
    assert found.is_accessible_for_free is free


@pytest.mark.parametrize(
    ("attributes", "head", "language"),
    [
        ('lang="en_gb"', "", "en-GB"),
        ('lang="DE"', "", "de"),
        ("", meta("og:locale", "nb_NO"), "nb-NO"),
        ("", linked(headline=HEADLINE, inLanguage={"name": "German", "alternateName": "de"}), "de"),
        ("", linked(headline=HEADLINE, inLanguage=["pl", "en"]), "pl"),
        ('lang="zh-hant-tw"', "", "zh-Hant-TW"),
        ('lang="no such tongue"', "", None),
        ("", "", None),
    ],
)
def test_the_language_is_a_bcp_47_tag_or_null(attributes, head, language):
    assert article(story(head=head).replace('lang="en-GB"', attributes)).in_language == language


def test_sections_keywords_and_description_are_read():
    head = (
        linked(headline=HEADLINE, articleSection=["Harbour", "News"], keywords="bridge, quay; Bridge")
        + '<meta name="description" content=" A  bridge &amp; a quay ">'
    )
    found = article(story(head=head))
    assert found.article_section == ("Harbour", "News")
    assert [word.lower() for word in found.keywords] == ["bridge", "quay"]
    assert found.description == "A bridge & a quay"


@pytest.mark.parametrize("tier", ["article:content_tier", "og:article:content_tier"])
def test_free_access_is_read_from_the_content_tier(tier):
    assert article(story(long_text(4), head=meta(tier, "free"))).is_accessible_for_free is True
    assert article(story(long_text(4), head=meta(tier, "locked"))).is_accessible_for_free is False
    assert article(story(long_text(4), head=meta(tier, "metered"))).is_accessible_for_free is None


@pytest.mark.parametrize(
    "given",
    [
        ["Bridge", "Quay"],
        "Bridge; Quay",
        [["Bridge"], "Quay"],
        [{"@type": "DefinedTerm", "name": "Bridge"}, {"@type": "DefinedTerm", "name": "Quay"}],
        {"@list": ["Bridge", "Quay"]},
        {"@set": [{"@value": "Bridge"}, "Quay"]},
    ],
)
def test_keywords_and_sections_are_read_in_lists_sets_and_objects(given):
    found = article(story(head=linked(headline=HEADLINE, keywords=given, articleSection=given)))

    assert found.keywords == ("Bridge", "Quay")
    assert found.article_section in (("Bridge", "Quay"), ("Bridge; Quay",))


def test_images_are_absolute_with_caption_and_credit():
    figure = (
        '<figure><img src="../b.jpg"><figcaption><p>The bridge today.</p><p class="credit">A. Nyone</p></figcaption></figure>'
    )
    found = article(
        story(
            figure + TEXT,
            head=linked(headline=HEADLINE, image={"@type": "ImageObject", "url": "/lead.jpg", "caption": "The quay"}),
        )
    )
    assert found.image == (
        ImageObject(url="https://courier.example/lead.jpg", caption="The quay"),
        ImageObject(url="https://courier.example/b.jpg", caption="The bridge today.", credit_text="A. Nyone"),
    )


def test_the_configured_publisher_goes_before_the_declared_one():
    html = story(head=meta("og:site_name", "courier dot example"))
    assert article(html).publisher == "courier dot example"
    named = extract(page(html), Source(name="courier", url="https://courier.example/", publisher="The Courier"), None)
    assert isinstance(named, Article)
    assert named.publisher == "The Courier"


def test_rights_are_given_as_the_page_and_its_headers_give_them():
    head = '<meta name="robots" content="noarchive"><meta name="tdm-reservation" content="1"><link rel="license" href="/licence">'
    headers = (
        ("Content-Type", "text/html"),
        ("X-Robots-Tag", "noindex"),
        ("x-robots-tag", "bot: noai"),
        ("tdm-reservation", "0"),
    )
    rights = article(story(head=head), headers=headers).rights
    assert (rights.robots_meta, rights.x_robots_tag, rights.tdm_reservation, rights.license) == (
        "noarchive",
        "noindex, bot: noai",
        "1",
        "https://courier.example/licence",
    )


def test_the_header_reserves_where_the_page_says_nothing():
    assert article(story(), headers=(("Content-Type", "text/html"), ("TDM-Reservation", "1"))).rights.tdm_reservation == "1"


def test_the_url_is_without_tracking_and_the_canonical_one_is_absolute():
    found = article(story(head='<link rel="canonical" href="/harbour/other-4711">'), url=URL + "?utm_source=feed#top")
    assert found.url == URL
    assert found.canonical_url == "https://courier.example/harbour/other-4711"
    assert "canonical-elsewhere" in found.warnings


def test_an_address_that_says_how_the_reader_came_is_recorded_as_the_canonical_one():
    found = article(story(head=f'<link rel="canonical" href="{URL}">'), url=URL + "?origin=rss")
    assert (found.url, found.warnings) == (URL, ("no-date",))


@pytest.mark.parametrize("href", ["", "http://[::1", "javascript:void(0)", "ftp://x.example/", "http://\x00/"])
def test_a_canonical_address_that_is_none_is_null(href):
    assert article(story(head=f'<link rel="canonical" href="{href}">')).canonical_url in (None, URL)


def test_titles_hold_no_control_characters():
    found = article(
        story(head=linked(headline="Old swing\u202e bridge\x07\nto be\tmended before winter")).replace(f"<h1>{HEADLINE}</h1>", "")
    )
    assert found.headline == "Old swing bridge to be mended before winter"


@pytest.mark.parametrize(
    ("given", "sections"),
    [
        ("Arts, Food & Travel", ("Arts, Food & Travel",)),
        ("News, Town, Harbour, Ferries", ("News", "Town", "Harbour", "Ferries")),
        ("Uncategorized", ()),
        (["nil", "Harbour"], ("Harbour",)),
    ],
)
def test_sections_in_one_string_are_taken_apart_and_names_for_none_left_out(given, sections):
    assert article(story(head=linked(headline=HEADLINE, articleSection=given))).article_section == sections
