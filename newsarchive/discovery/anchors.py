"""The links of a page in its order, each with its words and the part of the page that it stands in.

In: the tree of a page, parsed without its comments, since frameworks cut the words of a link up with them. Out: one
`Anchor` for every `<a href>`, and the teasers that hold a date. One walk, in time proportional to the page's length
however deep it is nested; no address is judged here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from newsarchive.discovery.teasers import Teaser, TeaserReader
from newsarchive.urls import page_url

Region = Literal["nav", "footer", "list", ""]
Place = Literal["menu", "article", "main", "open"]

_SILENT = frozenset(("script", "style", "svg", "iframe", "select"))
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
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
_MENU_CLASS = re.compile(
    r"(?<![a-z])(?:(?:sub|main|meta|mega|mobile|top|site|primary|secondary|header)[-_]?)?"
    r"(?:nav(?:bar|i|igation|igatie|igazione)?|menue?|bread-?crumbs?|rubrik(?:en)?|rubriques?|ressorts?)(?![a-z])",
    re.IGNORECASE,
)
_READ, _LONGEST = 20_000, 1_000  # characters of a link's words that are read, and kept


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


@dataclass(frozen=True, slots=True)
class Links:
    """The links of a page in its order, and its dated teasers, inner ones first; they name links by their index."""

    anchors: list[Anchor]
    teasers: list[Teaser]


@dataclass(slots=True)
class _Reading:
    """An anchor whose end has not come yet."""

    element: etree._Element
    place: Place
    in_heading: bool
    region: Region
    group: int
    words: list[str]
    heading_words: list[str]


def read_links(root: etree._Element) -> Links:
    """Every `<a href>` of the tree that leads to another address, in page order."""
    reader = _Reader(root)
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start" and element.tag in _SILENT:
            walk.skip_subtree()
            reader.teasers.enter(element)
        elif event == "start":
            reader.enter(element)
        else:
            reader.leave(element)
    reader.finish()
    return Links(reader.found, reader.teasers.found)


class _Reader:
    """Where the walk stands: the parts of the page and the headings around it, and the link it is in."""

    def __init__(self, root: etree._Element) -> None:
        self.found: list[Anchor] = []
        self.teasers = TeaserReader()
        self._places: list[tuple[etree._Element, Place]] = [(root, "open")]
        self._regions: list[tuple[etree._Element, Region]] = [(root, "")]
        self._lists: list[tuple[etree._Element, int]] = [(root, 0)]
        self._list_count = 0
        self._headings: list[etree._Element] = []
        self._current: _Reading | None = None

    def enter(self, element: etree._Element) -> None:
        self.teasers.enter(element)
        self._enter_part(element)
        if element.tag in HEADINGS:
            self._headings.append(element)
        if element.tag == "a" and leads_away(element):
            self.finish()
            region, group = self._regions[-1][1], self._lists[-1][1]
            region = region or ("list" if group and self._places[-1][1] == "open" else "")
            self._current = _Reading(element, self._places[-1][1], bool(self._headings), region, group, [], [])
            self.teasers.link(len(self.found))
        self.hear(element.text)

    def _enter_part(self, element: etree._Element) -> None:
        place = place_of(element, self._places[-1][1])
        if place:
            self._places.append((element, place))
        region = _region(element, place)
        if region == "nav" and self._regions[-1][1] == "footer":  # a menu of the footer
            region = None
        if region is not None:
            self._regions.append((element, region))
        if element.tag in _LISTS:
            self._list_count += 1
            self._lists.append((element, self._list_count))

    def leave(self, element: etree._Element) -> None:
        self.teasers.leave(element)
        for stack in (self._places, self._regions, self._lists):
            if stack[-1][0] is element and len(stack) > 1:
                stack.pop()
        if self._headings and self._headings[-1] is element:
            self._headings.pop()
        if self._current is not None and self._current.element is element:
            self.finish()
        self.hear(element.tail)

    def hear(self, words: str | None) -> None:
        if words and self._current is not None:
            self._current.words.append(words)
            if self._headings:
                self._current.heading_words.append(words)

    def finish(self) -> None:
        """The words of the heading, if any, are the title: a link may hold its picture's caption and a summary too."""
        reading, self._current = self._current, None
        if reading is None:
            return
        element = reading.element
        heading = clean_words("".join(reading.heading_words))
        title = (
            heading or clean_words("".join(reading.words)) or clean_words(element.get("title") or element.get("aria-label") or "")
        )
        in_heading = reading.in_heading or bool(heading)
        self.found.append(
            Anchor(element.get("href", ""), title, reading.place, in_heading, reading.region, reading.group, element)
        )


def label_of(element: etree._Element) -> str:
    """What a link without words is called."""
    return clean_words(element.get("title") or element.get("aria-label") or "")


def base_of(root: etree._Element, url: str) -> str:
    """The address that the links of a page at `url` are relative to: its <base>, else its own."""
    href = next((base.get("href") for base in root.iter("base") if base.get("href")), "")
    return (page_url(href, url) if href else None) or url


def leads_away(element: etree._Element) -> bool:
    """Whether a link leads to another address."""
    href = (element.get("href") or "").strip()
    return bool(href) and not href.startswith(("#", "{", "$"))  # templates that a script would fill


def place_of(element: etree._Element, around: Place) -> Place | None:
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
    return "nav" if len(names) > 1 and _MENU_CLASS.search(names[:300]) else None


def clean_words(words: str) -> str:
    """One line of at most 1,000 characters."""
    return " ".join(words[:_READ].split())[:_LONGEST]
