"""The kinds of wording that give a page away. In: a name from wording.toml beside this file. Out: a pattern or a set.

The file is read once a process, when it is first asked for; it is data of this package, the same for everybody.
"""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources
from typing import Any


@functools.cache
def _file() -> dict[str, dict[str, Any]]:
    return tomllib.loads(resources.files(__package__ or "newsarchive.extract.words").joinpath("wording.toml").read_text("utf-8"))


def alternatives(name: str) -> str:
    """The phrases of that name as one group of a regular expression."""
    return "(?:" + "|".join(_file()["phrases"][name]) + ")"


@functools.cache
def phrases(name: str) -> re.Pattern[str]:
    """A pattern that finds any of the phrases, any case."""
    return re.compile(alternatives(name), re.IGNORECASE)


@functools.cache
def whole_words(name: str) -> re.Pattern[str]:
    """A pattern that finds any of the phrases where it stands as whole words, any case."""
    return re.compile(rf"\b{alternatives(name)}\b", re.IGNORECASE)


@functools.cache
def names(name: str) -> tuple[str, ...]:
    """Words in their order."""
    return tuple(_file()["words"][name].split())


@functools.cache
def vocabulary(*lists: str) -> frozenset[str]:
    """The words of one or more lists as a set."""
    return frozenset[str]().union(*map(names, lists))
