"""When it was published and changed. In: a page as read. Out: the date chosen, with the place that names it.

Order, by how often each is right where it is present (measured): JSON-LD .95, meta .95, itemprop .97, <time> .88;
then what the feed said, the address, and last htmldate's reading of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from newsarchive.extract import dates, engine
from newsarchive.extract.dates import Candidate, Found
from newsarchive.extract.reading import Reading
from newsarchive.extract.strings import text_of
from newsarchive.extract.wording import names

_ABOVE_HEADLINE, _BELOW_START, _WITHOUT_BODY = 8, 3, 16  # blocks in which a <time> may stand


def published(reading: Reading, first: int) -> Found:
    """The date of publication by everything but the running text; `first` is the body's first block, -1 for none."""
    return dates.choose(_published(reading, first), reading.page.date)


def published_in_text(reading: Reading) -> Found:
    """The day that htmldate reads in the text, the last resort.

    htmldate gives the first of the month, or of January, for a month or year alone: such a day must be on the page.
    """
    day = engine.read_day(reading.document.root, reading.page.date.date() + dates.GRACE)
    if day is None or (day.endswith("-01") and not any(dates.mentions(block.text, day) for block in reading.walk.blocks)):
        return Found()
    return Found(day, "htmldate", day)


def modified(reading: Reading) -> Found:
    """The date of the last change that the page owns up to."""
    return dates.choose(_modified(reading), reading.page.date)


def _published(reading: Reading, first: int) -> Iterator[Candidate]:
    yield from _declared(reading, "datePublished", "json-ld")
    yield from _declared(reading, "dateCreated", "json-ld:dateCreated")
    yield from _metas(reading, names("meta_published"))
    times = list(_times(reading, first))
    yield from (Candidate(value, "itemprop") for prop, value in times if prop == "datepublished")
    yield from (Candidate(value, "time") for prop, value in times if prop not in ("datepublished", "datemodified"))
    yield from _hinted(reading, reading.hints.published)
    if day := dates.from_url(urlsplit(reading.page.url).path):
        yield Candidate(day, "url")


def _modified(reading: Reading) -> Iterator[Candidate]:
    yield from _declared(reading, "dateModified", "json-ld")
    yield from _metas(reading, names("meta_modified"))
    yield from (Candidate(value, "itemprop") for _, prop, value in reading.walk.times if prop == "datemodified")
    yield from _hinted(reading, reading.hints.modified)


def _declared(reading: Reading, key: str, source: str) -> Iterator[Candidate]:
    for value in reading.data.items(reading.data.article.get(key)):
        if text := text_of(value.get("@value") if isinstance(value, dict) else value):
            yield Candidate(text, source)


def _metas(reading: Reading, wanted: Iterable[str]) -> Iterator[Candidate]:
    for name in wanted:
        for text in reading.head.metas.get(name, ())[:3]:
            yield Candidate(text, f"meta:{name}")


def _times(reading: Reading, first: int) -> Iterator[tuple[str, str]]:
    """(itemprop, value) of the <time> elements between a little above the headline and the body's first lines."""
    starts = [node.first_block for node in reading.walk.nodes if node.tag == "h1" and (first < 0 or node.first_block <= first)]
    top = max(starts, default=max(0, first - 15)) - _ABOVE_HEADLINE
    end = first + _BELOW_START if first >= 0 else top + _WITHOUT_BODY
    return ((prop, value) for at, prop, value in reading.walk.times if top <= at <= end and value)


def _hinted(reading: Reading, raw: str) -> Iterator[Candidate]:
    kind = reading.hints.via_kind
    if raw:
        yield Candidate(raw, kind or "hint" if kind in ("", "front", "twin") else f"feed:{kind}")
