"""The state of a collection: SQLite, and the only place that says what is committed.

A file's bytes count only up to the length in `files`. Everything here can be made again from the WARCs,
the records and the run ledgers (`rebuild.py`). One connection writes; readers open with `read_only`.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

import msgspec

from newsarchive.archive.exchange import Capture
from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.discovery.links import Hints
from newsarchive.errors import BadConfiguration, StorageError
from newsarchive.records.revisions import Latest

SCHEMA_VERSION = 1

_SCHEMA = """
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
"""


@dataclass(frozen=True, slots=True)
class KnownUrl:
    """A row of `urls`: an address that the paper announced, and how it ended (None: not yet)."""

    key: str
    url: str
    hints: Hints
    settlement: Settlement | None = None


@dataclass(frozen=True, slots=True)
class HeldCapture:
    """A row of `captures`. `purpose` is "article", "front", "feed" or "robots"; `waiting` until its outcome is committed."""

    key: str
    purpose: str
    capture: Capture
    waiting: bool


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A row of `records`: one line of a records file."""

    url: str
    revision: int
    digest: str
    headline: str | None
    file: str
    record_id: str


def to_be_read(purpose: str, capture: Capture) -> bool:
    """Whether a capture may hold an article: a whole answer of status 200 to a request for one."""
    return purpose == "article" and capture.status == 200 and capture.truncated is None


class State:
    """An open state database. Any sqlite3 fault comes out as StorageError that names the file."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        try:
            if read_only:
                self._db = _reader(path)
            else:
                self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
                self._prepare()
            self._check_version()
        except sqlite3.Error as error:
            raise StorageError(f"{path}: {error}") from error

    def _prepare(self) -> None:
        mode = self._db.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        if mode != "wal":  # with EIO SQLite says nothing and stays in another mode
            raise StorageError(f"{self.path}: SQLite could not switch to WAL (it stays in {mode}); check the file system")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA wal_autocheckpoint = 100")  # pages of 4 KiB: the log stays small on a small disk
        if self._db.execute("PRAGMA user_version").fetchone()[0] == 0:
            self._db.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")

    def _check_version(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise BadConfiguration(
                f"{self.path}: written by a newer newsarchive (schema {version}, this one knows {SCHEMA_VERSION}); upgrade it"
            )

    def transaction(self) -> Transaction:
        """`with state.transaction() as write:` is one commit, durable when the block is left."""
        return Transaction(self._db, self.path)

    def files(self) -> dict[str, int]:
        """Committed length in bytes of every file, by its name relative to the collection's folder."""
        return dict(self._db.execute("SELECT name, length FROM files"))

    def urls(self) -> Iterator[KnownUrl]:
        """Every address met so far, in the order in which they were found."""
        for key, url, hints, outcome, reason, status, final in self._db.execute(
            "SELECT key, url, hints, outcome, reason, status, final_url FROM urls ORDER BY rowid"
        ):
            settled = Settlement(Outcome(outcome), reason or "", status or 0, final or "") if outcome else None
            yield KnownUrl(key, url, msgspec.json.decode(hints, type=Hints), settled)

    def waiting(self) -> list[HeldCapture]:
        """Captures that are committed and whose outcome is not, in order of writing."""
        return [_held(row) for row in self._db.execute("SELECT * FROM captures WHERE waiting ORDER BY seq")]

    def captures(self, purpose: str | None = None) -> Iterator[HeldCapture]:
        """All captures, or those of one purpose, in order of writing."""
        for row in self._db.execute("SELECT * FROM captures WHERE ?1 IS NULL OR purpose = ?1 ORDER BY seq", (purpose,)):
            yield _held(row)

    def latest(self) -> dict[str, Latest]:
        """The newest line of every recorded url."""
        rows = self._db.execute("SELECT url, max(revision), digest FROM records GROUP BY url")
        return {url: Latest(revision, digest) for url, revision, digest in rows}

    def recorded(self) -> set[str]:
        """WARC record ids of the captures that records were made from."""
        return {row[0] for row in self._db.execute("SELECT record_id FROM records")}

    def memos(self) -> dict[str, str]:
        """What was remembered, such as the feeds of the paper."""
        return dict(self._db.execute("SELECT name, value FROM memos"))

    def outcomes(self) -> dict[Outcome | None, int]:
        """How many addresses ended how; None counts those that have not ended."""
        rows = self._db.execute("SELECT outcome, count(*) FROM urls GROUP BY outcome")
        return {Outcome(outcome) if outcome else None: number for outcome, number in rows}

    def count_records(self) -> int:
        """Lines in all records files."""
        return int(self._db.execute("SELECT count(*) FROM records").fetchone()[0])

    def close(self) -> None:
        """Folds the log into the file where this connection may write, and closes it."""
        self._db.close()


def _reader(path: Path) -> sqlite3.Connection:
    """A connection that cannot change anything.

    Not `mode=ro`: that leaves the log's files behind when it closes. On a medium that cannot be written, the file is
    taken as it lies.
    """
    if os.access(path.parent, os.W_OK):
        db = sqlite3.connect(path, check_same_thread=False, timeout=10)
        db.execute("PRAGMA query_only = ON")
        return db
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)


class Transaction:
    """One BEGIN IMMEDIATE … COMMIT. Only the thread that entered it may write until it is left."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db = db
        self._path = path

    def __enter__(self) -> Self:
        self._run("BEGIN IMMEDIATE", [()])
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            self._db.execute("COMMIT" if kind is None else "ROLLBACK")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise StorageError(f"{self._path}: {error}") from error

    def _run(self, sql: str, rows: Iterable[tuple[object, ...]]) -> None:
        try:
            self._db.executemany(sql, rows) if sql[:5] != "BEGIN" else self._db.execute(sql)
        except sqlite3.Error as error:
            raise StorageError(f"{self._path}: {error}; free space or check the disk, then run again") from error

    def file(self, name: str, length: int) -> None:
        """The committed length of a file."""
        self._run("INSERT OR REPLACE INTO files VALUES (?, ?)", [(name, length)])

    def found(self, urls: Iterable[KnownUrl], at: datetime) -> None:
        """New addresses; those known already stay as they are."""
        self._run(
            "INSERT OR IGNORE INTO urls (key, url, hints, found) VALUES (?, ?, ?, ?)",
            [(each.key, each.url, msgspec.json.encode(each.hints).decode(), at.isoformat()) for each in urls],
        )

    def settled(self, settlements: Iterable[tuple[str, Settlement]], at: datetime, run: str) -> None:
        """How addresses ended."""
        self._run(
            "UPDATE urls SET outcome = ?, reason = ?, status = ?, final_url = ?, settled = ?, run = ? WHERE key = ?",
            [(s.outcome.value, s.reason, s.status, s.final_url, at.isoformat(), run, key) for key, s in settlements],
        )

    def captured(self, held: Iterable[HeldCapture]) -> None:
        """New captures, in order of writing."""
        marks = ", ".join("?" * 13)
        columns = "key, purpose, waiting, filename, offset, length, record_id, url, date, status, mime, payload_digest, truncated"
        self._run(f"INSERT INTO captures ({columns}) VALUES ({marks})", [_row(each) for each in held])  # noqa: S608 - names of ours

    def read(self, record_ids: Iterable[str]) -> None:
        """Captures whose outcome is being committed."""
        self._run("UPDATE captures SET waiting = 0 WHERE record_id = ?", [(record_id,) for record_id in record_ids])

    def recorded(self, rows: Iterable[RecordRow]) -> None:
        """New lines of records files."""
        self._run(
            "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?)",
            [(r.url, r.revision, r.digest, r.headline, r.file, r.record_id) for r in rows],
        )

    def memo(self, name: str, value: str) -> None:
        """Remembers a value."""
        self._run("INSERT OR REPLACE INTO memos VALUES (?, ?)", [(name, value)])


def _row(held: HeldCapture) -> tuple[object, ...]:
    c = held.capture
    return (
        *(held.key, held.purpose, int(held.waiting), c.filename, c.offset, c.length, c.record_id, c.url),
        *(c.date.isoformat(), c.status, c.mime, c.payload_digest, c.truncated),
    )


def _held(row: tuple[object, ...]) -> HeldCapture:
    _, key, purpose, waiting, filename, offset, length, record_id, url, date, status, mime, digest, truncated = row
    capture = Capture(
        filename=str(filename),
        offset=int(str(offset)),
        length=int(str(length)),
        record_id=str(record_id),
        url=str(url),
        date=datetime.fromisoformat(str(date)),
        status=int(str(status)),
        mime=str(mime),
        payload_digest=str(digest),
        truncated=None if truncated is None else str(truncated),
    )
    return HeldCapture(str(key), str(purpose), capture, bool(waiting))
