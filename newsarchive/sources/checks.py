"""What a single value of a paper's entry may be. In: a value with its key. Out: the value in its one form, or `BadValue`.

Addresses, host names, dates, regular expressions. Nothing is fetched.
"""

from __future__ import annotations

import datetime as dt
import functools
import math
from urllib.parse import urlsplit

import regex

from newsarchive.errors import BadConfiguration
from newsarchive.urls import page_url

_LONGEST = 500  # characters of a pattern or selector
_MOST_REPEATS = 10_000  # by counted repeats inside each other: the compiled pattern grows with them
_AT_MOST = 0.2  # seconds for a pattern on text of a kilobyte; a good one needs some millionths
_PROBES = tuple(piece * (1_000 // len(piece)) + end for piece in ("a", "1", "a-", "/a", "a ", "/") for end in ("\x00", "!"))


class BadValue(BadConfiguration):
    """A value that an entry cannot have. `key` and `value` are as in the file, `rule` says what may stand there."""

    def __init__(self, key: str, value: object, rule: str) -> None:
        super().__init__(f"{key} = {value!r}: {rule}")
        self.key, self.value, self.rule = key, value, rule


def address(key: str, value: str, base: str = "") -> str:
    """An absolute address as `urls.page_url` spells it; with a `base`, one that begins with "/" is taken from there."""
    absolute = page_url(value, base) if base and value.startswith("/") else page_url(value)
    if absolute is None:
        hint = ', or the rest of one from "/" on' if base else ""
        raise BadValue(key, value, f"is no http or https address with a host, such as https://paper.example/{hint}")
    return absolute


def host(key: str, value: str) -> str:
    """A host name, with a port where it needs one."""
    if page_url(f"https://{value}/") != f"https://{value}/" or "/" in value:
        raise BadValue(key, value, "is no host name in lower case ASCII, such as 'sport.paper.example'")
    return value


def since(key: str, value: object) -> dt.date | str | None:
    """ "all", a date, or a date written as text."""
    if value is None or value == "all" or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise BadValue(key, value, 'must be a date, such as 2024-12-31, or "all"') from None


def pattern(key: str, value: str) -> str:
    """A regular expression that compiles and takes a bounded time."""
    if not value or len(value) > _LONGEST:
        raise BadValue(key, value, f"must be a regular expression of 1 to {_LONGEST} characters")
    counts = [max(int(number or 0) for number in pair) for pair in regex.findall(r"\{(\d*),?(\d*)\}", value)]
    if math.prod(count or 1 for count in counts) > _MOST_REPEATS:
        raise BadValue(key, value, f"repeats more than {_MOST_REPEATS:,} times when its counts are multiplied")
    try:
        slow = _is_slow(value)
    except (regex.error, RecursionError, OverflowError, ValueError) as error:
        raise BadValue(key, value, f"is no regular expression: {error}") from error
    if slow:
        raise BadValue(key, value, "takes too long on a long text: avoid a repeat inside a repeat, such as (a+)+")
    return value


@functools.cache
def _is_slow(text: str) -> bool:
    found = compiled(text)
    try:
        for probe in _PROBES:
            found.search(probe, timeout=_AT_MOST)
            found.fullmatch(probe, timeout=_AT_MOST)
    except TimeoutError:
        return True
    return False


@functools.cache
def compiled(text: str) -> regex.Pattern[str]:
    """A pattern ready for use. It is compiled once a process and is no part of the entry, which is pickled."""
    return regex.compile(text)


def finds(text: str, where: str) -> bool:
    """Whether a checked pattern is found anywhere in `where`. One that takes too long after all finds nothing."""
    try:
        return compiled(text).search(where, timeout=_AT_MOST) is not None
    except TimeoutError:
        return False


def matches(text: str, where: str) -> regex.Match[str] | None:
    """The match of a checked pattern with the whole of `where`, within the same time."""
    try:
        return compiled(text).fullmatch(where, timeout=_AT_MOST)
    except TimeoutError:
        return None


def path_of(url: str) -> str:
    """What patterns are held against: path and query of an address, as written there."""
    parts = urlsplit(url)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
