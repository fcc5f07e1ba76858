"""States that an earlier newsarchive wrote, and one of a newer one: brought up, read as they lie, or refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsarchive.collection.collection import Collection
from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.collection.state.schema import VERSION
from newsarchive.collection.state.state import State
from newsarchive.discovery.links import Hints
from newsarchive.errors import BadConfiguration, StorageError

VERSION_1 = """
CREATE TABLE files (name TEXT PRIMARY KEY, length INTEGER NOT NULL) STRICT;
CREATE TABLE urls (
    key TEXT PRIMARY KEY, url TEXT NOT NULL, hints TEXT NOT NULL, found TEXT NOT NULL,
    outcome TEXT, reason TEXT, status INTEGER, final_url TEXT, settled TEXT, run TEXT
) STRICT;
CREATE TABLE captures (
    seq INTEGER PRIMARY KEY, key TEXT NOT NULL, purpose TEXT NOT NULL, waiting INTEGER NOT NULL,
    filename TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, record_id TEXT NOT NULL,
    url TEXT NOT NULL, date TEXT NOT NULL, status INTEGER NOT NULL, mime TEXT NOT NULL,
    payload_digest TEXT NOT NULL, truncated TEXT, UNIQUE (filename, offset)
) STRICT;
CREATE INDEX captures_waiting ON captures (seq) WHERE waiting;
CREATE TABLE records (
    url TEXT NOT NULL, revision INTEGER NOT NULL, digest TEXT NOT NULL, headline TEXT, file TEXT NOT NULL,
    record_id TEXT NOT NULL, PRIMARY KEY (url, revision)
) STRICT;
CREATE TABLE memos (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
PRAGMA user_version = 1;
"""
FEEDS = ("https://www.paper.example/rss", "https://feeds.example/paper?format=rss")
FOUND = "2026-11-20T10:00:00.250000+00:00"
HINTS = '{"via":"https://www.paper.example/rss","via_kind":"rss","title":"Bread is dearer","published":"","modified":"","section":"","author":""}'
DONE = ("article", "", 200, "https://www.paper.example/b", "2026-11-20T10:01:00+00:00", "20261120T100000Z")
URLS = [
    ("paper.example/a", "https://www.paper.example/a", HINTS, FOUND, None, None, None, None, None, None),
    ("paper.example/b", "https://www.paper.example/b", HINTS, FOUND, *DONE),
    ("paper.example/c", "https://www.paper.example/c", HINTS, "2026-11-21T10:00:00+00:00", None, None, None, None, None, None),
]


def capture(seq: int, key: str, purpose: str, url: str) -> tuple[object, ...]:
    where = ("paper-20261120-00000.warc.gz", seq * 1000, 500, f"<urn:uuid:{seq}>")
    return (seq, key, purpose, 0, *where, url, f"2026-11-20T10:00:0{seq}+00:00", 200, "text/html", f"sha1:{seq}", None)


CAPTURES = [
    capture(1, "paper.example/z", "article", "https://www.paper.example/z"),
    capture(2, "paper.example/robots.txt", "robots", "https://www.paper.example/robots.txt"),
    capture(3, "paper.example/b", "article", "https://www.paper.example/b"),
]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A state as version 1 left it."""
    path = tmp_path / "state.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(VERSION_1)
        db.execute("INSERT INTO files VALUES ('warc/paper-20261120-00000.warc.gz', 3500)")
        db.executemany("INSERT INTO urls VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", URLS)
        db.executemany(f"INSERT INTO captures VALUES ({', '.join('?' * 14)})", CAPTURES)
        db.execute(
            "INSERT INTO records VALUES ('https://www.paper.example/b', 1, 'd', 'B', 'records/2026/11/20.jsonl', '<urn:uuid:3>')"
        )
        db.executemany("INSERT INTO memos VALUES (?, ?)", [("feeds", " ".join(FEEDS)), ("other", "kept")])
        db.commit()
    return path


@pytest.fixture(params=[False, True], ids=["opened to write", "opened to read"])
def state(old: Path, request: pytest.FixtureRequest):
    with closing(State(old, read_only=request.param)) as state:
        yield state


def test_the_addresses_of_version_1_are_kept_with_their_outcomes(state: State):
    hints = Hints(via="https://www.paper.example/rss", via_kind="rss", title="Bread is dearer")

    assert [(known.key, known.url, known.hints) for known in state.urls()] == [(key, url, hints) for key, url, *_ in URLS]
    assert [known.settlement for known in state.urls()] == [
        None,
        Settlement(Outcome.ARTICLE, "", 200, "https://www.paper.example/b"),
        None,
    ]
    assert [known.run for known in state.urls()] == ["", "20261120T100000Z", ""]


def test_what_version_1_left_unasked_is_asked_for_the_last_found_first(state: State):
    assert [known.key for known in state.to_ask(10, float("-inf"))] == ["paper.example/c", "paper.example/a"]
    assert state.to_ask(1, float("-inf"))[0].rank == pytest.approx(datetime(2026, 11, 21, 10, tzinfo=UTC).timestamp(), abs=10)


def test_addresses_found_together_keep_their_order(old: Path):
    with closing(sqlite3.connect(old)) as db:
        rows = [(f"paper.example/{n}", f"https://www.paper.example/{n}", HINTS, "2026-11-22T10:00:00+00:00") for n in range(5)]
        db.executemany("INSERT INTO urls (key, url, hints, found) VALUES (?, ?, ?, ?)", rows)
        db.commit()

    with closing(State(old)) as state:
        assert [known.key for known in state.to_ask(5, float("-inf"))] == [f"paper.example/{n}" for n in range(5)]


def test_the_feeds_memo_of_version_1_becomes_places(state: State):
    assert [(place.kind, place.url, place.read) for place in state.places()] == [("feed", url, None) for url in FEEDS]
    assert [place.key for place in state.places()] == ["paper.example/rss", "feeds.example/paper?format=rss"]
    assert state.memos() == {"other": "kept"}


def test_captures_lengths_and_records_of_version_1_are_kept(state: State):
    held = list(state.captures())

    assert [(each.key, each.purpose, each.waiting) for each in held] == [(row[1], row[2], False) for row in CAPTURES]
    assert [(each.capture.offset, each.capture.record_id, each.capture.truncated) for each in held] == [
        (seq * 1000, f"<urn:uuid:{seq}>", None) for seq in (1, 2, 3)
    ]
    assert state.files() == {"warc/paper-20261120-00000.warc.gz": 3500}
    assert state.recorded() == {"<urn:uuid:3>"}
    assert state.newest_capture("robots", "paper.example/robots.txt") == held[1].capture


def test_the_captures_of_version_1_stand_in_the_order_of_an_index(state: State):
    assert [capture.url for capture in state.by_surt()] == [
        "https://www.paper.example/b",
        "https://www.paper.example/robots.txt",
        "https://www.paper.example/z",
    ]


def test_a_state_that_was_brought_up_is_one_like_a_new_one(old: Path, tmp_path: Path):
    State(old).close()
    State(tmp_path / "new.sqlite").close()

    assert shape(old) == shape(tmp_path / "new.sqlite")
    assert shape(old)["version"] == VERSION


def shape(path: Path) -> dict[str, object]:
    """Version, columns of every table (those added later stand at the end), and indexes."""
    with closing(sqlite3.connect(path)) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        columns = {name: [row[1:] for row in db.execute(f"PRAGMA table_info({name})")] for name in tables}
        indexes = sorted(db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"))
        return {"columns": columns, "indexes": indexes, "version": db.execute("PRAGMA user_version").fetchone()[0]}


def test_an_outcome_that_had_another_name_is_known_by_its_new_one(old: Path):
    with closing(sqlite3.connect(old)) as db:
        db.execute("UPDATE urls SET outcome = 'amp-twin' WHERE key = 'paper.example/b'")
        db.commit()

    with closing(State(old)) as state:
        assert state.outcomes() == {None: 2, Outcome.TWIN: 1}


def test_opened_a_second_time_nothing_changes_any_more(old: Path):
    State(old).close()
    with closing(sqlite3.connect(old)) as db:
        before = list(db.iterdump())

    State(old).close()

    with closing(sqlite3.connect(old)) as db:
        assert list(db.iterdump()) == before


def test_a_bringing_up_that_breaks_off_leaves_version_1_as_it_was(old: Path):
    with closing(sqlite3.connect(old)) as db:
        db.execute("UPDATE memos SET value = 'https://user@bad/' WHERE name = 'feeds'")  # no address: has no key
        db.commit()
        before = list(db.iterdump())

    with pytest.raises(ValueError, match="no http"):
        State(old)

    with closing(sqlite3.connect(old)) as db:
        assert list(db.iterdump()) == before
        assert db.execute("PRAGMA user_version").fetchone()[0] == 1


def test_a_reader_leaves_the_bytes_of_version_1_as_they_are(old: Path):
    before = {path.name: path.read_bytes() for path in old.parent.iterdir()}

    with closing(State(old, read_only=True)) as state:
        assert state.count_to_ask() == 2

    assert {path.name: path.read_bytes() for path in old.parent.iterdir()} == before


def test_a_collection_of_version_1_opens_and_goes_on(old: Path):
    (old.parent / "warc").mkdir()
    (old.parent / "warc" / "paper-20261120-00000.warc.gz").write_bytes(b"x" * 3500)
    folder = old.parent.rename(old.parent.with_name("paper"))

    collection = Collection.open(folder)
    try:
        assert [known.key for known in collection.take(10)] == ["paper.example/c", "paper.example/a"]
        assert {key for _, key in collection.places} == {"paper.example/rss", "feeds.example/paper?format=rss"}
    finally:
        collection.close(finished=True)


@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_version_is_refused_with_both_versions_and_the_file_named(old: Path, read_only: bool):
    with closing(sqlite3.connect(old)) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = old.read_bytes()

    with pytest.raises(BadConfiguration) as refused:
        State(old, read_only=read_only)

    said = str(refused.value)
    assert str(old) in said
    assert f"schema {VERSION + 1}" in said
    assert f"knows {VERSION}" in said
    assert old.read_bytes() == before


def test_a_file_that_is_no_database_is_a_storage_error_that_names_it(tmp_path: Path):
    (tmp_path / "state.sqlite").write_bytes(b"no database at all" * 100)

    with pytest.raises(StorageError, match=r"state\.sqlite"):
        State(tmp_path / "state.sqlite")


def test_a_state_of_version_2_is_brought_up_with_all_that_it_holds(tmp_path: Path):
    path = tmp_path / "state.sqlite"
    State(path).close()
    new = shape(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP INDEX urls_answered")
        db.execute(
            "INSERT INTO urls (key, url, hints, found, rank, status) VALUES ('k', 'https://paper.example/', '{}', '', 7200.0, 200)"
        )
        db.execute("PRAGMA user_version = 2")
        db.commit()

    with closing(State(path)) as state:
        assert state.arrivals(0.0) == {2: 1}
    assert shape(path) == new
