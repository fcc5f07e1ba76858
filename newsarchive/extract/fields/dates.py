"""Dates as a page gives them. In: strings in any of the usual forms. Out: ISO 8601 with what was given and no more.

A zone stands only where the string has one, a time only where it has one. No relative dates ("yesterday"), no
clock: what is too late is judged by the capture's own date.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from collections.abc import Iterable
from dataclasses import dataclass

from newsarchive.extract.words import written
from newsarchive.extract.words.written import Written

_ISO = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)"
    r"(?:[T\s,]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s*((?:GMT|UTC)?[+-]\d\d(?::?\d\d)?|[A-Z]{1,5}\b)?)?(?![\d:])",
    re.IGNORECASE,
)
_HALF_OF_DAY = re.compile(r"(?::\d\d)?\s*[ap]\.?m\b", re.IGNORECASE)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?")
_EPOCH = re.compile(r"(\d{9,10})(?:\d{3}|\.\d+)?")  # seconds, or thousandths of them
_IN_URL = re.compile(
    r"/((?:19|20)\d\d)(?:([/-])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(?=[/._-]|$)"
    r"|-((?:19|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?=[/.]|$)"
)
_NAMED_IN_URL = re.compile(r"/((?:19|20)\d\d)/([a-z]{3,9})/(0?[1-9]|[12]\d|3[01])/")
_LONGEST_LINE = 2_000  # characters of a line that may give a date
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
EARLIEST_YEAR = 1900
FIRST_OF_WEB = 1990  # a page's date before that is that of an old volume, or a slip
_SECONDS = re.compile(r"\d:\d\d:\d\d")
_PLACEHOLDERS = {"1970-01-01", "1969-12-31", "1900-01-01"}
_CLOCK = re.compile(r"T(\d\d:\d\d)(?::\d\d)?(.*)")
GRACE = dt.timedelta(days=2)  # after the capture: time zones, and stories dated to tomorrow's paper


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place that names a date: the string as given, and where it stood; `read` is what it says, where that takes the page."""

    raw: str
    source: str
    read: str | None = None

    @property
    def iso(self) -> str | None:
        """What the string says, as `normalise` has it."""
        return self.read or normalise(self.raw)


@dataclass(frozen=True, slots=True)
class Found:
    """The date chosen. `iso` is None where no candidate can be used.

    `future` says that a candidate lay too far ahead, `early` that one lies before the web.
    """

    iso: str | None = None
    source: str | None = None
    raw: str | None = None
    future: bool = False
    early: bool = False


def choose(candidates: Iterable[Candidate], captured: dt.datetime) -> Found:
    """The first candidate that is a date, no more than two days after the capture and not before 1990.

    One before 1990 is taken where there is no other: a paper's old volumes are on the web too.
    """
    first: Candidate | None = None
    future: Candidate | None = None
    early: tuple[str, Candidate] | None = None
    for candidate in candidates:
        first = first or candidate
        iso = candidate.iso
        if iso is None:
            continue
        if too_late(iso, captured):
            future = future or candidate
        elif too_early(iso):
            early = early or (iso, candidate)
        else:
            return Found(iso, candidate.source, candidate.raw, future is not None, early is not None)
    if early:
        return Found(early[0], early[1].source, early[1].raw, future is not None, early=True)
    unused = future or first
    return Found(raw=unused.raw if unused else None, future=future is not None)


def too_late(iso: str, captured: dt.datetime) -> bool:
    """Whether a date lies more than two days after the capture."""
    return iso[:10] > (captured.date() + GRACE).isoformat()


def too_early(iso: str) -> bool:
    """Whether a date lies before there was a web."""
    return int(iso[:4]) < FIRST_OF_WEB


def lies_before(one: str | None, other: str | None) -> bool:
    """Whether a date is surely the earlier: by instants where both have a zone, by more than a day where they have not."""
    if one is None or other is None:
        return False
    a, b = dt.datetime.fromisoformat(one), dt.datetime.fromisoformat(other)
    if a.tzinfo and b.tzinfo:
        return b - a > dt.timedelta(minutes=1)
    return b.date() - a.date() > dt.timedelta(days=1)


def has_zone(iso: str) -> bool:
    """Whether a date has its time with a zone, other than midnight sharp."""
    told = _CLOCK.search(iso)
    return told is not None and bool(told[2]) and told[1] != "00:00"


def completes(other: str, iso: str) -> bool:
    """Whether `other` names the same day as `iso` and says more of it: the time of a day alone, or the zone of that time.

    Midnight sharp is what a day alone becomes in many systems, and is taken for one.
    """
    own, more = _CLOCK.search(iso), _CLOCK.search(other)
    if more is None or other[:10] != iso[:10] or more[1] == "00:00":
        return False
    if own is None or own[1] == "00:00":
        return own is None or not own[2] or bool(more[2])
    return not own[2] and bool(more[2]) and own[1] == more[1]


def normalise(raw: str) -> str | None:
    """`raw` as ISO 8601: "2026-03-04", "2026-03-04T08:15:30" or "2026-03-04T08:15:30+02:00"; None if it is no full date."""
    text = raw.strip()[:200]
    match = _ISO.match(text) or _COMPACT.fullmatch(text)
    if match and not _HALF_OF_DAY.match(text, match.end(5)):
        return _iso(*match.groups())
    if match := _EPOCH.fullmatch(text):
        return _of_epoch(int(match[1]))
    if found := _internet_message(text):
        return found
    spoken = written.first(text)
    return _checked(spoken) if spoken else None


def holds_date(text: str) -> bool:
    """Whether a full date stands anywhere in a line."""
    return YEAR.search(text) is not None and written.first(text) is not None


def mentions(text: str, day: str) -> bool:
    """Whether a line names that very day in full, in whatever order its numbers may be meant."""
    if day[:4] not in text or len(text) > _LONGEST_LINE:
        return False
    return any(found.day.isoformat() == day for order in (True, False) for found in written.every(text, day_first=order))


def from_url(path: str) -> str | None:
    """The day in an address such as /2026/03/04/, /2026-03-04-, /2026/mar/04/ or …-2026-03-04.html, if it is one."""
    if match := _IN_URL.search(path):
        year, _, month, day, *others = match.groups()
        parts = (year, month or others[0], day or others[1]) if year else others[2:]
        return _iso(parts[0], parts[1].zfill(2), parts[2].zfill(2))
    named = _NAMED_IN_URL.search(path)
    month = written.months().get(named[2]) if named else None
    return _iso(named[1], f"{month:02}", named[3].zfill(2)) if named and month else None


def _of_epoch(seconds: int) -> str | None:
    """Seconds since 1970 as an instant in UTC; None for what is a number of another kind."""
    when = dt.datetime.fromtimestamp(seconds, dt.UTC)
    return f"{when:%Y-%m-%dT%H:%M:%SZ}" if FIRST_OF_WEB <= when.year < 2100 else None


def _internet_message(text: str) -> str | None:
    """RFC 5322 dates, as RSS gives them; "-0000" says that the zone is not known."""
    if not re.match(r"(?:[A-Za-z]{2,9},?\s+)?\d{1,2}\s+[A-Za-z]{3,9}\s+\d{4}\s+\d", text):
        return None
    parts = email.utils.parsedate_tz(text)
    if parts is None:
        return None
    zone = _offset(parts[9], text)
    year, month, day, hour, minute, second = (f"{part:02}" for part in parts[:6])
    return _iso(year.zfill(4), month, day, hour, minute, second if _SECONDS.search(text) else None, zone)


def _offset(seconds: int | None, text: str) -> str | None:
    """The zone as the string has it: a name of Greenwich is "Z", and what is not written is not known."""
    if seconds is None or "-0000" in text:
        return None
    if seconds == 0 and not re.search(r"\+00:?00", text):
        return "Z" if re.search(r"\b(?:GMT|UTC?|Z)\b", text) else None
    return f"{'-' if seconds < 0 else '+'}{abs(seconds) // 3600:02}:{abs(seconds) % 3600 // 60:02}"


def _checked(found: Written) -> str | None:
    """What a line says, if it is no placeholder and no day of another century's."""
    return found.iso if found.day.year >= EARLIEST_YEAR and found.day.isoformat() not in _PLACEHOLDERS else None


def _iso(year: str, month: str, day: str, *clock: str | None) -> str | None:
    """The parts put together if they are a real moment; `clock` is hour, minute, second, zone, as far as given."""
    hour, minute, second, zone = (*clock, None, None, None, None)[:4]
    try:
        when = dt.date(int(year), int(month), int(day))
        if hour is not None:
            dt.time(int(hour), int(minute or 0), int(second or 0))
    except ValueError:
        return None
    if when.year < EARLIEST_YEAR or when.isoformat() in _PLACEHOLDERS:
        return None
    if hour is None:
        return when.isoformat()
    told = f"{int(hour):02}:{int(minute or 0):02}" + (f":{int(second):02}" if second else "")
    return f"{when.isoformat()}T{told}{_zone(zone)}"


def _zone(zone: str | None) -> str:
    if not zone:
        return ""
    shift = zone.upper().removeprefix("GMT").removeprefix("UTC")
    return written.shift(shift) if shift[:1] in ("+", "-") else written.named_zone(zone)
