"""Which dates a page names, and what became of each. In: a reading and the article made of it. Out: one line a candidate.

It asks the places that `dating` asks, in its order, and looks at the answer: it decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from newsarchive.extract import dates, dating, taught
from newsarchive.extract.article import Article
from newsarchive.extract.body import Body
from newsarchive.extract.dates import Candidate
from newsarchive.extract.reading import Reading


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate for a field: where it stood, the string there, what it says (None: no date), and why it was taken or not."""

    field: str
    source: str
    raw: str
    iso: str | None
    chosen: bool
    why: str


def weighed(read: Reading, body: Body, article: Article) -> tuple[Weighed, ...]:
    """Every date of publication and of change that the page and its announcement name, in the order of the rule."""
    given, raw = article.date_source, article.raw
    published = _Answer("datePublished", article.date_published, given.date_published, raw.date_published)
    modified = _Answer("dateModified", article.date_modified, given.date_modified, raw.date_modified)
    return (
        *_weighed(read, _all_published(read, body, published), published),
        *_weighed(read, dating.candidates_modified(read, body.first), modified),
    )


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the record has for a field."""

    field: str
    iso: str | None
    source: str | None
    raw: str | None


def _all_published(read: Reading, body: Body, answer: _Answer) -> Iterator[Candidate]:
    if read.ruled.date:
        yield Candidate(read.ruled.date, "rule")
    yield from dating.candidates(read, body.first, body.last)
    if read.taught:
        texts = taught.texts_at(read.walk, read.taught.model.dates, body.first, body.last)
        yield from (Candidate(text, "model") for text in texts)
    if answer.source == "htmldate" and answer.raw:
        yield Candidate(answer.raw, "htmldate")


def _weighed(read: Reading, candidates: Iterable[Candidate], answer: _Answer) -> Iterator[Weighed]:
    before: Candidate | None = None  # the first that could be used
    done = False
    for candidate in dict.fromkeys(candidates):
        iso = candidate.iso
        usable = iso is not None and not dates.too_late(iso, read.page.date)
        chosen = not done and usable and (candidate.source, candidate.raw) == (answer.source, answer.raw)
        done = done or chosen
        why = _why_chosen(iso, answer, before) if chosen else _why_not(iso, answer, usable=usable)
        yield Weighed(answer.field, candidate.source, candidate.raw, answer.iso if chosen else iso, chosen, why)
        if usable and iso is not None and not dates.too_early(iso):
            before = before or candidate


def _why_chosen(iso: str | None, answer: _Answer, before: Candidate | None) -> str:
    why = f"the same day as {before.source} has, and says more of it" if before else "the first of this order that can be used"
    return why if iso == answer.iso else f"{why}; told in the clock that the page shows"


def _why_not(iso: str | None, answer: _Answer, *, usable: bool) -> str:
    if iso is None:
        return "no full date"
    if not usable:
        return "more than two days after the capture"
    if dates.too_early(iso):
        return "before there was a web"
    return "the same day" if answer.iso and iso[:10] == answer.iso[:10] else "later in the order"
