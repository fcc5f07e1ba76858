"""A crawl of the demo paper that is under way: where its collection is, how much of it is committed, and waiting for more.

In: the paper and the output folder. Out: numbers and paths; nothing is changed.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from newsarchive.demo.paper import stories
from newsarchive.demo.server import HOST, DemoServer
from tests.checker import count

HEADLINES = sorted(story.headline for story in stories())


def folder_of(paper: DemoServer, output: Path) -> Path:
    """The collection."""
    return output / f"{HOST}-{paper.port}"


def captured(folder: Path) -> int:
    """Captures whose commit is done; 0 while there is no state, or no tables in it."""
    try:
        return count(folder, "SELECT count(*) FROM captures")
    except sqlite3.Error:
        return 0


def wait_for(what: Callable[[], bool], seconds: float = 30.0) -> None:
    """Raises AssertionError where it does not happen in time."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
