"""A site model: what a paper's archived pages have taught of it. In: JSON. Out: a frozen `Model`, and the name it goes by.

It is small, readable and holds no clock: the same lessons give the same bytes. It judges nothing itself: `learn` makes it,
`taught` reads a page by it.
"""

from __future__ import annotations

import functools
import hashlib
import re
from typing import Literal

import msgspec

from newsarchive.errors import BadConfiguration
from newsarchive.extract.schemas import newer

SCHEMA: Literal["newsarchive/model/1"] = "newsarchive/model/1"
LINE = 300  # characters of a line that are kept and compared
_NUMBERED = re.compile(r"\d\D*\d")
_LONGEST_NAMES = 200

Place = tuple[str, str]
"""Where an element stands: its own tag and classes, and those of the block-level element around it."""


class ShutPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A place that is not entered.

    `pages` is on how many pages it stood, `most` how many characters of full paragraphs it ever held, `why` is "empty" where
    it never held any of the text, "other-story" where what it held was about other stories than its page.
    """

    own: str
    within: str
    pages: int
    most: int
    why: Literal["empty", "other-story"] = "empty"


class ChromeLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the text that stands on several pages: its first 300 characters, and on how many."""

    text: str
    pages: int


class SeatPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A place in which by-lines or dates stand, and on how many pages."""

    own: str
    within: str
    pages: int


class Model(msgspec.Struct, frozen=True, kw_only=True, cache_hash=True):
    """What the pages of `source` have taught.

    pages    how many articles were learnt from
    typical  the median of their lengths, in characters of text
    shut     places that never hold the article
    lines    lines that stand on several pages and are no part of an article
    names    what the paper calls itself in the titles of its pages
    bylines, dates   places in which the author, or the date of publication, stands
    templates   the shapes of those pages, as `template_of` names them
    """

    schema: Literal["newsarchive/model/1"] = SCHEMA
    source: str
    pages: int
    typical: int
    shut: tuple[ShutPlace, ...] = ()
    lines: tuple[ChromeLine, ...] = ()
    names: tuple[str, ...] = ()
    bylines: tuple[SeatPlace, ...] = ()
    dates: tuple[SeatPlace, ...] = ()
    templates: tuple[str, ...] = ()


def to_bytes(model: Model) -> bytes:
    """Indented JSON in UTF-8 with sorted keys and a line end."""
    return msgspec.json.format(msgspec.json.encode(model, order="sorted"), indent=1) + b"\n"


def from_bytes(raw: bytes, name: str = "model") -> Model:
    """The model. Raises BadConfiguration for what is none; `name` says in the message where it came from."""
    try:
        return msgspec.json.decode(raw, type=Model)
    except msgspec.DecodeError as error:
        if name_of_newer := newer(raw, SCHEMA):
            told = f"written by a newer newsarchive ({name_of_newer}, this one knows {SCHEMA}); upgrade it"
            raise BadConfiguration(f"{name}: {told}") from error
        raise BadConfiguration(f"{name}: not a site model ({error}); `newsarchive learn` makes a new one") from error


def digest_of(raw: bytes) -> str:
    """SHA-256 of a model's bytes in hex, the name it goes by."""
    return hashlib.sha256(raw).hexdigest()


@functools.lru_cache(maxsize=20_000)
def kind_of(tag: str, names: str) -> str:
    """Tag and classes as one word. Classes with two digits or more are left out: they number things, or come from a build."""
    tokens = dict.fromkeys(token for token in names[:_LONGEST_NAMES].split() if not _NUMBERED.search(token))
    return ".".join((tag, *tokens))


def shown(own: str, within: str) -> str:
    """A place as a CSS selector would have it."""
    return f"{within} > {own}"
