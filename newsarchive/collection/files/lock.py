"""One run at a time: an advisory lock on the collection's folder that dies with its process."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from newsarchive import clock
from newsarchive.errors import CannotCreate, Locked, StorageError


class Lock:
    """Holds `flock` on a file from construction to `release`. Raises Locked at once where another process holds it."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        except OSError as error:
            raise CannotCreate(f"{path}: {error.strerror}; make the folder writable or choose another with --output") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(self._file, 200, 0).decode("utf-8", "replace").strip() or "another process"
            os.close(self._file)
            raise Locked(f"{path.parent}: in use by {holder}; try again when it has finished", path.parent.name) from error
        note = f"process {os.getpid()} since {clock.now():%Y-%m-%d %H:%M:%S} UTC\n".encode()
        try:
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, note, 0)
        except OSError as error:
            os.close(self._file)
            raise StorageError(f"{path}: {error.strerror}; free some space or mend the disk, then run again") from error

    def release(self) -> None:
        """Lets the next run in."""
        os.close(self._file)
