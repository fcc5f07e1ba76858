"""Which dates a page names, and what became of each. In: a reading and the article made of it. Out: one line a candidate.

It asks the places that `dating` asks, in its order, and looks at the answer: it decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from newsarchive.extract.article import Article
from newsarchive.extract.body.body import Body
from newsarchive.extract.fields import dates, dating
from newsarchive.extract.fields.dates import Candidate
from newsarchive.extract.page import taught
from newsarchive.extract.page.reading import Reading


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
    named = list(dict.fromkeys(candidates))
    before: Candidate | None = None  # the first that could be used
    done = False
    for candidate in named:
        iso = candidate.iso
        usable = iso is not None and not dates.too_late(iso, read.page.date)
        chosen = not done and usable and (candidate.source, candidate.raw) == (answer.source, answer.raw)
        done = done or chosen
        why = _why_chosen(candidate, answer, before, named) if chosen else _why_not(iso, answer, usable=usable, after=done)
        yield Weighed(answer.field, candidate.source, candidate.raw, answer.iso if chosen else iso, chosen, why)
        if usable and iso is not None and not dates.too_early(iso):
            before = before or candidate


def _why_chosen(chosen: Candidate, answer: _Answer, before: Candidate | None, named: Iterable[Candidate]) -> str:
    agreeing = [other.source for other in named if other.source != chosen.source and _same_day(other.iso, chosen.iso)]
    if before is None:
        why = "the first of this order that can be used"
    elif _same_day(before.iso, chosen.iso):
        why = f"the same day as {before.source} has, and says more of it"
    elif agreeing:
        why = f"{agreeing[0]} has the same day, and none of higher rank is surely of publication"
    else:
        why = f"a line that shows it goes before {before.source}, a day of no said kind"
    return why if chosen.iso == answer.iso else f"{why}; told in the clock that the page shows"


def _why_not(iso: str | None, answer: _Answer, *, usable: bool, after: bool) -> str:
    if iso is None:
        return "no full date"
    if not usable:
        return "more than two days after the capture"
    if dates.too_early(iso):
        return "before there was a web"
    if _same_day(answer.iso, iso):
        return "the same day"
    return "later in the order" if after else "another day, and less sure than the one chosen"


def _same_day(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one[:10] == other[:10]
