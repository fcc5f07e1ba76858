"""When it was published and changed. In: a page as read. Out: the date chosen, with the place that names it.

Order, by how often each is right where it is present (measured): JSON-LD .95, meta .95, itemprop .97, <time> .88;
then what the feed said, a line that shows a date by the headline (.96), the day of making, the address (.91), scripts (.90),
and last htmldate's reading of the text. A day alone is completed by a place that names the same day with its time. An instant
told in UTC is given in the page's own clock where the page shows the same instant in it.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from newsarchive.extract import engine
from newsarchive.extract.fields import dates, scripted, shown
from newsarchive.extract.fields.dates import Candidate, Found
from newsarchive.extract.page.reading import Reading
from newsarchive.extract.words.strings import text_of
from newsarchive.extract.words.wording import names, phrases

_ABOVE_HEADLINE, _BELOW_START = 8, 12  # blocks above the headline, and into the text, in which a lone <time> may stand
_UTC = re.compile(r"T\d\d:\d\d(?::\d\d)?(?:Z|\+00:00)$")
_HALF_HOURS = frozenset({-210, -150, 210, 270, 330, 390, 570, 630})  # minutes; every other zone is of whole hours
# What other systems call such a <meta>, without signs: "publication_date", "og:publish_time", "first-published-at".
_LIKE_PUBLISHED = re.compile(
    r"(?:pub|publish|published|publication|post|posted|issue|issued|release|create|created|creation|display)(?:date|time|datetime|at|on)$"
    r"|date(?:of)?(?:publication|published|issued|posted|created)$|(?:^|article|content)(?:published|pubdate)$"
)
# The same of "modified": "lastModifiedDate", "article:modified_at", "last-updated".
_LIKE_MODIFIED = re.compile(r"(?:(?:modified|modification|updated?|revised)(?:date|time|datetime|at|on)?|mod(?:date|time))$")
_OF_OTHERS = "video|expir|image|audio|event|comment"
_NOT_PUBLISHED, _NOT_MODIFIED = re.compile(f"{_OF_OTHERS}|modif|updat|lastpub"), re.compile(_OF_OTHERS)
_CREATED = "json-ld:dateCreated"
_NEVER_COMPLETING = frozenset({_CREATED, "url"})
_ANY_DATE = re.compile(r"meta:(?:\w+\.)?date")  # not "date.issued"
_DAY = len("2026-03-04")
_HINTS = frozenset({"hint", "front", "twin"})
_FAR_WEST, _FAR_EAST = -720, 840


def published(reading: Reading, first: int, last: int) -> Found:
    """The date of publication by everything but the lines of the page; `first` and `last` are the body's blocks, -1 for none."""
    found = dates.choose(_published(reading, first), reading.page.date)
    return _in_own_clock(_completed(found, reading, first, last), reading, first)


def candidates(reading: Reading, first: int, last: int) -> Iterator[Candidate]:
    """Every place that names a date of publication, in the order in which they are asked, but for htmldate's reading."""
    told = list(_published(reading, first))
    yield from (candidate for candidate in told if candidate.source not in _NEVER_COMPLETING)
    yield from shown.published(reading, first, last)
    yield from _scripted(reading)
    yield from _further_off(reading, first, last)
    yield from (candidate for candidate in told if candidate.source in _NEVER_COMPLETING)


def candidates_modified(reading: Reading, first: int) -> Iterator[Candidate]:
    """Every place that names a date of change, in the order in which they are asked."""
    return _modified(reading, first)


def settled(reading: Reading, so_far: Found, first: int, last: int) -> Found:
    """The date of publication where nothing that says "published" gave it: a line that shows it, else htmldate's day.

    `first` and `last` are the body's blocks. Where an address or the like names a day, a line that has the same one goes first,
    and only lines near the headline go before it.
    """
    if so_far.future or not _is_weak(so_far):
        return so_far
    near, far = list(shown.published(reading, first, last)), list(_further_off(reading, first, last))
    agreed = [line for line in (*near, *far) if so_far.iso and line.iso and line.iso[:10] == so_far.iso[:10]]
    unseen = () if so_far.iso else (*_scripted(reading), *far)
    found = dates.choose((*agreed, *near, *unseen), reading.page.date)
    if so_far.iso is not None:
        return so_far if found.iso is None or (so_far.source != "url" and so_far.iso.startswith(found.iso)) else found
    if found.iso is not None:
        return found
    day = engine.read_day(reading.document.root, reading.page.date.date() + dates.GRACE)
    return so_far if day is None or _unfounded(reading, day, first) else Found(day, "htmldate", day)


def _is_weak(found: Found) -> bool:
    """Whether a date is none, an address's, one of making, or a lone day of no said kind: often that of the printed paper."""
    if found.source in (None, "url", _CREATED):
        return True
    return found.iso is not None and len(found.iso) == _DAY and _ANY_DATE.fullmatch(found.source or "") is not None


def _unfounded(reading: Reading, day: str, first: int) -> bool:
    """Whether htmldate's day is none that the page gives for its publication.

    It makes the first of the month, or of January, of a month or year alone: such a day must be on the page. It also takes
    the day of a change, where no other is told: such a day must be on the page by itself. None lies after the last change.
    """
    lines = [block.text for block in reading.walk.blocks if dates.mentions(block.text, day)]
    if day.endswith("-01") and not lines:
        return True
    changed = [candidate.iso for candidate in _changed_by_page(reading, first) if candidate.iso]
    if any(dates.lies_before(iso, day) for iso in changed):
        return True
    return any(iso.startswith(day) for iso in changed) and all(phrases("updated").search(line) for line in lines)


def told_by_page(found: Found) -> bool:
    """Whether the page itself gives the date, or its address: what announced it may be wrong about what it is."""
    return found.iso is not None and found.source not in _HINTS and not (found.source or "").startswith("feed:")


def modified(reading: Reading, first: int = -1) -> Found:
    """The date of the last change that the page owns up to."""
    return dates.choose(_modified(reading, first), reading.page.date)


def _published(reading: Reading, first: int) -> Iterator[Candidate]:
    yield from _declared(reading, "datePublished", "json-ld")
    yield from _metas(reading, names("meta_published"))
    yield from _metas(reading, _named_like(reading.head.metas, _LIKE_PUBLISHED, _NOT_PUBLISHED))
    times = _times(reading, first)
    yield from (Candidate(value, "itemprop") for prop, value in times if prop == "datepublished")
    yield from (Candidate(value, "time") for prop, value in times if prop not in ("datepublished", "datemodified"))
    yield from _hinted(reading, reading.hints.published)
    yield from _declared(reading, "dateCreated", _CREATED)
    yield from _by_address(reading)


def _further_off(reading: Reading, first: int, last: int) -> Iterator[Candidate]:
    yield from _time_in_text(reading, first)
    yield from shown.further_off(reading, first, last)


def _by_address(reading: Reading) -> Iterator[Candidate]:
    if day := dates.from_url(urlsplit(reading.page.url).path):
        yield Candidate(day, "url")


def _completed(found: Found, reading: Reading, first: int, last: int) -> Found:
    """A day alone with the time, or a time with the zone, that another place has for the very same."""
    if found.iso is None or (found.source or "") in _NEVER_COMPLETING:
        return found
    if dates.has_zone(found.iso):
        return found
    places = (_published(reading, first), shown.published(reading, first, last), _further_off(reading, first, last))
    for candidate in itertools.chain(*places):
        iso = None if candidate.source in _NEVER_COMPLETING else candidate.iso
        if iso and dates.completes(iso, found.iso):
            return replace(found, iso=iso, source=candidate.source, raw=candidate.raw)
    return found


def _modified(reading: Reading, first: int) -> Iterator[Candidate]:
    yield from _changed_by_page(reading, first)
    yield from _hinted(reading, reading.hints.modified)


def _changed_by_page(reading: Reading, first: int) -> Iterator[Candidate]:
    yield from _declared(reading, "dateModified", "json-ld")
    yield from _metas(reading, names("meta_modified"))
    yield from (Candidate(value, "itemprop") for _, prop, value in reading.walk.times if prop == "datemodified")
    yield from (Candidate(value, "time") for prop, value in _times(reading, first, changed=True))
    yield from shown.changed(reading, first)
    yield from _metas(reading, _named_like(reading.head.metas, _LIKE_MODIFIED, _NOT_MODIFIED))


def _declared(reading: Reading, key: str, source: str) -> Iterator[Candidate]:
    for value in reading.data.items(reading.data.article.get(key)):
        if text := text_of(value.get("@value") if isinstance(value, dict) else value):
            yield Candidate(text, source)


def _metas(reading: Reading, wanted: Iterable[str]) -> Iterator[Candidate]:
    for name in wanted:
        for text in reading.head.metas.get(name, ())[:3]:
            yield Candidate(text, f"meta:{name}")


def _named_like(metas: Iterable[str], like: re.Pattern[str], other: re.Pattern[str]) -> Iterator[str]:
    """The names of <meta> that say "published" or "modified" in another system's words."""
    known = {*names("meta_published"), *names("meta_modified")}
    for name in metas:
        squeezed = re.sub(r"[^a-z]", "", name)
        if name not in known and like.search(squeezed) and not other.search(squeezed):
            yield name


def _scripted(reading: Reading) -> list[Candidate]:
    """What the page's scripts call its date of publication."""
    return scripted.published(
        reading.document.text, lambda name: _LIKE_PUBLISHED.search(name) is not None and not _NOT_PUBLISHED.search(name)
    )


def _times(reading: Reading, first: int, *, changed: bool = False) -> list[tuple[str, str]]:
    """(itemprop, value) of the <time> elements between the headline and the body's first lines, then of one a little above.

    With `changed` those that a line calls the time of a change, else the others. Several above the headline are of teasers.
    """
    headline, end = shown.head_of_article(reading, first)
    told = [(at, (prop, value)) for at, prop, value, called in _called_times(reading) if called == changed]
    above = [time for at, time in told if headline - _ABOVE_HEADLINE <= at < headline]
    return [*(time for at, time in told if headline <= at <= end), *(above if len(set(above)) == 1 else ())]


def _time_in_text(reading: Reading, first: int) -> Iterator[Candidate]:
    """A <time> that stands alone some way into the text, where a picture or a standfirst goes before it."""
    end = shown.head_of_article(reading, first)[1]
    found = {value for at, _, value, called in _called_times(reading) if end < at <= end + _BELOW_START and not called}
    if len(found) == 1:
        yield Candidate(found.pop(), "time")


def _called_times(reading: Reading) -> Iterator[tuple[int, str, str, bool]]:
    """(block, itemprop, value) of every <time>, and whether its line begins with a word for a change."""
    before = -1
    for at, prop, value in reading.walk.times:
        opens = at != before and at < len(reading.walk.blocks) and phrases("updated").match(reading.walk.blocks[at].text)
        before = at
        if value:
            yield at, prop, value, bool(opens)


def _hinted(reading: Reading, raw: str) -> Iterator[Candidate]:
    kind = reading.hints.via_kind
    if raw:
        yield Candidate(raw, kind or "hint" if kind in ("", "front", "twin") else f"feed:{kind}")


def _in_own_clock(found: Found, reading: Reading, first: int) -> Found:
    """The same instant as the page's own clock has it, where the page shows it: 03:28Z and "Nov. 8, 10:28 p.m." is 22:28-05:00.

    Only the spelling changes. A page of 8 November that is stamped 9 November in UTC is then of its own day.
    """
    if found.iso is None or not _UTC.search(found.iso):
        return found
    moment = dt.datetime.fromisoformat(found.iso)
    for iso in _local_clocks(reading, first, found.iso[:_DAY]):
        clock = dt.datetime.fromisoformat(iso)
        if clock.tzinfo is not None and clock.replace(second=0) != moment.replace(second=0):
            continue  # another moment, in a zone that is told
        clock = clock.replace(tzinfo=None)
        minutes = (clock.replace(second=0) - moment.replace(second=0, tzinfo=None)) // dt.timedelta(minutes=1)
        if minutes == 0:
            return found
        if _FAR_WEST <= minutes <= _FAR_EAST and (minutes % 60 == 0 or minutes in _HALF_HOURS):
            local = moment.astimezone(dt.timezone(dt.timedelta(minutes=minutes)))
            exact = "seconds" if found.iso.count(":") - found.iso.count("+") > 1 else "minutes"
            return replace(found, iso=local.isoformat(timespec=exact))
    return found


def _local_clocks(reading: Reading, first: int, day: str) -> Iterator[str]:
    """Dates with a clock beside the stamp of that day: in metadata and <time> without a zone, in lines by the headline.

    Scripts are asked where address or lines name another day than the stamp.
    """
    metas = (candidate.raw for candidate in _metas(reading, names("meta_published")))
    for raw in (*metas, *(value for _, value in _times(reading, first))):
        iso = dates.normalise(raw)
        if iso and len(iso) in (16, 19):
            yield iso
    told = [candidate.iso for candidate in (*shown.published(reading, first, -1), *_by_address(reading)) if candidate.iso]
    yield from (iso for iso in told if "T" in iso)
    if any(not iso.startswith(day) for iso in told):
        yield from (candidate.iso for candidate in _scripted(reading) if candidate.iso and "T" in candidate.iso)
