"""At which line of a TOML file a key stands. In: the text and a key's path. Out: a line number, from 1.

The standard parser gives values without places. So it is asked again, with the file's beginning alone: the key stands
where the shortest beginning that holds it has its last statement. That is right for dotted keys, arrays of tables and
strings over several lines, since nothing but the parser itself reads TOML here. It costs some ten parses, once an error.
"""

from __future__ import annotations

import bisect
import tomllib
from collections.abc import Mapping, Sequence

Path = tuple[str | int, ...]


def line_of(text: str, path: Path) -> int:
    """The line on which the statement begins that gives the value at `path`; that of the nearest table if it is not there."""
    lines = text.split("\n")
    while path and not _holds(_read(lines, len(lines)), path):
        path = path[:-1]
    return bisect.bisect_left(range(1, len(lines)), True, key=lambda count: _holds(_read(lines, count), path)) + 1


def _read(lines: Sequence[str], count: int) -> Mapping[str, object]:
    """The values of the first `count` lines, and of as many more as the last statement needs; {} where none is whole."""
    for end in range(count, len(lines) + 1):
        try:
            return tomllib.loads("\n".join(lines[:end]))
        except tomllib.TOMLDecodeError:
            continue
    return {}


def _holds(value: object, path: Path) -> bool:
    for key in path:
        if isinstance(value, list) and isinstance(key, int):
            if key >= len(value):
                return False
            value = value[key]
        elif isinstance(value, dict) and key in value:
            value = value[key]
        else:
            return False
    return True
