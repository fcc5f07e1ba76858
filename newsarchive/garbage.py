"""How often a process that reads thousands of pages looks for garbage that only cycles keep alive."""

from __future__ import annotations

import gc

# Containers that have come and not gone before the youngest are looked through; Python's own figure is 700, or 2,000 since 3.13.
# A page's elements and blocks are some thousands, all freed without a look once it is read. At 50,000 a crawl of 20,000 pages
# held 25 MB more.
YOUNGEST = 10_000


def look_rarely() -> None:
    """Leaves what is loaded so far out of every look, and makes looks rare. Once a process, when its modules are there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNGEST)
