"""What a front page or a section page announces: feeds, links that may lead to articles, sections, and older pages.

In: the decoded bytes of a page, its address and the charset of its header. Out: `Found`, in page order. Never
fetches, never runs a script, never raises on what a server sent, and leaves it to the caller which hosts belong to
the paper.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Literal
from urllib.parse import urljoin, urlsplit

from lxml import etree

from newsarchive.archive.charset import to_unicode
from newsarchive.archive.markup import MAX_ATTRIBUTES, without_scripts
from newsarchive.discovery.anchors import MAX_ANCHORS, base_of
from newsarchive.discovery.links import Found
from newsarchive.discovery.listing import read_listing
from newsarchive.urls import page_url

# Where a paper's feed lies when its front page names none, the commonest first: of 580 regional titles' known feeds 145
# are at /rss, 76 at /feed, 45 at /news/rss, 24 at /rss.xml (a last slash not counted). Those of one owner's system alone
# are left out; the last three are what feed generators write by default, and are next to unknown among those 580.
FEED_PLACES: tuple[str, ...] = ("/rss", "/feed/", "/news/rss/", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")

MAX_BYTES = 10_000_000
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
    """What the front page at `url` gives: feeds, possible articles, sections, and its older page; each address once.

    An article has its headline and the date of its teaser as hints. Feeds of comments come last. At most 10 MB and 10,000
    links are read; `problem` says so where the bytes are cut. A page that no parser may be given has the kind "" and a
    `problem`.
    """
    return _read(content, url, charset, "front")


def read_section(content: bytes, url: str, charset: str = "") -> Found:
    """The same of a section's page; the section's own name is a hint of each of its articles, where the page tells it."""
    return _read(content, url, charset, "section")


def _read(content: bytes, url: str, charset: str, kind: Literal["front", "section"]) -> Found:
    text = without_scripts(to_unicode(content[:MAX_BYTES], charset)[0])
    if text is None:
        return Found(kind="", problem=f"a tag with more than {MAX_ATTRIBUTES} attributes: not parsed")
    root = _parse(text)
    if root is None:
        return Found(kind="", problem=f"no markup where a {kind} page was expected")
    problem = f"longer than {MAX_BYTES} bytes: the rest was not read" if len(content) > MAX_BYTES else ""
    base = base_of(root, url)
    listing = read_listing(root, url, base, kind)
    feeds = tuple(_feeds(root, base))
    return Found(kind, listing.articles, feeds, problem, sections=listing.sections, older=listing.older)


def _parse(text: str) -> etree._Element | None:
    markup = text.replace("\x00", "").encode("utf-8", "replace")
    if b"<" not in markup:
        return None
    parser = etree.HTMLParser(huge_tree=True, encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(markup, parser)
    except etree.XMLSyntaxError:
        return None


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
