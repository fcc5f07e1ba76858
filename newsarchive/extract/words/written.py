"""Dates as people write them in a line of text. In: a line. Out: the first full date in it, with its time and zone.

Names of months in some fifty languages, year-month-day signs of East Asia, numbers with dots, dashes and strokes,
a clock after or before the day. Nothing is completed: a day without a year is no date.
"""

from __future__ import annotations

import datetime as dt
import functools
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

# Languages whose names of months are known, by CLDR through dateparser's tables (10 ms a process). The first that
# uses a word gives it its month: "listopad" is October in Croatian, November in Polish and Czech.
_LANGUAGES = """en de fr es it pt nl sv da nb nn fi pl cs sk hu ro tr ru uk bg sr sr-Cyrl hr sl lt lv et el ca id vi he ar fa hi
sq mk be is ga cy eu gl af sw ms hi bn mr ne ta te"""
# Spellings that those tables lack.
_MORE = {"febr": 2, "maerz": 3, "aout": 8, "sept": 9, "setiembre": 9, "fevrier": 2, "decembre": 12, "mrt": 3}
_MONTH_KEYS = "january february march april may june july august september october november december"
_WEEKDAY_KEYS = "monday tuesday wednesday thursday friday saturday sunday"
_WORD = r"(?:[^\W\d_]|[\u0900-\u0dff]){3,14}"  # the scripts of India have signs that are no letters
_DAY_FIRST = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?,?[\s-]*(?:(?:of|de)\s+|d['\u2019])?"
    rf"(?P<m>{_WORD})(?:/{_WORD})?\.?,?[\s-]*(?:del?\s+)?"
    rf"(?P<y>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?P<m>{_WORD})\.?,?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|\s+)(?P<y>\d{{4}})(?!\d)", re.IGNORECASE
)
_YEAR_FIRST = re.compile(
    rf"(?<!\d)(?P<y>\d{{4}})(?:\.|\s*m\.|\.?\s*gada)?\s+(?P<m>{_WORD})\.?\s+(?P<d>\d{{1,2}})(?!\d|[:h]\d)",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"(?<!\d)(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일]?")
_NUMBERED = re.compile(r"(?<!\d)(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2}),?\s+(?:năm\s+)?(?P<y>\d{4})(?!\d)", re.IGNORECASE)
_LOOSE_ISO = re.compile(r"(?<!\d)(?P<y>\d{4})(?P<s>[-/.])\s?(?P<m>\d{1,2})(?P=s)\s?(?P<d>\d{1,2})(?!\d)")
_DOTTED = re.compile(r"(?<!\d)(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})(?!\d(?!\d?\.\d))")
_STROKES = re.compile(r"(?<!\d)(?P<d>\d{1,2})(?P<s>[-/])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4})(?!\d)")
_OF_US = re.compile(r"[^\d]{1,4}\d\d?:\d\d(?::\d\d)?\s*[AP]M\s+(?:[ECMP][SD]?T)\b")  # a clock that only Americans write
# As computers write it: "Wed Mar 04 08:15:30 CET 2026", "Wed, 04 Mar 08:15:30 2026".
_CLOCK = r"\s+(?P<h>\d\d?):(?P<min>\d\d)(?::(?P<s>\d\d))?(?:\s+(?P<zone>[A-Z]{1,5}))?\s+(?P<y>\d{4})(?!\d)"
_CLOCK_AND_YEAR = re.compile(_CLOCK)
_CLOCK_INSIDE = (
    re.compile(rf"(?P<m>{_WORD})\s+(?P<d>\d{{1,2}}){_CLOCK}"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})\s+(?P<m>{_WORD}){_CLOCK}"),
)
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAMED = (_DAY_FIRST, _MONTH_FIRST, _YEAR_FIRST)
_NUMBERS = (_SIGNS, _NUMBERED, _LOOSE_ISO, _DOTTED)

_ZONES = {"utc": "Z", "gmt": "Z", "z": "Z"} | {  # those that mean one thing wherever they stand
    name: zone
    for zone, names in {
        "-08:00": "pst", "-07:00": "pdt mst", "-06:00": "mdt", "-05:00": "est cdt", "-04:00": "edt", "-03:00": "brt",
        "+01:00": "cet mez wat", "+02:00": "cest mesz eet sast cat", "+03:00": "eest msk eat trt", "+05:00": "pkt",
        "+07:00": "wib ict", "+08:00": "hkt sgt awst", "+09:00": "jst kst", "+10:00": "aest", "+11:00": "aedt",
        "+12:00": "nzst", "+13:00": "nzdt",
    }.items()
    for name in names.split()
}  # fmt: skip
_ZONES_OF_US = {"et": -5, "ct": -6, "mt": -7, "pt": -8}  # the hours of winter; only behind a.m. or p.m.
_ZONE = (
    rf"(?:\s*\(?(?P<zone>(?:{'|'.join(sorted(_ZONES, key=len, reverse=True))}|(?-i:[ECMP]T))(?![^\W\d_])))?"
    r"(?:\s*(?P<shift>[+-]\d\d?(?::?\d\d)?)(?!\d))?"
)
_ENDS = r"(?!(?-i:[a-z]))\.?"  # "2:00 PMShare" is the afternoon
_HALF = rf"(?:\s?(?P<half>[ap])\.?m{_ENDS})?"
_AFTER = re.compile(
    rf"(?P<gap>[^\d]{{0,16}}?)(?P<h>\d{{1,2}})(?:[:.h]|\s*[時时点시]\s*)(?P<min>\d\d)(?::(?P<s>\d\d))?(?![.:/-]?\d){_HALF}{_ZONE}",
    re.IGNORECASE,
)
_AFTER_HOUR = re.compile(rf"[^\d]{{1,12}}?(?P<h>\d{{1,2}})\s?(?P<half>[ap])\.?m{_ENDS}{_ZONE}", re.IGNORECASE)
_BEFORE = re.compile(
    rf"(?<![\d.:/-])(?P<h>\d{{1,2}})(?::|h|[.](?=\d\d\s?(?:[ap]\.?m|uhr)))(?P<min>\d\d)(?::(?P<s>\d\d))?(?!\d){_HALF}{_ZONE}[^\d]{{1,24}}$",
    re.IGNORECASE,
)
_AFTERNOON = re.compile("午後|下午|오후")
_BEFORE_LENGTH = 48  # characters before a day in which its clock may stand


@dataclass(frozen=True, slots=True)
class Written:
    """A full date in a line: ISO parts, and where it stands. `zone` is "Z", "+02:00" or "" where none is written."""

    day: dt.date
    start: int
    end: int
    clock: dt.time | None = None
    zone: str = ""
    seconds: bool = False

    @property
    def iso(self) -> str:
        """ISO 8601 with what was written and no more."""
        if self.clock is None:
            return self.day.isoformat()
        return f"{self.day.isoformat()}T{self.clock.isoformat('seconds' if self.seconds else 'minutes')}{self.zone}"


def first(text: str, *, day_first: bool | None = None) -> Written | None:
    """The first full date in a line; see `every`."""
    return next(every(text, day_first=day_first), None)


def every(text: str, *, day_first: bool | None = None) -> Iterator[Written]:
    """The full dates of a line in their order, each with the clock beside it.

    `day_first` says how 03/04/2026 is meant; with None it is left alone unless one of the two readings is no date.
    """
    found = sorted(_days(text, day_first), key=lambda written: (written.start, -written.end)) or list(_clock_inside(text))
    end = -1
    for written in found:
        if written.start >= end:
            end = written.end
            yield written if written.clock is not None else _with_clock(text, written)


def _days(text: str, day_first: bool | None) -> Iterator[Written]:
    for pattern in _NAMED:
        for match in pattern.finditer(text):
            month = _month(match["m"])
            if month and (day := _day(match["y"], month, match["d"])):
                yield Written(day, *match.span())
    for pattern in _NUMBERS:
        for match in pattern.finditer(text):
            if day := _day(match["y"], match["m"], match["d"]):
                yield Written(day, *match.span())
    for match in _STROKES.finditer(text):
        readings = {_day(match["y"], match["m"], match["d"]): True, _day(match["y"], match["d"], match["m"]): False}
        order = False if day_first is None and _OF_US.match(text, match.end()) else day_first
        days = [day for day, read in readings.items() if day and (order is None or read == order)]
        days = days or [day for day in readings if day]
        if len(days) == 1:
            yield Written(days[0], *match.span())


def _clock_inside(text: str) -> Iterator[Written]:
    if not _CLOCK_AND_YEAR.search(text):
        return
    for match in (match for pattern in _CLOCK_INSIDE for match in pattern.finditer(text)):
        month = _month(match["m"])
        day = _day(match["y"], month, match["d"]) if month else None
        clock = _time(match["h"], match["min"], match["s"])
        if day and clock:
            yield Written(day, *match.span(), clock, named_zone(match["zone"] or ""), bool(match["s"]))


def _month(word: str) -> int | None:
    """The month that a word names, or its end where another word is glued to it: "The CourierMarch"."""
    return months().get(word.lower()) or months().get(_CAPITAL.split(word)[-1].lower())


@functools.cache
def months() -> dict[str, int]:
    """Month by name or abbreviation, lower case."""
    found: dict[str, int] = {}
    for language in _LANGUAGES.split():
        info = importlib.import_module(f"dateparser.data.date_translation_data.{language}").info
        for number, key in enumerate(_MONTH_KEYS.split(), 1):
            for name in info[key]:
                found.setdefault(name.lower().rstrip("."), number)
    return {**found, **_MORE}


@functools.cache
def weekdays() -> frozenset[str]:
    """Names and abbreviations of the days of the week, lower case."""
    tables = (
        importlib.import_module(f"dateparser.data.date_translation_data.{language}").info for language in _LANGUAGES.split()
    )
    return frozenset(name.lower().rstrip(".") for info in tables for key in _WEEKDAY_KEYS.split() for name in info[key])


def _day(year: str, month: str | int, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _time(hour: str | int, minute: str | None, second: str | None) -> dt.time | None:
    try:
        return dt.time(int(hour), int(minute or 0), int(second or 0))
    except ValueError:
        return None


def _with_clock(text: str, written: Written) -> Written:
    """The same date with the clock that stands before it, else the one after it."""
    before = _BEFORE.search(text[max(0, written.start - _BEFORE_LENGTH) : written.start])
    rest = text[written.end : written.end + 80]
    match = before or _AFTER.match(rest) or _AFTER_HOUR.match(rest)
    if match is None:
        return written
    parts = match.groupdict()
    hour, half = int(parts["h"]), (parts["half"] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif hour < 12 and _AFTERNOON.search(parts.get("gap") or ""):
        hour += 12
    clock = _time(hour, parts.get("min"), parts.get("s"))
    if clock is None:
        return written
    zone = shift(parts["shift"]) or _named(parts["zone"] or "", written.day, half)
    return Written(written.day, written.start, written.end, clock, zone, bool(parts.get("s")))


def _named(name: str, day: dt.date, half: str) -> str:
    """A zone by its name. "ET" is winter's or summer's by the day: 15 U.S.C. 260a, in force since 2007."""
    winter = _ZONES_OF_US.get(name.lower())
    if winter is None or not half or day.year < 2007:
        return named_zone(name)
    summer = _sunday(day.year, 3, 8) <= day < _sunday(day.year, 11, 1)
    return f"-{-winter - summer:02}:00"


def named_zone(name: str) -> str:
    """A zone by the name that means one thing wherever it stands; "" for any other word."""
    return _ZONES.get(name.lower(), "")


def _sunday(year: int, month: int, earliest: int) -> dt.date:
    """The first Sunday of a month from that day on."""
    return dt.date(year, month, earliest + 6 - dt.date(year, month, earliest).weekday())


def shift(raw: str | None) -> str:
    """ "+2", "+02", "+0200" and "+02:00" as "+02:00"; "" for what is no zone."""
    if not raw:
        return ""
    digits = raw[1:].replace(":", "")
    digits = (digits.zfill(2) if len(digits) <= 2 else digits.zfill(4)).ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])  # in whatever script: \d is every digit of Unicode
    return f"{raw[0]}{hours:02}:{minutes:02}" if hours <= 14 and minutes < 60 else ""
