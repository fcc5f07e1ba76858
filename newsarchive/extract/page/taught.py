"""A page read by a site model. In: the model. Out: which elements the walk passes by, which lines are chrome, and whether
the page still fits.

A model may never cost an article: where a page does not fit, it is read again without one.
"""

from __future__ import annotations

import functools

import lxml.html

from newsarchive.extract.page.barren import paragraphs
from newsarchive.extract.page.blocks import Walk
from newsarchive.extract.page.model import LINE, Model, Place, SeatPlace, kind_of

_LEAST, _LEAST_SHARE = 200, 0.25  # characters of text, and share of the typical: a page with less is read again
_MORE, _ROOM, _MORE_SHARE = 2, 500, 0.3  # times what a shut place ever held, and beyond; and the share of the text
_LONGER, _LONGER_BY = 1.3, 100  # how much more the whole page must give to be believed
_NEAR = 25  # blocks above the text in which a by-line or date is looked for


class Taught:
    """One page's reading by a model: the walk asks `passes`, and what it passed by is remembered for `fits`.

    Not shared between readings.
    """

    __slots__ = ("lines", "model", "passed", "shut")

    def __init__(self, model: Model) -> None:
        self.model = model
        self.shut, self.lines = _prepared(model)
        self.passed: list[tuple[Place, lxml.html.HtmlElement]] = []

    def passes(self, element: lxml.html.HtmlElement, own: str, within: str) -> bool:
        """Whether the walk is to pass by an element of kind `own` in one of kind `within`."""
        place = (own, within)
        if place not in self.shut:
            return False
        self.passed.append((place, element))
        return True

    def fits(self, size: int) -> bool:
        """Whether the page is as the model's were: `size` is the number of characters of text found in it.

        Too little text, or far more of it in shut places than they ever held, says no.
        """
        if size < max(_LEAST, _LEAST_SHARE * self.model.typical):
            return False
        most = _MORE_SHARE * size
        held = 0
        for place, element in self.passed:
            text = paragraphs(element, limit=int(most) + _MORE * self.shut[place] + _ROOM + 1)
            if text > _MORE * self.shut[place] + _ROOM and text > most:
                return False
            held += max(0, text - self.shut[place])
        return held <= max(_ROOM, size)

    def is_chrome(self, line: str) -> bool:
        """Whether the paper's pages have taught that this line is no part of an article."""
        return line[:LINE] in self.lines

    def mark_chrome(self, walk: Walk, furniture: list[bool]) -> None:
        """Marks the elements that hold nothing but such a line, so that what stands beside it is judged without it."""
        for block in walk.blocks if self.lines else ():
            node = walk.nodes[block.node]
            if block.text[:LINE] in self.lines and node.end_block - node.first_block == 1:
                furniture[block.node] = True


@functools.lru_cache(maxsize=8)
def _prepared(model: Model) -> tuple[dict[Place, int], frozenset[str]]:
    return {(place.own, place.within): place.most for place in model.shut}, frozenset(line.text for line in model.lines)


def longer(full: int, size: int) -> bool:
    """Whether the whole page gives so much more text that the model must have cut some."""
    return full > _LONGER * size + _LONGER_BY


def texts_at(walk: Walk, seats: tuple[SeatPlace, ...], first: int, last: int) -> list[str]:
    """Texts of the short blocks that stand in these places near the text, the nearest to the top first."""
    wanted = {(seat.own, seat.within) for seat in seats}
    span = range(max(0, first - _NEAR), min(len(walk.blocks), last + 4)) if first >= 0 and wanted else range(0)
    return [walk.blocks[at].text for at in span if walk.blocks[at].size <= 160 and place_of(walk, walk.blocks[at].node) in wanted]


def place_of(walk: Walk, number: int) -> Place:
    """Where a node of a walk stands."""
    node = walk.nodes[number]
    return kind_of(node.tag, node.names), _kind_at(walk, node.parent)


def place_in(walk: Walk, around: int, element: lxml.html.HtmlElement) -> Place:
    """Where an element stands that a walk did not enter; `around` is the node that it lies in."""
    return kind_of(str(element.tag), element.get("class", "")), _kind_at(walk, around)


def _kind_at(walk: Walk, number: int) -> str:
    return kind_of(walk.nodes[number].tag, walk.nodes[number].names) if number >= 0 else ""
