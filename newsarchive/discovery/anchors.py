"""The links of a page in its order, each with its words and the part of the page that it stands in.

In: the tree of a page, parsed without its comments, since frameworks cut the words of a link up with them. Out: one
`Anchor` for every `<a href>`. Links alone are looked at, and once each what lies around them, so that the time is
in proportion to the page's length however deep it is nested; no address is judged here.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal, NamedTuple

from lxml import etree

from newsarchive.urls import page_url

Region = Literal["nav", "footer", "list", ""]
Place = Literal["menu", "article", "main", "open"]

MAX_ANCHORS = 10_000  # each costs about 0.05 ms; front pages have 100 to 2,000
_SILENT = ("script", "style", "svg", "iframe", "select")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ROLES: dict[str, Place] = {
    "navigation": "menu",
    "banner": "menu",
    "contentinfo": "menu",
    "menu": "menu",
    "main": "main",
    "article": "article",
}
_LISTS = frozenset(("ul", "ol", "menu"))
_MENU_CLASS_ON = frozenset(("ul", "ol", "div", "section", "aside", "p", "table", "td"))
_TELLING = frozenset((*_HEADINGS, *_SILENT, *_LISTS, *_MENU_CLASS_ON, "nav", "header", "footer", "main", "article"))
_MENU_CLASS = re.compile(
    r"(?<![a-z])(?:(?:sub|main|meta|mega|mobile|top|site|primary|secondary|header)[-_]?)?"
    r"(?:nav(?:bar|i|igation|igatie|igazione)?|menue?|bread-?crumbs?|rubrik(?:en)?|rubriques?|ressorts?)(?![a-z])",
    re.IGNORECASE,
)
_READ, _LONGEST, _MOST_TEXTS = 20_000, 1_000, 500  # characters of a link's words that are read, and kept; pieces of text


@dataclass(frozen=True, slots=True)
class Anchor:
    """One link. `title` is what its heading or else the link itself says, one line; "" for a picture without words.

    `place` is the innermost part of the page that tells: "menu" (nav, or a header or footer of the whole page),
    "article", "main", or "open" where nothing does. `in_heading`: it stands in a heading, or holds one.

    `region` says where lists of sections stand: "nav" (a menu, by its element, role or class, or a breadcrumb),
    "footer" (of the page), "list" (an item of a list in the open page), or "". Links of one list share `group`;
    0 is no list. `element` is there for what few ask for: rel, classes, labels.
    """

    href: str
    title: str
    place: Place
    in_heading: bool
    region: Region
    group: int
    element: etree._Element


class _Part(NamedTuple):
    """What the elements around, and an element itself, say of where it stands."""

    place: Place = "open"
    region: Region = ""
    group: int = 0
    heading: bool = False
    silent: bool = False


def read_links(root: etree._Element) -> Iterator[Anchor]:
    """Every `<a href>` of the tree that leads to another address, in page order; 10,000 links are looked at."""
    parts = _Parts()
    for element in islice(root.iter("a"), MAX_ANCHORS):
        if not leads_away(element) or (part := parts.at(element)).silent:
            continue
        bare = part.heading or not len(element)  # nothing can be a heading inside
        heading = "" if bare else _clean(said for inner in element.iter(*_HEADINGS) for said in _texts(inner))
        title = heading or _clean(_texts(element)) or _clean([element.get("title") or element.get("aria-label") or ""])
        region: Region = part.region or ("list" if part.group and part.place == "open" else "")
        in_heading = part.heading or bool(heading)
        yield Anchor(element.get("href", ""), title, part.place, in_heading, region, part.group, element)


def base_of(root: etree._Element, url: str) -> str:
    """The address that the links of a page at `url` are relative to: its <base>, else its own."""
    href = next((base.get("href") for base in root.iter("base") if base.get("href")), "")
    return (page_url(href, url) if href else None) or url


def leads_away(element: etree._Element) -> bool:
    """Whether a link leads to another address."""
    href = (element.get("href") or "").strip()
    return bool(href) and not href.startswith(("#", "{", "$"))  # templates that a script would fill


class _Parts:
    """The parts of a page. What lies around several links is looked at once."""

    def __init__(self) -> None:
        self._known: dict[etree._Element | None, _Part] = {None: _Part()}
        self._lists = 0

    def at(self, element: etree._Element) -> _Part:
        """Where an element stands, its own mark-up included."""
        unknown: list[etree._Element] = []
        outer: etree._Element | None = element
        while outer is not None and outer not in self._known:
            unknown.append(outer)
            outer = outer.getparent()
        part = self._known[outer]
        for one in reversed(unknown):
            part = self._known[one] = self._inside(one, part)
        return part

    def _inside(self, element: etree._Element, around: _Part) -> _Part:
        tag = element.tag
        if tag not in _TELLING and element.get("role") is None:
            return around
        place = _place(element, around.place)
        region = _region(element, place)
        if region is None or (region == "nav" and around.region == "footer"):  # a menu of the footer
            region = around.region
        self._lists += tag in _LISTS
        group = self._lists if tag in _LISTS else around.group
        return _Part(place or around.place, region, group, around.heading or tag in _HEADINGS, around.silent or tag in _SILENT)


def _place(element: etree._Element, around: Place) -> Place | None:
    """What this element says of its part of the page; None where it says nothing.

    The header and footer of an article belong to it; those of the page hold menus.
    """
    tag = element.tag
    if tag == "nav":
        return "menu"
    if tag in ("header", "footer"):
        return "menu" if around in ("open", "main") and (tag == "footer" or around == "open") else None
    if tag in ("main", "article"):
        return "main" if tag == "main" else "article"
    return _ROLES.get((element.get("role") or "").lower())


def _region(element: etree._Element, place: Place | None) -> Region | None:
    """Where lists of sections stand; None where this element says nothing of it.

    A class alone says it only of boxes, and only until an article or the main part begins inside: pages are at times
    wrapped whole in a box named after its menu.
    """
    if place == "menu":
        return "footer" if element.tag == "footer" or element.get("role") == "contentinfo" else "nav"
    if place is not None:
        return ""
    if element.tag not in _MENU_CLASS_ON:
        return None
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return "nav" if len(names) > 1 and _names_menu(names[:300]) else None


@functools.lru_cache(maxsize=20_000)
def _names_menu(names: str) -> bool:
    return _MENU_CLASS.search(names) is not None


def _texts(element: etree._Element) -> Iterable[str]:
    """What an element says, up to a link inside it: mark-up that is not closed has a link hold the next."""
    if not len(element):
        return (element.text or "",)
    if next(element.iterdescendants("a", *_SILENT), None) is None:
        return islice(element.itertext(), _MOST_TEXTS)
    return _texts_before_link(element)


def _texts_before_link(element: etree._Element) -> Iterator[str]:
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walk:
        if event == "start" and inner is not element:
            if inner.tag == "a" and leads_away(inner):
                return
            if inner.tag in _SILENT:
                walk.skip_subtree()
                continue
        text = inner.text if event == "start" else inner.tail if inner is not element else None
        if text:
            yield text


def _clean(texts: Iterable[str]) -> str:
    return " ".join("".join(texts)[:_READ].split())[:_LONGEST]
