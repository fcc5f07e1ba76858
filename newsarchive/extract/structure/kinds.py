"""What each line of a text is by its mark-up. In: the walk, and the blocks of each line. Out: a kind for each line.

The innermost element around a line says it. Lines of one kind and node belong together.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsarchive.extract.page.blocks import HEADINGS, Walk
from newsarchive.extract.seeing import Seen

LISTS = {"ol": True, "ul": False, "dl": False, "menu": False, "dir": False}
"""Elements that are lists, and whether they are ordered."""
QUOTE = "quote"
_ITEMS = frozenset({"li", "dt", "dd"})
_MOST_QUOTED = 0.6  # share of the lines: a <blockquote> around more of them is there to indent the article
_STEPS = 40  # elements up from a block in which a list or quotation is looked for


@dataclass(frozen=True, slots=True)
class Kind:
    """ "paragraph", "heading", "quote", "list" or "table"; the node that its lines share; and a heading's level."""

    name: str
    node: int = -1
    level: int = 0


_PLAIN = Kind("paragraph")


def kinds_of(walk: Walk, saw: Seen) -> list[Kind]:
    """The kind of each line that was seen; a line that is no block of the page is a paragraph."""
    reader = _Kinds(walk, saw)
    kinds = [reader.of(numbers[0]) if numbers else _PLAIN for numbers in saw.numbers]
    quoted = sum(kind.name == QUOTE for kind in kinds)
    return kinds if quoted <= max(1, _MOST_QUOTED * len(kinds)) else [_PLAIN if kind.name == QUOTE else kind for kind in kinds]


class _Kinds:
    """Remembers which items of lists are boxes, so that one with a thousand paragraphs is looked through once."""

    def __init__(self, walk: Walk, saw: Seen) -> None:
        self.walk, self.cells = walk, saw.body.cells
        self.top = max(saw.body.container, 0)
        self.boxes: dict[int, bool] = {}

    def of(self, n: int) -> Kind:
        """The kind of a block."""
        if n in self.cells:
            return Kind("table", self._table_of(self.cells[n]))
        nodes, number, item = self.walk.nodes, self.walk.blocks[n].node, -1
        for _ in range(_STEPS):
            node = nodes[number]
            if node.tag in HEADINGS:
                return Kind("heading", number, int(node.tag[1]))
            if node.tag == "blockquote":
                return Kind(QUOTE, number)
            if node.tag in _ITEMS and item < 0:
                item = number
            if node.tag in LISTS and item >= 0 and (self.walk.blocks[n].node == item or not self._is_box(item)):
                return Kind("list", self._outermost(number))
            if number <= self.top:
                break
            number = node.parent
        return _PLAIN

    def _is_box(self, item: int) -> bool:
        """Whether a list's item holds several paragraphs or a heading, such as an entry of a live blog."""
        if item not in self.boxes:
            node = self.walk.nodes[item]
            inside = self.walk.blocks[node.first_block : node.end_block]
            full = sum(block.weight > 0 and block.node != item and block.tag != "li" for block in inside)
            self.boxes[item] = full > 1 or any(block.tag in HEADINGS for block in inside)
        return self.boxes[item]

    def _outermost(self, number: int) -> int:
        """The list that a list is nested in, item by item."""
        nodes = self.walk.nodes
        for _ in range(_STEPS):
            item = nodes[number].parent
            above = nodes[item].parent if item >= 0 and nodes[item].tag in _ITEMS else item
            if above < self.top or nodes[above].tag not in LISTS:
                break
            number = above
        return number

    def _table_of(self, row: int) -> int:
        while self.walk.nodes[row].tag != "table" and self.walk.nodes[row].parent >= 0:
            row = self.walk.nodes[row].parent
        return row
