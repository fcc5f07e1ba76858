"""What a front page announces: the feeds it names, and the links that may lead to articles.

In: the decoded bytes of a page, its address and the charset of its header. Out: `Found`, in page order. Never
fetches, never runs a script, never raises on what a server sent, and leaves it to the caller which hosts belong to
the paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml import etree

from newsarchive.archive.charset import to_unicode
from newsarchive.archive.markup import MAX_ATTRIBUTES, too_many_attributes
from newsarchive.discovery.anchors import Anchor, read_anchors
from newsarchive.discovery.links import Found, Hints, Link
from newsarchive.discovery.shape import is_file, is_headline, is_listing, is_slug
from newsarchive.urls import page_url, url_key

# Where a paper's feed lies when its front page names none, the commonest first: of 580 regional titles' known feeds 145
# are at /rss, 76 at /feed, 45 at /news/rss, 24 at /rss.xml (a last slash not counted). Those of one owner's system alone
# are left out; the last three are what feed generators write by default, and are next to unknown among those 580.
FEED_PLACES: tuple[str, ...] = ("/rss", "/feed/", "/news/rss/", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")

MAX_BYTES = 10_000_000
MAX_ANCHORS = 10_000  # each costs about 0.05 ms; front pages have 100 to 2,000
_FEED_TYPES = frozenset(("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"))
_VAGUE_TYPES = frozenset(("application/json", "application/xml", "text/xml"))  # a feed where the rest says so
_SAYS_FEED = re.compile(r"\b(?:rss|atom|rdf|feed|json[ -]?feed)\b|feed\.json", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|kommentar|reacti(?:on|es)|opmerkingen", re.IGNORECASE)


def feed_guesses(front_url: str) -> tuple[str, ...]:
    """Absolute addresses at which the feed of a paper may be, the likeliest first; () where `front_url` is no address."""
    if page_url(front_url) is None:
        return ()
    return tuple(urljoin(front_url, place) for place in FEED_PLACES)


def read_front(content: bytes, url: str, charset: str = "") -> Found:
    """The feeds and the possible articles of the front page at `url`, each address once, with its headline as hint.

    Feeds of comments come last. At most 10 MB and 10,000 links are read; `problem` says so where the bytes are cut. A page
    that no parser may be given has the kind "" and a `problem`.
    """
    text, _ = to_unicode(content[:MAX_BYTES], charset)
    if too_many_attributes(text):
        return Found(kind="", problem=f"a tag with more than {MAX_ATTRIBUTES} attributes: not parsed")
    root = _parse(text)
    if root is None:
        return Found(kind="", problem="no markup where a front page was expected")
    base = _base(root, url)
    problem = f"longer than {MAX_BYTES} bytes: the rest was not read" if len(content) > MAX_BYTES else ""
    return Found("front", tuple(_articles(root, url, base)), tuple(_feeds(root, base)), problem)


def _parse(text: str) -> etree._Element | None:
    markup = text.replace("\x00", "").encode("utf-8", "replace")
    if b"<" not in markup:
        return None
    parser = etree.HTMLParser(huge_tree=True, encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(markup, parser)
    except etree.XMLSyntaxError:
        return None


def _base(root: etree._Element, url: str) -> str:
    href = next((base.get("href") for base in root.iter("base") if base.get("href")), "")
    return (page_url(href, url) if href else None) or url


def _feeds(root: etree._Element, base: str) -> list[str]:
    found: dict[str, bool] = {}
    for link in islice(root.iter("link"), MAX_ANCHORS):
        if _names_feed(link) and (address := page_url(link.get("href", ""), base)):
            found.setdefault(address, bool(_COMMENTS.search(link.get("title", "") + " " + urlsplit(address).path)))
    return sorted(found, key=lambda address: found[address])


def _names_feed(link: etree._Element) -> bool:
    """Autodiscovery: rel=alternate and a feed's type; XML or JSON alone only if title or address says feed."""
    if "alternate" not in link.get("rel", "").lower().split() or not link.get("href", "").strip():
        return False
    mime = link.get("type", "").partition(";")[0].strip().lower()
    says = link.get("title", "") + " " + link.get("href", "")
    return mime in _FEED_TYPES or (mime in _VAGUE_TYPES and bool(_SAYS_FEED.search(says)))


@dataclass(slots=True)
class _Best:
    """The best words that any link to one address has: 3 in a heading, 2 of a headline's length, 1 others, 0 none."""

    rank: int = -1
    title: str = field(default="")


def _articles(root: etree._Element, url: str, base: str) -> Iterator[Link]:
    own = page_url(url) or ""
    best: dict[str, _Best] = {}
    for anchor in islice(read_anchors(root), MAX_ANCHORS):
        address = page_url(anchor.href, base)
        if address is None or not _may_be_article(address, anchor) or _is_same(address, own):
            continue
        entry = best.setdefault(address, _Best())
        rank = 3 if anchor.title and anchor.in_heading else 2 if is_headline(anchor.title) else bool(anchor.title)
        if rank > entry.rank:
            entry.rank, entry.title = rank, anchor.title
    for address, entry in best.items():
        yield Link(address, Hints(via=url, via_kind="front", title=entry.title))


def _is_same(address: str, own: str) -> bool:
    """Whether a link leads to the page that it stands on; the quick test first, as it decides nearly always."""
    return len(address.rstrip("/")) <= len(own) + 5 and url_key(address) == (url_key(own) if own else "")


def _may_be_article(address: str, anchor: Anchor) -> bool:
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
