"""The tables of `state.sqlite`, and how a state that an earlier newsarchive wrote is brought up to date.

In: an open connection. Out: the same, with the tables of today, or a refusal that names both versions.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from newsarchive.errors import BadConfiguration
from newsarchive.urls import surt_key, url_key

VERSION = 3

_PLACES = """
CREATE INDEX urls_to_ask ON urls (rank DESC) WHERE outcome IS NULL;
CREATE INDEX urls_due ON urls (due) WHERE due IS NOT NULL;
CREATE TABLE announced (
    key TEXT NOT NULL, kind TEXT NOT NULL, via TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (key, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE places (
    key TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, lastmod TEXT NOT NULL, read TEXT,
    since TEXT NOT NULL, fresh INTEGER NOT NULL, older TEXT NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL,
    whole TEXT, PRIMARY KEY (key, kind)
) STRICT;
CREATE INDEX captures_surt ON captures (surt, date);
CREATE INDEX captures_key ON captures (key, purpose);
"""

# From version 2, where nobody asked when what the paper answered for had appeared.
_FROM_2 = "CREATE INDEX urls_answered ON urls (rank) WHERE status > 0;\n"

_TABLES = (
    """
CREATE TABLE files (name TEXT PRIMARY KEY, length INTEGER NOT NULL) STRICT;
CREATE TABLE urls (
    key TEXT PRIMARY KEY, url TEXT NOT NULL, hints TEXT NOT NULL, found TEXT NOT NULL,
    outcome TEXT, reason TEXT, status INTEGER, final_url TEXT, settled TEXT, run TEXT, rank REAL NOT NULL DEFAULT 0,
    etag TEXT NOT NULL DEFAULT '', modified TEXT NOT NULL DEFAULT '', checked REAL, due REAL
) STRICT;
CREATE TABLE captures (
    seq INTEGER PRIMARY KEY, key TEXT NOT NULL, purpose TEXT NOT NULL, waiting INTEGER NOT NULL,
    filename TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, record_id TEXT NOT NULL,
    url TEXT NOT NULL, date TEXT NOT NULL, status INTEGER NOT NULL, mime TEXT NOT NULL,
    payload_digest TEXT NOT NULL, truncated TEXT, surt TEXT NOT NULL DEFAULT '', refers_to TEXT, asked TEXT, hints TEXT,
    UNIQUE (filename, offset)
) STRICT;
CREATE INDEX captures_waiting ON captures (seq) WHERE waiting;
CREATE INDEX captures_record ON captures (record_id) WHERE waiting;
CREATE TABLE records (
    url TEXT NOT NULL, revision INTEGER NOT NULL, digest TEXT NOT NULL, headline TEXT, file TEXT NOT NULL,
    record_id TEXT NOT NULL, offset INTEGER NOT NULL DEFAULT 0, length INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (url, revision)
) STRICT;
CREATE TABLE memos (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""
    + _PLACES
    + _FROM_2
)

# From version 1, which knew no places and kept the feeds in a memo.
_FROM_1 = (
    """
ALTER TABLE urls ADD COLUMN rank REAL NOT NULL DEFAULT 0;
ALTER TABLE urls ADD COLUMN etag TEXT NOT NULL DEFAULT '';
ALTER TABLE urls ADD COLUMN modified TEXT NOT NULL DEFAULT '';
ALTER TABLE urls ADD COLUMN checked REAL;
ALTER TABLE urls ADD COLUMN due REAL;
ALTER TABLE captures ADD COLUMN surt TEXT NOT NULL DEFAULT '';
ALTER TABLE captures ADD COLUMN refers_to TEXT;
ALTER TABLE captures ADD COLUMN asked TEXT;
ALTER TABLE captures ADD COLUMN hints TEXT;
UPDATE captures SET (asked, hints) = (SELECT url, hints FROM urls WHERE urls.key = captures.key) WHERE waiting;
ALTER TABLE records ADD COLUMN offset INTEGER NOT NULL DEFAULT 0;
ALTER TABLE records ADD COLUMN length INTEGER NOT NULL DEFAULT 0;
UPDATE captures SET surt = surt(url);
UPDATE urls SET outcome = 'twin' WHERE outcome = 'amp-twin';
UPDATE urls SET rank = coalesce(strftime('%s', found), 0) - rowid;
CREATE INDEX captures_record ON captures (record_id) WHERE waiting;
"""
    + _PLACES
)


def bring_up(db: sqlite3.Connection, path: Path) -> None:
    """Makes the tables of a new state, or those of an earlier version into today's, in one transaction."""
    version = _version(db)
    if version == 0:
        db.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
    elif version == 1:
        db.create_function("surt", 1, surt_key, deterministic=True)
        db.executescript(f"BEGIN IMMEDIATE; {_FROM_1}")
        row = db.execute("SELECT value FROM memos WHERE name = 'feeds'").fetchone()
        for url in (row[0] if row else "").split():
            db.execute("INSERT INTO places VALUES (?, ?, 'feed', '', '', NULL, '', 0, '', '', '', NULL)", (url_key(url), url))
        db.execute("DELETE FROM memos WHERE name = 'feeds'")
        db.execute(_FROM_2)
        db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("COMMIT")  # not by executescript: that commits first, and then finds nothing to commit
    elif version == 2:
        db.executescript(f"BEGIN IMMEDIATE; {_FROM_2} PRAGMA user_version = {VERSION}; COMMIT;")
    check(db, path)


def check(db: sqlite3.Connection, path: Path) -> None:
    """Raises BadConfiguration where a newer newsarchive wrote this."""
    version = _version(db)
    if version > VERSION:
        raise BadConfiguration(f"{path}: written by a newer newsarchive (schema {version}, this one knows {VERSION}); upgrade it")


def is_old(db: sqlite3.Connection) -> bool:
    """Whether an earlier newsarchive wrote this."""
    return 0 < _version(db) < VERSION


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])
