"""Kinds of fault of the command itself, with its reactor, its threads and its workers: killed, signalled, robbed of a worker."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from newsarchive.demo.server import DemoServer
from tests.checker import faults, lines
from tests.conftest import ALL, ROOT, environment
from tests.faults.bench import Bench, Tally, scratch, try_all
from tests.faults.traced import missing
from tests.underway import HEADLINES, captured, folder_of, wait_for
from tests.warm import Running, Warm

CALLS = ("write", "pwrite64", "fsync", "fdatasync", "rename", "ftruncate")
PACED = ("-s", "DOWNLOAD_DELAY=0.02")


def words_of(paper: DemoServer, output: Path, *more: str) -> list[str]:
    """A crawl of the paper."""
    return ["crawl", f"{paper.origin}/", "--output", str(output), *ALL, *more]


@contextmanager
def crawl(warm: Warm, paper: DemoServer, output: Path, *more: str) -> Iterator[Running]:
    """The command, killed with all that it started if it has not ended when the block is left."""
    running = warm.begin(words_of(paper, output, *more), environment())
    try:
        yield running
    finally:
        running.end()


def straced(paper: DemoServer, output: Path, log: Path | str, *how: str) -> tuple[int, str]:
    """The command under strace, from its start: exit code and stderr. Only the calls that are looked for stop it."""
    words = ["strace", "-f", "-qq", "--seccomp-bpf", *how, "-o", str(log), sys.executable, "-m", "newsarchive"]
    running = subprocess.Popen(
        [*words, *words_of(paper, output)],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        said = running.communicate(timeout=120)[1]
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.communicate()
    return running.returncode, said


def judge(warm: Warm, paper: DemoServer, output: Path, code: int, may: Sequence[int], said: str = "") -> list[str]:
    """The checker, a rerun of the command, the checker again."""
    folder = folder_of(paper, output)
    wrong = [] if code in may else [f"I7 exit code {code}: {said[-300:]}"]
    if (
        "Traceback" in said and code != -signal.SIGKILL
    ):  # a worker that was being started by one that is killed shows Python's own
        wrong.append(f"I7 a traceback was shown: {said[-300:]}")
    wrong += faults(folder, finished=code == 0) if folder.exists() else []
    with crawl(warm, paper, output) as again:
        said = again.communicate(timeout=120)[1]
    if again.returncode != 0:
        return [*wrong, f"I5 the rerun exits with {again.returncode}: {said[-300:]}"]
    there = sorted(record["headline"] for record in lines(folder))
    return wrong + faults(folder) + ([] if there == HEADLINES else [f"I5 {len(there)} of {len(HEADLINES)} articles"])


def _has_come_to(running: Running, folder: Path, most: int) -> bool:
    """So many captures are committed, or the command has ended."""
    return captured(folder) >= most or running.poll() is not None


def kill(bench: Bench) -> Tally:
    """SIGKILL at system calls of `newsarchive crawl`, in whichever thread makes the nth."""
    name = "kill -9 of the command"
    if reason := missing():
        return Tally(name, skipped=1, reason=reason)
    with DemoServer(port=0) as paper, Warm() as warm:
        counts = counted(paper)
        cases = [(call, number) for call in CALLS for number in range(1, counts[call] + 1)]

        def case(output: Path, at: tuple[str, int]) -> list[str]:
            call, number = at
            inject = ("-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}")
            code, said = straced(paper, output, "/dev/null", *inject)
            return judge(warm, paper, output, code, (0, -signal.SIGKILL), said)

        tally = try_all(name, bench, cases, case)
    tally.notes = f"{tally.tried} of {len(cases)} calls"
    return tally


def counted(paper: DemoServer) -> Counter[str]:
    """How often that thread of an undisturbed command that does it most makes each system call."""
    folder = scratch()
    log = folder / "log"
    straced(paper, folder / "output", log, "-e", f"trace={','.join(CALLS)}")
    by_thread = Counter(tuple(line.partition("(")[0].split()) for line in log.read_text().splitlines() if "(" in line)
    shutil.rmtree(folder)
    most: Counter[str] = Counter()
    for words, number in by_thread.items():
        most[words[-1]] = max(most[words[-1]], number)
    return most


def signals(bench: Bench) -> Tally:
    """SIGTERM and SIGINT while it runs: an orderly end with 143 and 130, and the rerun completes."""
    codes = {signal.SIGTERM: 143, signal.SIGINT: 130}
    with DemoServer(port=0) as paper, Warm() as warm:

        def case(output: Path, at: tuple[signal.Signals, int]) -> list[str]:
            signum, after = at
            with crawl(warm, paper, output, *PACED) as running:
                wait_for(partial(_has_come_to, running, folder_of(paper, output), after), seconds=60)
                running.send_signal(signum)
                said = running.communicate(timeout=30)[1]
            return judge(warm, paper, output, running.wait(), (codes[signum],), said)

        return try_all("SIGTERM and SIGINT", bench, [(signum, after) for after in (1, 5, 12) for signum in codes], case)


def worker(bench: Bench) -> Tally:
    """A worker is killed while the command runs: the command goes on, and all is read."""
    with DemoServer(port=0) as paper, Warm() as warm:

        def case(output: Path, after: int) -> list[str]:
            with crawl(warm, paper, output, *PACED) as running:
                wait_for(partial(_has_come_to, running, folder_of(paper, output), after), seconds=60)
                for pid in _workers(running.pid)[:1]:
                    os.kill(pid, signal.SIGKILL)
                said = running.communicate(timeout=60)[1]
            return judge(warm, paper, output, running.wait(), (0,), said)

        return try_all("a worker is killed", bench, [1, 3, 6, 10, 15, 20], case)


def _workers(pid: int) -> list[int]:
    """Processes that another started and that read pages."""
    found: list[int] = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int(entry.joinpath("stat").read_text().rpartition(")")[2].split()[1])
            words = entry.joinpath("cmdline").read_bytes()
        except OSError:
            continue  # it has ended meanwhile
        if parent == pid and b"spawn_main" in words:
            found.append(int(entry.name))
    return found


KINDS: dict[str, Any] = {"kill-command": kill, "signals": signals, "worker": worker}
