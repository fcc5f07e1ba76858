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

_ISO = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T\s,]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?(?![\d:])",
    re.IGNORECASE,
)
_LOOSE_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)(?:[T\s,]+(\d{1,2}):(\d\d)(?::(\d\d))?)?")
_DOTTED = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.(\d{4})(?!\d)(?:[^\d]{1,12}(\d{1,2})[:.](\d\d))?")
_IN_URL = re.compile(
    r"/((?:19|20)\d\d)(?:([/-])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(?=[/._-]|$)"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero gennaio januari janeiro",
            "february feb februar fevrier février febrero febbraio februari fevereiro",
            "march mar märz mars marzo maart março",
            "april apr avril abril aprile",
            "may mai mayo maggio mei maio",
            "june jun juni juin junio giugno junho",
            "july jul juli juillet julio luglio julho",
            "august aug août aout agosto augustus augusti",
            "september sep sept septembre septiembre settembre setembro",
            "october oct oktober octobre octubre ottobre outubro",
            "november nov novembre noviembre novembro",
            "december dec dezember décembre decembre diciembre dicembre desember dezembro",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_CLOCK = r"(?:[^\d]{1,12}(\d{1,2}):(\d\d)(?:\s?([ap])\.?m\b)?)?"
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s+(?:de\s+)?({_MONTH})\b\.?,?\s+(?:de\s+)?(\d{{4}}){_CLOCK}", re.IGNORECASE
)
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\b\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_CLOCK}", re.IGNORECASE)
_FULL = (_DAY_FIRST, _MONTH_FIRST, _DOTTED, _LOOSE_ISO)
_LONGEST_LINE = 2_000  # characters of a line that may give a date
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
    for read in (_internet_message, _named_month, _numeric):
        if found := read(text):
            return found
    return None


def holds_date(text: str) -> bool:
    """Whether a full date stands anywhere in a line."""
    return any(pattern.search(text) for pattern in _FULL)


def mentions(text: str, day: str) -> bool:
    """Whether a line names that very day in full."""
    year, month, number = day.split("-")
    if year not in text or len(text) > _LONGEST_LINE:
        return False
    slashed = rf"(?<!\d)(?:0?{int(number)}/0?{int(month)}|0?{int(month)}/0?{int(number)})/{year}(?!\d)"
    spelled = any((normalise(match[0]) or "")[:10] == day for pattern in _FULL for match in pattern.finditer(text))
    return spelled or re.search(slashed, text) is not None


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
    return _iso(year.zfill(4), month, day, hour, minute, second, zone)


def _offset(seconds: int | None, text: str) -> str | None:
    """The zone as the string has it: a name of Greenwich is "Z", and what is not written is not known."""
    if seconds is None or "-0000" in text:
        return None
    if seconds == 0 and not re.search(r"\+00:?00", text):
        return "Z" if re.search(r"\b(?:GMT|UTC?|Z)\b", text) else None
    return f"{'-' if seconds < 0 else '+'}{abs(seconds) // 3600:02}:{abs(seconds) % 3600 // 60:02}"


def _named_month(text: str) -> str | None:
    for pattern, order in ((_DAY_FIRST, (3, 2, 1)), (_MONTH_FIRST, (3, 1, 2))):
        if match := pattern.search(text):
            year, month, day = (match[number] for number in order)
            hour = _half_day(match[4], match[6]) if match[4] else None
            return _iso(year, f"{_MONTHS[month.lower()]:02}", day.zfill(2), hour, match[5])
    return None


def _half_day(hour: str, half: str | None) -> str:
    if half is None or int(hour) > 12:
        return hour.zfill(2)
    return f"{int(hour) % 12 + (12 if half.lower() == 'p' else 0):02}"


def _numeric(text: str) -> str | None:
    """Year first, or day first with dots; 03/04/2026 means two things and is left alone unless one reading is no date."""
    if match := _LOOSE_ISO.search(text):
        year, month, day, hour, minute, second = match.groups()
    elif match := _DOTTED.search(text):
        day, month, year, hour, minute = match.groups()
        second = None
    elif match := re.search(r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)", text):
        one, two, year = match.groups()
        if int(one) <= 12 and int(two) <= 12 and one != two:
            return None
        day, month = (one, two) if int(two) <= 12 else (two, one)
        hour = minute = second = None
    else:
        return None
    return _iso(year, month.zfill(2), day.zfill(2), hour.zfill(2) if hour else None, minute, second)


def _iso(year: str, month: str, day: str, *clock: str | None) -> str | None:
    """The parts put together if they are a real moment; `clock` is hour, minute, second, zone, as far as given."""
    hour, minute, second, zone = (*clock, None, None, None, None)[:4]
    try:
        when = dt.date(int(year), int(month), int(day))
        if hour is not None:
            dt.time(int(hour), int(minute or 0), int(second or 0))
    except ValueError:
        return None
    if when.year < 1900 or when.isoformat() in _PLACEHOLDERS:
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
