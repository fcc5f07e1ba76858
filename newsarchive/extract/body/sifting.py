"""Lines that look out of place in a text. In: blocks that are kept so far. Out: which are links, fragments, items of a list,
lists of other stories, teasers, or said already.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby, pairwise, takewhile

from newsarchive.extract.page.blocks import FULL, HEADINGS, Block, Walk
from newsarchive.extract.words.wording import phrases

_HEADING = 80  # characters of a heading of other stories
_TEASERS, _ABOVE_TEASER = 2, 3  # paragraphs that are a row of teasers, and blocks above each in which its title may stand
_CUT_SHORT = ("…", "...", "…]", "...]")
_LINKED, _TITLE = 0.9, 15  # share of a title that is a link, and its characters
_LONG_ENOUGH = 80  # characters of a line that nobody writes twice
_MOST_QUOTED = 100  # lines that are looked for: each costs a look at the whole text
# Characters of what is pulled out of a text, and the signs that are put around it.
_SENTENCE, _QUOTES = 30, "\"'“”„«»‘’ "  # noqa: RUF001
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


def repeated(walk: Walk, kept: list[int]) -> list[int]:
    """Lines that say what stands above them already: a text that a page has twice, for two widths of screen. A short line may
    come again, unless it does so beside a long one.
    """
    blocks, first = walk.blocks, dict[str, int]()
    for n in kept:
        first.setdefault(blocks[n].text, n)
    rows = [list(row) for again, row in groupby(kept, lambda n: first[blocks[n].text] != n) if again]
    return [n for row in rows if any(blocks[m].size >= _LONG_ENOUGH for m in row) for n in row]


def pulled(walk: Walk, kept: list[int]) -> list[int]:
    """Quotations that are sentences of the text around them, pulled out of it as an ornament."""
    blocks, nodes = walk.blocks, walk.nodes
    quoted = {n for n in kept if "blockquote" in (blocks[n].tag, nodes[max(0, nodes[blocks[n].node].parent)].tag)}
    if not quoted or len(quoted) > _MOST_QUOTED:
        return []
    told = "\n".join(blocks[n].text for n in kept if n not in quoted)
    return [n for n in kept if n in quoted and is_said(blocks[n], told)]


def is_said(block: Block, text: str) -> bool:
    """Whether a text says what a line does, less the signs of quotation around it; of a few words that means nothing."""
    return block.size >= _SENTENCE and block.text.strip(_QUOTES) in text


def lists_of_others(walk: Walk, kept: list[int]) -> list[int]:
    """Lists of other stories, whose items have links, below a heading such as "More on the old bridge"."""
    blocks, found = walk.blocks, list[int]()
    for at, n in enumerate(kept):
        if blocks[n].tag in HEADINGS and blocks[n].size <= _HEADING and phrases("more_on").match(blocks[n].text):
            items = list(takewhile(lambda m: blocks[m].tag == "li", kept[at + 1 :]))
            if items and 2 * sum(blocks[m].link > 0 for m in items) >= len(items):
                found += [n, *items]
    return found


def teasers(walk: Walk, kept: list[int]) -> list[int]:
    """A row of teasers at the end: paragraphs in boxes of one kind, each below a line that is a link, most of them cut short."""
    blocks, nodes = walk.blocks, walk.nodes
    row: list[int] = []
    for before, n in zip((-1, *kept), kept, strict=False):
        above = range(max(before + 1, n - _ABOVE_TEASER), n)
        if any(blocks[m].link >= _LINKED and blocks[m].size >= _TITLE for m in above):
            row.append(n)
        else:
            row = []
    boxes = {nodes[blocks[n].node].parent for n in row}
    alike = len(row) >= _TEASERS and len(boxes) == len(row) and len({nodes[box].key for box in boxes}) == 1
    return row if alike and 2 * sum(blocks[n].text.endswith(_CUT_SHORT) for n in row) > len(row) else []
