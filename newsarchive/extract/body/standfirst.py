"""The standfirst. In: the walk and where the body begins. Out: the blocks above it that belong to the article.

In this order: what the page's description repeats, a short list of points, what is named so, and what stands
right after the headline. Measured: like the description 85 right, 2 wrong; by name 15 to 2; else 4 to 17.
"""

from __future__ import annotations

from newsarchive.extract.body.furniture import is_about
from newsarchive.extract.page.blocks import Node, Walk
from newsarchive.extract.page.places import CAPTION, STANDFIRST
from newsarchive.extract.words.asides import is_aside
from newsarchive.extract.words.strings import same_words, words

_LINE = 40  # characters of a line that may be one


def find_standfirst(
    walk: Walk, furniture: list[bool], above: list[int], headline: str | None, description: str | None
) -> list[int]:
    """Which of the blocks `above` the body are its standfirst; [] for none. One block, or a list with its label."""
    blocks, title = walk.blocks, words(headline or "")
    top = max((n for n in above if blocks[n].tag == "h1" or same_words(blocks[n].text, title)), default=-1)
    span = [n for n in above if n > top and blocks[n].link < 0.5 and not (blocks[n].size >= _LINE and is_aside(blocks[n].text))]
    if repeated := _like_description(walk, span, _runs(description or "")):
        return repeated
    if top < 0:
        return []
    free = [n for n in span if not furniture[blocks[n].node] and not is_about(blocks[n])]
    if summary := _summary(walk, free):
        return summary
    for n in free:
        if _named_standfirst(walk.nodes, blocks[n].node) and blocks[n].size >= _LINE:
            return [n]
    next_one = top + 1
    if next_one in free and blocks[next_one].size >= 50 and (blocks[next_one].ends or blocks[next_one].tag in ("h2", "p")):
        return [next_one]
    return []


def _like_description(walk: Walk, span: list[int], told: set[tuple[str, ...]]) -> list[int]:
    """The first block that the description repeats for the most part, wherever it stands but under a picture."""
    for n in span:
        own = _runs(walk.blocks[n].text)
        if len(own) >= 3 and len(own & told) >= 0.6 * len(own) and not _in_picture(walk, n):
            return [n, *_further(walk, span[span.index(n) + 1 :], n)]
    return []


def _further(walk: Walk, below: list[int], n: int) -> list[int]:
    """Lines of a standfirst that has several: paragraphs without an end right below its first, in the same element."""
    parent, found = walk.nodes[walk.blocks[n].node].parent, list[int]()
    for number in below:
        block = walk.blocks[number]
        line = block.tag == "p" and block.size >= 40 and not (block.ends or block.link or ":" in block.text or is_about(block))
        if not line or number != n + len(found) + 1 or walk.nodes[block.node].parent != parent:
            break
        found.append(number)
    return found


def _summary(walk: Walk, free: list[int]) -> list[int]:
    """A list of two to six lines above the body, with the label before it."""
    items = [n for n in free if walk.blocks[n].tag == "li" and walk.blocks[n].size >= 20]
    lists = {walk.nodes[walk.blocks[n].node].parent for n in items}
    if len(lists) != 1 or not 2 <= len(items) <= 6:
        return []
    label = items[0] - 1
    return [label, *items] if label in free and walk.blocks[label].size < 40 else items


def _in_picture(walk: Walk, n: int) -> bool:
    number = walk.blocks[n].node
    while number >= 0:
        if walk.nodes[number].tag in ("figure", "figcaption", "nav", "footer") or walk.nodes[number].place & CAPTION:
            return True
        number = walk.nodes[number].parent
    return False


def _runs(text: str) -> set[tuple[str, ...]]:
    own = words(text)
    return {tuple(own[i : i + 3]) for i in range(len(own) - 2)}


def _named_standfirst(nodes: list[Node], number: int) -> bool:
    near = [number, nodes[number].parent] if nodes[number].parent >= 0 else [number]
    return any(nodes[n].place & STANDFIRST for n in near)
