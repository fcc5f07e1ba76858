"""Five ways to get it wrong, to show that the bench sees them. Each changes the product in one process of a run."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from newsarchive.archive import files
from newsarchive.archive.files import WarcFile, make_folder
from newsarchive.collection.files import commit
from newsarchive.collection.files.commit import Committer
from newsarchive.collection.opening import rebuild, recover, renewal


def state_first() -> None:
    """The acknowledgement before what it acknowledges."""
    Committer.ORDER = ("commit_state", "sync_warcs", "append_lines")


def records_last() -> None:
    """Lines behind the acknowledgement."""
    Committer.ORDER = ("sync_warcs", "commit_state", "append_lines")


def no_sync() -> None:
    """Bytes are written, and nobody waits for the disk."""

    def append(path: Path, data: bytes) -> None:
        make_folder(path.parent)
        with path.open("ab") as file:
            file.write(data)

    commit.append = append
    files._datasync = lambda _: None
    WarcFile.sync = lambda _: None


def no_truncation() -> None:
    """What was not committed stays behind when the collection is opened again, or a commit failed."""

    def keep(self: WarcFile, committed: int) -> None:
        self.length = max(committed, os.fstat(self._handle).st_size)

    recover.cut = rebuild.cut = lambda *_: None
    WarcFile._cut = keep
    WarcFile._roll_back = lambda self: setattr(self, "length", os.fstat(self._handle).st_size)
    Committer._take_back = lambda *_: None


def no_carrying_on() -> None:
    """A rebuild that was broken off is left lying."""
    renewal.carry_on = lambda _: []


MUTANTS: dict[str, Callable[[], None]] = {
    "state first": state_first,
    "records last": records_last,
    "no sync": no_sync,
    "no truncation": no_truncation,
    "no carrying on": no_carrying_on,
}
