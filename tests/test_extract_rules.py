"""The paper's own rules go before the generic reading, and never cost an article."""

from __future__ import annotations

from datetime import date

import pytest

from newsarchive.discovery.links import Hints
from newsarchive.extract.article import Article, Person, Rejection
from newsarchive.extract.extract import extract
from newsarchive.extract.fields.address import readable
from newsarchive.sources.catalogue import catalogue
from newsarchive.sources.model import Source
from newsarchive.sources.rules import Rule

from .pages.made import HEADLINE, PARAGRAPHS, TEXT, document, long_text, page, story

BODY = "\n".join(PARAGRAPHS)
PROMO = "<p class='zq'>The Courier is read by more people along this coast than any other paper, and has been for years.</p>"


def by(rule: Rule | None, content: str, url: str = "", **values: object) -> Article:
    source = Source(name="courier", url="https://courier.example/", rules=(rule,) if rule else (), **values)  # type: ignore[arg-type]
    found = extract(page(content, **({"url": url} if url else {})), source, None)
    assert isinstance(found, Article), found
    return found


def test_what_a_rule_drops_is_no_part_of_the_text_and_what_follows_it_stays():
    content = story(TEXT.replace("</p>", "</p>" + PROMO, 1))
    assert by(None, content).article_body != BODY
    assert by(Rule(drop=(".zq",)), content).article_body == BODY
    assert by(Rule(drop=("//p[@class='zq']",)), content).article_body == BODY


def test_a_dropped_span_does_not_break_its_paragraph():
    content = story(TEXT.replace("harbour board", "harbour <span class=ad>Click here!</span>board", 1))
    assert by(Rule(drop=("span.ad",)), content).article_body.split("\n")[0] == PARAGRAPHS[0]


def test_a_stated_body_keeps_its_short_lines_and_takes_nothing_from_around_it():
    short = "<p>Ferries: not before May</p>"
    content = story(short + TEXT + short, before=PROMO, after=f"<div class=more>{PROMO * 9}</div>")
    found = by(Rule(body=(".text",)), content)
    assert found.article_body == f"Ferries: not before May\n{BODY}\nFerries: not before May"
    assert (found.headline, found.warnings) == (HEADLINE, ("no-date",))


def test_a_body_in_several_elements_is_read_from_all_of_them():
    halves = "".join(f"<div class=part><p>{text}</p></div>{PROMO}" for text in PARAGRAPHS)
    assert by(Rule(body=(".part",)), story(halves)).article_body == BODY


def test_a_body_inside_what_looks_like_furniture_is_believed():
    content = story(f"<div class='related-sidebar'>{TEXT}</div>", after=f"<div>{PROMO * 20}</div>")
    assert by(Rule(body=(".related-sidebar",)), content).article_body == BODY


def test_a_name_that_moved_to_a_small_box_is_no_body():
    content = story(long_text(25), after=f"<div class=box>{PROMO * 5}</div>")
    found = by(Rule(body=(".box",)), content)
    assert found.article_body == by(None, content).article_body
    assert "rule-not-fitting" in found.warnings


@pytest.mark.parametrize("selector", [".nowhere", "h1", "nav", "//p[1]/@class | //h1"])
def test_a_body_that_no_longer_fits_is_passed_over_with_a_warning(selector: str):
    found = by(Rule(body=(selector,)), story())
    assert found.article_body == BODY
    assert "rule-not-fitting" in found.warnings


def test_the_first_body_that_fits_is_taken():
    found = by(Rule(body=(".nowhere", ".text")), story(before=PROMO))
    assert found.article_body == BODY
    assert "rule-not-fitting" not in found.warnings


@pytest.mark.parametrize("rule", [Rule(drop=("p",)), Rule(drop=("article", "body")), Rule(drop_lines=(".*",))])
def test_a_rule_that_leaves_nothing_is_undone(rule: Rule):
    found = by(rule, story())
    plain = by(None, story())
    assert found.article_body == BODY
    assert found.warnings == (*plain.warnings, "rule-not-fitting")
    assert found.rules is None


def test_a_page_that_is_no_article_stays_none():
    source = Source(name="courier", url="https://courier.example/", rules=(Rule(body=(".text",)),))
    assert isinstance(extract(page(document("<p>Nothing here.</p>")), source, None), Rejection)


def test_a_line_of_chrome_is_left_out_as_a_whole_line_only():
    line = "You can read the whole of the story on the quay tomorrow."
    content = story(f"<p>{line}</p>{TEXT}")
    assert by(None, content).article_body == f"{line}\n{BODY}"
    assert by(Rule(drop_lines=("You can read .*",)), content).article_body == BODY
    assert by(Rule(drop_lines=("You can read",)), content).article_body == f"{line}\n{BODY}"


def test_headline_byline_date_and_section_are_read_where_the_rule_says():
    before = "<div class=h>Bridge closed</div><i class=who>By Ann Lee</i><b class=at>2 March 2026</b><u>Quay</u>"
    rule = Rule(headline=".h", byline="//i[@class='who']/text()", date=".at", section="u")
    found = by(rule, story(before=before, head='<meta name="author" content="Someone Else">'))
    assert (found.headline, found.author, found.article_section) == ("Bridge closed", (Person(name="Ann Lee"),), ("Quay",))
    assert (found.date_published, found.date_source.date_published) == ("2026-03-02", "rule")
    sources = found.field_source
    assert (sources.headline, sources.author, sources.article_section) == ("rule", "rule", "rule")


def test_a_rule_holds_for_pages_of_its_time():
    content = story(TEXT + PROMO)
    assert by(Rule(drop=(".zq",), valid_until=date(2026, 3, 5)), content).article_body == BODY
    late = by(Rule(drop=(".zq",), valid_until=date(2026, 3, 4)), content)
    assert late.article_body != BODY
    assert late.rules is None


def test_records_name_the_rules_that_they_were_read_by():
    one, other = by(Rule(drop=(".zq",)), story()), by(Rule(drop=(".zz",)), story())
    assert one.rules
    assert one.rules != other.rules


GRAMMAR = r"/(?P<place>[a-z-]+)/(?:(?P<section>news|whats-on)/)?[a-z-]+-(?P<id>\d+)"


def test_place_section_and_id_come_from_the_address_where_the_page_has_none():
    url = "https://courier.example/stow-on-the-wold/whats-on/bridge-to-be-mended-4711"
    found = by(None, story(), url=url, article_url=GRAMMAR)
    assert (found.content_location, found.identifier, found.article_section) == ("Stow on the Wold", "4711", ("Whats On",))
    assert (found.raw.content_location, found.raw.article_section) == ("stow-on-the-wold", "whats-on")
    assert (found.field_source.content_location, found.field_source.article_section) == ("url", "url")
    named = by(None, story(head='<meta property="article:section" content="Docks">'), url=url, article_url=GRAMMAR)
    assert (named.article_section, named.field_source.article_section, named.raw.article_section) == (("Docks",), "page", None)


def test_the_feeds_section_goes_before_the_addresss():
    source = Source(name="courier", url="https://courier.example/", article_url=GRAMMAR)
    found = extract(page(story(), url="https://courier.example/quay/news/bridge-1"), source, Hints(section="Docks"))
    assert isinstance(found, Article)
    assert (found.article_section, found.field_source.article_section) == (("Docks",), "feed")


def test_without_a_grammar_nothing_is_made_up():
    found = by(None, story())
    assert (found.content_location, found.identifier, found.syndication, found.rules) == (None, None, None, None)


def test_agency_copy_is_told_by_its_path():
    found = by(None, story(), url="https://courier.example/wire/bridge-1", agency=("^/wire/",))
    assert found.syndication is not None
    assert (found.syndication.kind, found.syndication.evidence) == ("agency", "url:/wire/")


@pytest.mark.parametrize(
    ("slug", "name"),
    [("bury-st-edmunds", "Bury St Edmunds"), ("isle-of-sheppey", "Isle of Sheppey"), ("the-quay", "The Quay"), ("LaRochelle", "LaRochelle"), ("", None), (None, None)],
)  # fmt: skip
def test_a_slug_is_made_readable(slug: str | None, name: str | None):
    assert readable(slug) == name


@pytest.mark.parametrize("box", ["PageStory", "pagestory"])
def test_kentonlines_chrome_is_no_part_of_its_articles(box: str):
    chrome = "<p>More on KentOnline</p><p>Home Tunbridge Wells News Article</p>"
    content = document(
        f"<div class=PageContent>{chrome}<h1>{HEADLINE}</h1><div class={box}>{chrome}{TEXT}"
        f"<p>Subscribe Now</p><p>Read more: ferries to stop</p></div></div>"
    )
    found = extract(page(content, url="https://www.kentonline.co.uk/deal/news/bridge-303001/"), catalogue()["kentonline"], None)
    assert isinstance(found, Article)
    assert found.article_body == BODY
    assert (found.content_location, found.article_section, found.identifier) == ("Deal", ("News",), "303001")
