"""The made-up paper as inert data: what is in it, and what a perfect reader would take out of it.

In: `stories.toml` beside this file. Out: frozen values, the same in every run. No network, no HTML, no clock.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

NAME = "Merrowdale Gazette"
SECTIONS = ("News", "Sport", "Business", "Life")
PER_SECTION_PAGE, IN_FEED = 9, 12

FEED = "/feed.xml"
GALLERY = "/gallery"
ABOUT = "/about"
MEMBERS = "/members/prize-crossword-1187"  # robots.txt forbids /members/
MISSING = "/oxbeck/news/carnival-queen-crowned-in-a-thunderstorm-98112"  # linked and never there
MOVED = "/news/old-clock-to-strike-98640"  # answers 301 to the story with number MOVED_TO
MOVED_TO, AMP_OF = 104309, 104316

_MARKS = {"## ": "heading", "> ": "quote", "- ": "item"}


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a body. `text` may hold [words](/path) and *stress*; `kind` is paragraph, heading, quote or item."""

    kind: str
    text: str

    @property
    def words(self) -> str:
        """The text as a reader sees it."""
        return re.sub(r"\[([^]]+)]\([^)]+\)|\*([^*]+)\*", lambda found: found[1] or found[2], self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article. `published` and `modified` are aware; `markup` is how its page tells its date and authors:
    "json-ld", "meta" (meta tags and no JSON-LD) or "time" (only what a person sees)."""

    number: int
    town: str
    section: str
    headline: str
    authors: tuple[str, ...]
    published: datetime
    motif: str
    caption: str
    credit: str
    keywords: tuple[str, ...]
    comments: int
    blocks: tuple[Block, ...]
    modified: datetime | None = None
    markup: str = "json-ld"
    newsroom: bool = False  # the author is the desk, no person
    second: str = ""  # caption of a picture in the middle of the text

    @property
    def path(self) -> str:
        """Path of its address, such as /oxbeck/news/village-school-to-stay-open-104355."""
        return f"/{slug(self.town)}/{slug(self.section)}/{slug(self.headline)}-{self.number}"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The lines of a perfect articleBody, in order: sub-headings, quotations and list items are lines too."""
        return tuple(block.words for block in self.blocks)

    @property
    def teaser(self) -> str:
        """The opening as cards and descriptions show it: at most 140 characters, cut at a word."""
        first = next(line for line in self.paragraphs if len(line) > 60)
        return first if len(first) <= 140 else first[:140].rpartition(" ")[0].rstrip(",;:-.") + "…"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that is no article: its headline and its lines (a gallery's captions)."""

    headline: str
    lines: tuple[str, ...]


def slug(text: str) -> str:
    """Lower-case ASCII letters, digits and hyphens, at most 60: what stands in an address for `text`."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("ł", "l")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", ""))[:60].strip("-")


@cache
def stories() -> tuple[Story, ...]:
    """Every article of the paper, newest first."""
    return tuple(sorted((_story(table) for table in _data()["story"]), key=lambda story: story.published, reverse=True))


@cache
def stub() -> Story:
    """The article of which only the opening is shown. It is not among `stories()`."""
    return _story(_data()["stub"])


@cache
def sheet(name: str) -> Sheet:
    """The page called "about", "gallery" or "members"."""
    table = _data()[name]
    lines = table.get("captions") or [block.text for block in _blocks(table["body"])]
    return Sheet(table["headline"], tuple(lines))


def story(number: int) -> Story:
    """The article with that number."""
    return next(each for each in stories() if each.number == number)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "stories.toml").read_text(encoding="utf-8"))


def _story(table: dict[str, Any]) -> Story:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    return Story(blocks=_blocks(values.pop("body")), **values)


def _blocks(body: str) -> tuple[Block, ...]:
    return tuple(_block(line) for line in body.splitlines() if line)


def _block(line: str) -> Block:
    kind = next((kind for mark, kind in _MARKS.items() if line.startswith(mark)), "")
    return Block(kind, line.split(" ", 1)[1]) if kind else Block("paragraph", line)
