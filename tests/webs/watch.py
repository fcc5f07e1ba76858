"""Watches the main process of one crawl: memory, open files, time. Linux only.

In: the addresses to crawl and a folder. Out: a `Watched`. Only the process that was started is looked at, not its workers.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import EASY, environment

_STEP = 0.1  # seconds between two looks


@dataclass(slots=True)
class Watched:
    """One run. `rss` is the peak of the main process in MB, `files` its most open descriptors, `code` how it ended.

    `course` has what was resident, in MB, by how many requests the papers had had.
    """

    seconds: float = 0.0
    rss: float = 0.0
    files: int = 0
    code: int | None = None
    course: list[tuple[int, float]] = field(default_factory=list)


def watch_crawl(
    starts: list[str],
    output: Path,
    *more: str,
    stop_when: Callable[[], bool] | None = None,
    requests: Callable[[], int] | None = None,
) -> Watched:
    """Crawls and waits. Once `stop_when` says True, the process is asked to end, by SIGTERM; `requests` counts for the course."""
    command = [sys.executable, "-m", "newsarchive", "crawl", *starts, "--output", str(output), "--since", "all", *EASY, *more]
    found, began, told = Watched(), time.monotonic(), False
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            found.rss = max(found.rss, _megabytes(process.pid, "VmHWM"))
            if requests:
                found.course.append((requests(), _megabytes(process.pid, "VmRSS")))
            found.files = max(found.files, _open_files(process.pid))
            if stop_when and not told and stop_when():
                process.send_signal(signal.SIGTERM)
                told = True
            time.sleep(_STEP)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    found.seconds, found.code = time.monotonic() - began, process.returncode
    return found


def _megabytes(pid: int, what: str) -> float:
    """VmHWM, the most that was ever resident, or VmRSS, what is now."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:  # it has just ended
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith(f"{what}:")), 0.0)


def _open_files(pid: int) -> int:
    try:
        return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return 0
