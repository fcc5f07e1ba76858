"""Runs the command on a slow disk, its commit in the order that the environment gives.

    ORDER=sync_warcs,append_lines,commit_state PAUSE=0.2 python tests/crash_runner.py crawl …

The pause stands before each step of each commit, so that a kill at a random moment falls between two steps as
often as not. The switch is here, in the test; the product has none.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

from newsarchive.cli.main import main
from newsarchive.collection.files.commit import Committer


def slowed(step: Callable[..., None], seconds: float) -> Callable[..., None]:
    def run(*words: Any) -> None:
        time.sleep(seconds)
        step(*words)

    return run


if __name__ == "__main__":
    for name in Committer.ORDER:
        setattr(Committer, name, slowed(getattr(Committer, name), float(os.environ["PAUSE"])))
    Committer.ORDER = tuple(os.environ["ORDER"].split(","))
    main()
