"""What an article's address says by itself. In: an address and a paper's patterns. Out: its parts, as they stand there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from newsarchive.sources.checks import BadValue, compiled, finds, matches, pattern

PARTS = ("place", "section", "sub", "slug", "id")


@dataclass(frozen=True, slots=True)
class UrlParts:
    """The named parts of an article's address, percent-decoded; None where it has no such part.

    `agency` is the piece of the path that marks agency copy, such as "/news/national/".
    """

    place: str | None = None
    section: str | None = None
    sub: str | None = None
    slug: str | None = None
    id: str | None = None
    agency: str | None = None


def article_pattern(key: str, value: str) -> str:
    """A checked pattern whose groups are all named among PARTS."""
    groups = compiled(pattern(key, value)).groupindex
    if not groups or set(groups) - set(PARTS):
        raise BadValue(key, value, f"must have named groups, all of them among {', '.join(PARTS)}")
    return value


def read(url: str, article_url: str | None, agency: Iterable[str]) -> UrlParts | None:
    """The parts by `article_url`, which must match the whole path, and the mark by `agency`; None where neither is there."""
    path = urlsplit(url).path or "/"
    match = matches(article_url, path) if article_url else None
    mark = next((_mark(text, path) for text in agency if finds(text, path)), None)
    if match is None and mark is None:
        return None
    named = match.groupdict() if match else {}
    return UrlParts(agency=mark, **{name: unquote(value) for name, value in named.items() if value})


def _mark(text: str, path: str) -> str | None:
    found = compiled(text).search(path)
    return found[0] if found else None
