"""A TOML file of papers, as checked sources. In: its bytes. Out: sources by name, or one error with file, line, key and rule.

Names, types and places are said here; what a value may be is the model's to say.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from newsarchive.errors import BadConfiguration
from newsarchive.sources.checks import BadValue
from newsarchive.sources.lines import Path, line_of
from newsarchive.sources.model import Source
from newsarchive.sources.rules import Rule

_AT = re.compile(r" \(at line (\d+), column \d+\)$")
_TEXT = ((str,), "a text in quotes")
_DAY = ((dt.date, str), "a date, such as 2024-12-31")
_SELECTOR = ((str,), "a selector in quotes")
_SELECTORS = ((list,), "a list of selectors in quotes")
_PATTERNS = ((list,), "a list of regular expressions in quotes")
_ADDRESSES = ((list,), "a list of addresses in quotes")
_HOSTS = ((list,), "a list of host names in quotes")
_Keys = Mapping[str, tuple[tuple[type, ...], str]]
_PAPER: _Keys = {
    "url": ((str,), "an http or https address in quotes"),
    "publisher": _TEXT,
    "feeds": _ADDRESSES,
    "sitemaps": _ADDRESSES,
    "sections": _ADDRESSES,
    "hosts": _HOSTS,
    "twins": _HOSTS,
    "moved_from": _HOSTS,
    "include": _PATTERNS,
    "exclude": _PATTERNS,
    "delay": ((int, float), "a number of seconds"),
    "since": ((dt.date, str), 'a date, such as 2024-12-31, or "all"'),
    "poll_every": ((list,), 'the least and the most time between two looks, such as ["15m", "6h"]'),
    "article_url": ((str,), "a regular expression in quotes"),
    "agency": _PATTERNS,
    "rules": ((list,), "tables, each headed [[name.rules]]"),
}
_RULE: _Keys = {
    "drop": _SELECTORS,
    "body": _SELECTORS,
    "headline": _SELECTOR,
    "byline": _SELECTOR,
    "date": _SELECTOR,
    "section": _SELECTOR,
    "drop_lines": _PATTERNS,
    "valid_from": _DAY,
    "valid_until": _DAY,
    "note": _TEXT,
}
_ALONE = frozenset({"body", "drop"})  # a single one needs no brackets


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in which file; it makes the errors."""

    file: str
    text: str
    path: Path = ()

    def at(self, *more: str | int) -> _Place:
        return _Place(self.file, self.text, self.path + more)

    def wrong(self, told: str, key: str | None = None) -> BadConfiguration:
        """An error at a key of this table, or at the table itself."""
        line = line_of(self.text, self.path if key is None else (*self.path, key))
        return BadConfiguration(f"{self.file}:{line}: {told}")

    def __str__(self) -> str:
        """As the table is headed in the file; the number of a rule is counted from 1."""
        name, *inner = self.path
        head = f'["{name}"]' if "." in str(name) else f"[{name}]"
        return head if not inner else f"{head} rule {int(inner[-1]) + 1}:"


def parse_sources(content: bytes, where: str) -> dict[str, Source]:
    """The papers in the bytes of a TOML file; `where` names the file in messages. BadConfiguration for the first fault."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT.search(str(error))
        line = at[1] if at else text.count("\n") + 1
        raise BadConfiguration(f"{where}:{line}: no TOML: {_AT.sub('', str(error))}") from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise BadConfiguration(f"{where}: no TOML in UTF-8: {error}") from error
    return {name: _source(name, table, _Place(where, text, (name,))) for name, table in tables.items()}


def _source(name: str, table: object, place: _Place) -> Source:
    if not isinstance(table, dict):
        raise place.wrong(f"{name} = {table!r}: every entry is a table, such as [{name}], with a url in it")
    values = _checked(table, _PAPER, place)
    if "url" not in table:
        raise place.wrong(f'{place} has no url: it needs one, such as url = "https://paper.example/"')
    if "rules" in table:
        values["rules"] = tuple(_rule(rule, place.at("rules", number)) for number, rule in enumerate(table["rules"]))
    try:
        return Source(name=name, **values)
    except BadValue as error:
        raise place.wrong(f"{place} {error}", error.key) from error
    except BadConfiguration as error:
        raise place.wrong(str(error)) from error


def _rule(table: object, place: _Place) -> Rule:
    if not isinstance(table, dict):
        raise place.wrong(f"{place} {table!r} is no table: head each rule with [[{place.path[0]}.rules]]")
    values = _checked(table, _RULE, place)
    days = {key: _day(table[key], key, place) for key in ("valid_from", "valid_until") if key in table}
    try:
        return Rule(**{**values, **days})
    except BadValue as error:
        raise place.wrong(f"{place} {error}", error.key) from error


def _day(value: object, key: str, place: _Place) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise place.wrong(f"{place} {key} = {value!r}: must be {_DAY[1]}", key) from None


def _checked(table: Mapping[str, object], keys: _Keys, place: _Place) -> dict[str, Any]:
    """The table's values with lists as tuples, every key known and of its type."""
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in keys:
            raise place.wrong(f"{place} {key} = {value!r}: no such key; {_hint(key, value, keys)}", key)
        alone = keys is _RULE and key in _ALONE and isinstance(value, str)
        given = [value] if alone else value
        types, rule = keys[key]
        if not isinstance(given, types) or isinstance(given, bool) or not (key == "rules" or _texts(given)):
            raise place.wrong(f"{place} {key} = {value!r}: must be {rule}", key)
        values[key] = tuple(given) if isinstance(given, list) else given
    return values


def _texts(value: object) -> bool:
    return not isinstance(value, list) or all(isinstance(item, str) for item in value)


def _hint(key: str, value: object, keys: _Keys) -> str:
    if isinstance(value, dict) and keys is _PAPER and not difflib.get_close_matches(key, keys, n=1, cutoff=0.8):
        return 'a name with a dot stands in quotes: ["www.paper.example"]'
    close = difflib.get_close_matches(key, keys, n=1)
    return f"did you mean {close[0]}?" if close else f"the keys are {', '.join(keys)}"
