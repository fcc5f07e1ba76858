"""The one walk. In: a page's tree. Out: its text in blocks, and the block-level elements they lie in.

It knows nothing of articles: it counts. It stops at the stated limits, so that its time is linear in the page.
"""

from __future__ import annotations

import itertools
import re

import lxml.html
from lxml import etree
from lxml.html import defs

from newsarchive.extract.page.barren import is_barren, is_large
from newsarchive.extract.page.blocks import Block, Node, Walk, ends_like_a_sentence, weigh
from newsarchive.extract.page.model import kind_of
from newsarchive.extract.page.parse import MAX_ELEMENTS, MAX_TEXT
from newsarchive.extract.page.places import BAD, BAD_ROLES, COMMENTS, SIGNING, of_element
from newsarchive.extract.page.taught import Taught
from newsarchive.extract.words.strings import line, reading_size

# fmt: off
INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "label", "link", "mark", "meta", "nobr", "q", "rb", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr",
})
_SKIPPED = frozenset({
    "applet", "audio", "button", "canvas", "datalist", "embed", "frameset", "head", "iframe", "input", "map", "math", "meter",
    "noembed", "noframes", "noscript", "object", "option", "progress", "rp", "rt", "script", "select", "style",
    "svg", "template", "textarea", "video",
})
# fmt: on
# Tags that swallow a page where they are not closed, and how many paragraphs must lie inside to tell.
_SWALLOWING, _SWALLOWED = frozenset({"button", "object", "video", "audio", "map", "svg"}), 3
_MOST_SWALLOWING = 5  # of one page: each is searched, so that nested ones would cost their square
_MOST_LOOKED = 300  # elements of one page that are asked whether they are barren: nested ones, too, would cost their square
_CONTROLS = frozenset({"button", "input", "select", "textarea"})
_SPANS = frozenset({"a", "span", "strong", "em", "b", "small", "cite"})
# What is to be done with an element, by its tag. One look at a table for each event, as there are two thousand a page. What HTML
# does not know is in line in every browser: <org>, <location>; but what holds elements is a part of the page in its own right.
_BLOCK_LEVEL, _IN_LINE, _LINK, _BOLD, _ITALIC, _BREAK, _PASSED, _UNKNOWN = range(8)
_OPENED = (_BLOCK_LEVEL, _PASSED)  # the second only where it swallowed the page
_PARTS = (
    dict.fromkeys((*defs.tags, "amp-img", "dialog", "main", "picture", "search"), _BLOCK_LEVEL)
    | dict.fromkeys(INLINE, _IN_LINE)
    | {"a": _LINK, "b": _BOLD, "strong": _BOLD, "i": _ITALIC, "em": _ITALIC, "br": _BREAK}
    | dict.fromkeys(_SKIPPED, _PASSED)
)
_SUSPECT = BAD | COMMENTS
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


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


def walk(root: lxml.html.HtmlElement, taught: Taught | None = None, *, whole: bool = True) -> Walk:
    """Reads the tree once, from <body> where there is one; but for what `taught` passes by, and unless `whole` what is barren."""
    body = root.find("body")
    walker = _Walker(taught, whole=whole)
    walker.run(body if body is not None else root)
    return walker.found


class _Walker:
    """The state of a walk: which elements are open, and how many links, bolds and italics of them."""

    def __init__(self, taught: Taught | None, *, whole: bool) -> None:
        self.found = Walk()
        self.whole = whole
        self.nodes, self.blocks = self.found.nodes, self.found.blocks
        self.taught = taught
        self.run_text = _Run()
        self.open: list[int] = []  # nodes
        self.links = self.bolds = self.italics = 0
        self.breaks = self.looked = 0
        self.swallowing: list[lxml.html.HtmlElement] = []
        self.passed: lxml.html.HtmlElement | None = None

    def _passes(self, element: lxml.html.HtmlElement, tag: str) -> bool:
        """Whether the site's model keeps the walk out of a block-level element, which then breaks the text all the same."""
        if self.taught is None or not self.open:
            return False
        around = self.nodes[self.open[-1]]
        if not self.taught.passes(element, kind_of(tag, element.get("class", "")), kind_of(around.tag, around.names)):
            return False
        self._flush()
        self.passed = element
        # What stands beside a picture is a caption all the same; but beside a picture in a list of stories stands the text.
        if (picture := next(element.iter("img"), None)) is not None and not is_large(element):
            nodes, at = self.nodes, len(self.blocks)
            nodes.append(Node(picture, self.open[-1], "img", "", 0, around.suspect, False, len(nodes) + 1, at, at))
        return True

    def _skips(self, element: lxml.html.HtmlElement, tag: str) -> bool:
        """Whether an element that holds no text of the page is passed by; a control is noted."""
        if self._swallows(element, tag):
            return False
        if tag in _CONTROLS and self.open:
            self.nodes[self.open[-1]].controls = True
        return True

    def _swallows(self, element: lxml.html.HtmlElement, tag: str) -> bool:
        """Whether the rest of the page fell into a button that broken mark-up never closes."""
        if tag not in _SWALLOWING or not len(element) or len(self.swallowing) >= _MOST_SWALLOWING:
            return False
        if sum(1 for _ in itertools.islice(element.iter("p"), _SWALLOWED)) < _SWALLOWED:
            return False
        self.swallowing.append(element)
        return True

    def run(self, top: lxml.html.HtmlElement) -> None:  # noqa: C901 - a call for each of two thousand events costs more
        """Reads every element and every text below `top`; white space alone is most of the texts, and is dealt with here."""
        steps = etree.iterwalk(top, events=("start", "end"))
        found, run_text, nodes, blocks, within = self.found, self.run_text, self.nodes, self.blocks, self.open
        part_of, beside = _PARTS.get, found.spans.append
        count = 0
        for event, element in steps:
            tag = element.tag
            part = part_of(tag, _UNKNOWN)
            if part == _UNKNOWN:
                part = _BLOCK_LEVEL if len(element) else _IN_LINE
            if event == "start":
                count += 1
                if count > MAX_ELEMENTS or found.cut:
                    found.cut = True
                    break
                if part in _OPENED:
                    if (part == _PASSED and self._skips(element, tag)) or (self.taught and self._passes(element, tag)):
                        steps.skip_subtree()
                        continue
                    if run_text.parts:
                        self._flush()
                    if not self._open(element, tag):
                        steps.skip_subtree()
                        continue
                else:
                    if part != _IN_LINE:
                        self._enter(part)
                    if tag in _SPANS:
                        beside((len(blocks), element))
                    elif tag == "time" and element.get("datetime"):
                        self._time(element)
                text = element.text
            else:
                if part == _BLOCK_LEVEL and element is not self.passed:
                    if run_text.parts:
                        self._flush()
                    node = nodes[within.pop()]
                    node.end, node.end_block = len(nodes), len(blocks)
                elif part != _IN_LINE:
                    self._leave(element, part)
                text = element.tail if element is not top else None
            if text:
                if not text.isspace():
                    self._say(text)
                elif run_text.parts:
                    run_text.parts.append(" ")
        self._flush()
        while within:
            self._close()

    def _enter(self, part: int) -> None:
        """A link, a bold or italic run, or a line break begins."""
        if part == _LINK:
            self.links += 1
        elif part == _BREAK:
            self._break()
        elif part == _BOLD:
            self.bolds += 1
        else:
            self.italics += 1

    def _open(self, element: lxml.html.HtmlElement, tag: str) -> bool:
        """A block-level element begins; False where it is passed by."""
        get = element.get
        names = get("class", "")
        place = of_element(tag, names, get("id", ""))
        style = get("style")
        unseen = (style and _HIDDEN.search(style)) or get("hidden") is not None or get("aria-hidden") == "true"
        if unseen or get("role") in BAD_ROLES:
            place |= BAD
        number, parent = len(self.nodes), self.open[-1] if self.open else -1
        if place & _SUSPECT:
            if self._is_passed_by(element, place):
                self.found.passed.append((parent, element))
                self.passed = element
                return False
            suspect = number
        else:
            suspect = self.nodes[parent].suspect if parent >= 0 else -1
        self.open.append(number)
        self.nodes.append(Node(element, parent, tag, names, place, suspect, False, 0, len(self.blocks)))
        return True

    def _is_passed_by(self, element: lxml.html.HtmlElement, place: int) -> bool:
        """Whether a first look need not enter what is named as furniture."""
        if self.whole or place & SIGNING or not self.open or self.looked >= _MOST_LOOKED:
            return False
        self.looked += 1
        return is_barren(element)

    def _time(self, element: lxml.html.HtmlElement) -> None:
        prop = (element.get("itemprop") or ("datepublished" if "pubdate" in element.attrib else "")).strip().lower()
        self.found.times.append((len(self.blocks), prop, line(element.get("datetime")[:200])))

    def _leave(self, element: lxml.html.HtmlElement, part: int) -> None:
        if element is self.passed:
            self.passed = None
        elif part == _PASSED:
            if element in self.swallowing:
                self._flush()
                self._close()
        elif part == _LINK:
            self.links -= 1
        elif part == _BOLD:
            self.bolds -= 1
        elif part == _ITALIC:
            self.italics -= 1

    def _close(self) -> None:
        node = self.nodes[self.open.pop()]
        node.end, node.end_block = len(self.nodes), len(self.blocks)

    def _break(self) -> None:
        self.breaks += 1
        if self.breaks >= 2:
            self._flush()
        else:
            self.run_text.parts.append(" ")

    def _say(self, text: str) -> None:
        """Takes a text that is not only white space."""
        run, found = self.run_text, self.found
        room = MAX_TEXT - found.text_size
        if len(text) > room:
            found.cut, text = True, text[:room]
        size = len(text.strip())
        run.parts.append(text)
        self.breaks = 0
        run.size += size
        found.text_size += size
        run.ends = self.links > 0
        if run.ends:
            run.link += size
        if self.bolds:
            run.bold += size
        if self.italics:
            run.italic += size
        if run.begins is None:
            run.begins = run.ends

    def _flush(self) -> None:
        run = self.run_text
        if run.size and (text := line(run.parts[0] if len(run.parts) == 1 else "".join(run.parts))):
            self.blocks.append(self._block(text, run))
        if run.parts:
            run.clear()

    def _block(self, text: str, run: _Run) -> Block:
        number = self.open[-1] if self.open else 0
        size, link = reading_size(text), run.link / run.size
        block = Block(
            text,
            number,
            self.nodes[number].tag,
            size,
            size * (1 - link),
            link,
            run.bold / run.size,
            run.italic / run.size,
            bool(run.begins),
            run.ends,
            ends_like_a_sentence(text),
        )
        block.weight = weigh(block)
        return block
