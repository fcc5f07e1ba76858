"""Lines that show a date by the headline or the text. In: a page as read, and where its text stands. Out: candidates, best first.

Lines near the headline go first, then those that say "published" a little further off. Among lines of one place go first
those with a clock or a word for publishing, then those that hold little else; a sentence that names a day comes last. Where
metadata tell the day too, the first line found has the same one on 354 of the 368 pages that these rules were made by.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from newsarchive.extract.fields import dates, metadata
from newsarchive.extract.fields.dates import Candidate
from newsarchive.extract.fields.headline import headline_block
from newsarchive.extract.page.blocks import FULL, HEADINGS, Block
from newsarchive.extract.page.places import CAPTION
from newsarchive.extract.page.reading import Reading
from newsarchive.extract.words import written
from newsarchive.extract.words.wording import phrases
from newsarchive.extract.words.written import Written

_BELOW_START = 3  # blocks of the text that its opening takes
_WITHOUT_BODY = 16  # blocks below a headline where there is no text
_LINES_BELOW, _LINES_ABOVE, _LINES_AFTER = 12, 3, 3  # blocks around headline and body in which a date may be shown
_FAR_BELOW, _FAR_AFTER = 12, 12  # blocks into the text and after it in which a line may say when it was published
_LONGEST_LINE, _BESIDE = 160, 40  # characters of such a line, and what may stand beside the date in a link
_IN_HEADING = 12  # characters beside the date in a heading that is no headline

_SENTENCE = 2  # the lowest rank of a line

Blocks = Iterable[int]


@dataclass(frozen=True, slots=True)
class _Line:
    """A date in a line; `rank` 0 has a clock or says that it is of publication, 1 holds little else, 2 is a sentence."""

    candidate: Candidate
    rank: int


def head_of_article(reading: Reading, first: int) -> tuple[int, int]:
    """The blocks [headline, end) between the headline and the first lines of the text."""
    top = headline_block(reading.walk, first)
    return top, first + _BELOW_START if first >= 0 else top + _WITHOUT_BODY


def published(reading: Reading, first: int, last: int) -> Iterator[Candidate]:
    """What lines near the headline say of the day of publication, then those right after the text, and sentences last.

    `first` and `last` are the body's first and last block, -1 for none.
    """
    order = _day_first(reading)
    found = [line for places in _places(reading, first, last) for line in _ranked(_lines(reading, places, order))]
    yield from (line.candidate for line in sorted(found, key=lambda line: line.rank == _SENTENCE))


def further_off(reading: Reading, first: int, last: int) -> Iterator[Candidate]:
    """The same of lines among the first ones of the text, and some way below it: only those with a clock or a word for it."""
    order = _day_first(reading)
    for places in _far_places(reading, first, last):
        yield from (line.candidate for line in _lines(reading, places, order) if line.rank == 0)


def changed(reading: Reading, first: int) -> Iterator[Candidate]:
    """What lines near the headline say of the last change: "Updated 5 May 2026, 10:15"."""
    order = _day_first(reading)
    for places in _places(reading, first, -1):
        for block in _short(reading, places):
            told = phrases("updated").search(block.text)
            found = written.first(block.text[told.start() :], day_first=order) if told else None
            if told and found and found.day.year >= dates.EARLIEST_YEAR:
                yield Candidate(block.text[told.start() :], "visible", found.iso)


def _places(reading: Reading, first: int, last: int) -> Iterator[Blocks]:
    """Blocks around headline and text: below the headline, right above it, above the text, and right after it."""
    top, end = head_of_article(reading, first)
    below = range(top, min(end, top + _LINES_BELOW + 1))
    yield below
    yield range(top - 1, top - 1 - _LINES_ABOVE, -1)
    yield range(max(below.stop, first - _LINES_BELOW), end)
    if last >= 0:
        yield range(last + 1, last + 1 + _LINES_AFTER)


def _far_places(reading: Reading, first: int, last: int) -> Iterator[Blocks]:
    """Blocks among the first ones of the text, where a picture or a standfirst stands above the date, and further below it."""
    end = head_of_article(reading, first)[1]
    if first >= 0:
        yield range(end, end + _FAR_BELOW)
    if last >= 0:
        yield range(last + 1 + _LINES_AFTER, last + 1 + _FAR_AFTER)


def _short(reading: Reading, places: Blocks) -> Iterator[Block]:
    """The short lines among some blocks that name a year, but for the signatures of embedded posts."""
    blocks = reading.walk.blocks
    for block in (blocks[number] for number in places if 0 <= number < len(blocks)):
        if block.size <= _LONGEST_LINE and block.weight < FULL and dates.YEAR.search(block.text) and "(@" not in block.text:
            yield block


def _lines(reading: Reading, places: Blocks, order: bool | None) -> Iterator[_Line]:
    """The dates of short lines; in a heading or a link only where there is little else in it."""
    for block in _short(reading, places):
        line = _of_publication(block.text)
        found = written.first(line, day_first=order)
        if found is None or found.day.year < dates.EARLIEST_YEAR or reading.walk.nodes[block.node].place & CAPTION:
            continue
        rank = _rank(line, found, heading=block.tag in HEADINGS)
        if len(line) - (found.end - found.start) <= _BESIDE or (block.link < 0.5 and block.tag not in HEADINGS):
            yield _Line(Candidate(line, "visible", found.iso), rank)


def _rank(line: str, found: Written, *, heading: bool) -> int:
    if heading and len(line) - (found.end - found.start) > _IN_HEADING:
        return _SENTENCE
    if found.clock is not None or phrases("published").search(line, 0, found.start):
        return 0
    return 1 if len(line) - (found.end - found.start) <= _BESIDE else _SENTENCE


def _ranked(lines: Iterable[_Line]) -> list[_Line]:
    return sorted(lines, key=lambda line: line.rank)


def _of_publication(text: str) -> str:
    """The part of a line that tells of publication: "Updated 5 May 2026, published 4 May 2026" has two."""
    change = phrases("updated").search(text)
    if change is None:
        return text
    told = phrases("published").search(text, change.end())
    return text[told.start() :] if told else text[: change.start()]


def _day_first(reading: Reading) -> bool | None:
    """How the page's language writes 03/04/2026: only English has two ways, and the region tells them apart."""
    language = (metadata.language(reading.head, reading.data) or "").split("-")
    if language[0] in ("", "en"):
        return {"US": False, "PH": False}.get(language[-1], True) if len(language) > 1 else None
    return True
