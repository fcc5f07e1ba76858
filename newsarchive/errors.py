"""What can go wrong, and the exit code each leads to.

    NewsarchiveError                1   a bug, or a fault with no name of its own
    ├── UsageError                 64   the command line asks for something that does not exist
    ├── NoInput                    66   nothing there to read
    ├── CannotCreate               73   the output cannot be made or written
    ├── StorageError               74   a read or write failed, or the disk is full
    │   └── DataLoss               74   what was acknowledged is no longer on disk
    ├── Locked                     75   another run holds the collection: try later
    └── BadConfiguration           78   a source, a setting or a file of ours says something impossible

Codes are those of sysexits.h. Two more belong to runs, not to errors: 69, a paper failed, and
130/143, interrupted by SIGINT/SIGTERM and resumable.

A message says what, where and how to mend. Refusals that are expected (robots.txt, a listing instead
of an article) are values, not errors.
"""

from __future__ import annotations

OK, PAPER_FAILED, INTERRUPTED, TERMINATED = 0, 69, 130, 143


class NewsarchiveError(Exception):
    """The root of all errors that newsarchive raises on purpose."""

    exit_code = 1


class UsageError(NewsarchiveError):
    """The command line asks for something that does not exist, such as an unknown source."""

    exit_code = 64


class NoInput(NewsarchiveError):
    """What should be read is not there."""

    exit_code = 66


class CannotCreate(NewsarchiveError):
    """The output folder or a file in it cannot be made or written."""

    exit_code = 73


class StorageError(NewsarchiveError):
    """Reading or writing failed in the middle of the work; nothing acknowledged is lost."""

    exit_code = 74


class DataLoss(StorageError):
    """A file is shorter than the length that was committed: something outside damaged it."""


class Locked(NewsarchiveError):
    """Another process works on this collection. `source` is its name."""

    exit_code = 75

    def __init__(self, message: str, source: str = "") -> None:
        super().__init__(message)
        self.source = source


class BadConfiguration(NewsarchiveError):
    """A value that we were given cannot be used; the message names key, value and rule."""

    exit_code = 78
