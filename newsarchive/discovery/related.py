"""What an article's page links to that may be an article: related stories, the newest, those read most.

In: the tree of an article's page, and its address. Out: links in page order, with the words and the date that stand with
them. A front or section page is read for more: see `listing`.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from newsarchive.discovery.anchors import Anchor, base_of, read_links
from newsarchive.discovery.links import RELATED, Hints, Link
from newsarchive.discovery.listing import may_be_article
from newsarchive.discovery.shape import resolved
from newsarchive.discovery.teasers import read_stories
from newsarchive.urls import page_url, url_key


def read_related(root: etree._Element, url: str) -> tuple[Link, ...]:
    """The links of the page at `url` that may lead to other articles, each once; hints name the page as their origin."""
    stories = read_stories(root, _to_others(root, url)).values()
    return tuple(Link(one.address, Hints(url, RELATED, title=one.title, published=one.published)) for one in stories)


def _to_others(root: etree._Element, url: str) -> Iterator[tuple[str, str, Anchor]]:
    base, here = base_of(root, url), page_url(url)
    own = url_key(here) if here else ""
    for anchor in read_links(root):
        address = resolved(anchor.href, base)
        if address is None or anchor.title.isdecimal() or not may_be_article(address, anchor):
            continue
        if (key := url_key(address)) != own:
            yield key, address, anchor
