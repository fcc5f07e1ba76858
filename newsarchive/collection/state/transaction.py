"""One commit of a state: BEGIN IMMEDIATE, what is written, COMMIT."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Self

import msgspec

from newsarchive.collection.outcomes import HELD, Outcome, Settlement
from newsarchive.collection.state.rows import REDIRECTS, Check, HeldCapture, KnownUrl, Place, RecordRow, capture_row, place_row
from newsarchive.errors import StorageError

#: The rows of a table whose key lies on the host ?1: the host alone, or with a path or query behind it.
ON_HOST = "(key = ?1 OR (key >= ?1 || '/' AND key < ?1 || '0') OR (key >= ?1 || '?' AND key < ?1 || '@'))"


def fault(path: Path, error: sqlite3.Error) -> StorageError:
    """What is wrong with a database, and how to mend it."""
    damaged = type(error) is sqlite3.DatabaseError  # "malformed", "not a database"; what may pass is a kind of its own
    again = f"run `newsarchive verify {path.parent.name} --rebuild`, which makes it again"
    return StorageError(f"{path}: {error}; {again if damaged else 'free space or check the disk, then run again'}")


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
            raise fault(self._path, error) from error

    def _run(self, sql: str, rows: Iterable[tuple[object, ...]]) -> None:
        try:
            self._db.executemany(sql, rows) if sql[:5] != "BEGIN" else self._db.execute(sql)
        except sqlite3.Error as error:
            raise fault(self._path, error) from error

    def file(self, name: str, length: int) -> None:
        """The committed length of a file."""
        self._run("INSERT OR REPLACE INTO files VALUES (?, ?)", [(name, length)])

    def found(self, urls: Iterable[KnownUrl], at: datetime) -> None:
        """New addresses; of those known already and not ended, the hints and the rank."""
        self._run(
            "INSERT INTO urls (key, url, hints, found, rank) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (key) DO UPDATE SET hints = excluded.hints, rank = excluded.rank WHERE outcome IS NULL",
            [(each.key, each.url, msgspec.json.encode(each.hints).decode(), at.isoformat(), each.rank) for each in urls],
        )

    def reopened(self, keys: Iterable[str]) -> None:
        """Addresses that are to be asked for again."""
        self._run("UPDATE urls SET outcome = NULL WHERE key = ?", [(key,) for key in keys])

    def reopen_since(self, since: float) -> None:
        """What was too old for an earlier run and is not for this one."""
        self._run("UPDATE urls SET outcome = NULL WHERE outcome = ? AND rank >= ?", [(Outcome.TOO_OLD.value, since)])

    def announced(self, announcements: Iterable[tuple[str, str, str]], at: datetime) -> None:
        """Which kind of page announced an address (key, kind, its address), and when for the first time."""
        self._run(
            "INSERT OR IGNORE INTO announced VALUES (?, ?, ?, ?)",
            [(key, kind, via, at.isoformat()) for key, kind, via in announcements],
        )

    def placed(self, places: Iterable[Place]) -> None:
        """Pages where the paper announces articles, as they stand now."""
        columns = "key, url, kind, title, lastmod, read, since, fresh, older, etag, modified, whole"
        self._run(
            f"INSERT INTO places ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (key, kind) DO UPDATE SET url = excluded.url, title = excluded.title, lastmod = excluded.lastmod, "
            "read = excluded.read, since = excluded.since, fresh = excluded.fresh, older = excluded.older, "
            "etag = excluded.etag, modified = excluded.modified, whole = excluded.whole",
            map(place_row, places),
        )

    def checked(self, checks: Iterable[Check]) -> None:
        """When articles were asked for, with what to ask by, and when they are due again."""
        self._run(
            "UPDATE urls SET etag = ?, modified = ?, checked = ?, due = ? WHERE key = ?",
            [(c.validators.etag, c.validators.modified, c.checked, c.due, c.key) for c in checks],
        )

    def settled(self, settlements: Iterable[tuple[str, Settlement]], at: datetime, run: str) -> None:
        """How addresses ended. What is no article is not due again."""
        columns = "outcome = ?, reason = ?, status = ?, final_url = ?, settled = ?, run = ?"
        self._run(
            f"UPDATE urls SET {columns}, due = CASE WHEN ? THEN due END WHERE key = ?",
            [
                (s.outcome.value, s.reason, s.status, s.final_url, at.isoformat(), run, s.outcome in HELD, key)
                for key, s in settlements
            ],
        )

    def forget_after(self, limit: datetime) -> int:
        """What was asked for after a time counts as never asked for. Returns how many rows that changed."""
        before = self._db.total_changes
        beyond, late = limit.timestamp(), limit.isoformat()
        self._run("UPDATE urls SET checked = 0, due = 0 WHERE checked > ? AND due IS NOT NULL", [(beyond,)])
        self._run("UPDATE urls SET rank = ?1 WHERE rank > ?1", [(beyond,)])
        self._run("UPDATE places SET read = NULL, whole = NULL WHERE read > ?1 OR whole > ?1", [(late,)])
        return self._db.total_changes - before

    def sooner(self, known: Iterable[KnownUrl]) -> None:
        """Articles that are due at once, with the hints that say so."""
        self._run(
            "UPDATE urls SET due = 0, hints = ? WHERE key = ? AND due IS NOT NULL",
            [(msgspec.json.encode(each.hints).decode(), each.key) for each in known],
        )

    def captured(self, held: Iterable[HeldCapture]) -> None:
        """New captures, in order of writing."""
        marks = ", ".join("?" * 17)
        columns = "key, purpose, waiting, filename, offset, length, record_id, url, date, status, mime, payload_digest"
        sql = f"INSERT INTO captures ({columns}, truncated, surt, refers_to, asked, hints) VALUES ({marks})"
        self._run(sql, [capture_row(each) for each in held])

    def read(self, record_ids: Iterable[str]) -> None:
        """Captures whose outcome is being committed."""
        self._run(
            "UPDATE captures SET waiting = 0, asked = NULL, hints = NULL WHERE waiting AND record_id = ?",
            [(record_id,) for record_id in record_ids],
        )

    def let_redirects_go(self) -> None:
        """Redirects that no run has judged wait no longer: what they answered is asked for again."""
        marks = ", ".join(map(str, REDIRECTS))
        self._run(f"UPDATE captures SET waiting = 0 WHERE waiting AND waiting = 1 AND status IN ({marks})", [()])

    def recorded(self, rows: Iterable[RecordRow]) -> None:
        """New lines of records files."""
        self._run(
            "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(r.url, r.revision, r.digest, r.headline, r.file, r.record_id, r.offset, r.length) for r in rows],
        )

    def moved(self, host: str, here: str) -> None:
        """Addresses with keys on a host get those of `here`; where both are known already, what was found here stays.

        Pages that announce are left out: their addresses change too.
        """
        for table, which in (("urls", ON_HOST), ("announced", ON_HOST), ("captures", f"{ON_HOST} AND purpose <> 'robots'")):
            sql = f"UPDATE OR IGNORE {table} SET key = ?3 || substr(key, ?2) WHERE {which}"
            self._run(sql, [(host, len(host) + 1, here)])
        for table in ("urls", "announced", "places"):
            self._run(f"DELETE FROM {table} WHERE {ON_HOST}", [(host,)])

    def memo(self, name: str, value: str) -> None:
        """Remembers a value."""
        self._run("INSERT OR REPLACE INTO memos VALUES (?, ?)", [(name, value)])
