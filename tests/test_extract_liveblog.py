"""Live blogs: told by the page or shown by it, read as articles, with their entries and times."""

from __future__ import annotations

import json

import pytest

from newsarchive.extract.article import Article
from newsarchive.extract.parts import Entry, Image, Paragraph

from .pages.made import HEADLINE, PARAGRAPHS, TEXT, article, document, long_text, story

LIVE_URL = "https://courier.example/harbour/live/bridge-4711"
TIMES = ("2026-03-04T11:20:00+01:00", "2026-03-04T10:05:00+01:00", "2026-03-04T09:30:00+01:00")


def linked(**fields: object) -> str:
    text = json.dumps({"@context": "https://schema.org", "@type": "LiveBlogPosting", "headline": HEADLINE, **fields})
    return f'<script type="application/ld+json">{text}</script>'


def entry(n: int, stamp: str, tag: str = "div", head: str = "") -> str:
    title = head or f"<h3>The deck is lifted, part {n}</h3>"
    return f'<{tag} class="post" id="post-{n}">{stamp}{title}<p>{PARAGRAPHS[n]}</p><p>{PARAGRAPHS[3]}</p></{tag}>'


def entries(found: Article) -> list[Entry]:
    return [part for part in found.structure if isinstance(part, Entry)]


def stamped(tag: str = "div") -> str:
    return "".join(entry(n, f'<time datetime="{time}">{time[11:16]}</time>', tag) for n, time in enumerate(TIMES))


def test_a_page_that_calls_itself_a_live_blog_is_one_with_its_entries():
    found = article(story(TEXT + stamped(), head=linked()))

    assert found.type == "LiveBlogPosting"
    assert [(part.date_published, part.headline) for part in entries(found)] == [
        (time, f"The deck is lifted, part {n}") for n, time in enumerate(TIMES)
    ]
    lines = found.article_body.split("\n")
    assert [lines[slice(*part.lines)] for part in entries(found)] == [
        [f"The deck is lifted, part {n}", PARAGRAPHS[n], PARAGRAPHS[3]] for n in range(3)
    ]


def test_the_times_of_json_ld_go_to_the_entries_that_the_page_shows():
    updates = [
        {"@type": "BlogPosting", "url": f"https://courier.example/a#post-{n}", "datePublished": time, "headline": "x"}
        for n, time in enumerate(TIMES)
    ]
    updates.append({"@type": "BlogPosting", "headline": "Not on the page", "articleBody": "No.", "datePublished": TIMES[0]})
    html = story("".join(entry(n, "<span>some time ago</span>") for n in range(3)), head=linked(liveBlogUpdate=updates))

    assert [part.date_published for part in entries(article(html))] == list(TIMES)
    assert "No." not in article(html).article_body


def test_updates_that_the_page_does_not_show_are_no_entries():
    updates = [{"headline": "Not on the page", "url": "#nowhere", "datePublished": TIMES[0]}]
    found = article(story(TEXT, head=linked(liveBlogUpdate=updates)))

    assert (found.type, entries(found)) == ("LiveBlogPosting", [])


def test_an_update_without_an_address_is_found_by_its_headline():
    updates = [{"headline": f"The deck is lifted, part {n}", "datePublished": TIMES[n]} for n in range(3)]
    found = article(story(TEXT + "".join(entry(n, "") for n in range(3)), head=linked(liveBlogUpdate=updates)))

    assert [(part.date_published, part.lines) for part in entries(found)] == [
        (TIMES[0], (4, 7)),
        (TIMES[1], (7, 10)),
        (TIMES[2], (10, 13)),
    ]


def test_a_time_without_a_day_stays_as_it_is_written():
    html = story("".join(entry(n, f"<div class='when'>{time[11:16]}</div>") for n, time in enumerate(TIMES)), head=linked())

    assert [(part.date_published, part.raw) for part in entries(article(html))] == [
        (None, "11:20"),
        (None, "10:05"),
        (None, "09:30"),
    ]


def test_entries_that_are_articles_of_their_own_are_one_text():
    found = article(story(stamped("article"), head=linked()))

    assert len(entries(found)) == 3
    assert all(paragraph in found.article_body for paragraph in PARAGRAPHS)


def test_a_page_that_shows_timed_entries_and_is_named_live_is_a_live_blog():
    assert article(story(stamped()), url=LIVE_URL).type == "LiveBlogPosting"


@pytest.mark.parametrize(
    "inside",
    [
        pytest.param(stamped(), id="not named live"),
        pytest.param(TEXT, id="no entries"),
    ],
)
def test_a_page_that_says_and_shows_less_is_no_live_blog(inside):
    url = LIVE_URL if inside == TEXT else "https://courier.example/harbour/bridge-4711"
    found = article(story(inside), url=url)

    assert (found.type, entries(found)) == (None, [])


def test_times_in_no_order_make_no_live_blog():
    mixed = "".join(entry(n, f'<time datetime="{TIMES[at]}"></time>') for n, at in enumerate((1, 0, 2)))

    assert article(story(mixed), url=LIVE_URL).type is None


def test_teasers_with_times_are_not_drawn_into_a_live_page():
    cards = "".join(
        entry(n, f'<time datetime="{time}">x</time>', "article", f'<h3><a href="/s/{n}">Harbour story number {n}</a></h3>')
        for n, time in enumerate(TIMES)
    )
    first = f"<article><h1>{HEADLINE}</h1>{long_text(2)}</article>"
    found = article(document(f"<main>{first}<div>{cards}</div></main>", head=linked()), url=LIVE_URL)

    assert entries(found) == []


def test_a_picture_inside_an_entry_stands_after_the_entrys_beginning():
    picture = '<figure><img src="/bridge-4712.jpg"></figure>'
    html = story(
        entry(0, TIME) + entry(1, TIME.replace("11:20", "10:20") + picture) + entry(2, TIME.replace("11", "09")), head=linked()
    )
    kinds = [type(part) for part in article(html).structure]

    assert kinds.count(Entry) == 3
    assert kinds[kinds.index(Image) - 1] is Entry


TIME = f'<time datetime="{TIMES[0]}">11:20</time>'


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("NewsArticle", "NewsArticle"),
        (["NewsArticle", "ReportageNewsArticle"], "ReportageNewsArticle"),
        ("https://schema.org/OpinionNewsArticle", "OpinionNewsArticle"),
        ("LiveBlogPosting", "LiveBlogPosting"),
    ],
)
def test_the_kind_is_schema_orgs_name_as_the_page_gives_it(given, kind):
    assert article(story(head=linked(**{"@type": given}))).type == kind


def test_the_kind_is_read_from_microdata_and_null_where_nothing_is_said():
    html = story().replace("<article>", '<article itemscope itemtype="http://schema.org/NewsArticle">')

    assert article(html).type == "NewsArticle"
    assert article(story()).type is None


def test_a_live_blog_that_the_page_only_links_to_makes_it_none():
    other = {"@type": "LiveBlogPosting", "headline": "Another one", "url": "https://courier.example/other"}
    found = article(story(head=linked(**{"@type": "NewsArticle", "isPartOf": other, "datePublished": "2026-03-04"})))

    assert found.type == "NewsArticle"
    assert found.structure == (Paragraph(lines=(0, 4)),)


def test_what_summary_and_entry_of_a_live_page_both_say_stays_in_both():
    found = article(story(TEXT + stamped(), head=linked()))

    assert found.article_body.count(PARAGRAPHS[3]) == 1 + len(TIMES)
