"""What one page teaches of its site. In: an archived page, read without a model. Out: a small, picklable `Lesson`.

It is taken where pages are read, so that no hostile byte is parsed elsewhere. It concludes nothing: `learn` does, from many.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from newsarchive.archive.exchange import Page
from newsarchive.discovery.links import Hints
from newsarchive.extract.article import Person, Rejection
from newsarchive.extract.fields import dates, metadata
from newsarchive.extract.looking import by_itself
from newsarchive.extract.opening import opened
from newsarchive.extract.page.barren import paragraphs
from newsarchive.extract.page.blocks import HEADINGS, Walk
from newsarchive.extract.page.model import LINE, Place
from newsarchive.extract.page.reading import Reading
from newsarchive.extract.page.signed import signed
from newsarchive.extract.page.taught import place_in, place_of
from newsarchive.extract.page.template import template_of
from newsarchive.extract.seeing import Seen
from newsarchive.extract.telling import authors, own_url
from newsarchive.extract.words.strings import words
from newsarchive.sources.model import Source

_ABOVE_HEADLINE, _ABOVE_BODY, _AFTER = 8, 25, 6  # blocks in which dates and by-lines are looked for, by `dating`, `metadata`
_LABEL = 60
_LINKED = 0.5
_AUTHORS = re.compile(r"author|by-?line|writer|reporter|contributor", re.IGNORECASE)
_SEAT = 160  # characters of a block that may be a by-line or a date
_PARTS = re.compile(r"\s+[|–—·•»:/-]+\s+|\s*[|»·•]\s*")  # noqa: RUF001
# Elements that hold what others are: they, and what has no class inside the text, are always entered.
_ALWAYS = frozenset({"html", "body", "main", "article", "h1", "figure", "figcaption", "td", "tr", "tbody", "img", "hr"})
_SURE = frozenset({"nav", "footer", "aside", "form", "header", "menu", "dialog", "section"})


@dataclass(frozen=True, slots=True)
class Lesson:
    """One article's page, as far as it teaches.

    url, headline   so that no article is counted twice
    lines    the text
    labels   those of them that head a list, with its first line: they recur, and belong to it
    near     places around the text that are looked at for dates, by-lines and captions
    kept     places that hold something of the text, with how many of its characters
    shut     outermost places that hold nothing of either, with the characters of full paragraphs in them
    stood    where each paragraph of the text stands: place, text
    parts    first and last parts of the page's titles
    bylines, dates   places where its author's name, or its date, stands
    template    the shape of the page
    """

    url: str
    headline: str
    lines: tuple[str, ...]
    labels: dict[str, str]
    near: frozenset[Place]
    kept: dict[Place, int]
    shut: dict[Place, int]
    stood: tuple[tuple[Place, str], ...]
    parts: frozenset[str]
    bylines: frozenset[Place]
    dates: frozenset[Place]
    template: str | None


def lesson(page: Page, source: Source, hints: Hints | None) -> Lesson | None:
    """What a page teaches; None where it is no article, or where trafilatura had to read it."""
    read = opened(page, source, hints)
    return None if isinstance(read, Rejection) else lesson_of(read)


def lesson_of(read: Reading) -> Lesson | None:
    """The same of a page that is opened."""
    look = by_itself(read)
    read, saw, told = look.reading, look.saw, look.told
    if isinstance(told, Rejection) or saw.second:
        return None
    kept = saw.kept
    place = partial(place_of, read.walk)
    held = _held(read.walk, kept)
    near = _near(read.walk, saw)
    used = [bool(size) or close for size, close in zip(held, near, strict=True)]
    bylines, days = _seats(read.walk, saw, authors(read, saw)[0], told.published.iso)
    return Lesson(
        own_url(read),
        saw.headline.text or "",
        tuple(text[:LINE] for text in saw.lines),
        dict(_labels(read.walk, kept)),
        frozenset(place(number) for number, close in enumerate(near) if close),
        _sizes(read.walk, held),
        _shut(read.walk, used),
        tuple((place(read.walk.blocks[n].node), read.walk.blocks[n].text) for n in kept),
        frozenset(_parts(read, saw)),
        frozenset(bylines),
        frozenset(days),
        template_of(read.walk, saw.body.numbers),
    )


def _labels(walk: Walk, kept: list[int]) -> Iterator[tuple[str, str]]:
    """Short lines without an end, right above an item of a list, and that item."""
    for one, other in itertools.pairwise(kept):
        line, item = walk.blocks[one], walk.blocks[other]
        if other == one + 1 and item.tag == "li" and line.size <= _LABEL and not line.ends:
            yield line.text[:LINE], item.text[:LINE]


def _held(walk: Walk, kept: list[int]) -> list[int]:
    """For each node how many characters of the text lie in it."""
    held = [0] * len(walk.nodes)
    for n in kept:
        held[walk.blocks[n].node] += len(walk.blocks[n].text)
    for number in range(len(held) - 1, 0, -1):
        if walk.nodes[number].parent >= 0:
            held[walk.nodes[number].parent] += held[number]
    return held


def _sizes(walk: Walk, held: list[int]) -> dict[Place, int]:
    sizes: dict[Place, int] = {}
    for number, size in enumerate(held):
        if size:
            place = place_of(walk, number)
            sizes[place] = max(sizes.get(place, 0), size)
    return sizes


def _near(walk: Walk, saw: Seen) -> list[bool]:
    """For each node whether it holds a figure inside the article, or what is looked at around it."""
    near = [False] * len(walk.nodes)
    for start in (*(walk.blocks[n].node for n in _around(walk, saw)), *_figures(walk, saw)):
        number = start
        while number >= 0 and not near[number]:
            near[number] = True
            number = walk.nodes[number].parent
    return near


def _around(walk: Walk, saw: Seen) -> Iterator[int]:
    """Blocks near the text in which standfirsts, dates and by-lines are looked for: above it all but links and buttons."""
    first, last, blocks = saw.body.first, saw.body.last, walk.blocks
    heads = [node.first_block for node in walk.nodes if node.tag == "h1" and node.first_block <= first]
    top = max(0, max(heads, default=first) - _ABOVE_HEADLINE, first - _ABOVE_BODY)
    end = min(len(blocks), last + 1 + _AFTER)
    timed = {at for at, _, _ in walk.times} | {at for at, _ in signed(walk, range(top, end))}
    yield from (n for n in range(top, end) if n in timed)
    yield from (n for n in range(top, first) if blocks[n].link < _LINKED and _may_say(blocks[n].text))
    yield from (n for n in range(last + 1, end) if blocks[n].size <= _SEAT and _signs(walk, n))


def _may_say(text: str) -> bool:
    """Whether a line may be a sentence, a date or a by-line; a lone word is a button."""
    return len(text) >= 8 and (" " in text or any(sign.isdigit() for sign in text))


def _signs(walk: Walk, n: int) -> bool:
    """Whether a line below the text may be a by-line or a date."""
    node = walk.nodes[walk.blocks[n].node]
    around = walk.nodes[node.parent] if node.parent >= 0 else node
    return any(one.tag == "address" or _AUTHORS.search(one.names) for one in (node, around)) or dates.holds_date(
        walk.blocks[n].text
    )


def _figures(walk: Walk, saw: Seen) -> Iterator[int]:
    """The figures in the article's container, with all that is in them: their captions are fields of a record."""
    top = saw.body.container
    for number in range(top, walk.nodes[top].end) if top >= 0 else ():
        if walk.nodes[number].tag == "figure":
            yield from range(number, walk.nodes[number].end)


def _shut(walk: Walk, used: list[bool]) -> dict[Place, int]:
    """The outermost unused places, with the most characters of paragraphs that one of them holds."""
    shut: dict[Place, int] = {}
    for number, node in enumerate(walk.nodes):
        if not used[number] and node.parent >= 0 and used[node.parent]:
            place = place_of(walk, number)
            if _may_be_shut(place, node.tag):
                shut[place] = max(shut.get(place, 0), paragraphs(node.element))
    for around, element in walk.passed:
        place = place_in(walk, around, element)
        if used[around] and _may_be_shut(place, str(element.tag)):
            shut[place] = max(shut.get(place, 0), paragraphs(element))
    return shut


def _may_be_shut(place: Place, tag: str) -> bool:
    """Whether a place says enough to be known again: a class, or a tag that is furniture by itself."""
    own, within = place
    if tag in _ALWAYS or tag in HEADINGS:
        return False
    named_around = "." in within and not within.startswith(("article", "main"))
    return own != tag or tag in _SURE or (tag in ("div", "ul") and named_around)


def _parts(read: Reading, saw: Seen) -> Iterable[str]:
    for title in (*metadata.titles(read.head, read.data), read.head.title or ""):
        pieces = [piece for piece in _PARTS.split(title) if piece]
        if len(pieces) >= 2:
            yield from (piece for piece in (pieces[0], pieces[-1]) if piece != saw.headline.text and len(piece) <= 60)


def _seats(walk: Walk, saw: Seen, people: Iterable[Person], day: str | None) -> tuple[set[Place], set[Place]]:
    names = [words(person.name) for person in people]
    bylines: set[Place] = set()
    days: set[Place] = set()
    for n in range(max(0, saw.body.first - _ABOVE_BODY), min(len(walk.blocks), max(saw.body.last, 0) + 4)):
        block = walk.blocks[n]
        if block.size > _SEAT or saw.body.first <= n <= saw.body.last:
            continue
        said = words(block.text)
        if any(name and set(name) <= set(said) for name in names):
            bylines.add(place_of(walk, block.node))
        if day and dates.mentions(block.text, day[:10]):
            days.add(place_of(walk, block.node))
    return bylines, days
