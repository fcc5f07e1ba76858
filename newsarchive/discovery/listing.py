"""The links of a page, sorted: what may be an article, what is a section, and what turns the page.

In: the tree of a front page or section page, its address, and the address its links are relative to. Out: `Listing`.
An address is an article or a section, never both. Leans to article, since one page too many costs a request, and one
too few is lost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal
from urllib.parse import urlsplit

from lxml import etree

from newsarchive.discovery.anchors import Anchor, read_links
from newsarchive.discovery.links import Hints, Link
from newsarchive.discovery.navigation import find_sections
from newsarchive.discovery.older import find_older, leads_on
from newsarchive.discovery.paging import read_paging
from newsarchive.discovery.shape import is_file, is_headline, is_listing, is_slug, resolved
from newsarchive.discovery.teasers import Story, read_stories
from newsarchive.urls import page_url, url_key

_SECTION_NAME = 40  # characters of the longest
_TITLE_PARTS = re.compile(r"\s+[|\u2013\u2014\u00b7\u00bb\u2022-]\s+|\s*[|\u00bb]\s*|:\s")


@dataclass(frozen=True, slots=True)
class Listing:
    """`articles` in page order, `sections` likeliest first, `older` "" where there is no older page."""

    articles: tuple[Link, ...]
    sections: tuple[Link, ...]
    older: str


def read_listing(root: etree._Element, url: str, base: str, kind: Literal["front", "section"]) -> Listing:
    """The links of a page at `url`, sorted; they are relative to `base`, and hints name `kind` as their origin."""
    links = [(address, anchor) for anchor in read_links(root) if (address := resolved(anchor.href, base))]
    own = page_url(url)  # what has no address of its own has no site to find sections in
    stories = read_stories(root, _to_articles(links, own))
    sections = find_sections(links, Hints(via=url, via_kind=kind), _stems(stories)) if own else ()
    taken = {url_key(section.url) for section in sections}
    older = find_older(root, links, own, lambda href: resolved(href, base)) if own else ""
    section = _own_name(root, url, base) if kind == "section" else ""
    articles = tuple(
        Link(entry.address, Hints(via=url, via_kind=kind, title=entry.title, published=entry.published, section=section))
        for key, entry in stories.items()
        if key not in taken
    )
    return Listing(articles, sections, older)


def _to_articles(links: Iterable[tuple[str, Anchor]], own: str | None) -> Iterator[tuple[str, str, Anchor]]:
    """Those that may lead to articles, each with its key: none to the page itself, and none that turns its pages."""
    here, paging = url_key(own) if own else "", read_paging(own or "")
    for address, anchor in links:
        if may_be_article(address, anchor) and not leads_on(address, anchor, paging) and (key := url_key(address)) != here:
            yield key, address, anchor


def _stems(stories: dict[str, Story]) -> Counter[str]:
    """How many of the addresses that look like articles lie below each path."""
    stems: Counter[str] = Counter()
    for entry in stories.values():
        if is_slug(entry.address):
            parts = urlsplit(entry.address)
            names = parts.path.split("/")
            stems.update(parts.netloc + "/".join(names[:length]) for length in range(2, min(len(names), 7)))
    return stems


def may_be_article(address: str, anchor: Anchor) -> bool:
    """Leaning to yes: inside a heading, an article or the main part everything counts that is no file and no listing.

    An address that looks like a listing counts there as well, if it ends in a slug and reads like a headline; in menus
    a link counts only if it does both.
    """
    headline = is_headline(anchor.title)
    inside = anchor.in_heading or anchor.place == "article"
    if is_file(address):
        return False
    if is_listing(address):
        return inside and headline and is_slug(address)
    if anchor.place == "menu":
        return headline and (anchor.in_heading or is_slug(address))
    return inside or anchor.place == "main" or headline or is_slug(address)


def _own_name(root: etree._Element, url: str, base: str) -> str:
    """The name of the section that a page lists: its h1, else the first part of its title; "" where it is the paper's."""
    site = {_line(meta.get("content") or "").casefold() for meta in root.iter("meta") if meta.get("property") == "og:site_name"}
    heading = next((_line("".join(h1.itertext())) for h1 in islice(root.iter("h1"), 5) if _is_name(h1, url, base)), "")
    title = next((_line("".join(title.itertext())) for title in root.iter("title")), "")
    parts = _TITLE_PARTS.split(title)
    names = [heading, parts[0] if len(parts) > 1 else ""]
    return next((name for name in names if name and len(name) <= _SECTION_NAME and name.casefold() not in site), "")


def _is_name(h1: etree._Element, url: str, base: str) -> bool:
    """Whether it may be the page's own heading: a logo leads to the front page, a story's headline to the story."""
    return not any(resolved(link.get("href", ""), base) not in (None, url) for link in h1.iter("a"))


def _line(words: str) -> str:
    return " ".join(words[:1_000].split())
