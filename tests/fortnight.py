"""A fortnight of fifty made-up papers under the pure schedule: a run at every tick of a clock that is only a number.

In: a seed and how often a run begins. Out: every look, check and request with its time, and what they were for. Nothing is
fetched and nothing is kept on disk: what is asked, and when, are the product's `next_turn` and `next_check`.

    python -m tests.fortnight [SEED]
"""

from __future__ import annotations

import itertools
import math
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from newsarchive.collection.turns.polling import Known, Look, next_turn
from newsarchive.collection.turns.schedule import EARLY, next_check
from newsarchive.sources.pace import DEFAULT, Pace

BEGIN = datetime(2026, 11, 2, tzinfo=UTC)  # a Monday
DAYS = 14
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PLACES = 4  # requests of a look: robots.txt or a section, front page, feed, sitemap


@dataclass(slots=True)
class Paper:
    """One paper. `appears`: when its articles do; `down`: from when to when its host answers nothing; `sooner`: articles
    that its feed says were edited, with the time. The rest is what a run leaves for the next."""

    name: str
    host: str
    delay: float
    pace: Pace
    appears: list[datetime]
    down: tuple[datetime, datetime] | None = None
    sooner: list[tuple[datetime, int]] = field(default_factory=list)
    look: Look | None = None
    found: int = 0
    due: dict[int, datetime] = field(default_factory=dict)
    arrivals: Counter[int] = field(default_factory=Counter)
    looks: list[datetime] = field(default_factory=list)
    look_late: list[timedelta] = field(default_factory=list)
    check_late: list[timedelta] = field(default_factory=list)
    met_after: list[timedelta] = field(default_factory=list)

    def known(self) -> Known:
        """As its state would say."""
        return Known(self.look, self.arrivals, 0, min(self.due.values(), default=None))

    def answers(self, at: datetime) -> bool:
        """Whether its host is up."""
        return self.down is None or not self.down[0] <= at < self.down[1]


@dataclass(slots=True)
class Hosts:
    """When each host was asked, one thing at a time, its delay between two."""

    asked: dict[str, list[datetime]] = field(default_factory=dict)

    def ask(self, paper: Paper, at: datetime) -> datetime:
        """The next free moment of a paper's host from `at` on, taken."""
        times = self.asked.setdefault(paper.host, [])
        begins = max(at, times[-1] + timedelta(seconds=paper.delay)) if times else at
        times.append(begins)
        return begins


def papers(seed: int) -> list[Paper]:
    """Fifty: from none to 120 articles a day, by day, by night, on weekdays, once a week; ten share two hosts; two fall silent."""
    draw = random.Random(seed)
    made = []
    for number in range(50):
        a_day = (0.0, 0.2, 1, 2, 5, 12, 25, 40, 70, 120)[number % 10]
        kind = ("day", "day", "night", "weekdays", "weekly")[number // 10]
        host = f"group-{number % 2}" if number >= 40 else f"host-{number}"
        pace = Pace(HOUR, DAY) if number % 7 == 3 else DEFAULT
        down = (BEGIN + 3 * DAY, BEGIN + 6 * DAY) if number in (15, 27) else None
        paper = Paper(f"paper-{number}", host, draw.choice([1.0, 2.0, 5.0]), pace, _appearances(draw, a_day, kind), down)
        edits = draw.sample(range(len(paper.appears)), len(paper.appears) // 10)
        paper.sooner = sorted((paper.appears[each] + draw.random() * 3 * DAY, each) for each in edits)
        made.append(paper)
    for paper in made[40:]:
        paper.delay = 2.0  # of one host, one delay
    return made


def _appearances(draw: random.Random, a_day: float, kind: str) -> list[datetime]:
    found = []
    for day in range(DAYS):
        weekday = (BEGIN + day * DAY).weekday()
        share = {"weekdays": 1.4 if weekday < 5 else 0.0, "weekly": 7.0 if weekday == 3 else 0.0}.get(kind, 1.0)
        begin, end = (20, 28) if kind == "night" else (6, 21)
        for _ in range(_poisson(draw, min(a_day, 20) * share if kind == "weekly" else a_day * share)):
            found.append(BEGIN + day * DAY + draw.uniform(begin, end) * HOUR)
    return sorted(found)


def _poisson(draw: random.Random, mean: float) -> int:
    number, product = 0, draw.random()
    while product > math.exp(-mean):
        number, product = number + 1, product * draw.random()
    return number


@dataclass(slots=True)
class Fortnight:
    """What came of it. `longest` is the longest run; `skipped` how many papers a run left out, in all."""

    papers: list[Paper]
    hosts: Hosts
    longest: timedelta = timedelta()
    skipped: int = 0
    runs: int = 0


def simulate(seed: int, every: timedelta = HOUR) -> Fortnight:
    """A run at every tick."""
    seen = Fortnight(papers(seed), Hosts())
    now = BEGIN
    while now < BEGIN + DAYS * DAY:
        seen.runs += 1
        for paper in seen.papers:
            last = _run(paper, seen.hosts, now)
            seen.skipped += last is None
            seen.longest = max(seen.longest, (last or now) - now)
        now += every
    return seen


def _run(paper: Paper, hosts: Hosts, now: datetime) -> datetime | None:
    """One paper in one run. When its last request began; None where it was not its turn."""
    turn = next_turn(paper.known(), paper.pace, now)
    if turn is not None and turn.at > now:
        return None
    last = now
    if turn is None or turn.look <= now:
        if turn is not None:
            paper.look_late.append(now - turn.look)
        last = _look(paper, hosts, now)
    if paper.answers(now):
        for due, article in sorted((due, article) for article, due in paper.due.items() if due <= now + EARLY):
            last = hosts.ask(paper, now)
            paper.check_late.append(now - due)
            paper.due[article] = next_check(paper.appears[article], last)
    return last


def _look(paper: Paper, hosts: Hosts, now: datetime) -> datetime:
    last = max(hosts.ask(paper, now) for _ in range(PLACES))
    if not paper.answers(now):
        paper.look = Look(at=now, failed=paper.look.failed + 1 if paper.look else 1)
        return last
    paper.look = Look(at=now)
    paper.looks.append(now)
    while paper.found < len(paper.appears) and paper.appears[paper.found] <= now:
        appeared, last = paper.appears[paper.found], hosts.ask(paper, now)
        paper.due[paper.found] = next_check(appeared, last)
        paper.arrivals[int(appeared.timestamp() // 3600)] += 1
        paper.met_after.append(now - appeared)
        paper.found += 1
    while paper.sooner and paper.sooner[0][0] <= now:
        _, article = paper.sooner.pop(0)
        if article in paper.due:
            paper.due[article] = min(paper.due[article], now)
    return last


def told(seen: Fortnight) -> str:
    """The figures."""
    gaps = [b - a for times in seen.hosts.asked.values() for a, b in itertools.pairwise(times)]
    checks = [late for paper in seen.papers for late in paper.check_late if paper.down is None]
    looks = [late for paper in seen.papers for late in paper.look_late]
    requests = sum(map(len, seen.hosts.asked.values()))
    lines = [
        f"runs            {seen.runs}, papers left out of them {seen.skipped / seen.runs:.1f} of {len(seen.papers)} on average",
        f"requests        {requests:,}, {requests / seen.runs:.0f} a run; least gap of a host {min(gaps).total_seconds():.0f} s",
        f"longest run     {seen.longest}",
        f"checks          {len(checks):,}, the latest in a run {max(checks)} after it was due (hosts that fell silent left out)",
        f"looks           {sum(len(paper.looks) for paper in seen.papers):,}, the latest {max(looks)} after it was due",
        "articles a day, looks a day, minutes until one is met (mean):",
    ]
    for paper in sorted(seen.papers[:10], key=lambda each: len(each.appears)):
        met = sum(paper.met_after, timedelta()) / MINUTE / max(len(paper.met_after), 1)
        lines.append(f"  {len(paper.appears) / DAYS:6.1f} {len(paper.looks) / DAYS:6.1f} {met:6.0f}")
    return "\n".join(lines)


if __name__ == "__main__":
    chosen = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    for tick in (HOUR, 15 * MINUTE):
        print(f"-- a run every {tick / MINUTE:.0f} minutes")
        print(told(simulate(chosen, tick)))
