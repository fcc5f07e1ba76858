"""Everything that is derived, made again beside what is there, and put in its place when it is whole.

    rebuild.new/<source>/        the draft: records, state and index of its own, links to warc/, runs/ and models/
    rebuild.whole/<source>/      the same when it is whole: from that name on, the rebuild has happened
    rebuild.whole/before/        what was there before, on its way out
    aside-<UTC time>/            there it stays: nothing is ever deleted

Killed at any moment, the folder is as it was, or whoever takes its lock next calls `carry_on` and it is the new one. The
caller holds the lock; reading the pages is the caller's too.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sqlite3
from pathlib import Path

from newsarchive import clock
from newsarchive.archive.files import make_folder, sync_folder
from newsarchive.collection.files import ledger
from newsarchive.collection.files.layout import Layout
from newsarchive.collection.opening.rebuild import rebuild
from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.collection.state.state import State
from newsarchive.errors import StorageError
from newsarchive.urls import url_key

_DRAFTS, _WHOLE, _BEFORE = "rebuild.new", "rebuild.whole", "before"
_LINKED = ("warc", "runs", "models")
#: Outcomes that no archived page shows: of these, the ledgers have the last word.
_SAID_BY_LEDGERS = frozenset(
    outcome
    for outcome in Outcome
    if outcome.startswith("failed-") or outcome in (Outcome.ROBOTS, Outcome.REFUSED, Outcome.NOT_PUBLIC, Outcome.BAD_ADDRESS)
) | {Outcome.TOO_OLD, Outcome.UNLIKELY, Outcome.REDIRECT, Outcome.REDIRECT_AWAY, Outcome.REDIRECT_LOOP, Outcome.UNCHANGED}
#: What the WARCs and ledgers do not tell; taken over from the old state where that can be read.
_KEPT_TABLES = ("places", "memos", "announced")
_KEPT_COLUMNS = ("hints", "found", "rank", "etag", "modified", "checked", "due")


def draft(layout: Layout) -> tuple[Layout, list[str]]:
    """A collection beside, whose state knows every capture and every outcome, and in which every page waits to be read."""
    beside = Layout(layout.folder / _DRAFTS / layout.name)
    make_folder(beside.folder)
    for name in _LINKED:
        if (layout.folder / name).exists():
            (beside.folder / name).symlink_to(Path("..", "..", name))
    notes = rebuild(beside)[1:]
    return beside, [*notes, *_take_over(layout.state, beside.state)]


def _take_over(old: Path, new: Path) -> list[str]:
    """Where the paper announces articles, and when each is due again. Says so where the old state cannot be read."""
    if not old.exists():
        return ["there was no state: when held articles are due, and where the paper announces them, is found out anew"]
    with contextlib.closing(sqlite3.connect(new, isolation_level=None)) as db:
        try:
            State(old).close()  # brought up to date, and its log folded in
            db.execute("ATTACH ? AS old", (str(old),))
            db.execute("BEGIN IMMEDIATE")
            for table in _KEPT_TABLES:
                columns = ", ".join(_columns(db, table))
                db.execute(f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM old.{table}")
            columns = ", ".join(name for name in _KEPT_COLUMNS if name in _columns(db, "urls"))
            db.execute(
                f"UPDATE urls SET ({columns}) = (SELECT {columns} FROM old.urls AS o WHERE o.key = urls.key) "
                "WHERE key IN (SELECT key FROM old.urls)"
            )
            columns = ", ".join(("key", "url", *(name for name in _KEPT_COLUMNS if name in _columns(db, "urls"))))
            db.execute(f"INSERT OR IGNORE INTO urls ({columns}) SELECT {columns} FROM old.urls WHERE outcome IS NULL")
            db.execute("COMMIT")
        except (sqlite3.Error, StorageError) as error:
            if db.in_transaction:
                db.execute("ROLLBACK")
            return [f"the old state cannot be read ({error.__cause__ or error}): what only it knew is found out anew"]
    return []


def _columns(db: sqlite3.Connection, table: str) -> list[str]:
    """The columns that both states have."""
    both = [{row[1] for row in db.execute(f"PRAGMA {schema}.table_info({table})")} for schema in ("main", "old")]
    return sorted(both[0] & both[1])


def let_ledgers_speak(layout: Layout, stamp: str) -> None:
    """When run `stamp` has read all pages again: outcomes that no page shows are as the other ledgers have them last."""
    last: dict[str, tuple[str, Settlement]] = {}
    for path in sorted(layout.runs.glob("*.jsonl")):
        for entry in ledger.read_entries(path) if path.stem != stamp else ():
            if entry.kind == "article":
                last[url_key(entry.url)] = path.stem, Settlement(entry.outcome, entry.reason, entry.status, entry.final_url)
    state = State(layout.state)
    try:
        recorded = {row.url for row in state.record_rows()}
        with state.transaction() as write:
            for key, (run, how) in last.items():
                if how.outcome in _SAID_BY_LEDGERS and (how.outcome is not Outcome.UNCHANGED or how.final_url in recorded):
                    write.settled([(key, how)], clock.now(), run)
    finally:
        state.close()


def put_in_place(layout: Layout, beside: Layout) -> Path:
    """The draft's files in the place of the old ones, which lie in the returned folder from now on. Raises OSError."""
    drafts = beside.folder.parent
    make_folder(drafts / _BEFORE)
    _move(drafts, layout.folder / _WHOLE)
    return _exchange(layout)


def carry_on(layout: Layout) -> list[str]:
    """After a rebuild that was broken off: a whole draft is put in its place, any other is removed. Raises OSError.

    A sentence where there was a whole one. Nothing may have opened the state before.
    """
    drafts, whole = layout.folder / _DRAFTS, layout.folder / _WHOLE
    if whole.joinpath(_BEFORE).exists():
        return [f"a rebuild that was broken off is finished; what was there before is in {_exchange(layout)}"]
    for left in (drafts, whole):
        if left.exists():
            shutil.rmtree(left)
    return []


def _exchange(layout: Layout) -> Path:
    """Each step may be the first of this process. The state goes first and comes last: where it is, it fits the records."""
    whole = layout.folder / _WHOLE
    beside, before = Layout(whole / layout.name), whole / _BEFORE
    if beside.state.exists():
        for path in (layout.state, *_logs(layout.state)):
            _move(path, before / path.name)
    for new, old in ((beside.records, layout.records), (beside.index, layout.index), (beside.state, layout.state)):
        if new.exists():
            _move(old, before / old.name)
            _move(new, old)
    aside = layout.folder / f"aside-{clock.now():%Y%m%dT%H%M%S.%fZ}"
    _move(before, aside)
    shutil.rmtree(whole)
    return aside


def _logs(state: Path) -> tuple[Path, ...]:
    return tuple(state.with_name(state.name + end) for end in ("-wal", "-shm"))


def _move(path: Path, to: Path) -> None:
    """A file or folder where there is one, and the disk knows it. Never into the place of another."""
    if path.exists():
        if to.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(to))
        path.rename(to)
        for folder in {to.parent, path.parent}:
            sync_folder(folder)
