"""A simulated fortnight of fifty papers, hourly: what the pure schedule promises."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from tests.fortnight import BEGIN, DAY, DAYS, HOUR, Fortnight, simulate, told

END = BEGIN + DAYS * DAY
EARLIEST = 0.9  # of the least pause: a tenth is given for runs that come a little early


@pytest.fixture(scope="module")
def fortnight() -> Fortnight:
    seen = simulate(seed=1)
    print(told(seen))
    return seen


def gaps(times: list) -> list[timedelta]:
    return [later - earlier for earlier, later in itertools.pairwise(times)]


def test_a_run_asks_no_more_of_a_host_than_its_gaps_leave_room_for_until_the_next(fortnight: Fortnight):
    delays = {paper.host: timedelta(seconds=paper.delay) for paper in fortnight.papers}
    assert all(min(gaps(times)) >= delays[host] for host, times in fortnight.hosts.asked.items())
    assert fortnight.longest < HOUR


def test_no_check_that_is_due_waits_longer_than_from_one_run_to_the_next(fortnight: Fortnight):
    up = [paper for paper in fortnight.papers if paper.down is None]
    assert max(late for paper in up for late in paper.check_late) <= HOUR
    assert min((due for paper in up for due in paper.due.values()), default=END) >= END - HOUR - fortnight.longest
    assert sum(len(paper.check_late) for paper in up) > 100_000


def test_no_look_that_is_due_waits_longer_than_from_one_run_to_the_next(fortnight: Fortnight):
    assert max(late for paper in fortnight.papers for late in paper.look_late) <= HOUR


def test_looks_keep_to_the_bounds_and_none_is_blind_for_a_day(fortnight: Fortnight):
    for paper in fortnight.papers:
        between = gaps([look for look in paper.looks if paper.answers(look)])
        if paper.down is None:
            assert paper.pace.least * EARLIEST <= min(between), paper.name
            assert max(between) <= min(paper.pace.most + HOUR, DAY + HOUR), paper.name


def test_the_busier_a_paper_is_the_more_often_it_is_looked_at(fortnight: Fortnight):
    by_day = sorted((paper for paper in fortnight.papers[:10] if paper.down is None), key=lambda paper: len(paper.appears))
    quiet, busy = by_day[0], by_day[-1]
    assert len(quiet.looks) / DAYS < 5
    assert len(busy.looks) / DAYS > 20


def test_what_a_feed_says_was_edited_is_asked_for_in_the_run_that_reads_it(fortnight: Fortnight):
    assert all(not paper.sooner or paper.sooner[0][0] > END - paper.pace.most - HOUR for paper in fortnight.papers)


def test_a_host_that_fell_silent_is_asked_seldom_and_read_again_within_its_longest_pause(fortnight: Fortnight):
    for paper in (paper for paper in fortnight.papers if paper.down is not None):
        begins, ends = paper.down
        asked = [at for at in fortnight.hosts.asked[paper.host] if begins + DAY <= at < ends]
        assert len(asked) <= 2 * 4 * (DAY / paper.pace.most + 1)
        assert min(look for look in paper.looks if look >= ends) <= ends + paper.pace.most + HOUR


def test_the_same_seed_gives_the_same_fortnight():
    first, second = (told(simulate(seed=2, every=timedelta(hours=12))) for _ in range(2))
    assert first == second
