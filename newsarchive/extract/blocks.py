"""The one walk. In: a page's tree. Out: its text in blocks, and the block-level elements they lie in.

A block is a run of text that no block-level tag interrupts. The walk knows nothing of articles: it counts, and
`body` decides. It stops at the stated limits, so that its time is linear in the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import lxml.html
from lxml import etree

from newsarchive.extract.parse import MAX_ELEMENTS, MAX_TEXT
from newsarchive.extract.places import BAD, COMMENTS, of_element
from newsarchive.extract.strings import line, reading_size

INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "ruby",
        "rb",
        "rt",
        "rp",
    ]
)
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "video",
        "audio",
        "button",
        "input",
        "select",
        "textarea",
        "math",
        "head",
        "map",
        "applet",
        "noembed",
        "noframes",
        "frameset",
        "progress",
        "meter",
        "datalist",
        "option",
    ]
)
_CONTROLS = frozenset({"button", "input", "select", "textarea"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD, _ITALIC = frozenset({"b", "strong"}), frozenset({"i", "em"})
_NAMING = frozenset({"a", "span", "strong", "em", "b"})
_AUTHOR_CLASS = re.compile(r"(?:^|[\s_-])(?:author|byline|by-?line)(?:[_-]*name)?(?:$|[\s])", re.IGNORECASE)
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|autor(?:en|es)?|auteurs?|autori|people|staff|profiles?|reporters?|journalists?|contributors?|by)/[^/?#]{3,}",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
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
        return f"{self.tag}.{_NUMBER.sub('', self.names)}"


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
    """What one walk found; `cut` where it stopped at a limit.

    `times` are <time datetime=…>: number of the next block, node, value.
    `bylines` are links and spans marked up as an author's, with the number of the block they stand in.
    """

    nodes: list[Node] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    times: list[tuple[int, int, str]] = field(default_factory=list)
    bylines: list[tuple[int, str]] = field(default_factory=list)
    cut: bool = False
    text_size: int = 0


class _Run:
    """The block being read."""

    __slots__ = ("begins", "bold", "ends", "italic", "link", "parts", "size")

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.parts: list[str] = []
        self.size = self.link = self.bold = self.italic = 0
        self.begins: bool | None = None
        self.ends = False


def _hidden(attributes: dict[str, str]) -> bool:
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    return "style" in attributes and _HIDDEN.search(attributes["style"]) is not None


def _is_author(element: lxml.html.HtmlElement) -> bool:
    attributes = dict(element.items())
    if not attributes:
        return False
    if attributes.get("itemprop") == "author" or "author" in attributes.get("rel", ""):
        return True
    named = "class" in attributes and _AUTHOR_CLASS.search(attributes["class"])
    return bool(named or ("href" in attributes and _AUTHOR_PATH.search(attributes["href"])))


def walk(root: lxml.html.HtmlElement) -> Walk:
    """Reads the whole tree once, from <body> where there is one."""
    body = root.find("body")
    walker = _Walker()
    walker.run(body if body is not None else root)
    return walker.found


class _Walker:
    """The state of a walk: which elements are open, and how many links, bolds and italics of them."""

    def __init__(self) -> None:
        self.found = Walk()
        self.run_text = _Run()
        self.open: list[int] = []  # nodes
        self.links = self.bolds = self.italics = 0
        self.breaks = 0

    def run(self, top: lxml.html.HtmlElement) -> None:
        steps = etree.iterwalk(top, events=("start", "end"))
        count = 0
        for event, element in steps:
            tag = element.tag
            if event == "start":
                count += 1
                if count > MAX_ELEMENTS or self.found.cut:
                    self.found.cut = True
                    break
                if tag in _SKIPPED:
                    steps.skip_subtree()
                    if tag in _CONTROLS and self.open:
                        self.found.nodes[self.open[-1]].controls = True
                    continue
                self._enter(element, tag)
                if element.text:
                    self._say(element.text)
            else:
                if tag not in _SKIPPED:
                    self._leave(tag)
                if element is not top and element.tail:
                    self._say(element.tail)
        self._flush()
        while self.open:
            self._close()

    def _enter(self, element: lxml.html.HtmlElement, tag: str) -> None:
        if tag in INLINE:
            if tag == "a":
                self.links += 1
            elif tag in _BOLD:
                self.bolds += 1
            elif tag in _ITALIC:
                self.italics += 1
            if tag in _NAMING and _is_author(element):
                self.found.bylines.append((len(self.found.blocks), line("".join(element.itertext())[:200])))
            elif tag == "time" and element.get("datetime"):
                self.found.times.append((len(self.found.blocks), self.open[-1] if self.open else 0, element.get("datetime")))
            return
        if tag == "br":
            self._break()
            return
        self._flush()
        attributes = dict(element.items())
        names = attributes.get("class", "")
        place = of_element(tag, names, attributes.get("id", ""))
        if len(attributes) > bool(names) and _hidden(attributes):
            place |= BAD
        nodes, parent = self.found.nodes, self.open[-1] if self.open else -1
        bad = bool(place & (BAD | COMMENTS))
        suspect = len(nodes) if bad else nodes[parent].suspect if parent >= 0 else -1
        self.open.append(len(nodes))
        nodes.append(Node(element, parent, tag, names, place, suspect, first_block=len(self.found.blocks)))

    def _leave(self, tag: str) -> None:
        if tag in INLINE:
            if tag == "a":
                self.links -= 1
            elif tag in _BOLD:
                self.bolds -= 1
            elif tag in _ITALIC:
                self.italics -= 1
        elif tag != "br":
            self._flush()
            self._close()

    def _close(self) -> None:
        node = self.found.nodes[self.open.pop()]
        node.end, node.end_block = len(self.found.nodes), len(self.found.blocks)

    def _break(self) -> None:
        self.breaks += 1
        if self.breaks >= 2:
            self._flush()
        else:
            self.run_text.parts.append(" ")

    def _say(self, text: str) -> None:
        run = self.run_text
        room = MAX_TEXT - self.found.text_size
        if len(text) > room:
            self.found.cut, text = True, text[:room]
        size = len(text.strip())
        run.parts.append(text)
        if not size:
            return
        self.breaks = 0
        inside = self.links > 0
        run.size += size
        self.found.text_size += size
        if inside:
            run.link += size
        if self.bolds:
            run.bold += size
        if self.italics:
            run.italic += size
        if run.begins is None:
            run.begins = inside
        run.ends = inside

    def _flush(self) -> None:
        run = self.run_text
        if run.size and (text := line("".join(run.parts))):
            self.found.blocks.append(self._block(text, run))
        if run.parts:
            run.clear()

    def _block(self, text: str, run: _Run) -> Block:
        number = self.open[-1] if self.open else 0
        size = reading_size(text)
        link = run.link / run.size
        tag = self.found.nodes[number].tag
        block = Block(
            text,
            number,
            tag,
            size,
            size * (1 - link),
            link,
            run.bold / run.size,
            run.italic / run.size,
            bool(run.begins),
            run.ends,
            (stripped := text.rstrip(_CLOSERS)) != "" and stripped[-1] in _STOPS,
        )
        block.weight = _weight(block)
        return block


def _weight(block: Block) -> float:
    """How much a block looks like an article's paragraph; one full line is about 1, furniture below 0."""
    if block.tag in HEADINGS:
        return -0.2 if block.link > 0.5 else 0.0
    if block.link > 0.6 or block.plain < 25:
        return -0.3
    if block.plain >= 60 and block.ends:
        return min(block.plain, 500) / 100 * (1 - block.link)
    if block.plain >= 120:
        return 0.7 * min(block.plain, 500) / 100 * (1 - block.link)
    return 0.1 if block.ends else -0.1
