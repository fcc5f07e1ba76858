"""The command at another time than now: `python -m tests.ticked SECONDS crawl …` runs it with its clock so far ahead."""

from __future__ import annotations

import sys
from datetime import timedelta

from newsarchive import clock
from newsarchive.cli.main import main

if __name__ == "__main__":
    ahead, real = timedelta(seconds=float(sys.argv.pop(1))), clock.now
    clock.now = lambda: real() + ahead
    main()
