"""What on a page is furniture. In: the walk. Out: a mark for each element, and signs that a line is about the article.

Names are believed only where little of the page's text is behind them; boxes with a button and picture galleries
are known by how they are built.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict

from newsarchive.extract.fields import dates
from newsarchive.extract.page.blocks import FULL, Block, Node, Walk
from newsarchive.extract.page.places import BAD, COMMENTS, LAYOUT

_SHARE = 0.3  # of a page's good weight: what holds more is no furniture, whatever it is called
_SHARE_COMMENTS = 0.5
_AN_ARTICLE = 6.0  # weight of some six full lines: what is left beside the comments must be as much
_SHARE_BY_TAG, _SURE_TAGS = 0.95, frozenset({"nav", "footer", "figure", "figcaption", "menu", "dialog"})
_KINDS_OF = frozenset({"div", "section", "article", "main"})
_BOX_SHARE, _BOX_BLOCKS = 0.1, 4  # the most that a box with a button may hold and still be furniture
_PICTURED = frozenset({"div", "section", "td", "table", "center"})
_CAPTION_SIZE, _CAPTION_BLOCKS = 350, 3  # the most that stands beside a picture as its caption, credit and title
_COUNTER_SIZE = 40
_COUNTER = re.compile(r"\d{1,3}\s*(?:/|of|von|sur|de|di|av|van)\s*(\d{1,3})(?![\d/.-]?\d)")  # and no date such as 16/11/2026
_SIGNED_WITHIN, _LONGEST_POST_BY = 2, 160  # last blocks of a post, and last characters of one, in which its author is named
_POST_BY = re.compile(r"(?:^|\s)(?:[—\u2013]|--?)\s?[^()—]{1,80}\(@\w{1,30}\)")
_BYLINE = re.compile(r"(?:By|BY|Von|VON|Par|PAR|Por|POR)\s+[A-ZÀ-Þ]")


def mark_furniture(walk: Walk) -> list[bool]:
    """For each node whether it is, or lies in, something named or built like furniture that holds little of the page."""
    for block in walk.blocks:
        walk.nodes[block.node].good += max(0.0, block.weight)
    for node in reversed(walk.nodes):
        if node.parent >= 0:
            walk.nodes[node.parent].good += node.good
    whole = walk.nodes[0].good if walk.nodes else 0.0
    kinds = _kinds(walk)
    pictures = [number for number, node in enumerate(walk.nodes) if node.tag == "img"]
    marks: list[bool] = []
    quoting: set[int] = set()
    for number, node in enumerate(walk.nodes):
        marked = marks[node.parent] if node.parent >= 0 else False
        blocks = node.end_block - node.first_block
        if not marked and blocks:
            if node.suspect == number:
                marked = _small(node, max(node.good, kinds.get(node.key, 0.0) if kinds else 0.0), whole)
                if marked and _holds_paragraphs(walk, node):
                    quoting.add(number)
                    marked = False
            marked = marked or (node.controls and blocks <= _BOX_BLOCKS and node.good <= _BOX_SHARE * whole)
            caption = 0 < node.good <= _SHARE * whole and blocks <= _CAPTION_BLOCKS
            marked = marked or (caption and _pictured(walk, number, pictures))
            marked = marked or (node.tag == "blockquote" and (node.suspect in quoting or _is_post(walk, node)))
        marks.append(marked)
    return marks


def _pictured(walk: Walk, number: int, pictures: list[int]) -> bool:
    """Whether an element holds a picture and little beside it: the caption. Measured on 730 pages: 17 right, 2 wrong.

    A figure with a caption of its own needs none beside it.
    """
    node = walk.nodes[number]
    inside = pictures[bisect(pictures, number) : bisect(pictures, node.end - 1)] if node.tag in _PICTURED else []
    if not inside or all(_has_caption(walk, picture, number) for picture in inside):
        return False
    return sum(block.size for block in walk.blocks[node.first_block : node.end_block]) <= _CAPTION_SIZE


def _has_caption(walk: Walk, picture: int, box: int) -> bool:
    """Whether a picture stands, inside the box, in a figure that holds words."""
    number = walk.nodes[picture].parent
    while number > box:
        node = walk.nodes[number]
        if node.tag == "figure":
            return node.end_block > node.first_block
        number = node.parent
    return False


def _is_post(walk: Walk, node: Node) -> bool:
    """Whether a quotation is signed as posts are that stand in a page as embeds: "— Ann Lee (@annlee) March 4, 2026"."""
    signed = walk.blocks[max(node.first_block, node.end_block - _SIGNED_WITHIN) : node.end_block]
    return any(_POST_BY.search(block.text, max(0, len(block.text) - _LONGEST_POST_BY)) for block in signed)


def _holds_paragraphs(walk: Walk, node: Node) -> bool:
    """Whether what goes by the name of a pulled quote holds paragraphs: it is then the text around one."""
    if node.good < 2 * FULL or "pull" not in node.names.lower():
        return False
    return sum(block.weight >= FULL for block in walk.blocks[node.first_block : node.end_block]) >= 2


def _kinds(walk: Walk) -> dict[str, float]:
    """What lies in all elements of one class together: a grid cell named for its sidebar comes ten times with the text."""
    kinds: dict[str, float] = defaultdict(float)
    for number, node in enumerate(walk.nodes):
        if node.suspect != number or not node.place & LAYOUT or not node.good or node.tag not in _KINDS_OF:
            continue
        around = walk.nodes[node.parent].suspect if node.parent >= 0 else -1
        if around < 0 or walk.nodes[around].key != node.key:
            kinds[node.key] += node.good
    return kinds


def _small(node: Node, good: float, whole: float) -> bool:
    """Whether so little of the page's text lies in elements of a kind that their name may be believed."""
    if node.tag in _SURE_TAGS:
        return node.good <= _SHARE_BY_TAG * whole
    if node.place & COMMENTS or not node.place & BAD:  # comments may well be longer than the article
        return node.good <= _SHARE_COMMENTS * whole or whole - good >= _AN_ARTICLE
    return good <= _SHARE * whole


def mark_galleries(walk: Walk, furniture: list[bool]) -> bool:
    """Marks picture galleries as furniture: three or more counters such as "3/48", and the least that holds them all.

    True where there was one. Captions of a gallery may be longer than the article, so their share says nothing.
    """
    counters = _counters(walk)
    if len(counters) < 3:
        return False
    top = walk.blocks[counters[0]].node
    while top > 0 and walk.nodes[top].end_block <= counters[-1]:
        top = walk.nodes[top].parent
    node = walk.nodes[top]
    if top <= 0 or node.end_block - node.first_block > 6 * len(counters) + 10:
        return False
    furniture[top : node.end] = [True] * (node.end - top)
    return True


def _counters(walk: Walk) -> list[int]:
    """Short blocks that begin with "n/m", all with the m that most of them have."""
    found: dict[str, list[int]] = {}
    for number, block in enumerate(walk.blocks):
        if block.size < _COUNTER_SIZE and (match := _COUNTER.match(block.text)):
            found.setdefault(match[1], []).append(number)
    return max(found.values(), key=len, default=[])


def is_about(block: Block) -> bool:
    """A by-line or a time of publication, standing where a paragraph might."""
    return block.size < 120 and not block.ends and (_BYLINE.match(block.text) is not None or _stamp(block.text))


def _stamp(text: str) -> bool:
    """A line that gives little more than a date, such as "Updated 4 March 2026 at 10:15"."""
    return len(text) <= 90 and any(char.isdigit() for char in text) and len(text.split()) <= 12 and dates.holds_date(text)
