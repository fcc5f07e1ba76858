"""The pool of worker processes: spawned, killable, bounded in time and memory, gone when the main process is.

A page costs a worker at most `seconds` and `megabytes`. A batch that goes over, or whose worker dies, is read
again page by page, so that one bad page costs only itself. A page whose worker was killed is read once more.
"""

from __future__ import annotations

import ctypes
import functools
import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

from newsarchive.workers.first import First, read_first
from newsarchive.workers.read import Answer, Failure, Task, read_all

SECONDS = 5.0
MEGABYTES = 800
BATCH = 8
TRIES = 2  # for a page whose worker was killed
PAGES_BEFORE_RENEWAL = 2000  # trafilatura and lxml keep a little of each page
_PR_SET_PDEATHSIG = 1
_T = TypeVar("_T")


class Pool:
    """`submit` batches of tasks; a future brings their answers in the same order, and never an exception of a page."""

    def __init__(self, workers: int | None = None, *, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self.workers = workers or max(2, os.cpu_count() or 2)
        self._seconds = seconds
        self._megabytes = megabytes
        self._pools = [self._make()]  # the last is at work, those before it are broken
        self._closed = False
        self._at_work = threading.RLock()

    def _make(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self.workers,
            max_tasks=PAGES_BEFORE_RENEWAL // BATCH,
            initializer=_begin,
            initargs=(os.getpid(), self._megabytes),
            context=multiprocessing.get_context("spawn"),  # a fork would inherit the locks and the reactor
        )

    def submit(self, tasks: tuple[Task, ...]) -> Future[tuple[Answer, ...]]:
        """The answers to a batch, in its order."""
        outer: Future[tuple[Answer, ...]] = Future()
        self._hand_out(tasks, outer, TRIES)
        return outer

    def submit_first(self, tasks: tuple[Task, ...]) -> Future[First | None]:
        """What a paper's first pages hold and teach; None where that took too long or too much: read them one by one then."""
        outer: Future[First | None] = Future()
        inner = self._schedule(read_first, tasks, self._seconds * (1 + len(tasks) // BATCH))
        inner.add_done_callback(
            lambda done: outer.cancel() if done.cancelled() else outer.set_result(None if done.exception() else done.result())
        )
        return outer

    def _hand_out(self, tasks: tuple[Task, ...], outer: Future[tuple[Answer, ...]], tries: int) -> None:
        """Raises RuntimeError where the pool has ended."""
        inner = self._schedule(read_all, tasks, self._seconds)
        inner.add_done_callback(lambda done: self._finish(done, tasks, outer, tries - 1))

    def _schedule(self, work: Callable[[tuple[Task, ...]], _T], tasks: tuple[Task, ...], seconds: float) -> Future[_T]:
        with self._at_work:
            try:
                return self._pools[-1].schedule(work, args=(tasks,), timeout=seconds)
            except RuntimeError:
                if self._closed:
                    raise
                self._pools.append(self._make())  # pebble gives a pool up where a worker is killed that had nothing to do
                return self._pools[-1].schedule(work, args=(tasks,), timeout=seconds)

    def _finish(
        self, done: Future[tuple[Answer, ...]], tasks: tuple[Task, ...], outer: Future[tuple[Answer, ...]], tries: int
    ) -> None:
        if done.cancelled():
            outer.cancel()
            return
        try:
            outer.set_result(done.result())
        except CancelledError:
            outer.cancel()
        except Exception as error:  # noqa: BLE001 - a fault in our own reading too is told with the page that shows it
            killed = isinstance(error, ProcessExpired | BrokenProcessPool)
            try:
                if len(tasks) > 1:
                    _Regather(self, tasks, outer)
                elif killed and tries:  # by whoever wanted memory, as likely as by this page
                    self._hand_out(tasks, outer, tries)
                else:
                    outer.set_result((Failure(_say(error, self._seconds)),))
            except RuntimeError:  # the pool itself has ended: raised here, nobody would hear of it
                outer.cancel()

    def close(self, *, wait: bool = True) -> None:
        """Ends the workers; without `wait` they are killed at once and what they read is dropped."""
        self._closed = True
        for pool in self._pools:
            if wait:
                pool.close()  # type: ignore[no-untyped-call]
            else:
                pool.stop()  # type: ignore[no-untyped-call]
        for pool in self._pools:
            pool.join(timeout=5)


class _Regather:
    """Reads the pages of a failed batch one by one and puts the answers together again."""

    def __init__(self, pool: Pool, tasks: tuple[Task, ...], outer: Future[tuple[Answer, ...]]) -> None:
        self._answers: list[Answer | None] = [None] * len(tasks)
        self._outer = outer
        self._lock = threading.Lock()
        for at, task in enumerate(tasks):
            pool.submit((task,)).add_done_callback(functools.partial(self._take, at))

    def _take(self, at: int, done: Future[tuple[Answer, ...]]) -> None:
        with self._lock:
            self._answers[at] = Failure("the run was stopped") if done.cancelled() else done.result()[0]
            answers = [answer for answer in self._answers if answer is not None]
            if len(answers) == len(self._answers):
                self._outer.set_result(tuple(answers))


def _say(error: BaseException, seconds: float) -> str:
    if isinstance(error, FutureTimeout):
        return f"reading it took longer than {seconds:g} s"
    if isinstance(error, MemoryError):
        return "reading it took too much memory"
    if isinstance(error, ProcessExpired):
        return f"its worker died: {error}"
    return f"{type(error).__name__}: {error}"


# -- in the worker


def _begin(parent: int, megabytes: int) -> None:
    """A worker leaves interrupts to the main process, is bounded in memory, and dies when the main process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        limit = _address_space() + megabytes * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    if os.getppid() != parent:
        os._exit(1)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _address_space() -> int:
    """Bytes of address space in use before the first page."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def _watch(parent: int) -> None:
    """Where the kernel does not tell (macOS): ends the worker once it has been adopted."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
