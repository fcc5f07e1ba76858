"""When it was published and changed. In: a page as read. Out: the date chosen, with the place that names it.

Order, by how often each is right where it is present (measured): JSON-LD .95, meta .95, itemprop .97, <time> .88;
then what the feed said, a line that shows a date by the headline (.92), the address (.88), and last htmldate's reading
of the text. A day alone is completed by a place that names the same day with its time. An instant told in UTC is given in
the page's own clock where the page shows the same instant in it.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from newsarchive.extract import dates, engine, metadata, written
from newsarchive.extract.blocks import FULL, HEADINGS, Block
from newsarchive.extract.dates import Candidate, Found
from newsarchive.extract.headline import headline_block
from newsarchive.extract.places import CAPTION
from newsarchive.extract.reading import Reading
from newsarchive.extract.strings import text_of
from newsarchive.extract.wording import names, phrases

_ABOVE_HEADLINE, _BELOW_START, _WITHOUT_BODY = 8, 3, 16  # blocks in which a <time> may stand
_LINES_BELOW, _LINES_ABOVE, _LINES_AFTER = 12, 3, 3  # blocks around headline and body in which a date may be shown
_LONGEST_LINE, _BESIDE = 160, 40  # characters of such a line, and what may stand beside the date in a link
_UTC = re.compile(r"T\d\d:\d\d(?::\d\d)?(?:Z|\+00:00)$")
_HALF_HOURS = frozenset({-210, -150, 210, 270, 330, 390, 570, 630})  # minutes; every other zone is of whole hours
# What other systems call such a <meta>, without signs: "publication_date", "og:publish_time", "first-published-at".
_LIKE_PUBLISHED = re.compile(
    r"(?:pub|publish|published|publication|post|posted|issue|issued|release|firstpublished|create|created|creation)(?:date|time|at|on)$"
    r"|date(?:published|issued|posted|created)$|(?:^|article|content)(?:published|pubdate)$"
)
_NOT_OF_PAGE = re.compile("video|expir|modif|updat|image|audio|event")
_NEVER_COMPLETING = frozenset({"json-ld:dateCreated", "url"})
_HINTS = frozenset({"hint", "front", "twin"})
_FAR_WEST, _FAR_EAST = -720, 840


def published(reading: Reading, first: int) -> Found:
    """The date of publication by everything but the running text; `first` is the body's first block, -1 for none."""
    found = dates.choose(_published(reading, first), reading.page.date)
    return _in_own_clock(_completed(found, reading, first), reading, first)


def candidates(reading: Reading, first: int, last: int) -> Iterator[Candidate]:
    """Every place that names a date of publication, in the order in which they are asked, but for htmldate's reading."""
    yield from (candidate for candidate in _published(reading, first) if candidate.source != "url")
    yield from _shown(reading, _by_headline(reading, first, last), "visible")
    yield from _by_address(reading)


def candidates_modified(reading: Reading, first: int) -> Iterator[Candidate]:
    """Every place that names a date of change, in the order in which they are asked."""
    return _modified(reading, first)


def settled(reading: Reading, so_far: Found, first: int, last: int) -> Found:
    """The date of publication where nothing better than the address gave it: a line that shows it, else htmldate's day.

    `first` and `last` are the body's blocks. htmldate gives the first of the month, or of January, for a month or
    year alone: such a day must be on the page.
    """
    if so_far.future or so_far.source not in (None, "url"):
        return so_far
    shown = dates.choose(_shown(reading, _by_headline(reading, first, last), "visible"), reading.page.date)
    if shown.iso is not None or so_far.iso is not None:
        return shown if shown.iso is not None else so_far
    day = engine.read_day(reading.document.root, reading.page.date.date() + dates.GRACE)
    if day is None or (day.endswith("-01") and not any(dates.mentions(block.text, day) for block in reading.walk.blocks)):
        return so_far
    return Found(day, "htmldate", day)


def told_by_page(found: Found) -> bool:
    """Whether the page itself gives the date, or its address: what announced it may be wrong about what it is."""
    return found.iso is not None and found.source not in _HINTS and not (found.source or "").startswith("feed:")


def modified(reading: Reading, first: int = -1) -> Found:
    """The date of the last change that the page owns up to."""
    return dates.choose(_modified(reading, first), reading.page.date)


def _published(reading: Reading, first: int) -> Iterator[Candidate]:
    yield from _declared(reading, "datePublished", "json-ld")
    yield from _declared(reading, "dateCreated", "json-ld:dateCreated")
    yield from _metas(reading, names("meta_published"))
    yield from _metas(reading, _like_published(reading.head.metas))
    times = list(_times(reading, first))
    yield from (Candidate(value, "itemprop") for prop, value in times if prop == "datepublished")
    yield from (Candidate(value, "time") for prop, value in times if prop not in ("datepublished", "datemodified"))
    yield from _hinted(reading, reading.hints.published)
    yield from _by_address(reading)


def _by_address(reading: Reading) -> Iterator[Candidate]:
    if day := dates.from_url(urlsplit(reading.page.url).path):
        yield Candidate(day, "url")


def _completed(found: Found, reading: Reading, first: int) -> Found:
    """A day alone with the time, or a time with the zone, that another place has for the very same."""
    if found.iso is None or (found.source or "") in _NEVER_COMPLETING:
        return found
    if dates.has_zone(found.iso):
        return found
    places = (_published(reading, first), _shown(reading, _by_headline(reading, first, -1), "visible"))
    for candidate in itertools.chain(*places):
        iso = None if candidate.source in _NEVER_COMPLETING else candidate.iso
        if iso and dates.completes(iso, found.iso):
            return replace(found, iso=iso, source=candidate.source, raw=candidate.raw)
    return found


def _modified(reading: Reading, first: int) -> Iterator[Candidate]:
    yield from _declared(reading, "dateModified", "json-ld")
    yield from _metas(reading, names("meta_modified"))
    yield from (Candidate(value, "itemprop") for _, prop, value in reading.walk.times if prop == "datemodified")
    yield from (Candidate(value, "time") for prop, value in _times(reading, first, changed=True))
    yield from _hinted(reading, reading.hints.modified)


def _declared(reading: Reading, key: str, source: str) -> Iterator[Candidate]:
    for value in reading.data.items(reading.data.article.get(key)):
        if text := text_of(value.get("@value") if isinstance(value, dict) else value):
            yield Candidate(text, source)


def _metas(reading: Reading, wanted: Iterable[str]) -> Iterator[Candidate]:
    for name in wanted:
        for text in reading.head.metas.get(name, ())[:3]:
            yield Candidate(text, f"meta:{name}")


def _like_published(metas: Iterable[str]) -> Iterator[str]:
    """The names of <meta> that say "published" in another system's words."""
    known = names("meta_published")
    for name in metas:
        squeezed = re.sub(r"[^a-z]", "", name)
        if name not in known and _LIKE_PUBLISHED.search(squeezed) and not _NOT_OF_PAGE.search(squeezed):
            yield name


def _times(reading: Reading, first: int, *, changed: bool = False) -> Iterator[tuple[str, str]]:
    """(itemprop, value) of the <time> elements between a little above the headline and the body's first lines.

    With `changed` those that a line calls the time of a change, else the others.
    """
    top = headline_block(reading.walk, first) - _ABOVE_HEADLINE
    end = first + _BELOW_START if first >= 0 else top + _WITHOUT_BODY
    before = -1
    for at, prop, value in reading.walk.times:
        if top <= at <= end and value:
            opens = at != before and at < len(reading.walk.blocks) and phrases("updated").match(reading.walk.blocks[at].text)
            if bool(opens) == changed:
                yield prop, value
        before = at


def _hinted(reading: Reading, raw: str) -> Iterator[Candidate]:
    kind = reading.hints.via_kind
    if raw:
        yield Candidate(raw, kind or "hint" if kind in ("", "front", "twin") else f"feed:{kind}")


def _by_headline(reading: Reading, first: int, last: int) -> Iterator[Block]:
    """Lines below the headline, then just above it, then just above the text, then right after it."""
    blocks, top = reading.walk.blocks, headline_block(reading.walk, first)
    end = first + _BELOW_START if first >= 0 else top + _WITHOUT_BODY
    below = range(top, min(end, top + _LINES_BELOW + 1))
    before = range(max(below.stop, first - _LINES_BELOW), end)
    above, after = range(top - 1, top - 1 - _LINES_ABOVE, -1), range(last + 1, last + 1 + _LINES_AFTER)
    for number in (*below, *above, *before, *(after if last >= 0 else ())):
        if 0 <= number < len(blocks):
            yield blocks[number]


def _shown(reading: Reading, lines: Iterable[Block], source: str) -> Iterator[Candidate]:
    """The dates of short lines; in a heading or a link only where there is little else in it."""
    order = _day_first(reading)
    for block in lines:
        if block.size > _LONGEST_LINE or block.weight >= FULL or not dates.YEAR.search(block.text):
            continue
        line = _of_publication(block.text)
        found = written.first(line, day_first=order)
        if found is None or found.day.year < dates.EARLIEST_YEAR or reading.walk.nodes[block.node].place & CAPTION:
            continue
        alone = block.size - (found.end - found.start) <= _BESIDE
        if alone or (block.link < 0.5 and block.tag not in HEADINGS):
            yield Candidate(line, source, found.iso)


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


def _in_own_clock(found: Found, reading: Reading, first: int) -> Found:
    """The same instant as the page's own clock has it, where the page shows it: 03:28Z and "Nov. 8, 10:28 p.m." is 22:28-05:00.

    Only the spelling changes. A page of 8 November that is stamped 9 November in UTC is then of its own day.
    """
    if found.iso is None or not _UTC.search(found.iso):
        return found
    moment = dt.datetime.fromisoformat(found.iso)
    for iso in _local_clocks(reading, first):
        shown = dt.datetime.fromisoformat(iso)
        if shown.tzinfo is not None and shown.replace(second=0) != moment.replace(second=0):
            continue  # another moment, in a zone that is told
        shown = shown.replace(tzinfo=None)
        minutes = (shown.replace(second=0) - moment.replace(second=0, tzinfo=None)) // dt.timedelta(minutes=1)
        if minutes == 0:
            return found
        if _FAR_WEST <= minutes <= _FAR_EAST and (minutes % 60 == 0 or minutes in _HALF_HOURS):
            local = moment.astimezone(dt.timezone(dt.timedelta(minutes=minutes)))
            exact = "seconds" if found.iso.count(":") - found.iso.count("+") > 1 else "minutes"
            return replace(found, iso=local.isoformat(timespec=exact))
    return found


def _local_clocks(reading: Reading, first: int) -> Iterator[str]:
    """Dates with a clock beside the stamp: in metadata and <time> without a zone, in lines by the headline."""
    metas = (candidate.raw for candidate in _metas(reading, names("meta_published")))
    for raw in (*metas, *(value for _, value in _times(reading, first))):
        iso = dates.normalise(raw)
        if iso and len(iso) in (16, 19):
            yield iso
    for candidate in _shown(reading, _by_headline(reading, first, -1), "visible"):
        if candidate.iso and "T" in candidate.iso:
            yield candidate.iso
