"""Lines that look out of place in a text. In: blocks that are kept so far. Out: which are links, fragments, items of a list."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from newsarchive.extract.page.blocks import FULL, HEADINGS, Block, Walk

_HEADS, _MOST_HEADS = 3, 0.8  # linked headings of one kind that head parts of a text, and their share of that kind


def leads_away(block: Block) -> bool:
    """Whether a line is a link, several, or what stands before one."""
    most = 0.97 if block.ends else 0.6 if block.size >= 80 else 0.85
    named = ":" in block.text[: round(block.plain) + 2]  # "Don't miss: Is this the end?"
    lead = block.ends_in_link and block.link > 0.5 and block.size < 220 and (named or not block.ends)
    return lead or block.link > (min(most, 0.75) if named else most)


def linked_heads(walk: Walk, kept: list[int]) -> set[int]:
    """Headings that are links and head the parts of a text, such as the films of a list: most of their kind, three or more,
    have a full paragraph right below.
    """
    blocks = walk.blocks
    found: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for n, below in pairwise(kept):
        if blocks[n].tag in HEADINGS and leads_away(blocks[n]):
            found[walk.nodes[blocks[n].node].key].append((n, blocks[below].weight >= FULL))
    return {
        n for heads in found.values() if sum(full for _, full in heads) >= max(_HEADS, _MOST_HEADS * len(heads)) for n, _ in heads
    }


def is_fragment(block: Block) -> bool:
    """A short line without an end; a line of signs divides a text, and one in capitals heads a part of it."""
    if block.tag in HEADINGS or block.size >= 40 or block.ends or block.bold >= 0.9 or block.text.endswith(":"):
        return False
    head = block.text.isupper() and " " in block.text and not block.link
    return not head and any(map(str.isalnum, block.text))


def in_lists(walk: Walk, kept: list[int]) -> set[int]:
    """Lines without an end, three or more in a row: a list, whatever it is made of."""
    listed: set[int] = set()
    row: list[int] = []
    for n in (*kept, -1):
        block = walk.blocks[n]
        if n >= 0 and block.tag not in HEADINGS and block.size < 120 and not block.ends and not block.text.endswith(":"):
            row.append(n)
            continue
        if len(row) >= 3:
            listed |= set(row)
        row = []
    return listed
