"""A paper's folder made ready for a run: there, locked, repaired, of today's form. In: the folder. Out: a `Ready`.

What is lost is said by an error; nothing is archived or recorded here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from newsarchive import clock
from newsarchive.archive.files import make_folder
from newsarchive.collection.files import ledger
from newsarchive.collection.files.layout import Layout
from newsarchive.collection.files.lock import Lock
from newsarchive.collection.opening import hindsight, recover, renewal
from newsarchive.collection.opening.rebuild import rebuild
from newsarchive.collection.state.moving import bring_home
from newsarchive.collection.state.state import State
from newsarchive.errors import CannotCreate, StorageError
from newsarchive.sources.model import Source


@dataclass(frozen=True, slots=True)
class Run:
    """This run: its name in `runs/`, what its WARC files say of it, and whether it begins a new one whatever there is."""

    stamp: str
    about: Mapping[str, str]
    new_file: bool = False


@dataclass(frozen=True, slots=True)
class Ready:
    """A folder that is locked and whole. `notes` say, for a person, what had to be mended."""

    layout: Layout
    lock: Lock
    state: State
    run: Run
    notes: list[str]


def make_ready(folder: Path, about: Mapping[str, str], source: Source | None) -> Ready:
    """Locks and repairs a collection, made where there is none. Raises CannotCreate, Locked, DataLoss or StorageError."""
    layout = Layout(folder)
    try:
        for place in (layout.warc, layout.runs):
            make_folder(place)
    except OSError as error:
        raise CannotCreate(f"{folder}: {error.strerror}; make it writable or choose another folder with --output") from error
    lock = Lock(layout.lock)
    try:
        return _repaired(layout, lock, about, source)
    except BaseException as error:
        lock.release()
        if isinstance(error, OSError):
            raise StorageError(f"{error.filename or folder}: {error.strerror}; mend the disk, then run again") from error
        raise


def _repaired(layout: Layout, lock: Lock, about: Mapping[str, str], source: Source | None) -> Ready:
    notes = renewal.carry_on(layout)
    make_folder(layout.records)
    notes += rebuild(layout) if layout.warc_files() and not layout.state.exists() else []
    state = State(layout.state)
    notes += recover.recover(layout, state)
    notes += (moved := bring_home(state, source))
    now = clock.now()
    notes += hindsight.set_right(state, now)
    return Ready(layout, lock, state, Run(ledger.new_stamp(layout, now), about, bool(moved)), notes)
