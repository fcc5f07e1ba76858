"""What an article's page links to."""

import lxml.html

from newsarchive.discovery.links import RELATED
from newsarchive.discovery.related import read_related

HERE = "https://paper.example/town/story-of-today-100001/"
BRIDGE = "https://paper.example/town/bridge-to-be-mended-100002/"


def related(body: str, head: str = "", url: str = HERE):
    return read_related(lxml.html.document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>"), url)


def addresses(body: str, head: str = "") -> list[str]:
    return [link.url for link in related(body, head)]


def test_an_article_is_named_by_the_words_of_its_heading():
    (link,) = related(
        f'<a href="{BRIDGE}">Photo</a><div><a href="{BRIDGE}"><h3>Bridge to be mended</h3><p>At last.</p></a></div>'
    )
    assert (link.url, link.hints.title) == (BRIDGE, "Bridge to be mended")
    assert (link.hints.via, link.hints.via_kind) == (HERE, RELATED)


def test_a_heading_around_the_link_counts_too():
    (link,) = related(
        f'<a href="{BRIDGE}">A longer line that says how long the town waited</a><h2><a href="{BRIDGE}">Bridge</a></h2>'
    )
    assert link.hints.title == "Bridge"


def test_links_are_relative_to_the_page_or_to_its_base():
    body = '<a href="bridge-to-be-mended-100002/">Bridge to be mended at last</a>'
    assert addresses(body) == [f"{HERE}bridge-to-be-mended-100002/"]
    assert addresses(body, '<base href="/town/">') == [BRIDGE]


def test_the_page_itself_its_comments_and_its_further_pages_are_no_other_articles():
    body = f'<a href="{HERE}#comments">Seventeen comments on this</a><a href="{HERE}?page=2">2</a><a href="?">A story of today here</a>'
    assert addresses(f"<main>{body}</main>") == []


def test_what_a_menu_leads_to_is_none_unless_it_reads_like_one():
    sections = '<li><a href="/crime-and-courts-news">Crime</a><li><a href="/town">Town</a>'
    menu = f'<nav><ul>{sections}<li><a href="{BRIDGE}">Bridge to be mended at last</a></ul></nav>'
    assert addresses(menu) == [BRIDGE]
    assert addresses(f"<header><div><ul>{sections}</ul></div></header>") == []


def test_the_header_of_an_article_is_no_menu():
    assert addresses(f'<article><header><a href="{BRIDGE}">Bridge</a></header></article>') == [BRIDGE]


def test_files_lists_and_other_schemes_are_none():
    body = '<a href="/photo-of-the-bridge.jpg">A photo of the bridge</a><a href="/tag/bridge">Bridge</a><a href="mailto:a@b.example">Mail</a>'
    assert addresses(f"<main>{body}</main>") == []


def test_a_date_goes_to_the_one_article_of_its_box():
    card = '<li><a href="/town/{0}-of-the-town-10000{1}/">The {0} of the town</a><time datetime="2026-11-{1}T10:00Z">then</time></li>'
    dated = related("<ul>" + card.format("bridge", 2) + card.format("market", 3) + "</ul>")
    assert [link.hints.published for link in dated] == ["2026-11-2T10:00Z", "2026-11-3T10:00Z"]


def test_a_date_between_two_articles_goes_to_neither():
    links = "".join(f'<a href="/town/{name}-of-the-town-100002/">The {name} of the town</a>' for name in ("bridge", "market"))
    assert [link.hints.published for link in related(f'<div>{links}<time datetime="2026-11-20">20th</time></div>')] == ["", ""]


def test_the_author_beside_an_article_takes_no_date_from_it():
    links = f'<a href="/people/ann">Ann</a><a href="{BRIDGE}">Bridge to be mended at last</a>'
    found = related(f'<main><div>{links}<span data-published="2026-11-20">x</span></div></main>')
    assert {link.url: link.hints.published for link in found}[BRIDGE] == "2026-11-20"
    assert sum(bool(link.hints.published) for link in found) == 1


def test_the_date_of_a_change_is_not_that_of_publication():
    times = '<time class="updated" datetime="2026-11-21">21st</time>'
    (link,) = related(f'<div><a href="{BRIDGE}">Bridge to be mended at last</a>{times}</div>')
    assert link.hints.published == ""
    (link,) = related(
        f'<div><a href="{BRIDGE}">Bridge to be mended at last</a>{times}<time datetime="2026-11-20">20th</time></div>'
    )
    assert link.hints.published == "2026-11-20"


def test_a_link_far_down_is_found_with_its_date():
    inner = f'<a href="{BRIDGE}">Bridge to be mended at last</a><time datetime="2026-11-20">x</time>'
    (link,) = related("<div>" * 200 + inner + "</div>" * 200)
    assert link.hints.published == "2026-11-20"
