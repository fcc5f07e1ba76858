"""Tables of data, as against tables that lay a page out. In: the walk. Out: the blocks that are cells of one.

Measured: on 3 of 200 modern pages such tables stand inside the text, and all their cells belong to it.
"""

from __future__ import annotations

from collections import Counter

from newsarchive.extract.page.blocks import Node, Walk

_ROWS, _COLUMNS = 3, 2  # the least
_ALIKE = 0.7  # share of the rows with the same number of cells
_CELL_BLOCKS, _CELL_SIZE = 2, 200  # the most of a cell
_LINKED = 0.5  # the most of a table's text that may be links


def data_cells(walk: Walk, container: int) -> dict[int, int]:
    """The blocks in cells of data tables inside a node, and the node of the row that each lies in."""
    cells: dict[int, int] = {}
    for number in range(container, walk.nodes[container].end):
        if walk.nodes[number].tag == "table":
            cells |= _cells(walk, number)
    return cells


def in_lines(numbers: list[int], cells: dict[int, int]) -> list[list[int]]:
    """The blocks of each line: one, or those of a row of a table."""
    lines: list[list[int]] = []
    row = -1
    for n in numbers:
        if n in cells and cells[n] == row:
            lines[-1].append(n)
        else:
            lines.append([n])
        row = cells.get(n, -1)
    return lines


def in_rows(walk: Walk, numbers: list[int], cells: dict[int, int]) -> list[str]:
    """The texts of blocks, those of one row of a table in one line."""
    return [" | ".join(walk.blocks[n].text for n in line) for line in in_lines(numbers, cells)]


def _cells(walk: Walk, table: int) -> dict[int, int]:
    """The blocks of a table's cells; none where its rows are unlike each other, its cells long, or its text links."""
    rows: Counter[int] = Counter()
    found: dict[int, int] = {}
    for number in range(table + 1, walk.nodes[table].end):
        node = walk.nodes[number]
        if node.tag == "table":
            return {}
        if node.tag in ("td", "th"):
            rows[node.parent] += 1
            if not _small(walk, node):
                return {}
            found |= dict.fromkeys(range(node.first_block, node.end_block), node.parent)
    like, columns = Counter(rows.values()).most_common(1)[0][::-1] if rows else (0, 0)
    size = sum(walk.blocks[n].size for n in found)
    linked = sum(walk.blocks[n].size * walk.blocks[n].link for n in found)
    fits = len(rows) >= _ROWS and columns >= _COLUMNS and like >= _ALIKE * len(rows) and linked <= _LINKED * size
    return found if fits else {}


def _small(walk: Walk, cell: Node) -> bool:
    blocks = walk.blocks[cell.first_block : cell.end_block]
    return len(blocks) <= _CELL_BLOCKS and sum(block.size for block in blocks) <= _CELL_SIZE
