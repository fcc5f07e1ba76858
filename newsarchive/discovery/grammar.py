"""What the addresses that a paper announces as articles look like, learnt from them alone.

In: addresses that feeds and sitemaps announced; later any address of the same paper. Out: "article", "other" or
"unknown". Never asks, never reads a page, holds no rule about any paper. It is for links that only a front or section
page shows, and leans to "unknown": a page too many costs a request, and one too few is lost.

A shape is a path with its values taken out: `/<word>/news/<slug>-<id>/`, `/<year>/<number>/<number>/<slug>/`,
`/story.html?id`. A word stands as it is where all addresses of the shape have it; it counts as `<word>` all the same,
so that a shape holds for towns that it has not seen.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from heapq import nsmallest
from typing import Literal
from urllib.parse import unquote, urlsplit

from newsarchive.discovery.shape import is_listing, is_slug
from newsarchive.errors import BadConfiguration

MOST_SHAPES, MOST_LOOKED_AT = 50, 2000
ENOUGH = 8  # addresses learnt from before anything is called "other": what a short feed holds
OFTEN = 0.1  # of those announced makes a shape an article's, if it was seen but once
_VERSION = "grammar 1"

_EXTENSION = re.compile(r"(?<=[^/.])\.[a-z][a-z\d]{1,4}$", re.IGNORECASE)
_MAY_BE_ID = re.compile(r"=[\w-]*\d{4}|(?i:id|story|article|file|v)=.{8}")
_INDEX = re.compile(r"(?<=/)index\.[a-z]{3,5}$", re.IGNORECASE)
_TAKEN_OUT: tuple[tuple[str, str], ...] = (
    ("<uuid>", r".*[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}"),
    ("<date>", r"(?:19|20)\d\d-?[01]\d-?[0-3]\d"),
    ("<year>", r"(?:19|20)\d\d"),
    ("<number>", r"\d{1,3}"),
    ("<id>", r"[a-z]?\d{4,}"),
    ("<month>", r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"),
    ("<code>", r"(?=[a-z]*\d)(?=\d*[a-z])[\da-z]{5,}"),
)
_CLASSES = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _TAKEN_OUT)
_DAY_BEFORE = re.compile(r"<number>/<number>/.*<words?>")
_WEAK = {"<word>", "<words>", "<number>", "<year>", "<month>", "<date>"}  # what lists and forms are made of too


@dataclass(frozen=True, slots=True)
class Shape:
    """The classes of a path's segments, the end of its name (".html", "/" or ""), and the query keys that carry an id."""

    segments: tuple[str, ...]
    end: str = ""
    keys: tuple[str, ...] = ()

    @property
    def weak(self) -> bool:
        """Whether a section page could look like this; a day's numbers before the name are an article's: /01/15/fire."""
        dated = _DAY_BEFORE.search("/".join(self.segments))
        return not (self.keys or dated) and all(segment in _WEAK for segment in self.segments)

    def text(self, words: tuple[str, ...] = ()) -> str:
        """One word, as `/<word>/news/<slug>.html?id`; `words` are those that stand for themselves, "" where none does."""
        names = [word or segment for segment, word in zip(self.segments, words or self.segments, strict=True)]
        return "/" + "/".join(names) + self.end + ("?" + "&".join(self.keys) if self.keys else "")


@dataclass(frozen=True, slots=True)
class Seen:
    """A shape, how many addresses had it, and for each segment the one word that they all had there, else ""."""

    shape: Shape
    count: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grammar:
    """At most MOST_SHAPES shapes, the commonest first; `learnt` counts the addresses they come from.

    The same addresses give the same grammar in whatever order they come, and however often each of them does.
    """

    learnt: int = 0
    shapes: tuple[Seen, ...] = ()

    @classmethod
    def learn(cls, urls: Iterable[str]) -> Grammar:
        """The grammar of `urls`; of more than MOST_LOOKED_AT, of that many chosen by their digest."""
        chosen = nsmallest(MOST_LOOKED_AT, set(urls), key=lambda url: sha256(url.encode(errors="replace")).digest())
        read = [_read(url) for url in chosen]
        counts = Counter(shape for shape, _ in read)
        words: dict[Shape, tuple[str, ...]] = {}
        for shape, own in read:
            words[shape] = tuple(a if a == b else "" for a, b in zip(words.get(shape, own), own, strict=True))
        seen = [Seen(shape, n, words[shape] if n > 1 else ("",) * len(words[shape])) for shape, n in counts.items()]
        return cls(len(chosen), tuple(sorted(seen, key=lambda one: (-one.count, one.shape.text()))[:MOST_SHAPES]))

    def judge(self, url: str) -> Literal["article", "unknown", "other"]:
        """ "article": announced twice like this, or a tenth of all was. "other": nothing announced was near it, and it
        looks like no article by itself. `url` is one of the same paper.
        """
        shape = shape_of(url)
        count = next((one.count for one in self.shapes if one.shape == shape), 0)
        common = count >= OFTEN * self.learnt or (count >= 2 and not shape.weak)
        if count and common and not is_listing(url):
            return "article"
        if self.learnt < ENOUGH or not shape.weak or is_slug(url):
            return "unknown"
        near = any(_near(one.shape, shape) for one in self.shapes)
        strange = _suffix(shape) not in {"", *(_suffix(one.shape) for one in self.shapes)}  # another program's: /article.cfm
        return "unknown" if near or strange else "other"

    def describe(self) -> str:
        """A line for each shape: how many addresses had it, of how many, and what it looks like."""
        return "\n".join(f"{one.count:5} of {self.learnt}  {one.shape.text(one.words)}" for one in self.shapes)

    def to_text(self) -> str:
        """The whole grammar in at most 51 lines, for `from_text`."""
        return "\n".join([f"{_VERSION} {self.learnt}", *(f"{one.count} {one.shape.text(one.words)}" for one in self.shapes)])

    @classmethod
    def from_text(cls, text: str) -> Grammar:
        """What `to_text` wrote. Raises BadConfiguration for anything else, another version too: then learn anew."""
        first, *lines = text.splitlines() or [""]
        version, _, learnt = first.rpartition(" ")
        if version != _VERSION:
            raise BadConfiguration(f"this is no grammar of version {_VERSION!r}, learn it anew: {first[:80]!r}")
        try:
            return cls(int(learnt), tuple(_seen(line) for line in lines[:MOST_SHAPES]))
        except ValueError as error:
            raise BadConfiguration(f"this grammar is damaged, learn it anew: {error}") from error


def shape_of(url: str) -> Shape:
    """The shape of an address, whatever its host."""
    return _read(url)[0]


@functools.lru_cache(maxsize=4_096)  # a paper's links come again with every page, and its grammar is learnt more than once
def _read(url: str) -> tuple[Shape, tuple[str, ...]]:
    parts = urlsplit(url)
    path = _INDEX.sub("", parts.path).rstrip("/")
    found = _EXTENSION.search(path)
    raw = path[: found.start() if found else None].split("/")[1:]
    segments = tuple(_class(unquote(name)) for name in raw)
    end = found[0].lower() if found else "/" if raw and parts.path.endswith("/") else ""
    words = tuple(
        name if kind == "<word>" and re.fullmatch(r"[\w%-]+", name) else "" for name, kind in zip(raw, segments, strict=True)
    )
    return Shape(segments, end, _keys(parts.query)), words


def _class(name: str) -> str:
    for kind, pattern in _CLASSES:
        if pattern.fullmatch(name):
            return kind
    words = [word for word in re.split(r"[-_+. ,]+", name) if word]
    first, last = (words[0], words[-1]) if words else ("", "")
    if len(words) > 1 and _is_id(last):
        return f"{_worded(words[:-1])}-<id>"
    if len(words) > 1 and _is_id(first):
        return f"<id>-{_worded(words[1:])}"
    return _worded(words) if words and not is_slug(f"/{name}") else "<slug>"


def _worded(words: list[str]) -> str:
    return "<word>" if len(words) == 1 else "<words>" if len(words) == 2 else "<slug>"


def _is_id(word: str) -> bool:
    return bool(re.fullmatch(r"[a-z]{0,2}\d{4,}", word, re.IGNORECASE)) and not re.fullmatch(r"(?:19|20)\d\d", word)


def _keys(query: str) -> tuple[str, ...]:
    """The keys whose values tell one article from another."""
    pairs = [pair for pair in query.split("&") if is_slug(f"/?{pair}") or _MAY_BE_ID.search(pair)]
    return tuple(sorted({re.sub(r"[^\w.-]", "", pair.partition("=")[0]) for pair in pairs}))


def _near(known: Shape, weak: Shape) -> bool:
    """Whether `weak`, which might be a list's, is so like an announced one that it may be an article with a short name."""
    if not known.segments or not weak.segments or _suffix(known) != _suffix(weak):
        return False
    if known.segments[-1] == weak.segments[-1]:
        return True
    return weak.segments[-1] == "<words>" and len(known.segments) <= len(weak.segments)


def _suffix(shape: Shape) -> str:
    return shape.end.strip("/")


def _seen(line: str) -> Seen:
    count, _, text = line.partition(" ")
    path, _, query = text.partition("?")
    if not path.startswith("/"):
        raise ValueError(line)
    found = _EXTENSION.search(path) or re.search(r"(?<=[^/])/$", path)
    names = path[1 : found.start() if found else None].split("/") if path != "/" else []
    segments = tuple(name if name.startswith("<") else "<word>" for name in names)
    words = tuple("" if name.startswith("<") else name for name in names)
    return Seen(Shape(segments, found[0] if found else "", tuple(query.split("&")) if query else ()), int(count), words)
