"""Blocks: what a page's text comes in. Types, and how much a block looks like an article's.

A block is a run of text that no block-level tag interrupts; a node is a block-level element. `walk` makes them,
`furniture`, `body`, `standfirst` and `verdict` judge them.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field

import lxml.html

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LISTED = HEADINGS | {"p", "li", "dd", "dt", "pre", "blockquote", "td"}  # what holds one paragraph each
FULL = 0.42  # weight of a paragraph that can carry a body: 60 letters and a full stop, or 120 letters
_NUMBER = re.compile(r"\d+")
_CLOSERS = "\"'”’»)]›*“ "  # noqa: RUF001
_STOPS = ".!?…。！？؟।"  # noqa: RUF001


@dataclass(slots=True)
class Node:
    """A block-level element. `end` is the number of the first node after its subtree; `good` and `total` are weights."""

    element: lxml.html.HtmlElement
    parent: int
    tag: str
    names: str
    place: int
    suspect: int  # the innermost element around it, or itself, that looks like furniture; -1 for none
    controls: bool = False  # whether a button or an input field is its child
    end: int = 0
    first_block: int = 0
    end_block: int = 0
    good: float = 0.0
    total: float = 0.0

    @property
    def key(self) -> str:
        """Tag and class without numbers: what elements of one kind share."""
        return _key(self.tag, self.names)


@functools.lru_cache(maxsize=20_000)
def _key(tag: str, names: str) -> str:
    return f"{tag}.{_NUMBER.sub('', names)}"


@dataclass(slots=True)
class Block:
    """A run of text. Sizes are in characters; `plain` is without links, `weight` says how much it looks like an article's."""

    text: str
    node: int
    tag: str  # of the element it lies in
    size: float
    plain: float
    link: float  # share inside links, 0 to 1
    bold: float
    italic: float
    begins_in_link: bool
    ends_in_link: bool
    ends: bool  # like a sentence
    weight: float = 0.0


@dataclass(slots=True)
class Walk:
    """What one walk found; `cut` where it stopped at a limit; `passed` are the elements that it did not enter, by
    their names, each with the node around it.

    `times` are <time datetime=…>: number of the next block, itemprop in lower case, value.
    `spans` are the links, spans and bolds, each with the number of the block it stands in: some may be marked up as an author's.
    """

    nodes: list[Node] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    times: list[tuple[int, str, str]] = field(default_factory=list)
    spans: list[tuple[int, lxml.html.HtmlElement]] = field(default_factory=list)
    passed: list[tuple[int, lxml.html.HtmlElement]] = field(default_factory=list)
    cut: bool = False
    text_size: int = 0


def ends_like_a_sentence(text: str) -> bool:
    """Whether the last sign is a full stop or its like, quotation marks and brackets after it not counted."""
    last = text.rstrip(_CLOSERS)[-1:]
    return bool(last) and last in _STOPS


def weigh(block: Block) -> float:
    """How much a block looks like an article's paragraph; one full line is about 1, furniture below 0."""
    if block.tag in HEADINGS:
        return -0.2 if block.link > 0.5 else 0.0
    if block.tag in ("td", "th") and block.link <= 0.6 and block.plain < 25:
        return 0.0  # a cell of a data table
    if block.link > 0.6 or block.plain < 25:
        return -0.3
    if block.plain >= 60 and block.ends:
        return min(block.plain, 500) / 100 * (1 - block.link)
    if block.plain >= 120:
        return 0.7 * min(block.plain, 500) / 100 * (1 - block.link)
    return 0.1 if block.ends else -0.1


def heaviest(walk: Walk, furniture: list[bool]) -> int:
    """The node with the largest sum of weights, the deepest of equals; -1 where no sum is above zero.

    Where the paragraphs right inside one node weigh more than any such sum, it is that node: the rest of a page, fallen into
    the cell of the text, must not drag it down.
    """
    own: dict[int, float] = {}
    for block in walk.blocks:
        if not furniture[block.node]:
            node = walk.nodes[block.node]
            node.total += block.weight
            if block.weight > 0:
                at = node.parent if block.tag in LISTED else block.node
                own[at] = own.get(at, 0.0) + block.weight
    for node in reversed(walk.nodes):
        if node.parent >= 0:
            walk.nodes[node.parent].total += node.total
    best, most = -1, 0.0
    for number, node in enumerate(walk.nodes):
        if node.total > 0 and node.total >= most - 1e-9:
            best, most = number, node.total
    fullest = max(own, key=own.__getitem__, default=-1)
    if fullest >= 0 and own[fullest] > most and not best <= fullest < walk.nodes[best].end:
        best = fullest
    while best > 0 and walk.nodes[best].tag in LISTED:
        best = walk.nodes[best].parent
    return best


def share_of(walk: Walk, furniture: list[bool], kept: list[int]) -> float:
    """The part of all full text on the page, furniture not counted, that some blocks hold; 0 to 1."""
    whole = sum(max(0.0, block.weight) for block in walk.blocks if not furniture[block.node])
    return sum(max(0.0, walk.blocks[number].weight) for number in kept) / whole if whole else 0.0
