"""Furniture that a first look passes by: half of a page's elements, most of them in menus and lists (measured on 427 pages).

In: an element that is named as furniture. Out: whether it is large, and holds nothing that an article is made of.
"""

from __future__ import annotations

import itertools

import lxml.html
from lxml import etree

_LEAST = 45  # elements: smaller boxes by the text may say who wrote it and when, and counting costs little of what reading does
_PARAGRAPH = 60  # characters of a <p> that counts as text
_MOST = 180  # characters in such paragraphs
_LONG_TEXTS = etree.XPath("descendant::text()[string-length() > 150 and not(parent::a)]")
_LOOKED = 400  # paragraphs that are looked at: a box of more is read


def is_barren(element: lxml.html.HtmlElement) -> bool:
    """Whether an element has many others in it, but no headline of the first rank and hardly a paragraph."""
    if not is_large(element):
        return False
    held = 0
    for number, inner in enumerate(element.iter("p", "h1")):
        held += _full(inner)
        if inner.tag == "h1" or held > _MOST or number >= _LOOKED:
            return False
    return True


def is_large(element: lxml.html.HtmlElement) -> bool:
    """Whether an element has many others in it."""
    return next(itertools.islice(element.iter(), _LEAST - 1, None), None) is not None


def long_texts(element: lxml.html.HtmlElement) -> int:
    """Characters of an element in long pieces of text outside links, whatever their tags: some papers part them by <br>."""
    return sum(map(len, _LONG_TEXTS(element)))


def paragraphs(element: lxml.html.HtmlElement, limit: int = 10**9) -> int:
    """Characters in the full paragraphs (<p>) of an element; counting stops beyond `limit`."""
    total = 0
    for paragraph in element.iter("p"):
        total += _full(paragraph)
        if total > limit:
            break
    return total


def _full(paragraph: lxml.html.HtmlElement) -> int:
    size = len("".join(paragraph.itertext()).strip())
    return size if size >= _PARAGRAPH else 0
