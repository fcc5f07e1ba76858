"""The commit: what a run has done since the last one becomes durable, or none of it does.

In: a `Batch` of captures, outcomes and lines. Out: WARC synced, lines appended and synced, then one SQLite
COMMIT that names the new lengths and is the only acknowledgement. Bytes beyond a committed length count for
nothing and are cut off when the collection is opened next.

Captures and outcomes ride in one transaction. An outcome is handed in after its capture, so it is never
committed before it, and one transaction costs half the syncs of two (3.6 ms each on ext4).
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field
from pathlib import Path

from newsarchive import clock
from newsarchive.archive.files import WarcFile, make_folder, replace_file, sync_folder
from newsarchive.collection.files.layout import Layout
from newsarchive.collection.outcomes import Settlement
from newsarchive.collection.state.rows import Check, HeldCapture, KnownUrl, Place, RecordRow
from newsarchive.collection.state.state import State
from newsarchive.errors import StorageError


@dataclass(slots=True)
class Batch:
    """What has happened since the last commit. `warcs` are the files written to, with their length by then."""

    found: list[KnownUrl] = field(default_factory=list)
    reopened: list[str] = field(default_factory=list)
    announced: list[tuple[str, str, str]] = field(default_factory=list)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    sooner: list[KnownUrl] = field(default_factory=list)
    captures: list[HeldCapture] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    settled: list[tuple[str, Settlement]] = field(default_factory=list)
    records: list[RecordRow] = field(default_factory=list)
    lines: dict[str, bytearray] = field(default_factory=dict)
    memos: dict[str, str] = field(default_factory=dict)
    warcs: dict[str, tuple[WarcFile, int]] = field(default_factory=dict)

    def add_line(self, name: str, line: bytes) -> None:
        """One more line for the file of that name, relative to the collection's folder."""
        self.lines.setdefault(name, bytearray()).extend(line)

    def __bool__(self) -> bool:
        return any((*self._news(), self.captures, self.read, self.settled, self.lines, self.memos, self.warcs))

    def _news(self) -> tuple[object, ...]:
        return self.found, self.reopened, self.announced, self.places, self.checks, self.sooner


class Committer:
    """Makes batches durable, one at a time, in whichever thread calls it."""

    #: The order that keeps the promise. State first, or lines last, loses articles when the process is killed.
    ORDER = ("sync_warcs", "append_lines", "commit_state")

    def __init__(self, layout: Layout, state: State, run: str) -> None:
        self._layout = layout
        self._state = state
        self._run = run
        self.lengths = state.files()

    def commit(self, batch: Batch) -> None:
        """All of the batch, or none. Raises StorageError; then the files are as long as they were."""
        lengths = {name: self.lengths.get(name, 0) + len(lines) for name, lines in batch.lines.items()}
        lengths |= {f"warc/{name}": length for name, (_, length) in batch.warcs.items()}
        try:
            for step in self.ORDER:
                getattr(self, step)(batch, lengths)
        except OSError as error:
            self._take_back(batch)
            raise StorageError(_say(error, self._layout.folder)) from error
        except StorageError:
            self._take_back(batch)
            raise
        self.lengths |= lengths

    def sync_warcs(self, batch: Batch, _lengths: dict[str, int]) -> None:
        """The WARC files' bytes reach the disk."""
        for file, _ in batch.warcs.values():
            file.sync()

    def append_lines(self, batch: Batch, _lengths: dict[str, int]) -> None:
        """Records and ledger lines are appended and reach the disk."""
        for name, lines in batch.lines.items():
            append(self._layout.folder / name, bytes(lines))

    def commit_state(self, batch: Batch, lengths: dict[str, int]) -> None:
        """The acknowledgement."""
        now = clock.now()
        with self._state.transaction() as write:
            for name, length in lengths.items():
                write.file(name, length)
            for name, value in batch.memos.items():
                write.memo(name, value)
            write.reopened(batch.reopened)
            write.found(batch.found, now)
            write.announced(batch.announced, now)
            write.placed(batch.places.values())
            write.sooner(batch.sooner)
            write.checked(batch.checks)
            write.captured(batch.captures)
            write.settled(batch.settled, now, self._run)
            write.read(batch.read)
            write.recorded(batch.records)

    def _take_back(self, batch: Batch) -> None:
        """Best effort: the next opening cuts the same bytes off."""
        for name in batch.lines:
            path = self._layout.folder / name
            with contextlib.suppress(OSError):
                os.truncate(path, self.lengths.get(name, 0))


def append(path: Path, data: bytes) -> None:
    """Appends in one write and syncs; a new file's folder is synced too. Never follows a symbolic link."""
    new = not path.exists()
    if new:
        make_folder(path.parent)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    try:
        written = os.write(file, data)
        if written < len(data):
            raise OSError(28, "No space left on device", str(path))
        getattr(os, "fdatasync", os.fsync)(file)
    finally:
        os.close(file)
    if new:
        sync_folder(path.parent)


def replace(path: Path, data: bytes) -> None:
    """The file holds `data` or what it held before, whatever happens. Raises StorageError."""
    try:
        replace_file(path, (data,))
    except OSError as error:
        raise StorageError(_say(error, path)) from error


def _say(error: OSError, folder: Path) -> str:
    return (
        f"{error.filename or folder}: {error.strerror}; free space or check the disk, then run again: nothing committed is lost"
    )
