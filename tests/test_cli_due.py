"""Papers that are due, not due, and locked: what one command does about them, and what it says."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsarchive.collection.collection import Collection
from newsarchive.demo.server import DemoServer
from tests.conftest import EASY

LOOKED_AT = {("GET", "/"), ("GET", "/feed.xml")}


@pytest.fixture
def two(tmp_path: Path):
    """Two papers in a file of one's own."""
    with DemoServer(port=0) as one, DemoServer(port=0) as other:
        file = tmp_path / "papers.toml"
        file.write_text(
            f'[one]\nurl = "{one.origin}/"\npoll_every = ["1h", "2h"]\n\n[other]\nurl = "{other.origin}/"\n', encoding="utf-8"
        )
        yield file, one, other


def asked(server: DemoServer) -> int:
    number = len(server.requests)
    server.requests.clear()
    return number


def move_back(folder: Path, hours: float) -> None:
    """As if all that was done in a collection had been done so much earlier."""
    with closing(sqlite3.connect(folder / "state.sqlite")) as db:
        ((look,),) = db.execute("SELECT value FROM memos WHERE name = 'look'").fetchall()
        said = json.loads(look)
        said["at"] = (datetime.fromisoformat(said["at"]) - timedelta(hours=hours)).isoformat()
        db.execute("UPDATE memos SET value = ? WHERE name = 'look'", (json.dumps(said),))
        db.commit()


def put_off(folder: Path, due: float) -> None:
    with closing(sqlite3.connect(folder / "state.sqlite")) as db:
        db.execute("UPDATE urls SET due = ? WHERE due IS NOT NULL", (due,))
        db.commit()


def test_papers_whose_turn_has_not_come_are_left_out_and_named_unless_due_is_not_asked_for(two, newsarchive, tmp_path):
    file, one, other = two
    crawl = ("crawl", "one", "other", "--sources", file, "--output", tmp_path, "--since", "all", *EASY)
    first = newsarchive(*crawl, "--due", "--json")
    assert first.returncode == 0, first.stderr
    assert [paper["source"] for paper in json.loads(first.stdout)] == ["one", "other"]
    assert asked(one) > 30
    assert asked(other) > 30

    put_off(tmp_path / "one", (datetime.now(UTC) + timedelta(days=1)).timestamp())
    second = newsarchive(*crawl, "--due", "--json")
    assert (second.returncode, second.stderr) == (0, "")
    skipped = {each["source"]: each for each in json.loads(second.stdout)}
    assert skipped["one"]["skipped"] == skipped["other"]["skipped"] == "not due"
    assert timedelta(minutes=45) < datetime.fromisoformat(skipped["one"]["due"]) - datetime.now(UTC) < timedelta(hours=2)
    assert "to be asked for again" in skipped["other"]["why"]
    assert asked(one) == asked(other) == 0

    told = newsarchive(*crawl, "--due", "--verbose")
    assert "one: not due until 20" in told.stderr
    assert (asked(one), asked(other)) == (0, 0)

    assert newsarchive(*crawl).returncode == 0
    assert set(one.requests) >= LOOKED_AT


def test_a_paper_whose_turn_comes_is_looked_at_and_one_with_articles_due_is_not(two, newsarchive, tmp_path):
    file, one, other = two
    crawl = ("crawl", "one", "other", "--sources", file, "--output", tmp_path, "--since", "all", *EASY)
    assert newsarchive(*crawl).returncode == 0
    asked(one), asked(other)
    put_off(tmp_path / "one", (datetime.now(UTC) + timedelta(days=1)).timestamp())
    put_off(tmp_path / "other", 0.0)
    move_back(tmp_path / "one", 2)

    assert newsarchive(*crawl, "--due").returncode == 0
    assert set(one.requests) >= LOOKED_AT
    assert len(other.requests) >= 20
    assert not LOOKED_AT & set(other.requests)


def test_a_locked_paper_is_passed_over_and_the_run_says_who_holds_it(two, newsarchive, tmp_path):
    file, one, other = two
    crawl = ("crawl", "one", "other", "--sources", file, "--output", tmp_path, "--since", "all", *EASY)
    held = Collection.open(tmp_path / "one")
    try:
        run = newsarchive(*crawl, "--due", "--json")
        assert run.returncode == 0
        assert "one: in use by process" in run.stderr
        told = {each["source"]: each for each in json.loads(run.stdout)}
        assert told["one"]["skipped"] == "locked"
        assert "in use by process" in told["one"]["why"]
        assert told["other"]["records"] == 30
        assert (len(one.requests), bool(other.requests)) == (0, True)
        also = Collection.open(tmp_path / "other")
        try:
            both = newsarchive(*crawl)
        finally:
            also.close(finished=True)
    finally:
        held.close(finished=True)
    assert both.returncode == 75
    assert "one: in use by process" in both.stderr
    assert "other: in use by process" in both.stderr


def ten_years_ahead(folder: Path) -> None:
    """As if the clock had been ten years ahead in all that was done in a collection."""
    with closing(sqlite3.connect(folder / "state.sqlite")) as db:
        for table, column in (("captures", "date"), ("places", "read"), ("places", "whole")):
            db.execute(f"UPDATE {table} SET {column} = (substr({column}, 1, 4) + 10) || substr({column}, 5)")
        db.execute("UPDATE urls SET checked = checked + 315e6, due = due + 315e6, rank = rank + 315e6")
        db.commit()
    move_back(folder, -24 * 3650)


def test_a_clock_that_was_ten_years_ahead_is_told_and_keeps_no_paper_and_no_article_from_its_turn(two, newsarchive, tmp_path):
    file, one, _ = two
    crawl = ("crawl", "one", "--sources", file, "--output", tmp_path, "--since", "all", "--due", "--json", *EASY)
    assert newsarchive(*crawl).returncode == 0
    ten_years_ahead(tmp_path / "one")
    asked(one)
    second = newsarchive(*crawl)
    assert second.returncode == 0, second.stderr
    said = "".join(log.read_text() for log in (tmp_path / "one/runs").glob("*.log"))
    assert said.count("later than this machine's clock") == 1
    assert asked(one) > 33  # what announces, and each of thirty articles
    assert newsarchive(*crawl).returncode == 0
    assert asked(one) == 0  # the times are right again, and its turn has not come
