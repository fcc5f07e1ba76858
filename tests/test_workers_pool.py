"""Workers that are killed from outside, as by a system that wants memory: the pages are read all the same."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pebble.pool.base_pool import PoolStatus

from newsarchive.archive.exchange import Exchange
from newsarchive.archive.files import WarcFile
from newsarchive.discovery.links import Found, Hints
from newsarchive.sources.model import Source
from newsarchive.workers.pool import Pool
from newsarchive.workers.read import Task

URL = "https://paper.example/"


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(1, seconds=60)
    yield made
    made.close(wait=False)


def front(folder: Path, links: int) -> Task:
    """A front page with so many links, archived."""
    body = "".join(f'<p><a href="/news/the-bridge-is-closed-again-{n}">The bridge is closed again</a></p>' for n in range(links))
    received = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + f"<html><body>{body}</body></html>".encode()
    warc = WarcFile.open(folder, f"paper-20261124-0{links:04}.warc.gz", None)
    capture = warc.append(Exchange(URL, b"GET / HTTP/1.1\r\n\r\n", received, datetime.now(UTC)))
    warc.close(final=True)
    assert capture
    return Task(folder, capture, "front", Source("paper", URL), Hints())


def workers() -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rpartition(")")[2].split()[1])
            spawned = b"spawn_main" in entry.with_name("cmdline").read_bytes()
        except OSError:
            continue
        if parent == os.getpid() and spawned:
            found.append(int(entry.parent.name))
    return found


def ticks(pid: int) -> int:
    """Processor time that a process has had."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11])


def until(what) -> None:
    deadline = time.monotonic() + 30
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"


def test_a_worker_that_is_killed_when_it_has_nothing_to_do_is_replaced(pool, tmp_path):
    task = front(tmp_path, 5)
    for _ in range(3):
        (found,) = pool.submit((task,)).result(timeout=60)
        assert isinstance(found, Found)
        [pid] = workers()
        os.kill(pid, signal.SIGKILL)
        until(lambda pid=pid: pid not in workers())


def test_a_page_whose_worker_is_killed_under_it_is_read_once_more(pool, tmp_path):
    pool.submit((front(tmp_path, 5),)).result(timeout=60)
    [pid] = workers()
    before = ticks(pid)

    answer = pool.submit((front(tmp_path, 9000),))
    until(lambda: ticks(pid) > before + 3 or answer.done())
    assert not answer.done(), "the page was read too fast to be killed under"
    os.kill(pid, signal.SIGKILL)

    (found,) = answer.result(timeout=60)
    assert isinstance(found, Found)
    assert found.articles


def test_a_page_that_a_broken_pool_has_forgotten_is_read_by_the_next(pool, tmp_path):
    """As where the pool breaks between its look at itself and its taking of the page: nobody knows of it any more."""
    task = front(tmp_path, 5)
    pool.submit((task,)).result(timeout=60)
    [pid] = workers()
    os.kill(pid, signal.SIGSTOP)
    answer = pool.submit((task,))
    pool._pools[-1]._context.status = PoolStatus.ERROR

    (found,) = answer.result(timeout=60)

    assert isinstance(found, Found)
    os.kill(pid, signal.SIGKILL)


def test_a_pool_that_is_ended_lets_go_of_what_no_worker_has_begun(tmp_path):
    pool = Pool(1, seconds=60)
    task = front(tmp_path, 5)
    pool.submit((task,)).result(timeout=60)
    [pid] = workers()
    os.kill(pid, signal.SIGSTOP)
    answer = pool.submit((task,))
    inner = pool._pools[-1]
    until(lambda: inner._pool_manager.task_manager.tasks)  # it has been sent to the worker
    inner.stop()
    inner._message_manager_loop.join()  # as it is one time in four: who would tell of the task has gone first

    pool.close(wait=False)

    assert answer.cancelled()
