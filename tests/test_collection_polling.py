"""When a paper's turn comes: by its own rhythm, within bounds, sooner for what is due, more seldom where nothing answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newsarchive.collection.turns.polling import Known, Look, next_look, next_turn, rhythm
from newsarchive.collection.turns.schedule import EARLY, RARELY, STEPS, next_check
from newsarchive.sources.pace import Pace

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PACE = Pace(timedelta(minutes=15), 6 * HOUR)


def arrivals(days: range, hours: range, each: int = 1) -> dict[int, int]:
    """So many articles in each of these hours of the days, counted back from today."""
    today = int(NOW.replace(hour=0).timestamp() // 3600)
    return {today - 24 * day + hour: each for day in days for hour in hours}


def wait(known: dict[int, int], at: datetime = NOW, pace: Pace = PACE, **look: float) -> timedelta:
    return next_look(Look(at=at, **look), known, pace)[0] - at  # type: ignore[arg-type]


def test_a_paper_that_was_never_looked_at_is_due_now():
    assert next_turn(Known(), PACE, NOW) is None


def test_the_more_a_paper_publishes_the_sooner_it_is_looked_at_again():
    waits = [wait(arrivals(range(1, 28), range(8, 20, step))) for step in (12, 6, 3, 1)]
    assert waits == sorted(waits, reverse=True)
    assert len(set(waits)) == 4


def test_no_look_comes_outside_the_bounds():
    busy, idle = arrivals(range(1, 28), range(24), each=50), {}
    for pace in (PACE, Pace(HOUR, HOUR), Pace(timedelta(minutes=1), DAY)):
        for hour in range(24):
            at = NOW.replace(hour=hour)
            assert pace.least * 0.9 <= wait(busy, at, pace) <= wait(idle, at, pace) <= pace.most
            assert wait(idle, at, pace) >= pace.most - EARLY


def test_by_day_a_paper_that_sleeps_at_night_is_looked_at_sooner_than_by_night():
    by_day = arrivals(range(1, 28), range(8, 20))
    assert wait(by_day, NOW.replace(hour=10)) < wait(by_day, NOW.replace(hour=21)) / 2


def test_lately_counts_most():
    lately, long_ago = arrivals(range(1, 8), range(24)), arrivals(range(20, 27), range(24))
    assert sum(rhythm(lately, NOW)) > 4 * sum(rhythm(long_ago | arrivals(range(1, 2), range(8, 9)), NOW))
    assert sum(rhythm(lately, NOW)) == pytest.approx(24, rel=0.2)


def test_what_a_new_feed_holds_of_two_days_gives_the_paper_s_rhythm_at_once():
    assert sum(rhythm(arrivals(range(2), range(8, 20)), NOW)) == pytest.approx(12, rel=0.3)


def test_a_list_of_hundreds_without_dates_is_no_rhythm_of_hundreds():
    assert sum(rhythm({int(NOW.timestamp() // 3600): 500}, NOW)) < 7


def test_what_is_dated_in_the_future_or_long_ago_says_nothing():
    assert rhythm({int((NOW + DAY).timestamp() // 3600): 5, int((NOW - 40 * DAY).timestamp() // 3600): 5}, NOW) == (0.0,) * 24


def test_looks_that_failed_are_repeated_ever_more_seldom_and_once_in_the_longest_pause():
    waits = [wait({}, failed=number) for number in range(1, 40)]
    assert waits[0] == timedelta(minutes=27)  # twice the least, a tenth early
    assert waits == sorted(waits)
    assert waits[-1] == PACE.most - EARLY


def test_a_feed_that_asks_for_rest_gets_an_hour_at_most():
    busy = arrivals(range(1, 28), range(24), each=6)
    assert wait(busy, rest=1800.0) == timedelta(minutes=27)
    assert wait(busy, rest=86_400.0) == HOUR - EARLY
    assert wait(busy, pace=Pace(timedelta(minutes=5), timedelta(minutes=10)), rest=86_400.0) == timedelta(minutes=9)


def test_what_an_earlier_run_left_makes_a_paper_due_unless_it_does_not_answer():
    assert next_turn(Known(Look(at=NOW), left=1), PACE, NOW) is None
    failed = next_turn(Known(Look(at=NOW, failed=2), left=1), PACE, NOW)
    assert failed is not None
    assert "the last 2 looks failed" in failed.why


def test_an_article_that_is_due_makes_its_paper_due_and_no_look_is_had_for_it():
    turn = next_turn(Known(Look(at=NOW), check=NOW + HOUR), PACE, NOW)
    assert turn is not None
    assert (turn.at, turn.look, turn.why) == (NOW + HOUR - EARLY, NOW + 6 * HOUR - EARLY, "an article is to be asked for again")


def test_articles_that_are_due_make_no_turn_where_they_are_left_alone_or_nothing_answers():
    for known, checks in ((Known(Look(at=NOW), check=NOW), False), (Known(Look(at=NOW, failed=9), check=NOW), True)):
        turn = next_turn(known, PACE, NOW, checks=checks)
        assert turn is not None
        assert turn.at == turn.look == NOW + 6 * HOUR - EARLY


def test_an_article_is_asked_for_within_minutes_then_hours_then_days_then_rarely():
    ages = [timedelta(), *(limit for limit, _ in STEPS)]
    pauses = [next_check(NOW - age, NOW) - NOW for age in ages]
    assert pauses == sorted(pauses)
    assert pauses[0] <= timedelta(minutes=15)
    assert pauses[-1] == RARELY == 365 * DAY


def test_an_article_dated_in_the_future_is_taken_for_one_of_now():
    assert next_check(NOW + DAY, NOW) == next_check(NOW, NOW)
