"""Which blocks are the article. In: the walk, the headline, the description. Out: the body's lines, and where it stands.

Judged by structure and position alone: the heaviest container, the run of main paragraphs inside it, what follows
that run, lines that are links, headings that head nothing. A rule's worst case should be a line too many.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from newsarchive.extract.body.endnotes import is_end_note
from newsarchive.extract.body.furniture import is_about
from newsarchive.extract.body.sifting import (
    in_lists,
    is_fragment,
    leads_away,
    linked_heads,
    lists_of_others,
    pulled,
    repeated,
    teasers,
)
from newsarchive.extract.body.standfirst import find_standfirst
from newsarchive.extract.body.tables import data_cells, in_rows
from newsarchive.extract.page.blocks import FULL, HEADINGS, LISTED, Node, Walk, heaviest, share_of
from newsarchive.extract.words.asides import is_aside
from newsarchive.extract.words.strings import same_words, words

_MAIN_SHARE = 0.25  # of the heaviest kind of home
_LONG = 1.0  # weight of a hundred letters and a full stop
_SHORT = 0.1  # weight of a short sentence: enough where nothing better is there
_LINE = 40  # characters of a line that is no label
_STANDFIRST_WITHIN = 40  # blocks above the body
_LISTS = frozenset({"ul", "ol", "dl", "blockquote"})


@dataclass(slots=True)
class Body:
    """The body's lines, standfirst first. `container` is a node's number, -1 where nothing looks like an article.

    `first` and `last` are the numbers of its first and last block; `paragraphs` counts full ones. `cards` says that
    the page's paragraphs stand in boxes of their own, three or more, one in each: teasers. `share` is the
    body's part of all full text on the page that is no furniture. `numbers` are the blocks that the lines are, `cells` those
    among them that are cells of tables, with the row's node.
    """

    lines: list[str] = field(default_factory=list)
    container: int = -1
    first: int = -1
    last: int = -1
    paragraphs: int = 0
    cards: bool = False
    share: float = 0.0
    numbers: list[int] = field(default_factory=list)
    cells: dict[int, int] = field(default_factory=dict)


def find_body(
    walk: Walk, furniture: list[bool], headline: str | None, description: str | None, stated: int = -1, *, live: bool = False
) -> Body:
    """The article's own words, one paragraph a line, without its headline. `furniture` is `mark_furniture(walk)`.

    `stated` is the node in which the text lies for certain: its paragraphs then stay, however short. What it says twice is given
    once, but on a `live` page, whose summary and entries may say the same.
    """
    container = stated if stated >= 0 else heaviest(walk, furniture)
    if container < 0:
        return Body()
    choice = _Choice(walk, furniture, container)
    if not any(choice.main_run(least) for least in (FULL, _SHORT)):
        return Body(container=container)
    if stated >= 0:
        choice.keep_paragraphs()
    choice.drop_lines(headline, fragments=stated < 0)
    if stated < 0:
        choice.drop_others()
        choice.drop_tail()
    if not live:
        choice.drop_repeated()
    choice.drop_dangling()
    kept = choice.kept()
    above = [n for n in range(max(0, choice.first - _STANDFIRST_WITHIN), choice.first) if n not in kept]
    opening = find_standfirst(walk, furniture, above, headline, description)
    opening += choice.joining(opening, words(headline or ""))
    said = {walk.blocks[n].text for n in kept}
    opening = [n for n in opening if walk.blocks[n].text not in said]
    return Body(
        in_rows(walk, [*opening, *kept], choice.cells),
        container,
        min((*opening, choice.first)),
        choice.last,
        sum(walk.blocks[number].weight >= FULL for number in kept),
        choice.cards,
        share_of(walk, furniture, kept),
        [*opening, *kept],
        choice.cells,
    )


class _Choice:
    """The container's blocks on their way to being kept or dropped."""

    def __init__(self, walk: Walk, furniture: list[bool], container: int) -> None:
        self.walk, self.container = walk, container
        top = walk.nodes[container]
        self.numbers = [n for n in range(top.first_block, top.end_block) if not furniture[walk.blocks[n].node]]
        self.keep: dict[int, bool] = {}
        self.landing: dict[int, int] = {}
        self.home = {n: self._home(walk.blocks[n].node) for n in self.numbers}
        self.run: list[int] = []  # the main paragraphs
        self.main: set[int] = set()
        self.first = self.last = -1
        self.cards = False
        self.cells = data_cells(walk, container)

    def _home(self, number: int) -> int:
        """The element whose children a block's paragraph is one of: the lowest that holds several blocks."""
        nodes = self.walk.nodes
        if nodes[number].tag in LISTED and number > self.container:
            number = nodes[number].parent
        path = []
        while number not in self.landing and number > self.container and self._passed(nodes[number]):
            path.append(number)
            number = nodes[number].parent
        number = self.landing.get(number, number)
        self.landing.update(dict.fromkeys(path, number))  # so that a thousand nested lists are climbed once
        return max(number, self.container)

    @staticmethod
    def _passed(node: Node) -> bool:
        return node.end_block - node.first_block < 2 or node.tag in _LISTS

    def main_run(self, least: float) -> bool:
        """Finds the homes that carry the body, and keeps what lies between the first and last of their paragraphs.

        `least` is the weight of a paragraph that counts. False where there is none.
        """
        blocks = self.walk.blocks
        good = [n for n in self.numbers if blocks[n].weight >= least]
        groups: dict[str, float] = defaultdict(float)
        count: dict[int, int] = defaultdict(int)
        for n in good:
            groups[self._kind(self.home[n])] += blocks[n].weight
            count[self.home[n]] += 1
        full = {self._kind(home) for home, times in count.items() if times >= 2}
        top = max((weight for key, weight in groups.items() if key in full), default=0.0)
        keys = {key for key in full if groups[key] >= _MAIN_SHARE * top} or set(groups)
        self._move_in(good, keys)
        homes = {self.home[n] for n in good}
        self.main = self._one_article({home for home in homes if self._kind(home) in keys})
        self.cards = not full and len(count) >= 3
        self.run = [n for n in good if self.home[n] in self.main]
        if self.run:
            self.first, self.last = self.run[0], self.run[-1]
            self._keep_by_position({self._key(n) for n in self.run})
        return bool(self.run)

    def _move_in(self, good: list[int], keys: set[str]) -> None:
        """Paragraphs in a box of a main kind, in a box like a main paragraph's, or of its own class, belong to the run too."""
        blocks, nodes = self.walk.blocks, self.walk.nodes
        box = {n: nodes[blocks[n].node].parent for n in good if blocks[n].tag in LISTED}
        box = {n: number for n, number in box.items() if number > self.container and nodes[number].names}
        main = [n for n in good if self._kind(self.home[n]) in keys]
        own = {self._key(n) for n in main if nodes[blocks[n].node].names}
        boxes = {nodes[box[n]].key for n in main if n in box}
        for n in good:
            if self._kind(self.home[n]) in keys:
                continue
            if n in box and nodes[box[n]].key in keys:
                self.home[n] = box[n]
            elif self._key(n) in own or (n in box and nodes[box[n]].key in boxes):
                keys.add(self._kind(self.home[n]))

    def _one_article(self, homes: set[int]) -> set[int]:
        """Where the homes lie in different <article> elements, those of the first one, of none, and of those without a
        headline of their own: some papers cut one text into several.
        """
        nodes, of = self.walk.nodes, {self.container: -1}
        for number in range(self.container + 1, nodes[self.container].end):
            of[number] = number if nodes[number].tag == "article" else of[nodes[number].parent]
        articles = sorted({of[home] for home in homes if of[home] >= 0})
        others = {number for number in articles[1:] if self._titled(number)}
        return {home for home in homes if of[home] not in others}

    def _titled(self, article: int) -> bool:
        """Whether a heading stands above the first paragraph of an <article>."""
        node = self.walk.nodes[article]
        for block in self.walk.blocks[node.first_block : node.end_block]:
            if block.tag in HEADINGS:
                return True
            if block.weight >= FULL:
                return False
        return False

    def _key(self, n: int) -> str:
        return self.walk.nodes[self.walk.blocks[n].node].key

    def _kind(self, home: int) -> str:
        """Tag and class of a home; one without a class is like another only under a parent of the same kind."""
        node = self.walk.nodes[home]
        return node.key if node.names or node.parent < self.container else f"{self.walk.nodes[node.parent].key} {node.key}"

    def _early(self) -> dict[int, bool]:
        """What stands above the run and belongs to it: two full paragraphs or more in one home, such as the introduction of
        a live blog, with what lies between them; or one right before it. Measured on blocks of 20 pages: 57 right, 1 wrong.
        """
        blocks, early = self.walk.blocks, [n for n in self.numbers if n < self.first]
        good: dict[int, list[int]] = defaultdict(list)
        for n in early:
            if blocks[n].weight >= FULL:
                good[self.home[n]].append(n)
        kept = {}
        for n in early:
            home = good.get(self.home[n], ())
            within = len(home) >= 2 and home[0] <= n <= home[-1] and (blocks[n].weight >= FULL or blocks[n].tag in LISTED)
            if within or (n == early[-1] and blocks[n].weight >= _LONG):
                kept[n] = True
        return kept

    def _keep_by_position(self, main_keys: set[str]) -> None:
        early, run = self._early(), self.first
        for n in self.numbers:
            block = self.walk.blocks[n]
            inside = self.home[n] in self.main
            like = block.tag in LISTED or self._key(n) in main_keys
            if n < run:
                lead = block.tag in ("h2", "h3", "h4") and block.size >= 60 and self.home[n] == self.home[self.first]
                self.keep[n] = n in early or (inside and block.ends and (lead or self._key(n) in main_keys))
            elif n <= self.last:
                self.keep[n] = n in self.cells or (like and (inside or block.weight >= FULL))
            else:
                self.keep[n] = inside and like
        self.first = min(early, default=run)
        self._keep_parts()

    def _keep_parts(self) -> None:
        """Keeps, in whatever wrapper, headings with the main paragraph or the list right below them; no part of it is a link."""
        blocks, inside = self.walk.blocks, [n for n in self.numbers if self.run[0] < n <= self.last]
        headed = False
        for before, n in pairwise([-1, *inside]):
            item = headed and n == before + 1 and blocks[n].tag == "li"
            headed = not blocks[n].link and (item or blocks[n].tag in HEADINGS)
            self.keep[n] = self.keep[n] or (headed and item)
        for n, below in pairwise(inside):
            told = blocks[below].tag == "li" or (self.home[below] in self.main and blocks[below].weight >= FULL)
            if blocks[n].tag in HEADINGS and not blocks[n].link and below == n + 1 and told and self.keep[below]:
                self.keep[n] = True

    def joining(self, opening: list[int], title: list[str]) -> list[int]:
        """Paragraphs without an end right above the first one, in the same element: below a standfirst, or the only h1."""
        blocks, home = self.walk.blocks, self.home.get(self.first)
        heads = [n for n in range(max(0, self.first - 6), self.first) if blocks[n].tag == "h1"]
        if home is None or not (opening or heads):
            return []
        between = range(max(opening or heads) + 1, self.first)
        own = [n for n in between if self.home.get(n) == home and blocks[n].tag == "p" and not self.keep[n]]
        told = [n for n in own if blocks[n].size >= _LINE and not blocks[n].link and not is_about(blocks[n])]
        return [n for n in told if not same_words(blocks[n].text, title)]

    def keep_paragraphs(self) -> None:
        """Keeps whatever is marked up as a paragraph, wherever it stands in the container."""
        for n in self.numbers:
            self.keep[n] = self.keep.get(n, False) or self.walk.blocks[n].tag in LISTED

    def drop_lines(self, headline: str | None, *, fragments: bool) -> None:
        """Drops lines that are links or lead to one, the headline, and lone fragments where those are to go."""
        title = words(headline or "")
        spared = linked_heads(self.walk, self.kept())
        for n in self.kept():
            block = self.walk.blocks[n]
            away = (n not in spared and leads_away(block)) or is_aside(block.text)
            if n not in self.cells and (away or is_about(block) or same_words(block.text, title)):
                self.keep[n] = False
        if fragments:
            kept = self.kept()
            listed = in_lists(self.walk, kept) | self.cells.keys()
            for n in kept:
                self.keep[n] = n in listed or not is_fragment(self.walk.blocks[n])

    def drop_others(self) -> None:
        """Drops what is told of other stories: lists of them in the text, and teasers below it."""
        for told in (lists_of_others, teasers):
            self.keep.update(dict.fromkeys(told(self.walk, self.kept()), False))

    def drop_repeated(self) -> None:
        """Drops what the text says a second time, but for cells of tables."""
        for again in (repeated, pulled):
            self.keep.update(dict.fromkeys(again(self.walk, [n for n in self.kept() if n not in self.cells]), False))

    def drop_tail(self) -> None:
        """Drops end notes, from the end up."""
        kept = self.kept()
        listed = in_lists(self.walk, kept)
        for n in reversed(kept):
            if not is_end_note(self.walk.blocks[n], listed=n in listed):
                break
            self.keep[n] = False

    def drop_dangling(self) -> None:
        """Drops headings and bold lines where what followed them was dropped."""
        follower = ""
        for n in reversed(self.numbers):
            block = self.walk.blocks[n]
            if not self.keep.get(n):
                if block.tag not in HEADINGS:
                    follower = "dropped"
                continue
            heads = block.tag in HEADINGS or (block.size < 120 and block.bold > 0.9 and not block.ends)
            if heads and follower != "kept":
                self.keep[n] = False
            elif not heads:
                follower = "kept"

    def kept(self) -> list[int]:
        """Numbers of the blocks that are kept so far."""
        return [n for n in self.numbers if self.keep.get(n)]
