"""What a state says of when a paper's turn comes, and what of that a state has that was made again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsarchive.collection.answers.queue import Announced
from newsarchive.collection.collection import Collection
from newsarchive.collection.files import ledger
from newsarchive.collection.files.layout import Layout
from newsarchive.collection.opening.rebuild import rebuild
from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.collection.state.rows import NONE
from newsarchive.collection.turns.polling import Known, Look
from newsarchive.collection.turns.standing import MEMO, known, look_memo
from newsarchive.discovery.links import Hints

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
URL = "https://paper.example/{}"


def test_where_nothing_was_ever_asked_nothing_is_known(tmp_path: Path):
    assert known(Layout(tmp_path / "paper")) == Known()
    assert not (tmp_path / "paper").exists()


def test_what_is_known_is_the_last_look_the_rhythm_of_what_was_answered_the_rest_and_the_first_check(tmp_path: Path):
    collection = Collection.open(tmp_path / "paper")
    appeared = (NOW - 3 * HOUR).timestamp()
    try:
        collection.announce(
            [Announced(f"paper.example/{n}", URL.format(n), Hints(), appeared) for n in range(5)], "rss", URL.format("rss")
        )
        collection.remember(MEMO, look_memo(Look(at=NOW, failed=1, rest=60.0)))
        collection.commit()
        before = known(collection.layout)
        assert (before.look, before.left, before.check) == (Look(at=NOW, failed=1, rest=60.0), 5, None)
        for n in range(3):
            collection.checked(f"paper.example/{n}", NONE, appeared)
            collection.settle(URL.format(n), Settlement((Outcome.ARTICLE, Outcome.PAYWALL_STUB, Outcome.GONE)[n], "", 200))
        collection.settle(URL.format(3), Settlement(Outcome.UNLIKELY, ""))
        collection.commit()
        after = known(collection.layout)
    finally:
        collection.close(finished=True)

    assert (after.left, dict(after.arrivals)) == (1, {int(appeared // 3600): 3})
    assert after.check is not None
    assert timedelta() < after.check - NOW < 2 * HOUR


def test_after_a_state_was_made_again_what_is_held_is_checked_by_its_age_and_not_all_at_once(tmp_path: Path):
    layout = Layout(tmp_path / "paper")
    layout.runs.mkdir(parents=True)
    for name, days in (("20260101T000000Z", 300), ("20260102T000000Z", 0)):
        at = datetime.now(UTC) - timedelta(days=days)
        entries = [ledger.Entry(url=URL.format(days), kind="article", outcome=Outcome.ARTICLE, final_url=URL.format(days), at=at)]
        entries += [ledger.Entry(url=URL.format("none"), kind="article", outcome=Outcome.LISTING, at=at)]
        (layout.runs / f"{name}.jsonl").write_bytes(b"".join(map(ledger.to_line, entries)))
    rebuild(layout)

    first = known(layout).check
    assert first is not None
    assert timedelta() < first - NOW < HOUR
    collection = Collection.open(layout.folder)
    try:
        assert collection.take_due(9, datetime.now(UTC) + 59 * 24 * HOUR, everything=False)[0].url == URL.format(0)
        assert len(collection.take_due(9, datetime.now(UTC) + 61 * 24 * HOUR, everything=False)) == 1
    finally:
        collection.close(finished=True)
