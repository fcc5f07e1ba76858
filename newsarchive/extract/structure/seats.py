"""Where on a walked page something without text stands. In: a walk and its body. Out: seats in the order of the page, and
whether what is seated there is the article's or foreign.
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass
from typing import NamedTuple

import lxml.html

from newsarchive.extract.body.body import Body
from newsarchive.extract.page.blocks import HEADINGS, Node, Walk
from newsarchive.extract.page.places import BAD, COMMENTS, name_words, of_words
from newsarchive.extract.page.walk import INLINE
from newsarchive.extract.words.strings import words
from newsarchive.extract.words.wording import vocabulary

_FOREIGN_TAGS = frozenset({"nav", "footer", "aside", "form", "menu", "dialog", "address"})
_ABOVE = 60  # blocks above the text in which its headline is looked for
_STEPS = 60  # siblings and ancestors looked at to find where an element stands


class Seat(NamedTuple):
    """A place on the page: before the block `block`, and inside or after the node `node`. They sort in the page's order."""

    block: int
    node: int


@dataclass(frozen=True, slots=True)
class Ground:
    """The part of the page that is the article's: from its headline, where that stands above the text, to its last block.

    `top` is the node that holds all of it, `first` and `last` are its first and last block.
    """

    walk: Walk
    furniture: list[bool]
    container: int
    top: int
    first: int
    last: int

    def holds(self, block: int) -> bool:
        """Whether a seat before that block is between the headline and what follows the last line."""
        return self.first <= block <= self.last + 1

    def own(self, number: int) -> bool:
        """Whether a node is the article's: what is furniture around it must be so for holding pictures and embeds alone."""
        nodes, inside = self.walk.nodes, False
        for _ in range(_STEPS):
            if self.furniture[number] and _foreign(nodes[number]):
                return False
            inside = inside or not self.furniture[number]
            if number <= self.top:
                return inside and number == self.top
            number = nodes[number].parent
        return False


def ground(walk: Walk, furniture: list[bool], body: Body, headline: str | None) -> Ground | None:
    """Where the article stands; None where no body was found."""
    if body.container < 0 or body.first < 0:
        return None
    top, nodes = body.container, walk.nodes
    title = _title(walk, body.first, headline)
    first = title if title >= 0 else min(body.first, nodes[top].first_block)
    while nodes[top].first_block > first and nodes[top].parent >= 0:
        top = nodes[top].parent
    return Ground(walk, furniture, body.container, top, first, body.last)


def _title(walk: Walk, before: int, headline: str | None) -> int:
    """The last block above the text that is the headline; -1 where none is."""
    title = words(headline or "")
    near = range(before - 1, max(-1, before - _ABOVE), -1)
    return next((n for n in near if walk.blocks[n].tag in HEADINGS and words(walk.blocks[n].text) == title), -1) if title else -1


def seat_of(element: lxml.html.HtmlElement, numbers: dict[lxml.html.HtmlElement, int], nodes: list[Node]) -> Seat | None:
    """Where an element stands, node or not; None where nothing that was walked stands before or around it."""
    if element in numbers:
        return Seat(nodes[numbers[element]].first_block, numbers[element])
    before = element
    for _ in range(_STEPS):
        previous = before.getprevious()
        before = previous if previous is not None else before.getparent()
        if before is None:
            return None
        if before in numbers:
            node = nodes[numbers[before]]
            return Seat(node.first_block, numbers[before]) if previous is None else Seat(node.end_block, node.end - 1)
    return None


def around_of(element: lxml.html.HtmlElement, numbers: dict[lxml.html.HtmlElement, int]) -> int | None:
    """The node that an element is, or lies in; None where something lies between that the walk passed by."""
    for around in itertools.islice(itertools.chain((element,), element.iterancestors()), _STEPS):
        if around in numbers:
            return numbers[around]
        if around is not element and around.tag not in INLINE:
            return None
    return None


def _foreign(node: Node) -> bool:
    return node.tag in _FOREIGN_TAGS or _named_foreign(node.names)


@functools.lru_cache(maxsize=5_000)
def _named_foreign(names: str) -> bool:
    """Whether class words name furniture of another kind than pictures and embeds, whose places are called so too."""
    if not of_words(names) & (BAD | COMMENTS):
        return False
    rest = " ".join(word for word in name_words(names) if word.lower() not in vocabulary("media"))
    return bool(of_words(rest) & (BAD | COMMENTS))
