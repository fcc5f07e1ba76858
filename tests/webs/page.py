"""Pages of made-up papers as HTML: articles with what stands around them, and lists of links.

In: stories and a `Look`, which says how a system writes its pages. Out: text; the caller encodes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from tests.webs.stories import Story, words

Linked = tuple[str, Story]  # address and article


@dataclass(frozen=True, slots=True)
class Look:
    """How a paper's pages look.

    nav:        sections, as (words, address)
    head:       what stands in every head: feeds, generator, charset
    container:  classes of the element that holds an article's text
    marks:      how a page tells author and date: in JSON-LD, in <meta>, or only to the eye
    card:       what holds a link in a list: article with heading, div with heading, or a bare list item
    """

    name: str
    language: str
    nav: tuple[tuple[str, str], ...] = ()
    head: str = ""
    container: str = "entry-content"
    marks: Literal["json-ld", "meta", "visible"] = "json-ld"
    card: Literal["article", "div", "list"] = "article"
    about: str = "/about/"
    privacy: str = "/privacy/"


def document(look: Look, title: str, main: str, head: str = "", aside: str = "") -> str:
    """A whole page: menu, main part, side column, footer."""
    say = words(look.language)
    nav = "".join(f'<li><a href="{escape(href)}">{escape(text)}</a></li>' for text, href in ((say["home"], "/"), *look.nav))
    small = f'<a href="{look.about}">{say["about"]}</a> | <a href="{look.privacy}">{say["privacy"]}</a>'
    return (
        f'<!doctype html>\n<html lang="{look.language}"><head>{look.head}<title>{escape(title)} | {escape(look.name)}</title>'
        f'<meta name="viewport" content="width=device-width">{head}</head><body>'
        f'<header class="site-header"><a class="logo" href="/">{escape(look.name)}</a><nav><ul class="menu">{nav}</ul></nav></header>'
        f'<main id="content">{main}</main>{aside}'
        f'<footer class="site-footer"><p>© {escape(look.name)} | {small}</p></footer></body></html>'
    )


def article(look: Look, story: Story, url: str, related: Sequence[Linked] = (), more: str = "") -> str:
    """An article's page. `url` is what it calls canonical; `related` are other articles, `more` goes into the head."""
    say = words(look.language)
    text = "".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in story.paragraphs)
    links = "".join(f'<li><a href="{escape(href)}">{escape(other.headline)}</a></li>' for href, other in related)
    date = story.published.strftime(say["date"])
    main = (
        f'<article class="post type-post"><header><h1 class="entry-title">{escape(story.headline)}</h1>'
        f'<p class="byline">{say["by"]} <span class="author">{escape(story.author)}</span></p>'
        f'<time class="published" datetime="{story.stamp}">{date}</time></header>'
        f'<div class="{look.container}">{text}</div></article>'
        f'<section class="related-posts"><h2>{say["related"]}</h2><ul>{links}</ul></section>'
    )
    letter = (
        f'<aside class="newsletter-box"><form action="/subscribe"><p>{say["newsletter"]}</p><input name="email"></form></aside>'
    )
    head = f'<link rel="canonical" href="{escape(url)}">{_marks(look, story, url)}{more}'
    return document(look, story.headline, main, head, letter)


def _marks(look: Look, story: Story, url: str) -> str:
    title = f'<meta property="og:title" content="{escape(story.headline)}"><meta property="og:type" content="article">'
    if look.marks == "visible":
        return ""
    if look.marks == "meta":
        return (
            f'{title}<meta property="article:published_time" content="{story.stamp}">'
            f'<meta name="author" content="{escape(story.author)}"><meta property="article:section" content="{escape(story.section)}">'
        )
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.headline,
        "datePublished": story.stamp,
        "author": [{"@type": "Person", "name": story.author}],
        "articleSection": story.section,
        "mainEntityOfPage": url,
        "publisher": {"@type": "NewsMediaOrganization", "name": look.name},
    }
    return f'{title}<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def cards(look: Look, linked: Iterable[Linked]) -> str:
    """Links to articles, as this paper lists them."""
    return "".join(_card(look, href, story) for href, story in linked)


def _card(look: Look, href: str, story: Story) -> str:
    link = f'<a href="{escape(href)}">{escape(story.headline)}</a>'
    if look.card == "list":
        return f'<li class="item">{link}</li>'
    tag = "article" if look.card == "article" else "div"
    date = story.published.strftime(words(look.language)["date"])
    return f'<{tag} class="teaser"><h2>{link}</h2><p class="excerpt">{escape(story.teaser)}</p><span class="date">{date}</span></{tag}>'


def listing(look: Look, title: str, linked: Iterable[Linked], pager: str = "", head: str = "") -> str:
    """A page of links, with a pager below."""
    found = cards(look, linked)
    body = f"<ul>{found}</ul>" if look.card == "list" else found
    return document(look, title, f'<h1 class="page-title">{escape(title)}</h1>{body}{pager}', head)


def pager(look: Look, older: str = "", newer: str = "", kind: str = "pagination") -> str:
    """Links to the list's neighbours, where there are any."""
    say = words(look.language)
    ways = [(newer, say["newer"], "prev"), (older, say["older"], "next")]
    links = "".join(f'<a class="{rel}" rel="{rel}" href="{escape(href)}">{text}</a> ' for href, text, rel in ways if href)
    return f'<div class="{kind}">{links}</div>' if links else ""


def numbered(pages: Sequence[str], here: int, kind: str = "pagination") -> str:
    """A pager of bare numbers, as many systems write it: no rel, no words."""
    links = "".join(
        f'<li class="active"><span>{place + 1}</span></li>'
        if place == here
        else f'<li><a href="{escape(href)}">{place + 1}</a></li>'
        for place, href in enumerate(pages)
    )
    return f'<ul class="{kind}">{links}</ul>' if len(pages) > 1 else ""
