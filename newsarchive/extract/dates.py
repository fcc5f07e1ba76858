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

from newsarchive.extract import written
from newsarchive.extract.written import Written

_ISO = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T\s,]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?(?![\d:])",
    re.IGNORECASE,
)
_IN_URL = re.compile(
    r"/((?:19|20)\d\d)(?:([/-])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(?=[/._-]|$)"
)
_LONGEST_LINE = 2_000  # characters of a line that may give a date
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
EARLIEST_YEAR = 1900
_SECONDS = re.compile(r"\d:\d\d:\d\d")
_PLACEHOLDERS = {"1970-01-01", "1969-12-31", "1900-01-01"}
GRACE = dt.timedelta(days=2)  # after the capture: time zones, and stories dated to tomorrow's paper


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place that names a date: the string as given, and where it stood."""

    raw: str
    source: str


@dataclass(frozen=True, slots=True)
class Found:
    """The date chosen. `iso` is None where no candidate can be used; `future` says that one lay too far ahead."""

    iso: str | None = None
    source: str | None = None
    raw: str | None = None
    future: bool = False


def choose(candidates: Iterable[Candidate], captured: dt.datetime) -> Found:
    """The first candidate that is a date and lies no more than two days after the capture."""
    latest = captured.date() + GRACE
    future: Candidate | None = None
    first: Candidate | None = None
    for candidate in candidates:
        first = first or candidate
        iso = normalise(candidate.raw)
        if iso is None:
            continue
        if iso[:10] <= latest.isoformat():
            return Found(iso, candidate.source, candidate.raw, future is not None)
        future = future or candidate
    unused = future or first
    return Found(raw=unused.raw if unused else None, future=future is not None)


def normalise(raw: str) -> str | None:
    """`raw` as ISO 8601: "2026-03-04", "2026-03-04T08:15:30" or "2026-03-04T08:15:30+02:00"; None if it is no full date."""
    text = raw.strip()[:200]
    if match := _ISO.match(text):
        return _iso(*match.groups())
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
    """The day in an address such as /2026/03/04/ or /2026-03-04-, if it is one."""
    match = _IN_URL.search(path)
    return _iso(match[1], (match[3] or match[5]).zfill(2), (match[4] or match[6]).zfill(2)) if match else None


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
    return f"{when.isoformat()}T{hour}:{minute or '00'}{':' + second if second else ''}{_zone(zone)}"


def _zone(zone: str | None) -> str:
    if not zone:
        return ""
    if zone.upper() in ("Z", "UTC", "GMT"):
        return "Z"
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return f"{zone[0]}{digits[:2]}:{digits[2:]}" if int(digits[:2]) <= 14 and int(digits[2:]) < 60 else ""
