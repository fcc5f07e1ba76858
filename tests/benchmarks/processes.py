"""Watches a process and all its descendants: CPU time and proportional memory. Linux only."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


class Watched:
    """Waits for the process to end. `cpu`, `cpu_main` in seconds; `pss` the peak in MB of all together."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.pss = 0.0
        seen: dict[int, float] = {}
        while process.poll() is None:
            family = descendants(process.pid)
            for pid in family:
                seen[pid] = max(cpu_of(pid), seen.get(pid, 0.0))
            self.pss = max(self.pss, sum(map(pss_of, family)) / 1e6)
            time.sleep(0.2)
        self.cpu = sum(seen.values())
        self.cpu_main = seen.get(process.pid, 0.0)


def descendants(root: int) -> list[int]:
    """The process and everything below it."""
    below: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        below.setdefault(int(words[1]), []).append(int(path.parent.name))
    family, rest = [], [root]
    while rest:
        pid = rest.pop()
        family.append(pid)
        rest += below.get(pid, [])
    return family


def cpu_of(pid: int) -> float:
    """User and system seconds so far; 0 once it is gone."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / TICKS


def pss_of(pid: int) -> int:
    """Proportional set size in bytes; 0 once it is gone."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        return 0
    return 0
