"""Whether what a paper's pages give has changed: its newest articles against its own past.

In: samples, one a page that was archived for the first time, in the order of the archive. Out: drifts, each with the page
from which on it holds. Pure: no clock, no file; how many articles come plays no part, so quiet days and busy ones are alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from newsarchive.records.shifts import LEAST, MOST, PAST, Shift, alike, lost, resized, unheard_of

FIELDS = ("headline", "author", "datePublished", "dateModified", "description", "articleSection", "keywords", "image")
FITTING = {  # warnings of a record, and what they say of a paper where there are many
    "model-not-fitting": "site model",
    "rule-not-fitting": "rules",
    "second-reader": "layout",
}
_RECENT = timedelta(days=30)  # what was published longer before its capture belongs to the filling of the past
_OLDER = 3.0  # times
_NEAR = timedelta(days=2)
_SATURDAY, _WEEK = 5, timedelta(days=7)

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Sample:
    """A page at its first capture.

    article    whether it gave an article; where not, nothing below is known
    filled     names of FIELDS that have a value
    sources    where values were read: ("datePublished", "json-ld"), …
    published  as the record has it: ISO 8601
    """

    at: datetime
    url: str
    article: bool = True
    filled: frozenset[str] = frozenset()
    sources: tuple[tuple[str, str], ...] = ()
    words: int = 0
    published: str | None = None
    template: str | None = None
    warnings: frozenset[str] = field(default_factory=frozenset)

    @property
    def age(self) -> timedelta | None:
        """Between publication and capture."""
        try:
            return self.at.date() - date.fromisoformat((self.published or "")[:10])
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Drift:
    """What changed, from which page on, and the sentence that tells it.

    `what` is a name of FIELDS, "articleBody", "template", "article" or a value of FITTING; `kind` is "lost", "source",
    "length", "alike", "new", "rejected" or "unfit".
    """

    what: str
    kind: str
    shift: Shift
    since: datetime
    url: str
    said: str


def drifts(samples: Sequence[Sample]) -> list[Drift]:
    """All drifts of a paper; none where its past is too short to tell, shorter than twenty pages."""
    newest = samples[-MOST:]
    articles = _timely([each for each in newest if each.article])
    found = [_rejected(newest), _template(articles), *(_field(articles, name) for name in FIELDS), _length(articles)]
    found += [_alike([each for each in newest if each.article]), *(_source(articles, name) for name in FIELDS)]
    found += [_unfit(articles, warning) for warning in FITTING]
    return [drift for drift in found if drift is not None]


def _timely(articles: list[Sample]) -> list[Sample]:
    """Without those that fill the past, which are made otherwise; where most are old, that is the paper's own age."""
    recent = [each for each in articles if each.age is None or each.age <= _RECENT]
    return recent if 2 * len(recent) >= len(articles) else articles


@dataclass(frozen=True, slots=True)
class _Series(Generic[_Value]):
    """What one thing was on each page, in the order of time; `find` is one of the finders of `shifts.py`."""

    samples: Sequence[Sample]
    values: Sequence[_Value]
    find: Callable[[Sequence[_Value]], Shift | None]

    def shift(self) -> Shift | None:
        """What the finder finds, unless something else explains it."""
        found = self.find(self.values)
        return (
            found if found and self._is_no_weekend(found) and self._is_no_day(found) and self._is_not_of_the_past(found) else None
        )

    def _is_no_weekend(self, found: Shift) -> bool:
        """What is lost on days of a weekend must be lost for weekends, too. No weekend brings another template for all pages."""
        if self.find in (alike, unheard_of) or sum(not _is_weekend(each) for each in self.samples[-found.newest :]) >= LEAST:
            return True
        values = [value for each, value in zip(self.samples, self.values, strict=True) if _is_weekend(each)]
        return self.find(values) is not None

    def _is_no_day(self, found: Shift) -> bool:
        """What is lost in part must be so for a week, against a week: days of the week differ."""
        past, new = self.samples[: -found.newest], self.samples[-found.newest :]
        return self.find is not lost or found.whole or min(part[-1].at - part[0].at for part in (past, new)) >= _WEEK

    def _is_not_of_the_past(self, found: Shift) -> bool:
        """The new pages must not be far older articles than those before, unless it is their dates that changed."""
        past, new = self.samples[: -found.newest], self.samples[-found.newest :]
        before, after = (sorted(each.age for each in part if each.age is not None) for part in (past, new))
        if self.find is alike or not before or not after:
            return True
        middle = after[len(after) // 2]
        return middle <= _RECENT or middle <= _OLDER * before[len(before) // 2]

    def drift(self, what: str, kind: str, say: str) -> Drift | None:
        """The drift, if there is one. `say` has places for numbers, `without` those of what is not there."""
        shift = self.shift()
        if shift is None:
            return None
        first = self.samples[-shift.newest]
        now = round(shift.after * shift.newest)
        numbers = {"newest": shift.newest, "now": now, "without": shift.newest - now}
        said = say.format(**numbers, before=shift.before, before_without=1 - shift.before, after=shift.after)
        return Drift(what, kind, shift, first.at, first.url, said)


def _is_weekend(sample: Sample) -> bool:
    return sample.at.weekday() >= _SATURDAY


def _rejected(samples: Sequence[Sample]) -> Drift | None:
    say = "{without} of the newest {newest} pages gave no article, before {before_without:.0%}"
    return _Series(samples, [each.article for each in samples], lost).drift("article", "rejected", say)


def _field(samples: Sequence[Sample], name: str) -> Drift | None:
    say = "in {now} of the newest {newest} articles, before in {before:.0%}"
    return _Series(samples, [name in each.filled for each in samples], lost).drift(name, "lost", say)


def _source(samples: Sequence[Sample], name: str) -> Drift | None:
    """A value that used to be read from one place is read from others."""
    told = [(each, where) for each in samples for what, where in each.sources if what == name]
    usual = Counter(where for _, where in told[: max(PAST, len(told) // 3)]).most_common(1)
    if not usual:
        return None
    now = Counter(where for _, where in told[-LEAST:]).most_common(1)[0][0]
    say = f"read from {now} in the newest {{newest}} articles, before from {usual[0][0]} in {{before:.0%}}"
    series = _Series([each for each, _ in told], [where == usual[0][0] for _, where in told], lost)
    return series.drift(name, "source", say)


def _length(samples: Sequence[Sample]) -> Drift | None:
    say = "{after:,.0f} words in the middle of the newest {newest} articles, before {before:,.0f}"
    return _Series(samples, [each.words for each in samples], resized).drift("articleBody", "length", say)


def _alike(samples: Sequence[Sample]) -> Drift | None:
    """One date over and over. Articles of one day have the same bare day, where it is the day of their capture."""
    dated = [each for each in samples if each.published]
    values = [each.url if _is_day_of_capture(each) else each.published or "" for each in dated]
    say = "{now} of the newest {newest} articles have one and the same"
    return _Series(dated, values, alike).drift("datePublished", "alike", say)


def _is_day_of_capture(sample: Sample) -> bool:
    bare = not (sample.published or "")[10:].strip("T0:.+-Z")
    return bare and sample.age is not None and abs(sample.age) <= _NEAR


def _template(samples: Sequence[Sample]) -> Drift | None:
    named = [each for each in samples if each.template]
    say = "the newest {newest} pages are of another shape than all before"
    return _Series(named, [each.template or "" for each in named], unheard_of).drift("template", "new", say)


def _unfit(samples: Sequence[Sample], warning: str) -> Drift | None:
    say = "{without} of the newest {newest} pages do not fit, before {before_without:.0%}"
    return _Series(samples, [warning not in each.warnings for each in samples], lost).drift(FITTING[warning], "unfit", say)
