"""How a paper stands: no news told apart from something broken, with one sentence; and how long a silence is a strange one."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from newsarchive.collection.files.ledger import Entry, Summary
from newsarchive.collection.outcomes import Outcome
from newsarchive.collection.state.rows import MISSING, Place
from newsarchive.collection.telling.health import BROKEN, DRIFT, NO_NEWS, OK, SILENT, STOPPED, UNFINISHED, judged
from newsarchive.collection.telling.rhythm import silence, usual
from newsarchive.collection.telling.signs import IN_VAIN, Signs
from newsarchive.records.drift import Drift
from newsarchive.records.shifts import Shift
from newsarchive.urls import url_key

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)  # a Tuesday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FRONT, FEED = "https://paper.example/", "https://paper.example/rss"


def run(began: datetime, **changes: object) -> Summary:
    return Summary(
        **{
            "source": "paper",
            "run": f"{began:%Y%m%dT%H%M%SZ}",
            "began": began,
            "committed": began,
            "ended": began + timedelta(minutes=1),
            "finished": True,
            "outcomes": {},
            "records": 0,
            "bytes_archived": 0,
            "unsettled": 0,
            **changes,
        }
    )


def entry(url: str, kind: str, outcome: Outcome = Outcome.READ, status: int = 200, reason: str = "") -> Entry:
    return Entry(url=url, kind=kind, outcome=outcome, status=status, reason=reason, at=NOW)


def place(url: str, kind: str, read: datetime) -> Place:
    return Place(url_key(url), url, kind, read=read)


def rhythm_of(a_day: int, days: int, until: datetime, kind: str = "rss") -> list[tuple[str, str, datetime]]:
    """So many addresses each day, from morning to evening."""
    start = (until - days * DAY).replace(hour=6, minute=0)
    times = [start + day * DAY + n * timedelta(hours=12) / a_day for day in range(days + 1) for n in range(a_day)]
    return [(f"{kind}{n}", kind, at) for n, at in enumerate(times) if at <= until]


def known(**changes: object) -> Signs:
    """A paper that runs every hour, brought a dozen addresses yesterday, and is well."""
    begun = NOW - timedelta(minutes=13)
    fine = Signs(
        now=NOW,
        runs=tuple(run(begun - n * HOUR) for n in reversed(range(10))),
        places=(entry(FRONT, "front", status=304), entry(FEED, "feed", status=304)),
        known_places=(place(FRONT, "front", begun), place(FEED, "feed", begun)),
        newest=tuple((f"https://paper.example/{n}", Outcome.ARTICLE) for n in range(IN_VAIN)),
        arrivals=tuple(rhythm_of(12, 30, NOW - 3 * HOUR)),
        run_days=frozenset((NOW - n * DAY).date() for n in range(40)),
        to_come=0,
        drifts=(),
    )
    return replace(fine, **changes)  # type: ignore[arg-type]


# -- well


def test_a_paper_that_brings_news_is_ok():
    health = judged(known())

    assert (health.state, health.news, health.todo) == (OK, 9, "")
    assert health.said == "9 new in the day before the last run"


def test_a_day_without_news_is_no_fault_and_says_what_was_read():
    quiet = known(arrivals=tuple(rhythm_of(12, 30, NOW - 30 * HOUR)))

    health = judged(quiet)

    assert health.state == NO_NEWS
    assert "2 pages that announce were read, 2 of them unchanged; on a Tuesday there are usually 12" in health.said


def test_a_first_run_that_is_stopped_goes_on_with_the_next():
    stopped = judged(known(runs=(run(NOW, finished=False),), to_come=1200))

    assert (stopped.state, stopped.said) == (UNFINISHED, "the last run was stopped; 1,200 addresses are still to be asked for")
    assert judged(known(runs=())).state == UNFINISHED


# -- broken


def test_a_paper_that_was_left_alone_says_why():
    why = "https://paper.example/ answered 403: respected, nothing more was asked of it in this run"

    health = judged(known(runs=(run(NOW, finished=False, left_alone=why),)))

    assert (health.state, health.said) == (BROKEN, f"in the last run {why}")


@pytest.mark.parametrize(
    ("outcome", "todo"),
    [(Outcome.FAILED_DNS, "moved"), (Outcome.FAILED_CONNECTION, "may pass"), (Outcome.REFUSED, "ask the paper")],
)
def test_what_to_do_for_a_paper_that_was_left_alone_depends_on_how_its_front_page_ended(outcome: Outcome, todo: str):
    front = entry(FRONT, "front", outcome)

    health = judged(known(places=(front,), runs=(run(NOW, finished=False, left_alone="5 requests in a row got no answer"),)))

    assert todo in health.todo


@pytest.mark.parametrize(
    ("outcome", "status", "said", "todo"),
    [
        (Outcome.ROBOTS, 0, "refused-by-robots (robots.txt answered 503)", "robots.txt"),
        (Outcome.FAILED_DNS, 0, "failed-dns (no such host)", "moved"),
        (
            Outcome.NOT_PUBLIC,
            0,
            "not-public-address (the host's address is not public)",
            "ALLOW_PRIVATE_ADDRESSES",
        ),
        (Outcome.FAILED_STATUS, 500, "failed-status 500 (the server answered with an error)", "may pass"),
    ],
)
def test_a_paper_of_which_nothing_that_announces_can_be_read_is_broken(outcome: Outcome, status: int, said: str, todo: str):
    reason = "robots.txt answered 503" if outcome is Outcome.ROBOTS else ""
    robots = entry("https://paper.example/robots.txt", "robots")

    health = judged(known(places=(robots, *(entry(FRONT, kind, outcome, status, reason) for kind in ("front", "feed")))))

    assert (health.state, health.said) == (BROKEN, f"nothing that announces articles could be read; {FRONT}: {said}")
    assert todo in health.todo


def test_a_feed_that_fails_is_broken_after_a_day_and_not_before():
    def failing_since(read: datetime) -> Signs:
        gone = (entry(FRONT, "front"), entry(FEED, "feed", Outcome.GONE, 404))
        return known(places=gone, known_places=(place(FRONT, "front", NOW), place(FEED, "feed", read)))

    assert judged(failing_since(NOW - 20 * HOUR)).state == OK
    health = judged(failing_since(NOW - 30 * HOUR))
    assert health.state == BROKEN
    assert health.said == f"its feed {FEED} cannot be read since Mon 2026-11-23 06:30: gone 404 (404 or 410)"
    assert "feeds" in health.todo


def test_a_feed_that_is_not_there_any_more_is_told_in_quiet_runs_too():
    def gone_since(whole: datetime) -> Signs:
        gone = replace(place(FEED, "feed", NOW), fresh=MISSING, whole=whole)
        return known(places=(), known_places=(place(FRONT, "front", NOW), gone))

    assert judged(gone_since(NOW - 20 * HOUR)).state == OK
    health = judged(gone_since(NOW - 30 * HOUR))
    assert health.state == BROKEN
    assert health.said == f"its feed {FEED} cannot be read since Mon 2026-11-23 06:30: it is not there"


def test_a_quiet_look_that_left_no_ledger_is_no_news_and_says_what_it_read():
    quiet = known(arrivals=tuple(rhythm_of(12, 30, NOW - 30 * HOUR)), places=())

    health = judged(quiet)

    assert health.state == NO_NEWS
    assert "2 pages that announce were read in the day before, and named nothing new" in health.said


def test_quiet_runs_that_share_a_summary_keep_their_pace():
    shared = run(NOW - 10 * HOUR, runs=11, ended=NOW)

    assert judged(known(runs=(shared,), now=NOW + 20 * HOUR)).state == OK
    health = judged(known(runs=(shared,), now=NOW + 25 * HOUR))
    assert (health.state, health.said) == (STOPPED, "it has not run since Tue 2026-11-24 12:30, and used to every hour")


def test_a_guessed_place_that_never_was_there_is_no_fault():
    assert judged(known(places=(entry(FRONT, "front"), entry(FEED, "feed", Outcome.GONE, 404)), known_places=())).state == OK


@pytest.mark.parametrize(
    "outcome", [Outcome.NO_TEXT, Outcome.PAYWALL_STUB, Outcome.GONE, Outcome.FAILED_TIMEOUT, Outcome.LISTING]
)
def test_new_addresses_that_all_give_no_article_are_broken(outcome: Outcome):
    vain = tuple((f"https://paper.example/{n}", outcome) for n in range(IN_VAIN))

    health = judged(known(newest=vain))

    assert health.state == BROKEN
    assert health.said.startswith(f"none of the newest 8 addresses gave an article; 8 times {outcome.value}: ")
    assert "https://paper.example/0" in health.todo
    assert judged(known(newest=(*vain[:-1], ("https://paper.example/8", Outcome.ARTICLE)))).state == OK


@pytest.mark.parametrize("outcome", [Outcome.ROBOTS, Outcome.GALLERY, Outcome.REDIRECT, Outcome.TWIN])
def test_a_forbidden_corner_or_galleries_are_no_fault(outcome: Outcome):
    assert judged(known(newest=tuple((f"https://paper.example/{n}", outcome) for n in range(IN_VAIN)))).state == OK


# -- it does not run


def test_a_paper_that_has_not_run_for_long_is_stopped():
    assert judged(known(now=NOW + 20 * HOUR)).state == OK
    health = judged(known(now=NOW + 25 * HOUR))
    assert health.state == STOPPED
    assert health.said == "it has not run since Tue 2026-11-24 12:18, and used to every hour"


def test_a_paper_that_runs_once_a_week_is_late_after_three():
    weekly = known(runs=tuple(run(NOW - n * 7 * DAY) for n in reversed(range(4))))

    assert judged(replace(weekly, now=NOW + 20 * DAY)).state != STOPPED
    assert judged(replace(weekly, now=NOW + 22 * DAY)).state == STOPPED


def test_a_paper_that_ran_once_or_twice_has_no_pace():
    assert judged(known(runs=known().runs[-2:], now=NOW + 90 * DAY)).state == OK


# -- drift and silence


def test_pages_that_have_changed_are_told_with_the_first_of_them():
    since = NOW - 2 * DAY
    drifts = tuple(
        Drift(what, "lost", Shift(20, 90, 0.9, 0.0), at, f"https://paper.example/{what}", "gone")
        for what, at in (("author", since + HOUR), ("image", since))
    )

    health = judged(known(drifts=drifts))

    assert (health.state, health.said) == (DRIFT, "its pages have changed since Sun 2026-11-22 12:30")
    assert (
        health.todo == "`newsarchive extract paper --explain https://paper.example/image` shows how the first such page is read."
    )
    assert health.drifts == drifts


def test_a_feed_that_is_silent_while_a_sitemap_goes_on_is_told():
    both = (*rhythm_of(12, 30, NOW - 5 * DAY), *rhythm_of(12, 30, NOW, "news-sitemap"))

    health = judged(known(arrivals=both))

    assert (health.state, health.said) == (
        SILENT,
        "its feeds announced nothing new since Thu 2026-11-19 12:00, while others did",
    )


def test_a_paper_that_is_silent_for_days_is_told():
    health = judged(known(arrivals=tuple(rhythm_of(12, 30, NOW - 3 * DAY))))

    assert health.state == SILENT
    assert health.said == "nothing new was announced since Sat 2026-11-21 12:00; its rhythm promised some 24 articles"


# -- silence, simulated: a paper's own week


def history(seed: int, days: int) -> list[list[datetime]]:
    """Arrivals day by day: a rhythm of the week, holidays, and a week of three in five."""
    rng = random.Random(seed)
    a_day, weekend = rng.choice([1, 2, 5, 12, 40]), rng.choice([0.0, 0.1, 0.5, 1.0])
    holidays = {rng.randrange(14, 20), rng.randrange(24, days)}
    dip = rng.randrange(14, days - 7)
    first = datetime(2026, 9, 7, tzinfo=UTC)
    found = []
    for n in range(days):
        day = first + n * DAY
        mean = a_day * (weekend if day.weekday() >= 5 else 1.0) * rng.gammavariate(5, 0.2)
        mean *= 0.6 if dip <= n < dip + 7 else 1.0
        number = 0 if n in holidays else sum(rng.random() < mean / 100 for _ in range(100))
        found.append(sorted(day + rng.uniform(6, 21) * HOUR for _ in range(number)))
    return found


def told_at(days: list[list[datetime]]) -> list[datetime]:
    """The looks, one every twelve hours, at which a silence is told."""
    arrivals: list[datetime] = []
    told = []
    first = datetime(2026, 9, 7, tzinfo=UTC)
    for n, day in enumerate(days):
        for hour in (0, 12):
            until = first + n * DAY + hour * HOUR
            so_far = [*arrivals, *(at for at in day if at <= until)]
            run_days = frozenset((first + k * DAY).date() for k in range(n + 1))
            if silence(so_far, until, run_days):
                told.append(until)
        arrivals += day
    return told


def test_weekends_holidays_and_a_dip_of_two_in_five_are_not_taken_for_a_silence():
    suspected = [seed for seed in range(200) if told_at(history(seed, 35))]

    assert len(suspected) <= 3, suspected  # a holiday that lengthens the longest weekend so far


def test_a_paper_that_falls_silent_is_told_within_a_week_if_it_has_twenty_articles_in_one():
    for seed in range(100):
        days = history(seed, 35)
        if sum(map(len, days[14:28])) >= 2 * 20:
            told = told_at([*days, *([[]] * 7)])
            assert told, seed


def test_days_without_a_run_are_no_silence_and_make_none():
    times = [at for _, _, at in rhythm_of(12, 30, NOW - 4 * DAY)]
    ran = frozenset(date(2026, 10, 1) + n * DAY for n in range(60))

    assert silence(times, NOW, ran) is not None
    assert silence(times, NOW - 3 * DAY, ran) is None  # the last run was then
    machine_off = frozenset(day for day in ran if not date(2026, 11, 1) <= day <= date(2026, 11, 9))
    gap = [at for at in times if not date(2026, 11, 1) <= at.date() <= date(2026, 11, 9)]
    assert silence(gap, NOW, machine_off) is not None  # nine days in which nobody asked excuse nothing


def test_a_week_is_known_day_by_day_and_the_filling_of_the_past_is_no_rhythm():
    monday = date(2026, 11, 2)
    days = [(monday + n * DAY, 900 if n == 3 else 0 if n % 7 >= 5 else 10) for n in range(14)]

    rates = usual(days)

    assert rates[:3] == [10, 10, 10]
    assert rates[3] == 20  # 30 and 10: three times the usual counts of the burst
    assert rates[5:] == [0, 0]
    assert usual(days[:5])[5] == 3.5  # a Saturday that was never seen is taken for a quiet day
    assert usual([]) == [0.0] * 7
