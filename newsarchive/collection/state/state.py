"""The state of a collection: SQLite, and the only place that says what is committed.

A file's bytes count only up to the length in `files`. Everything here can be made again from the WARCs,
the records and the run ledgers (`rebuild.py`). One connection writes; readers open with `read_only`.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from newsarchive.archive.exchange import Capture
from newsarchive.collection.outcomes import Outcome
from newsarchive.collection.state import schema
from newsarchive.collection.state.rows import (
    AnnouncedUrl,
    HeldCapture,
    KnownUrl,
    Place,
    RecordRow,
    Validators,
    announced_url,
    held_capture,
    known_url,
)
from newsarchive.collection.state.transaction import ON_HOST, Transaction, fault
from newsarchive.errors import StorageError
from newsarchive.records.revisions import Latest

_KNOWN = "SELECT key, url, hints, rank, outcome, reason, status, final_url, run, etag, modified FROM urls"
_LOOK_BACK = 20_000  # captures
_VARIABLES = 500  # keys in one question: SQLite takes 999 and more


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
            schema.check(self._db, self.path)
        except sqlite3.Error as error:
            raise fault(path, error) from error

    def _prepare(self) -> None:
        mode = self._db.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        if mode != "wal":  # with EIO SQLite says nothing and stays in another mode
            raise StorageError(f"{self.path}: SQLite could not switch to WAL (it stays in {mode}); check the file system")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA wal_autocheckpoint = 100")  # pages of 4 KiB: the log stays small on a small disk
        schema.bring_up(self._db, self.path)

    def transaction(self) -> Transaction:
        """`with state.transaction() as write:` is one commit, durable when the block is left."""
        return Transaction(self._db, self.path)

    def files(self) -> dict[str, int]:
        """Committed length in bytes of every file, by its name relative to the collection's folder."""
        return dict(self._db.execute("SELECT name, length FROM files"))

    def urls(self) -> Iterator[KnownUrl]:
        """Every address met so far, in the order in which they were found."""
        yield from map(known_url, self._db.execute(f"{_KNOWN} ORDER BY rowid"))

    def to_ask(self, most: int, not_before: float) -> list[KnownUrl]:
        """Addresses without an outcome and of at least this rank, the newest first."""
        order = "WHERE outcome IS NULL AND rank >= ? ORDER BY rank DESC, rowid LIMIT ?"
        rows = self._db.execute(f"{_KNOWN} {order}", (not_before, most))
        return [known_url(row) for row in rows]

    def due(self, most: int, due: float, checked_before: float) -> list[KnownUrl]:
        """Articles that are due to be asked for again by `due`, and were not since `checked_before`, the longest due first."""
        order = "WHERE due <= ? AND checked < ? ORDER BY due, rowid LIMIT ?"
        return [known_url(row) for row in self._db.execute(f"{_KNOWN} {order}", (due, checked_before, most))]

    def arrivals(self, after: float) -> dict[int, int]:
        """How many addresses that were asked for and answered appeared in which hour, counted from 1970, later than `after`."""
        sql = "SELECT CAST(rank / 3600 AS INTEGER), count(*) FROM urls WHERE rank > ? AND status > 0 GROUP BY 1"
        return dict(self._db.execute(sql, (after,)))

    def first_due(self) -> float | None:
        """When the first article is due to be asked for again, in seconds since 1970; 0 for at once."""
        due: float | None = self._db.execute("SELECT min(due) FROM urls WHERE due IS NOT NULL").fetchone()[0]
        return due

    def known(self, keys: Sequence[str]) -> dict[str, KnownUrl]:
        """The rows of these keys, where there are any."""
        found: dict[str, KnownUrl] = {}
        for at in range(0, len(keys), _VARIABLES):
            part = keys[at : at + _VARIABLES]
            rows = self._db.execute(f"{_KNOWN} WHERE key IN ({_marks(part)})", part)
            found |= {known.key: known for known in map(known_url, rows)}
        return found

    def knows_host(self, host: str) -> bool:
        """Whether any address, or page that announces, has a key on this host."""
        sql = f"SELECT EXISTS (SELECT 1 FROM urls WHERE {ON_HOST}) OR EXISTS (SELECT 1 FROM places WHERE {ON_HOST})"
        return bool(self._db.execute(sql, (host,)).fetchone()[0])

    def leading_to(self, url: str) -> list[str]:
        """Keys of the addresses that led to this one."""
        return [row[0] for row in self._db.execute("SELECT key FROM urls WHERE final_url = ?", (url,))]

    def count_to_ask(self) -> int:
        """Addresses without an outcome."""
        return int(self._db.execute("SELECT count(*) FROM urls WHERE outcome IS NULL").fetchone()[0])

    def announced_by(self, keys: Sequence[str], kinds: Sequence[str]) -> set[str]:
        """Which of these keys were ever announced by a page of one of these kinds."""
        found: set[str] = set()
        for at in range(0, len(keys), _VARIABLES):
            part = keys[at : at + _VARIABLES]
            sql = f"SELECT DISTINCT key FROM announced WHERE key IN ({_marks(part)}) AND kind IN ({_marks(kinds)})"
            found |= {row[0] for row in self._db.execute(sql, (*part, *kinds))}
        return found

    def announced_urls(self, kinds: Sequence[str], most: int) -> list[str]:
        """The newest addresses that pages of one of these kinds announced."""
        known = f"FROM urls JOIN announced USING (key) WHERE kind IN ({_marks(kinds)})"
        sql = f"SELECT DISTINCT url, rank {known} ORDER BY rank DESC LIMIT ?"
        return [row[0] for row in self._db.execute(sql, (*kinds, most))]

    def places(self) -> list[Place]:
        """All pages where the paper announces articles, in the order in which they were found."""
        columns = "key, url, kind, title, lastmod, read, since, fresh, older, etag, modified, whole"
        rows = self._db.execute(f"SELECT {columns} FROM places ORDER BY rowid")
        return [
            Place(key, url, kind, title, lastmod, _time(read), since, fresh, older, Validators(etag, modified), _time(whole))
            for key, url, kind, title, lastmod, read, since, fresh, older, etag, modified, whole in rows
        ]

    def waiting(self) -> list[HeldCapture]:
        """Captures that are committed and whose outcome is not, in order of writing."""
        return [held_capture(row) for row in self._db.execute("SELECT * FROM captures WHERE waiting ORDER BY seq")]

    def captures(self, purpose: str | None = None) -> Iterator[HeldCapture]:
        """All captures, or those of one purpose, in order of writing."""
        for row in self._db.execute("SELECT * FROM captures WHERE ?1 IS NULL OR purpose = ?1 ORDER BY seq", (purpose,)):
            yield held_capture(row)

    def by_surt(self) -> Iterator[Capture]:
        """All captures in the order of an index: by SURT key, then by time."""
        for row in self._db.execute("SELECT * FROM captures ORDER BY surt, date"):
            yield held_capture(row).capture

    def newest_capture(self, purpose: str, key: str) -> Capture | None:
        """The last capture of a key for a purpose, such as the robots.txt of a host."""
        return self._newest(purpose, key, "")

    def newest_whole(self, purpose: str, key: str) -> Capture | None:
        """The last one that has a whole body of its own, with status 200."""
        return self._newest(purpose, key, "AND status = 200 AND truncated IS NULL AND refers_to IS NULL")

    def _newest(self, purpose: str, key: str, more: str) -> Capture | None:
        sql = f"SELECT * FROM captures WHERE key = ? AND purpose = ? {more} ORDER BY seq DESC LIMIT 1"
        row = self._db.execute(sql, (key, purpose)).fetchone()
        return held_capture(row).capture if row else None

    def latest(self, url: str) -> Latest | None:
        """The newest line of a url."""
        sql = "SELECT revision, digest FROM records WHERE url = ? ORDER BY revision DESC LIMIT 1"
        row = self._db.execute(sql, (url,)).fetchone()
        return Latest(*row) if row else None

    def record(self, url: str, revision: int) -> RecordRow | None:
        """Where a line of the records lies."""
        row = self._db.execute("SELECT * FROM records WHERE url = ? AND revision = ?", (url, revision)).fetchone()
        return RecordRow(*row) if row else None

    def record_rows(self) -> Iterator[RecordRow]:
        """Every line of the records."""
        for row in self._db.execute("SELECT * FROM records ORDER BY file, offset"):
            yield RecordRow(*row)

    @contextlib.contextmanager
    def one_moment(self) -> Iterator[None]:
        """All that is read in this block is of one moment, whatever is committed meanwhile."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("ROLLBACK")

    def troubles(self) -> list[str]:
        """What SQLite finds wrong with its own pages and indexes; some of it, where it is much."""
        said = [str(row[0]) for row in self._db.execute("PRAGMA integrity_check(10)")]
        return [] if said == ["ok"] else said

    def newest_lines(self, most: int) -> list[RecordRow]:
        """The first lines of the newest articles, in the order of writing."""
        sql = "SELECT * FROM records WHERE revision = 1 ORDER BY rowid DESC LIMIT ?"
        return [RecordRow(*row) for row in self._db.execute(sql, (most,))][::-1]

    def newest_pages(self, outcomes: Iterable[Outcome], kinds: Sequence[str], most: int) -> list[tuple[datetime, str]]:
        """Time and address of the newest pages that ended so, and that pages of one of these kinds announced first."""
        how = [outcome.value for outcome in outcomes]
        sql = (
            "SELECT captures.date, urls.url FROM captures JOIN urls USING (key) WHERE seq > (SELECT max(seq) FROM captures) - ? "
            f"AND purpose = 'article' AND captures.status = 200 AND refers_to IS NULL AND outcome IN ({_marks(how)}) "
            f"AND json_extract(urls.hints, '$.via_kind') IN ({_marks(kinds)}) ORDER BY seq DESC LIMIT ?"
        )
        rows = self._db.execute(sql, (_LOOK_BACK, *how, *kinds, most))
        return [(datetime.fromisoformat(date), url) for date, url in rows][::-1]

    def newest_ends(self, kinds: Sequence[str], most: int) -> list[tuple[str, Outcome]]:
        """Address and outcome of those found last that were asked for, the newest first; announced by one of these kinds."""
        sql = (
            f"SELECT url, outcome FROM urls WHERE json_extract(hints, '$.via_kind') IN ({_marks(kinds)}) "
            "AND outcome NOT IN ('too-old', 'unlikely') ORDER BY rowid DESC LIMIT ?"
        )
        return [(url, Outcome(outcome)) for url, outcome in self._db.execute(sql, (*kinds, most))]

    def announcements(self, since: datetime | None) -> Iterator[AnnouncedUrl]:
        """Addresses that were announced with a later date, or were found later, in the order in which they were found; or all."""
        sql = (
            "SELECT urls.url, hints, found, outcome, reason, status, final_url, "
            "(SELECT group_concat(kind) FROM announced WHERE announced.key = urls.key), file, offset, length "
            "FROM urls LEFT JOIN records ON records.url = final_url AND revision = 1 "
            "WHERE rank >= ? OR found >= ? ORDER BY urls.rowid"
        )
        values = (since.timestamp(), since.isoformat()) if since else (float("-inf"), "")
        yield from map(announced_url, self._db.execute(sql, values))

    def newly_announced(self, since: datetime, within: timedelta) -> Iterator[tuple[str, str, datetime]]:
        """What was announced since: key, kind of page, and when that first did; without what was older than that by its date."""
        sql = (
            "SELECT key, kind, at FROM announced JOIN urls USING (key) WHERE at >= ?1 AND found >= ?1 "
            "AND rank >= strftime('%s', at) - ?2 AND outcome IS NOT 'unlikely'"
        )
        for key, kind, at in self._db.execute(sql, (since.isoformat(), within.total_seconds())):
            yield key, kind, datetime.fromisoformat(at)

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

    def count_captures(self) -> int:
        """Answers in the archive."""
        return int(self._db.execute("SELECT max(seq) FROM captures").fetchone()[0] or 0)

    def newest_date(self) -> datetime | None:
        """When the last answer came, as the clock of that run had it."""
        row = self._db.execute("SELECT date FROM captures ORDER BY seq DESC LIMIT 1").fetchone()
        return _time(row[0]) if row else None

    def count_records(self) -> int:
        """Lines in all records files."""
        return int(self._db.execute("SELECT count(*) FROM records").fetchone()[0])

    def close(self) -> None:
        """Folds the log into the file where this connection may write, and closes it."""
        self._db.close()


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _time(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None


def _reader(path: Path) -> sqlite3.Connection:
    """A connection that cannot change anything. A state of an earlier version is read from a copy in memory.

    Not `mode=ro`: that leaves the log's files behind when it closes. On a medium that cannot be written, the file is
    taken as it lies.
    """
    if os.access(path.parent, os.W_OK):
        db = sqlite3.connect(path, check_same_thread=False, timeout=10)
        db.execute("PRAGMA query_only = ON")
    else:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    if not schema.is_old(db):
        return db
    with contextlib.closing(db):
        copy = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        db.backup(copy)
    schema.bring_up(copy, path)
    return copy
