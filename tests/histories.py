"""Made-up histories of papers: what their pages gave, day by day, with weekends, dips and clusters; and what can happen to them.

In: a seed. Out: samples in the order of capture. Each paper has its own rhythm, its own gaps and its own kinds of pages.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from newsarchive.records.drift import FIELDS, Sample, drifts
from newsarchive.records.shifts import MOST

MONDAY = datetime(2026, 9, 7, tzinfo=UTC)
WEEKS, FRIDAY = 8, 4


@dataclass
class Paper:
    """How a paper is. Shares are of its pages on weekdays; at weekends each field has another, lower one."""

    seed: int
    rng: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.rng = rng = random.Random(self.seed)
        self.a_day = rng.choice([3, 6, 10, 20, 40, 60])
        self.weekend = rng.uniform(0.05, 0.6)  # of a weekday's number
        self.fill = {name: rng.choice([0.0, 0.7, 0.85, 0.95, 1.0, 1.0]) for name in FIELDS}
        self.fill |= {"headline": 1.0, "datePublished": rng.choice([0.9, 1.0]), "author": rng.choice([0.6, 0.8, 0.95])}
        self.fill_weekend = {name: share * rng.uniform(0.5, 1.0) for name, share in self.fill.items()} | {"headline": 1.0}
        self.words, self.spread = rng.uniform(150, 600), rng.uniform(0.4, 0.9)
        self.words_weekend = rng.uniform(0.7, 1.0)
        self.shapes = [f"shape{n}" for n in range(rng.choice([1, 2, 3]))]
        self.odd = rng.choice([0.0, 0.02, 0.05])  # pages of a shape of their own
        self.no_article = rng.choice([0.0, 0.03, 0.1])
        self.day_only = rng.random() < 0.2
        self.first_date = rng.choice(["json-ld", "meta:article:published_time", "time"])
        self.other_dates = rng.choice([0.0, 0.1, 0.25])  # share read elsewhere
        self.agency = rng.uniform(0.0, 0.4)  # chance that a page is one of a run of agency copy, without by-line

    def number(self, day: datetime) -> int:
        """How many articles a day has: a rhythm of the week, and more chance than Poisson's."""
        mean = self.a_day * (self.weekend if day.weekday() >= 5 else 1.0) * self.rng.gammavariate(6, 1 / 6)
        return min(sum(self.rng.random() < mean / 400 for _ in range(400)), 300)

    def days(self, weeks: int, dip: range = range(0)) -> Iterator[list[Sample]]:
        """Day by day. On the days of `dip` only three in five articles appear."""
        for n in range(7 * weeks):
            day = MONDAY + timedelta(days=n)
            number = self.number(day)
            if n in dip:
                number = round(number * 0.6)
            times = sorted(self.rng.uniform(5, 22) for _ in range(number))
            run_of_agency = 0
            samples = []
            for hour in times:
                if not run_of_agency and self.rng.random() < self.agency / 4:
                    run_of_agency = self.rng.randint(2, 6)
                samples.append(self.page(day + timedelta(hours=hour), agency=run_of_agency > 0))
                run_of_agency = max(0, run_of_agency - 1)
            yield samples

    def page(self, published: datetime, *, agency: bool) -> Sample:
        """One page, captured within the hour of its publication."""
        rng, weekend = self.rng, published.weekday() >= 5
        fill = self.fill_weekend if weekend else self.fill
        url = f"https://paper.example/{rng.getrandbits(40):x}"
        at = published + timedelta(hours=rng.random())
        if rng.random() < self.no_article:
            return Sample(at, url, article=False)
        filled = {name for name, share in fill.items() if rng.random() < share} - ({"author"} if agency else set())
        where = rng.choice(["url", "feed:rss"]) if rng.random() < self.other_dates else self.first_date
        written = f"{published:%Y-%m-%d}" if self.day_only else f"{published:%Y-%m-%dT%H:%M:%S+00:00}"
        words = int(rng.lognormvariate(0, self.spread) * self.words * (self.words_weekend if weekend else 1.0))
        return Sample(
            at,
            url,
            filled=frozenset(filled),
            sources=tuple((name, where if name == "datePublished" else "page") for name in sorted(filled)),
            words=max(words, 20),
            published=written if "datePublished" in filled else None,
            template=f"odd{rng.getrandbits(40):x}" if rng.random() < self.odd else rng.choice(self.shapes),
            warnings=frozenset({"model-not-fitting"} if rng.random() < 0.03 else ()),
        )


def steady(seed: int) -> Paper:
    """A paper whose articles mostly have what a template gives them: four in five name their author, at weekends fewer."""
    paper = Paper(seed)
    share = {"author": 0.85, "datePublished": 1.0}
    paper.fill |= share
    paper.fill_weekend |= {name: 0.8 * value for name, value in share.items()} | {"datePublished": 1.0}
    paper.agency, paper.other_dates = min(paper.agency, 0.1), min(paper.other_dates, 0.1)
    return paper


def without(sample: Sample, name: str) -> Sample:
    """A page that has lost a field."""
    sources = tuple(each for each in sample.sources if each[0] != name)
    published = None if name == "datePublished" else sample.published
    return replace(sample, filled=sample.filled - {name}, sources=sources, published=published)


#: What a changed template does to a page, by the name and kind of the drift that must be told.
CHANGES = {
    ("author", "lost"): lambda page: without(page, "author"),
    ("datePublished", "lost"): lambda page: without(page, "datePublished"),
    ("headline", "lost"): lambda page: without(page, "headline"),
    ("articleBody", "length"): lambda page: replace(page, words=page.words // 6),
    ("datePublished", "alike"): lambda page: replace(page, published="2026-01-01T00:00:00+00:00"),
    ("datePublished", "source"): lambda page: replace(page, sources=tuple((name, "url") for name, _ in page.sources)),
    ("template", "new"): lambda page: replace(page, template="another"),
    ("article", "rejected"): lambda page: Sample(page.at, page.url, article=False),
    ("site model", "unfit"): lambda page: replace(page, warnings=frozenset({"model-not-fitting"})),
}


def false_alarms(seeds: range) -> tuple[int, list[tuple[int, int, str]]]:
    """Looks at papers that nothing happened to, at the end of each day: (looks, alarms as seed, day and what).

    In one week of each, two in five articles fail to appear.
    """
    looks, alarms = 0, []
    for seed in seeds:
        seen: list[Sample] = []
        before: set[str] = set()
        dip = 21 + 7 * (seed % 4)
        for day, samples in enumerate(Paper(seed).days(WEEKS, range(dip, dip + 7))):
            seen = [*seen, *samples][-MOST:]
            now = {f"{drift.what} {drift.kind}" for drift in drifts(seen)}
            alarms += [(seed, day, what) for what in sorted(now - before)]
            looks, before = looks + 1, now
    return looks, alarms


def articles_until_told(seed: int, change: tuple[str, str], most: int = 40) -> int | None:
    """How many articles of a changed template it takes until that change is told; None for more than `most`.

    The template changes on one of the days from Monday to Thursday.
    """
    flat = [sample for day in steady(seed).days(WEEKS) for sample in day]
    cut = max(n for n in range(len(flat) - most) if flat[n].at.weekday() < FRIDAY)
    for number in range(1, most + 1):
        seen = [*flat[:cut], *map(CHANGES[change], flat[cut : cut + number])][-MOST:]
        if any((drift.what, drift.kind) == change for drift in drifts(seen)):
            return number
    return None
