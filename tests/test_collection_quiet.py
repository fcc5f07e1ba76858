"""Runs that meet no news: what lies in a collection grows with the news, and not with the runs."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsarchive import clock
from newsarchive.archive.exchange import Exchange
from newsarchive.collection.answers.queue import Announced, Queue
from newsarchive.collection.checking.verify import verify
from newsarchive.collection.collection import Collection
from newsarchive.collection.files.layout import Layout, began
from newsarchive.collection.outcomes import FORBIDDEN, Outcome, Settlement
from newsarchive.collection.state.rows import Asked
from newsarchive.collection.state.state import State
from newsarchive.collection.telling.coverage import Window
from newsarchive.collection.telling.health import BROKEN, NO_NEWS
from newsarchive.collection.telling.holdings import Holdings
from newsarchive.discovery.links import RELATED, Hints
from tests.checker import faults
from tests.planned import Run, feed, front, stories
from tests.test_archive_http import HTML, ok

FEED = "https://paper.example/feed"
NOTHING = Hints()


def names(folder: Path) -> list[str]:
    """Endings of what lies in `runs/`, in order."""
    return [path.suffix for path in sorted((folder / "paper" / "runs").iterdir())]


def last(folder: Path) -> dict:
    return json.loads(max((folder / "paper" / "runs").glob("*.json")).read_text())


def test_runs_without_news_leave_no_ledger_and_one_summary_together(tmp_path: Path):
    web = {"/": front(*stories(1), feeds=["/feed"]), "/feed": feed(*stories(2))}
    with Run(tmp_path, web) as run:
        run.go()
    with_news = names(tmp_path)
    for number in range(1, 4):
        with Run(tmp_path, web) as run:
            run.go()
        assert names(tmp_path) == [*with_news, ".json"]
        assert last(tmp_path)["runs"] == number
    assert last(tmp_path)["began"] < last(tmp_path)["ended"]
    assert faults(tmp_path / "paper") == []


@pytest.mark.parametrize(
    "trouble", [{"/feed": feed(*stories(2))}, {"/": front(*stories(1, 3), feeds=["/feed"]), "/feed": feed(*stories(2))}]
)
def test_news_and_faults_are_told_in_full_with_the_feeds_that_were_read(tmp_path: Path, trouble: dict):
    web = {"/": front(*stories(1), feeds=["/feed"]), "/feed": feed(*stories(2))}
    for each in (web, web, trouble, web):
        with Run(tmp_path, each) as run:
            run.go()
    assert names(tmp_path) == [".json", ".jsonl", ".json", ".json", ".jsonl", ".json"]
    told = max((tmp_path / "paper" / "runs").glob("*.jsonl")).read_text().splitlines()
    assert {json.loads(line)["kind"] for line in told} >= {"front", "feed"}


def test_a_run_that_was_cut_short_is_told_by_itself(tmp_path: Path):
    for finished in (True, False, False, True):
        Collection.open(tmp_path / "paper").close(finished=finished)
    assert names(tmp_path) == [".json"] * 4


def ask_again(folder: Path, purpose: str, body: bytes) -> int:
    """How many captures the state holds after an address was asked for once more."""
    collection = Collection.open(folder)
    try:
        exchange = Exchange(FEED, b"GET /feed HTTP/1.1\r\n\r\n", ok(b"", body), clock.now(), "127.0.0.1")
        capture = collection.archive(exchange, Asked(purpose, FEED, NOTHING, again=True))
        assert capture is not None
        collection.commit()
        newest = collection.reads.newest_capture(purpose, "paper.example/feed")
        assert newest is not None
        assert newest.record_id == capture.record_id
        return len(list(collection.reads.captures()))
    finally:
        collection.close(finished=True)


def test_the_state_and_the_index_name_every_answer_that_said_the_same_again(tmp_path: Path):
    folder = tmp_path / "paper"
    assert [ask_again(folder, "feed", body) for body in (HTML, HTML, HTML)] == [1, 2, 3]
    assert len((folder / "index.cdxj").read_bytes().splitlines()) == 3
    assert verify(Layout(folder)).faults == []


def test_a_day_without_news_has_a_summary_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    noon = clock.now().replace(hour=12)
    for day in (0, 0, 1):
        monkeypatch.setattr(clock, "now", lambda day=day: noon + timedelta(days=day))
        Collection.open(tmp_path / "paper").close(finished=True)
    summaries = [json.loads(path.read_text()) for path in sorted((tmp_path / "paper" / "runs").iterdir())]
    assert [each["runs"] for each in summaries] == [2, 1]
    days = Holdings(tmp_path / "paper").coverage(Window(noon.date(), noon.date() + timedelta(days=2)))
    assert [day.runs for day in days] == [2, 1, 0]


def test_a_run_that_only_checks_articles_hides_no_front_page_that_fails(tmp_path: Path):
    folder = tmp_path / "paper"
    looked, checked = Settlement(Outcome.FAILED_STATUS, "", 500), Settlement(Outcome.UNCHANGED, "", 304)
    for how, kind in ((looked, "front"), (checked, "check")):
        with_one = Collection.open(folder)
        with_one.settle("https://paper.example/", how, kind=kind)
        with_one.close(finished=True)
    assert Holdings(folder).health(clock.now()).state == BROKEN
    Collection.open(folder).close(finished=True)
    assert Holdings(folder).health(clock.now()).state == NO_NEWS


@pytest.mark.parametrize(
    ("how", "hours", "again"),
    [
        (Settlement(Outcome.ROBOTS, FORBIDDEN), 1, False),
        (Settlement(Outcome.ROBOTS, FORBIDDEN), 24, True),
        (Settlement(Outcome.ROBOTS, "robots.txt could not be read"), 1, True),
        (Settlement(Outcome.FAILED_STATUS), 1, True),
    ],
)
def test_what_robots_txt_forbids_is_not_taken_up_again_before_its_rules_may_have_changed(
    tmp_path: Path, how: Settlement, hours: int, again: bool
):
    assert is_taken_up_again(tmp_path, how, hours) is again


@pytest.mark.parametrize("how", [Settlement(Outcome.GONE, "", 404), Settlement(Outcome.SOFT_404, "", 200)])
@pytest.mark.parametrize(("hours", "again"), [(1, False), (2, True), (45, True), (47, False)])
def test_a_story_that_is_announced_before_it_is_there_is_asked_for_again_while_it_is_young(
    tmp_path: Path, how: Settlement, hours: int, again: bool
):
    """Two hours old when it was asked for: after two more, and until it is two days old."""
    assert is_taken_up_again(tmp_path, how, hours, age=2) is again
    for kind in (RELATED, "sitemap"):
        assert not is_taken_up_again(tmp_path / kind, how, hours, Hints(via_kind=kind), age=2), "these announce nothing early"


@pytest.mark.parametrize(("minutes", "again"), [(1, False), (14, False), (15, True)])
def test_a_run_some_minutes_later_does_not_ask_again_for_what_was_not_there(tmp_path: Path, minutes: int, again: bool):
    assert is_taken_up_again(tmp_path, Settlement(Outcome.GONE, "", 404), minutes / 60) is again


def test_what_is_linked_without_a_date_and_never_there_is_asked_for_ever_more_rarely(tmp_path: Path):
    began_at = datetime(2026, 11, 24, 12, tzinfo=UTC)
    asked = []
    with closing(State(tmp_path / "state.sqlite")) as state:
        for hour in range(100):  # each time it is found, it ranks as of now
            now = began_at + timedelta(hours=hour)
            stamp = f"{now:%Y%m%dT%H%M%SZ}"
            announced = Announced("paper.example/a", "https://paper.example/a", NOTHING, now.timestamp())
            news = Queue(state, stamp, lambda _: False).announce([announced])
            with state.transaction() as write:
                write.found(news.rows, now)
                write.reopened(news.reopened)
                if news.rows:
                    asked.append(hour)
                    write.settled([(announced.key, Settlement(Outcome.GONE, "", 404))], now, stamp)
    assert asked == [0, 1, 2, 4, 8, 16, 32]


def test_a_thorough_run_asks_once_more_for_whatever_was_not_there(tmp_path: Path):
    how = Settlement(Outcome.GONE, "", 404)
    assert is_taken_up_again(tmp_path, how, 1000, Hints(via_kind=RELATED), age=5000, thorough=True)


def is_taken_up_again(folder: Path, how: Settlement, hours: float, hints: Hints = NOTHING, age: float = 0, **more: bool) -> bool:
    """Whether an address that ended so is asked for in a run some hours later, where it was as old as that in hours."""
    first = "20261124T120000Z"
    announced = Announced("paper.example/a", "https://paper.example/a", hints, began(first).timestamp() - age * 3600)
    folder.mkdir(exist_ok=True)
    with closing(State(folder / "state.sqlite")) as state:
        with state.transaction() as write:
            write.found(Queue(state, first, lambda _: False).announce([announced]).rows, clock.now())
            write.settled([(announced.key, how)], clock.now(), first)
        later = f"{began(first) + timedelta(hours=hours):%Y%m%dT%H%M%SZ}b"
        return bool(Queue(state, later, lambda _: False).announce([announced], **more).reopened)
