"""kill -9 at any moment, and a rerun: the same articles, none twice, every WARC whole, every pointer right.

An independent checker (`checker.py`) reads the files. The same kills with the state committed first must be
caught by it, or it proves nothing.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from newsarchive.demo.paper import stories
from newsarchive.demo.server import DemoServer
from tests.checker import count, faults, lines
from tests.conftest import ALL, environment
from tests.underway import HEADLINES, captured, folder_of, wait_for
from tests.warm import Running, Warm

RIGHT = "sync_warcs,append_lines,commit_state"
STATE_FIRST = "commit_state,append_lines,sync_warcs"
KILLS = 10
TWO = ("-s", "NEWSARCHIVE_WORKERS=2")
PAUSE = 0.3  # seconds before each step of a commit: a kill falls between two steps three times in ten


def start(warm: Warm, paper: DemoServer, output: Path, order: str, pause: float) -> Running:
    """A crawl on a slow disk, in a process group of its own."""
    words = ["crawl", f"{paper.origin}/", "--output", str(output), *ALL, *TWO, "-s", "DOWNLOAD_DELAY=0.06"]
    return warm.begin(words, environment() | {"ORDER": order, "PAUSE": str(pause)}, module="tests.crash_runner")


def kill_in_the_middle(warm: Warm, paper: DemoServer, output: Path, order: str, chance: random.Random) -> bool:
    """Kills the whole process group at a random moment. True where it fell between the first and the last commit."""
    crawl = start(warm, paper, output, order, PAUSE)
    folder = folder_of(paper, output)
    wait_for(lambda: captured(folder) > 0 or crawl.poll() is not None)
    time.sleep(chance.uniform(0.0, 2.0))
    crawl.end()
    return captured(folder) > 0 and not list(folder.glob("runs/*.json"))


@pytest.fixture
def finish(newsarchive, paper) -> Callable[[Path], subprocess.CompletedProcess[str]]:
    return lambda output: newsarchive("crawl", f"{paper.origin}/", "--output", output, *ALL)


def test_ten_kills_at_random_moments_lose_and_double_nothing(warm, paper, finish, tmp_path):
    in_the_middle = 0
    for number in range(KILLS):
        output = tmp_path / str(number)
        in_the_middle += kill_in_the_middle(warm, paper, output, RIGHT, random.Random(number))
        folder = folder_of(paper, output)
        assert faults(folder, finished=False) == []

        rerun = finish(output)

        assert rerun.returncode == 0, rerun.stderr
        assert faults(folder) == []
        assert sorted(record["headline"] for record in lines(folder)) == HEADLINES
    print(f"{in_the_middle} of {KILLS} kills fell between the first and the last commit")
    assert in_the_middle >= 7


def test_the_same_kills_with_the_state_committed_first_are_caught(warm, paper, finish, tmp_path):
    for number in range(2 * KILLS):
        output = tmp_path / str(number)
        kill_in_the_middle(warm, paper, output, STATE_FIRST, random.Random(number))
        folder = folder_of(paper, output)
        if faults(folder, finished=False) or finish(output).returncode != 0 or faults(folder):
            return

    pytest.fail("the mutant was not caught")


def test_a_killed_main_process_leaves_no_worker_behind(warm, paper, tmp_path):
    crawl = start(warm, paper, tmp_path, RIGHT, pause=0.05)
    wait_for(lambda: captured(folder_of(paper, tmp_path)) > 0)
    workers = children(crawl.pid)
    assert workers, "no worker was running"

    crawl.send_signal(signal.SIGKILL)
    crawl.wait()

    wait_for(lambda: not any(map(alive, workers)))


def children(pid: int) -> list[int]:
    out = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False).stdout
    return [int(word) for word in out.split()]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_run_in_ten_seconds_whatever_delays_are_queued(paper, newsarchive, finish, tmp_path, signum):
    words = ["crawl", f"{paper.origin}/", "--output", str(tmp_path), "--since", "all"]
    crawl = subprocess.Popen(
        [sys.executable, "-m", "newsarchive", *words, "-s", "ALLOW_PRIVATE_ADDRESSES=True", "-s", "DOWNLOAD_DELAY=1"],
        env=environment(),
        stderr=subprocess.PIPE,
    )
    folder = folder_of(paper, tmp_path)
    wait_for(lambda: captured(folder) > 3)
    began = time.monotonic()
    crawl.send_signal(signum)

    code = crawl.wait(timeout=20)

    assert time.monotonic() - began < 10
    assert code == {signal.SIGINT: 130, signal.SIGTERM: 143}[signum]
    assert count(folder, "SELECT count(*) FROM urls WHERE outcome IS NULL") > 10
    assert finish(tmp_path).returncode == 0
    assert faults(folder) == []
    assert len(lines(folder)) == len(stories())


def test_a_signal_while_the_first_page_is_being_read_ends_the_run_too(paper, finish, tmp_path):
    """With no grace for what workers have under way, as on a machine where they take long to start."""
    hasty = "import newsarchive.crawl.extensions as e; e.GRACE = 0.2; from newsarchive.cli.main import main; main()"
    words = ["crawl", f"{paper.origin}/", "--output", str(tmp_path), *ALL, *TWO]
    crawl = subprocess.Popen([sys.executable, "-c", hasty, *words], env=environment(), stderr=subprocess.PIPE)
    wait_for(lambda: captured(folder_of(paper, tmp_path)) > 0)  # robots.txt

    crawl.send_signal(signal.SIGINT)

    try:
        assert crawl.wait(timeout=20) == 130
    finally:
        crawl.kill()
    assert finish(tmp_path).returncode == 0
    assert len(lines(folder_of(paper, tmp_path))) == len(stories())
