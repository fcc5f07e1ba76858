"""What opening a collection does first: the files are made to agree with the state, whatever killed the last run.

Shorter than committed is data loss and stops everything; longer is cut; a WARC whose run is over gets its
final name. Nothing that was acknowledged is ever removed.
"""

from __future__ import annotations

import os
from pathlib import Path

from newsarchive.archive.files import OPEN, sync_folder
from newsarchive.collection.files.layout import Layout
from newsarchive.collection.state.state import State
from newsarchive.errors import DataLoss


def recover(layout: Layout, state: State) -> list[str]:
    """Repairs the folder and returns a sentence for each thing that was done."""
    done = _drop_earlier_copies(layout)
    committed = state.files()
    for name, length in committed.items():
        path = _on_disk(layout.folder / name)
        size = path.stat().st_size if path else -1
        if path is None or size < length:
            have = "is gone" if path is None else f"has {size:,} bytes"
            raise DataLoss(
                f"{layout.folder / name} {have}, but {length:,} were committed: something outside newsarchive damaged it. "
                f"Restore the file from a backup, or run: newsarchive verify {layout.name} --rebuild"
            )
        if size > length:
            cut(path, length)
            done.append(f"cut {size - length:,} uncommitted bytes off {name}")
    done += _drop_uncommitted(layout, set(committed))
    with state.transaction() as write:
        write.let_redirects_go()
    return done + _finish_names(layout)


def _drop_earlier_copies(layout: Layout) -> list[str]:
    """One WARC under both of its names, as copies made at different times leave it: the longer one is it.

    A folder that was copied while a run was writing, and again after it, has the file with `.open` and without.
    """
    done = []
    for path in layout.warc.glob(f"*{OPEN}"):
        final = path.with_name(path.name.removesuffix(OPEN))
        if final.exists():
            short, long = sorted((path, final), key=lambda each: each.stat().st_size)
            if not _begins_with(long, short):
                raise DataLoss(f"{path} and {final.name} are two different files: move one of them out of the folder")
            short.unlink()
            done.append(f"removed an earlier copy of {final.name} that stood beside it")
    return done


def _begins_with(long: Path, short: Path) -> bool:
    with long.open("rb") as whole, short.open("rb") as beginning:
        while piece := beginning.read(1 << 20):
            if whole.read(len(piece)) != piece:
                return False
    return True


def _drop_uncommitted(layout: Layout, committed: set[str]) -> list[str]:
    """Files that a killed run began and of which nothing was committed."""
    done = []
    for path in [*layout.warc.glob(f"*{OPEN}"), *layout.record_files(), *layout.runs.glob("*.jsonl")]:
        name = str(path.relative_to(layout.folder)).removesuffix(OPEN)
        if name not in committed:
            path.unlink()
            done.append(f"removed {name}, of which nothing was committed")
    return done


def _finish_names(layout: Layout) -> list[str]:
    """`.open` is for files that a run is writing, and none is."""
    done = []
    for path in sorted(layout.warc.glob(f"*{OPEN}")):
        final = path.with_name(path.name.removesuffix(OPEN))
        path.rename(final)
        done.append(f"gave {final.name} its final name")
    if done:
        sync_folder(layout.warc)
    return done


def _on_disk(path: Path) -> Path | None:
    return next((each for each in (path, path.with_name(path.name + OPEN)) if each.exists()), None)


def cut(path: Path, length: int) -> None:
    """The file has `length` bytes, and the disk knows it."""
    with path.open("r+b") as file:
        file.truncate(length)
        os.fsync(file.fileno())
