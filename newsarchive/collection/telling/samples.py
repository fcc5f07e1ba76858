"""What a paper's newest pages gave, for `records/drift.py`. In: a state and its lines of records. Out: samples, in order.

However large the paper: some hundred lines are read, each at its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from newsarchive.collection.files.layout import Layout
from newsarchive.collection.outcomes import Outcome
from newsarchive.collection.state.rows import RecordRow
from newsarchive.collection.state.state import State
from newsarchive.records.drift import FIELDS, Sample
from newsarchive.records.jsonl import line_at
from newsarchive.records.shifts import MOST

#: Kinds of pages that announce what is meant to be an article; a section page links to much else.
ARTICLES_BY = ("rss", "rdf", "atom", "json-feed", "news-sitemap", "sitemap", "front")
#: What a page that should be an article turns into when it can no longer be read.
UNREAD = (Outcome.LISTING, Outcome.NO_TEXT, Outcome.UNREADABLE, Outcome.SOFT_404, Outcome.CONSENT_WALL, Outcome.PAYWALL_STUB)


class _Sources(msgspec.Struct, rename="camel"):
    date_published: str | None = None
    date_modified: str | None = None
    headline: str | None = None
    author: str | None = None
    article_section: str | None = None


class _Pointer(msgspec.Struct):
    date: str


class _Line(msgspec.Struct, rename="camel"):
    """The part of a record that a sample needs: the rest is passed over, unread."""

    url: str
    warc: _Pointer
    headline: str | None = None
    author: tuple[msgspec.Raw, ...] = ()
    date_published: str | None = None
    date_modified: str | None = None
    description: str | None = None
    article_section: tuple[str, ...] = ()
    keywords: tuple[msgspec.Raw, ...] = ()
    image: tuple[msgspec.Raw, ...] = ()
    word_count: int = 0
    template: str | None = None
    warnings: tuple[str, ...] = ()
    date_source: _Sources = msgspec.field(default_factory=_Sources)
    field_source: _Sources = msgspec.field(default_factory=_Sources)


_decoder = msgspec.json.Decoder(_Line)
_ATTRIBUTES = {name: "".join(f"_{c.lower()}" if c.isupper() else c for c in name) for name in FIELDS}


def samples(layout: Layout, state: State) -> list[Sample]:
    """The newest pages of a paper in the order of their capture: articles, and what was announced as one and gave none."""
    articles = [*_read(layout.folder, state.newest_lines(MOST))]
    rejected = [Sample(at, url, article=False) for at, url in state.newest_pages(UNREAD, ARTICLES_BY, MOST)]
    since = articles[0].at if len(articles) == MOST else None
    return sorted((*articles, *(each for each in rejected if since is None or each.at >= since)), key=lambda each: each.at)


def _read(folder: Path, rows: list[RecordRow]) -> Iterator[Sample]:
    """Those whose lines can be read. A broken line is for `newsarchive verify` to tell."""
    for row in rows:
        try:
            yield _sample(_decoder.decode(line_at(folder / row.file, row.offset, row.length)))
        except (OSError, msgspec.DecodeError):
            continue


def _sample(line: _Line) -> Sample:
    filled = frozenset(name for name, attribute in _ATTRIBUTES.items() if getattr(line, attribute))
    told = (
        (name, getattr(line.date_source, at, None) or getattr(line.field_source, at, None)) for name, at in _ATTRIBUTES.items()
    )
    return Sample(
        at=datetime.fromisoformat(line.warc.date),
        url=line.url,
        filled=filled,
        sources=tuple((name, where) for name, where in told if where and name in filled),
        words=line.word_count,
        published=line.date_published,
        template=line.template,
        warnings=frozenset(line.warnings),
    )
