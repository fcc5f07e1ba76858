"""The links of a page, sorted: what may be an article, what is a section, and what turns the page.

In: the tree of a front page or section page, its address, and the address its links are relative to. Out: `Listing`.
An address is an article or a section, never both. Leans to article, since one page too many costs a request, and one
too few is lost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal
from urllib.parse import urlsplit

from lxml import etree

from newsarchive.discovery.anchors import Anchor, Place, read_links
from newsarchive.discovery.links import Hints, Link
from newsarchive.discovery.navigation import find_sections
from newsarchive.discovery.older import find_older, leads_on
from newsarchive.discovery.paging import read_paging
from newsarchive.discovery.shape import is_file, is_headline, is_listing, is_slug, resolved
from newsarchive.discovery.teasers import Teaser
from newsarchive.urls import page_url, url_key

MAX_ANCHORS = 10_000  # each costs about 0.1 ms; front pages have 100 to 2,000
_SECTION_NAME = 40  # characters of the longest
_TITLE_PARTS = re.compile(r"\s+[|\u2013\u2014\u00b7\u00bb\u2022-]\s+|\s*[|\u00bb]\s*|:\s")
OF_COMMENTS = re.compile(r"#.*(?:comment|kommentar|reacti|respond|disqus)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listing:
    """`articles` in page order, `sections` likeliest first, `older` "" where there is no older page."""

    articles: tuple[Link, ...]
    sections: tuple[Link, ...]
    older: str


@dataclass(slots=True)
class _Best:
    """The best words that any link to one address has, and the date of its teaser."""

    address: str
    rank: int = -1
    title: str = ""
    published: str = ""


def read_listing(root: etree._Element, url: str, base: str, kind: Literal["front", "section"]) -> Listing:
    """The links of a page at `url`, sorted; they are relative to `base`, and hints name `kind` as their origin."""
    links = read_links(root)
    hrefs = [anchor.href for anchor in links.anchors[:MAX_ANCHORS]]
    addresses = [resolved(href, base) for href in hrefs]
    known = [(address, anchor) for address, anchor in zip(addresses, links.anchors, strict=False) if address]
    keys = _article_keys(addresses, links.anchors, url)
    best = _best_words(keys, addresses, links.anchors)
    _date(best, keys, links.anchors, links.teasers)
    own = page_url(url)  # what has no address of its own has no site to find sections in
    sections = find_sections(known, Hints(via=url, via_kind=kind), _stems(best)) if own else ()
    taken = {url_key(section.url) for section in sections}
    older = find_older(root, known, own, lambda href: resolved(href, base)) if own else ""
    section = _own_name(root, url, base) if kind == "section" else ""
    articles = tuple(
        Link(entry.address, Hints(via=url, via_kind=kind, title=entry.title, published=entry.published, section=section))
        for key, entry in best.items()
        if key not in taken
    )
    return Listing(articles, sections, older)


def _article_keys(addresses: Sequence[str | None], anchors: Sequence[Anchor], url: str) -> list[str]:
    """For each link the key of the article it may lead to, "" where it leads to none."""
    here = page_url(url) or ""
    own, paging = url_key(here) if here else "", read_paging(here)
    known: dict[str, str] = {}
    keys: list[str] = []
    for address, anchor in zip(addresses, anchors, strict=False):
        likely = address is not None and may_be_article(address, anchor.title, anchor.place, in_heading=anchor.in_heading)
        if address is None or not likely or leads_on(address, anchor, paging):
            keys.append("")
            continue
        if address not in known:
            known[address] = url_key(address)
        keys.append(known[address] if known[address] != own else "")
    return keys


def _best_words(keys: Sequence[str], addresses: Sequence[str | None], anchors: Sequence[Anchor]) -> dict[str, _Best]:
    best: dict[str, _Best] = {}
    for key, address, anchor in zip(keys, addresses, anchors, strict=False):
        if not key or address is None:
            continue
        entry = best.setdefault(key, _Best(address))
        rank = rank_of_words(anchor.title, in_heading=anchor.in_heading)
        if rank > entry.rank:
            entry.rank, entry.title = rank, anchor.title
    return best


def rank_of_words(title: str, *, in_heading: bool) -> int:
    """How well a link's words name an article: 3 in a heading, 2 of a headline's length, 1 others, 0 none."""
    return 3 if title and in_heading else 2 if is_headline(title) else int(bool(title))


def _date(best: dict[str, _Best], keys: Sequence[str], anchors: Sequence[Anchor], teasers: Sequence[Teaser]) -> None:
    """Gives an article the date of the smallest teaser that holds it and no other article.

    A link with neither a headline nor an article's address is more often to an author or a place: it gets no date, and
    takes none from the article beside it.
    """
    sure = {key for key, entry in best.items() if entry.rank > 1 or is_slug(entry.address)}
    for teaser in teasers:
        inside = [index for index in teaser.links if index < len(keys) and keys[index] in sure]
        named = {keys[index] for index in inside}
        if len(named) != 1 or all(OF_COMMENTS.search(anchors[index].href) for index in inside):
            continue
        entry = best[named.pop()]
        entry.published = entry.published or teaser.date


def _stems(best: dict[str, _Best]) -> Counter[str]:
    """How many of the addresses that look like articles lie below each path."""
    stems: Counter[str] = Counter()
    for entry in best.values():
        if is_slug(entry.address):
            parts = urlsplit(entry.address)
            names = parts.path.split("/")
            stems.update(parts.netloc + "/".join(names[:length]) for length in range(2, min(len(names), 7)))
    return stems


def may_be_article(address: str, title: str, place: Place, *, in_heading: bool) -> bool:
    """Leaning to yes: inside a heading, an article or the main part everything counts that is no file and no listing.

    An address that looks like a listing counts there as well, if it ends in a slug and reads like a headline; in menus
    a link counts only if it does both.
    """
    headline = is_headline(title)
    inside = in_heading or place == "article"
    if is_file(address):
        return False
    if is_listing(address):
        return inside and headline and is_slug(address)
    if place == "menu":
        return headline and (in_heading or is_slug(address))
    return inside or place == "main" or headline or is_slug(address)


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
