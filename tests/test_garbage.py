"""Looks for garbage: rare in a process that asked for it, and cycles go all the same."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import gc, weakref
from newsarchive.garbage import YOUNGEST, look_rarely

class Page:
    def __init__(self):
        self.itself = self

def looks(pages):
    before = gc.get_stats()[0]["collections"]
    kept = [[] for _ in range(pages)]
    return gc.get_stats()[0]["collections"] - before

often = looks(9_000)
look_rarely()
assert gc.get_freeze_count() > 1_000
rarely = looks(9_000)
assert often >= 3 and rarely <= 1, (often, rarely)
lost = [weakref.ref(Page()) for _ in range(3 * YOUNGEST)]
assert lost[0]() is None
"""


def test_looks_for_garbage_are_rare_and_cycles_go_all_the_same():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
