"""The queue of one paper: the newest first, nothing twice in a run, and nothing lost between finding and settling."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsarchive.archive.exchange import Exchange
from newsarchive.collection.answers.queue import Announced
from newsarchive.collection.collection import Collection
from newsarchive.collection.outcomes import PASSING, Outcome, Settlement
from newsarchive.collection.state.rows import Asked
from newsarchive.discovery.links import Hints

OVER = Settlement(Outcome.ARTICLE, "", 200)
TODAY = datetime(2026, 11, 24, tzinfo=UTC).timestamp()


class Folder:
    """A collection's folder, of which one run after the other is open."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.run = Collection.open(path)

    def again(self, *, crashed: bool = False) -> Collection:
        """The next run. One that crashed has committed nothing more, and let go of its lock as a killed process does."""
        if crashed:
            self.run._close_files()
        else:
            self.run.close(finished=True)
        self.run = Collection.open(self.path)
        return self.run


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    folder = Folder(tmp_path / "paper")
    yield folder
    folder.run.close(finished=True)


def announced(name: str, rank: float = 0.0, how: Settlement | None = None, **hints: str) -> Announced:
    return Announced(f"paper.example/{name}", f"https://paper.example/{name}", Hints(**hints), rank, how)


def announce(run: Collection, *each: Announced, kind: str = "rss"):
    return run.announce(each, kind, "https://paper.example/feed")


def take(run: Collection, most: int = 100, not_before: float = float("-inf")) -> list[str]:
    return [known.key.removeprefix("paper.example/") for known in run.take(most, not_before)]


def settle(run: Collection, name: str, how: Settlement = OVER) -> None:
    run.settle(f"https://paper.example/{name}", how)


def in_memory(run: Collection) -> tuple[int, int]:
    """Addresses that the queue holds beside the table: found and not committed, taken and not ended."""
    run._queue._drain()
    return len(run._queue._uncommitted), len(run._queue._taken)


# -- the order


def test_the_newest_come_first_whether_they_are_committed_or_not(folder: Folder):
    announce(folder.run, announced("c", 3), announced("a", 1))
    folder.run.commit()
    announce(folder.run, announced("d", 4), announced("b", 2))

    assert take(folder.run) == ["d", "c", "b", "a"]


def test_a_handful_is_the_newest_of_both(folder: Folder):
    announce(folder.run, *(announced(f"{rank}", rank) for rank in range(0, 20, 2)))
    folder.run.commit()
    announce(folder.run, *(announced(f"{rank}", rank) for rank in range(1, 20, 2)))

    assert [take(folder.run, 3) for _ in range(7)] == [
        ["19", "18", "17"],
        ["16", "15", "14"],
        ["13", "12", "11"],
        ["10", "9", "8"],
        ["7", "6", "5"],
        ["4", "3", "2"],
        ["1", "0"],
    ]


def test_of_one_rank_the_first_found_comes_first(folder: Folder):
    announce(folder.run, *(announced(name, 7) for name in "cab"))
    assert take(folder.run, 1) == ["c"]
    folder.run.commit()
    assert take(folder.run) == ["a", "b"]


def test_nothing_below_the_wanted_rank_is_taken(folder: Folder):
    announce(folder.run, announced("old", 1), announced("edge", 5))
    folder.run.commit()
    announce(folder.run, announced("older", 0), announced("new", 9))

    assert take(folder.run, not_before=5) == ["new", "edge"]
    assert take(folder.run, not_before=5) == []
    assert take(folder.run) == ["old", "older"]


def test_a_date_that_another_page_gives_changes_the_rank_of_what_had_none(folder: Folder):
    announce(folder.run, announced("undated", TODAY - 1), announced("yesterday", TODAY - 86400, published="2026-11-23"))
    folder.run.commit()
    announce(folder.run, announced("undated", TODAY - 9 * 86400, published="2026-11-15T12:00:00Z"))

    assert take(folder.run, 1) == ["yesterday"]
    folder.run.commit()
    [known] = folder.run.take(1)
    assert (known.rank, known.hints.published) == (TODAY - 9 * 86400, "2026-11-15T12:00:00Z")


def test_a_place_in_another_page_changes_no_rank(folder: Folder):
    announce(folder.run, announced("dated", 100, published="2026-11-20"), announced("undated", 50))
    folder.run.commit()
    announce(folder.run, announced("dated", 1, title="Dated"), announced("undated", 200, title="Undated"))

    assert [(known.hints.title, known.rank) for known in folder.run.take(2)] == [("Dated", 100), ("Undated", 50)]


# -- each once


@pytest.mark.parametrize("commit", [False, True], ids=["uncommitted", "committed"])
def test_nothing_is_given_twice_in_a_run(folder: Folder, commit: bool):
    announce(folder.run, *(announced(f"{rank}", rank) for rank in range(5)))
    given = take(folder.run, 2)
    if commit:
        folder.run.commit()
    given += take(folder.run, 2)
    settle(folder.run, given[0])
    if commit:
        folder.run.commit()
    announce(folder.run, *(announced(f"{rank}", rank, title="Again") for rank in range(5)))
    given += take(folder.run)

    assert given == ["4", "3", "2", "1", "0"]
    assert take(folder.run) == []


def test_what_ended_is_not_given_although_its_commit_was_under_way_when_it_was_announced_again(folder: Folder):
    announce(folder.run, announced("a", 1))
    folder.run.commit()
    assert take(folder.run) == ["a"]
    settle(folder.run, "a")
    commit_while(folder.run, lambda: announce(folder.run, announced("a", 1, title="A title from a section")))

    assert take(folder.run) == []
    folder.run.commit()
    assert take(folder.run) == []
    assert folder.run.queued == 0


def commit_while(run: Collection, something) -> None:
    """Commits, and does something in the middle: when the batch is on its way and the table does not say it yet."""
    step = run._committer.sync_warcs

    def slow(*words) -> None:
        something()
        step(*words)

    run._committer.sync_warcs = slow
    run.commit()
    del run._committer.sync_warcs


def test_what_was_found_while_a_commit_was_under_way_is_neither_lost_nor_doubled(folder: Folder):
    announce(folder.run, announced("a", 2))
    commit_while(folder.run, lambda: announce(folder.run, announced("b", 1), announced("a", 2, title="A")))

    assert folder.run._queue._uncommitted.keys() == {"paper.example/a", "paper.example/b"}
    assert [(known.key, known.hints.title) for known in folder.run.take(9)] == [("paper.example/a", "A"), ("paper.example/b", "")]
    folder.run.commit()
    assert take(folder.run) == []
    assert folder.run.queued == 2


def test_an_address_named_twice_by_one_page_is_one(folder: Folder):
    news = announce(folder.run, announced("a", 1), announced("a", 1))

    assert news.fresh == {"paper.example/a"}
    assert take(folder.run) == ["a"]


def test_what_will_not_be_asked_for_is_known_and_never_given(folder: Folder):
    news = announce(folder.run, announced("old", 1, Settlement(Outcome.TOO_OLD, "")), announced("new", 2))

    assert news.fresh == {"paper.example/old", "paper.example/new"}
    assert take(folder.run) == ["new"]
    folder.run.commit()
    assert take(folder.run) == []
    assert folder.run.knows("paper.example/old")
    assert folder.run.counts == {Outcome.TOO_OLD: 1}
    assert not folder.run.knows("paper.example/other")


# -- what is said of what is known


def test_hints_are_merged_and_the_first_word_stays(folder: Folder):
    announce(folder.run, announced("a", 1, via="https://paper.example/", via_kind="front", title="Front"))
    announce(folder.run, announced("a", 1, via_kind="rss", title="Feed", author="A. Writer"))
    folder.run.commit()
    announce(folder.run, announced("a", 1, published="2026-11-20", author="Another", section="Town"))
    folder.run.commit()

    [known] = folder.again().take(1)
    assert known.hints == Hints(
        via="https://paper.example/",
        via_kind="front",
        title="Front",
        published="2026-11-20",
        section="Town",
        author="A. Writer",
    )


def test_news_tell_what_was_not_known_and_what_an_earlier_run_had_settled(folder: Folder):
    announce(folder.run, announced("settled", 1), announced("left", 2))
    settle(folder.run, "settled")
    run = folder.again()

    news = announce(run, announced("settled", 1), announced("left", 2), announced("new", 3))
    assert (news.fresh, news.settled) == ({"paper.example/new"}, {"paper.example/settled"})

    settle(run, "new")
    run.commit()
    assert announce(run, announced("new", 3)).settled == set(), "it ended in this run"
    assert announce(run, announced("new", 3)).fresh == set()


def test_more_addresses_than_one_question_can_hold_are_known_again(folder: Folder):
    many = [announced(f"{rank}", rank) for rank in range(1234)]
    assert len(announce(folder.run, *many).fresh) == 1234
    folder.run.commit()

    assert announce(folder.run, *many, announced("new")).fresh == {"paper.example/new"}


# -- the next run


@pytest.mark.parametrize("outcome", sorted(PASSING))
def test_a_fault_that_may_have_passed_is_asked_for_again_in_the_next_run_only(folder: Folder, outcome: Outcome):
    announce(folder.run, announced("a", 1))
    take(folder.run)
    settle(folder.run, "a", Settlement(outcome, "why", 0))
    for _ in range(2):
        announce(folder.run, announced("a", 1))
        assert take(folder.run) == []
        folder.run.commit()

    run = folder.again()
    assert take(run) == [], "nothing announces it"
    assert announce(run, announced("a", 5)).reopened == ["paper.example/a"]
    assert take(run) == ["a"]
    run.commit()
    assert announce(run, announced("a", 5)).reopened == []
    assert take(run) == []


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - PASSING))
def test_what_ended_for_good_is_never_asked_for_again(folder: Folder, outcome: Outcome):
    announce(folder.run, announced("a", 1))
    settle(folder.run, "a", Settlement(outcome, "", 200))
    run = folder.again()
    news = announce(run, announced("a", 1, title="Again", published="2026-11-24"))

    assert (news.rows, news.reopened, news.settled) == ([], [], {"paper.example/a"})
    assert take(run) == []


def test_a_fault_that_passed_ends_in_the_outcome_of_the_second_try(folder: Folder):
    announce(folder.run, announced("a", 1))
    settle(folder.run, "a", Settlement(Outcome.FAILED_STATUS, "the server answered 500", 500))
    run = folder.again()
    announce(run, announced("a", 1))
    assert take(run) == ["a"]
    settle(run, "a")

    run = folder.again()
    assert announce(run, announced("a", 1)).reopened == []
    assert take(run) == []
    assert run.to_come == 0


def test_one_that_failed_and_is_too_old_now_is_not_opened_again(folder: Folder):
    announce(folder.run, announced("a", 1))
    settle(folder.run, "a", Settlement(Outcome.FAILED_TIMEOUT, ""))
    run = folder.again()

    assert announce(run, announced("a", 1, Settlement(Outcome.TOO_OLD, ""))).reopened == []
    assert take(run) == []


def test_a_wider_window_asks_for_what_was_too_old_and_only_for_that(folder: Folder):
    gone, old = Settlement(Outcome.GONE, "", 404), Settlement(Outcome.TOO_OLD, "")
    announce(folder.run, *(announced(f"{day}", TODAY - day * 86400, old if day > 30 else gone) for day in (10, 40, 50, 90)))
    run = folder.again()
    run.reach_back(datetime.fromtimestamp(TODAY - 60 * 86400, UTC))

    assert take(run) == ["40", "50"]
    run = folder.again()
    run.reach_back(None)
    assert take(run) == ["40", "50", "90"]


# -- a crash


def test_what_was_found_and_not_settled_before_a_crash_is_asked_for_again(folder: Folder):
    announce(folder.run, announced("a", 2), announced("b", 1))
    folder.run.commit()
    take(folder.run)
    settle(folder.run, "a")

    run = folder.again(crashed=True)

    assert run.to_come == 2
    assert take(run) == ["a", "b"]


def test_what_was_settled_and_committed_before_a_crash_is_not(folder: Folder):
    announce(folder.run, announced("a", 2), announced("b", 1))
    take(folder.run)
    settle(folder.run, "a")
    folder.run.commit()

    assert take(folder.again(crashed=True)) == ["b"]


def test_what_was_not_even_committed_as_found_is_new_again(folder: Folder):
    announce(folder.run, announced("a", 1))
    run = folder.again(crashed=True)

    assert take(run) == []
    assert announce(run, announced("a", 1)).fresh == {"paper.example/a"}


def test_a_page_that_a_crash_left_unread_waits_to_be_read_and_is_not_asked_for(folder: Folder):
    announce(folder.run, announced("a", 2, title="A"), announced("b", 1))
    take(folder.run)
    archive(folder.run, "a")
    folder.run.commit()

    run = folder.again(crashed=True)

    assert [(held.key, hints.title) for held, hints in run.waiting()] == [("paper.example/a", "A")]
    assert take(run) == ["b"]
    [(held, _)] = run.waiting()
    run.answer(held.capture.record_id, OVER)
    assert take(run) == []
    run.commit()
    assert take(run) == []
    assert take(folder.again()) == ["b"]


def test_however_many_pages_wait_to_be_read_others_are_given(folder: Folder):
    names = [f"{rank}" for rank in range(40)]
    announce(folder.run, *(announced(name, int(name)) for name in names))
    for name in names[5:]:
        archive(folder.run, name)
    folder.run.commit()

    assert take(folder.again(crashed=True), 3) == ["4", "3", "2"]


def archive(run: Collection, name: str) -> None:
    url = f"https://paper.example/{name}"
    sent = f"GET /{name} HTTP/1.1\r\nHost: paper.example\r\n\r\n".encode()
    received = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nok"
    run.archive(
        Exchange(url=url, began=datetime.now(UTC), sent=sent, received=received),
        Asked("article", url, Hints(title=name.upper())),
    )


# -- memory


def test_after_a_commit_the_queue_keeps_nothing_in_memory_but_what_is_under_way(folder: Folder):
    announce(folder.run, *(announced(f"{rank}", rank) for rank in range(1000)))
    assert in_memory(folder.run) == (1000, 0)
    folder.run.commit()
    assert in_memory(folder.run) == (0, 0)

    given = take(folder.run, 16)
    assert in_memory(folder.run) == (0, 16)
    for name in given:
        settle(folder.run, name)
    folder.run.commit()
    assert in_memory(folder.run) == (0, 0)
    assert folder.run.queued == 984


def test_what_is_settled_when_it_is_announced_leaves_nothing_in_memory(folder: Folder):
    announce(folder.run, *(announced(f"{rank}", rank, Settlement(Outcome.UNLIKELY, "")) for rank in range(100)))
    folder.run.commit()

    assert in_memory(folder.run) == (0, 0)


def test_what_is_settled_and_reopened_leaves_nothing_in_memory(folder: Folder):
    announce(folder.run, announced("a", 1))
    settle(folder.run, "a", Settlement(Outcome.FAILED_DNS, ""))
    run = folder.again()
    announce(run, announced("a", 1))
    take(run)
    settle(run, "a")
    run.commit()

    assert in_memory(run) == (0, 0)
