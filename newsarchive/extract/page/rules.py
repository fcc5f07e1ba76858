"""The paper's own rules, above the generic reader. In: a tree and the rules that hold for it. Out: what they say of it.

Elements that are not the article are taken out of the tree (and can be put back); a stated body narrows the reading to
itself; lines are named as chrome. A rule that does not fit a page is passed over: it may never cost an article.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import lxml.html
from lxml import etree

from newsarchive.extract.page.blocks import Walk
from newsarchive.extract.page.walk import INLINE
from newsarchive.extract.words.strings import text_of
from newsarchive.sources.checks import matches
from newsarchive.sources.rules import Rule
from newsarchive.sources.selectors import compiled

_TWO_PARAGRAPHS = 120  # characters: each has 60 and a full stop at least
_SHARE = 0.1  # of the page's weight: a body with less is another box that goes by the same name now
_MOST_DROPPED = 2_000


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules in force say of one page; empty where none are.

    `bodies` are the elements that each body selector found, `dropped` the pairs of what was taken out and what stands in
    its place, `digest` names the rules.
    """

    bodies: tuple[tuple[lxml.html.HtmlElement, ...], ...] = ()
    states_body: bool = False
    headline: str | None = None
    byline: str | None = None
    date: str | None = None
    section: str | None = None
    drop_lines: tuple[str, ...] = ()
    dropped: tuple[tuple[lxml.html.HtmlElement, lxml.html.HtmlElement], ...] = ()
    digest: str | None = None


def apply(root: lxml.html.HtmlElement, rules: Sequence[Rule]) -> Ruled:
    """Reads what the rules select, and takes what they drop out of the tree. It is to be walked after this."""
    if not rules:
        return Ruled()
    values = {key: _first(root, [getattr(rule, key) for rule in rules]) for key in ("headline", "byline", "date", "section")}
    return Ruled(
        bodies=tuple(tuple(_elements(root, [text])) for rule in rules for text in rule.body),
        states_body=any(rule.body for rule in rules),
        drop_lines=tuple(text for rule in rules for text in rule.drop_lines),
        dropped=tuple(_taken_out(_elements(root, [text for rule in rules for text in rule.drop]))),
        digest=hashlib.sha256(repr(rules).encode()).hexdigest()[:16],
        **values,
    )


def undo(ruled: Ruled) -> None:
    """Puts back what `apply` took out of the tree."""
    for element, holder in reversed(ruled.dropped):
        if (parent := holder.getparent()) is not None:
            parent.replace(holder, element)


def narrow(walk: Walk, furniture: list[bool], ruled: Ruled) -> int:
    """The node of the stated body that fits, everything around it marked as furniture; -1, and no mark, where none does."""
    numbers = {node.element: number for number, node in enumerate(walk.nodes)} if any(ruled.bodies) else {}
    for elements in ruled.bodies:
        tops = [numbers[element] for element in elements if element in numbers]
        if tops and _fits(walk, furniture, tops):
            return _close_off(walk, furniture, tops)
    return -1


def is_chrome(line: str, ruled: Ruled) -> bool:
    """Whether the rules name this line as a whole."""
    return any(matches(text, line) for text in ruled.drop_lines)


def _fits(walk: Walk, furniture: list[bool], tops: Sequence[int]) -> bool:
    inside = [block for top in tops for block in walk.blocks[walk.nodes[top].first_block : walk.nodes[top].end_block]]
    good = [block for block in inside if block.weight > 0]
    whole = sum(max(0.0, block.weight) for block in walk.blocks if not furniture[block.node])
    return sum(block.size for block in good) >= _TWO_PARAGRAPHS and sum(block.weight for block in good) >= _SHARE * whole


def _close_off(walk: Walk, furniture: list[bool], tops: Sequence[int]) -> int:
    """Marks all but the nodes in `tops`; inside them only what is furniture by itself. The lowest node that holds them all."""
    inner: dict[int, bool] = {}
    for top in tops:
        for number in range(top, walk.nodes[top].end):
            named = furniture[number] and (not furniture[top] or walk.nodes[number].suspect > top)
            inner[number] = inner.get(number, True) and named
    furniture[:] = [inner.get(number, True) for number in range(len(furniture))]
    lowest = tops[0]
    while walk.nodes[lowest].end <= max(tops):
        lowest = walk.nodes[lowest].parent
    return lowest


def _taken_out(elements: Iterable[lxml.html.HtmlElement]) -> Iterator[tuple[lxml.html.HtmlElement, lxml.html.HtmlElement]]:
    """Each element is replaced by an empty one that breaks the text as it did, so that it can come back."""
    for element in elements:
        parent = element.getparent()
        if parent is None or element.tag in ("html", "body"):
            continue
        holder = lxml.html.Element("wbr" if element.tag in INLINE else "hr")
        holder.tail = element.tail
        parent.replace(element, holder)
        yield element, holder


def _elements(root: lxml.html.HtmlElement, selectors: Iterable[str]) -> list[lxml.html.HtmlElement]:
    found = [item for text in selectors for item in _select(root, text) if isinstance(item, etree.ElementBase)]
    return list(dict.fromkeys(found))[:_MOST_DROPPED]


def _first(root: lxml.html.HtmlElement, selectors: Iterable[str | None]) -> str | None:
    """The first text that one of the selectors gives: of an element its datetime, its content, or what it says."""
    for selector in selectors:
        for item in _select(root, selector) if selector else ():
            if text := text_of(_said(item)):
                return text
    return None


def _said(item: object) -> object:
    return item.get("datetime") or item.get("content") or item.text_content() if isinstance(item, etree.ElementBase) else item


def _select(root: lxml.html.HtmlElement, selector: str) -> list[object]:
    try:
        found = compiled(selector)(root)
    except etree.XPathError:  # what a page holds can make a number of no number
        return []
    return found if isinstance(found, list) else [found]
