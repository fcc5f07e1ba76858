"""The pool of worker processes: spawned, killable, bounded in time and memory, gone when the main process is.

A page costs a worker at most `seconds` and `megabytes`. A batch that goes over, or whose worker dies, is read
again page by page, so that one bad page costs only itself. A page whose worker was killed is read once more.
"""

from __future__ import annotations

import ctypes
import functools
import math
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
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessPool

from newsarchive.garbage import look_rarely
from newsarchive.workers.first import First, read_first
from newsarchive.workers.read import Answer, Failure, Task, read_all

SECONDS = 5.0
MEGABYTES = 800
BATCH = 8
LOOK = 0.5  # seconds between two looks whether the pool still works
TRIES = 2  # for a page whose worker was killed
CALLS_BEFORE_RENEWAL = 2000  # of one to eight pages; memory grows by 40 MB in the first thousand pages and not after that
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class _Order:
    """A batch, whom its answers are for, and how often it may be handed out."""

    tasks: tuple[Task, ...]
    answers: Future[Any]
    tries: int
    work: Callable[[tuple[Task, ...]], Any]


class Pool:
    """`submit` batches of tasks; a future brings their answers in the same order, and never an exception of a page."""

    def __init__(self, workers: int | None = None, *, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self.workers = workers or max(2, os.cpu_count() or 2)
        self._seconds = seconds
        self._megabytes = megabytes
        self._pools = [self._make()]  # the last is at work, those before it are broken
        self._orders: dict[Future[tuple[Answer, ...]], _Order] = {}  # of the last, by pebble's future
        self._at_work = threading.RLock()
        self._closed = threading.Event()
        self._watch = threading.Thread(target=self._look_after, daemon=True)

    def _make(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self.workers,
            max_tasks=CALLS_BEFORE_RENEWAL,
            initializer=_begin,
            initargs=(os.getpid(), self._megabytes),
            context=multiprocessing.get_context("spawn"),  # a fork would inherit the locks and the reactor
        )

    def submit(self, tasks: tuple[Task, ...]) -> Future[tuple[Answer, ...]]:
        """The answers to a batch, in its order."""
        return self._order(tasks, read_all)

    def submit_first(self, tasks: tuple[Task, ...]) -> Future[First | tuple[Answer, ...]]:
        """What a paper's first pages hold and teach; only the answers where one of them failed and they were read one by one."""
        return self._order(tasks, read_first)

    def _order(self, tasks: tuple[Task, ...], work: Callable[[tuple[Task, ...]], Any]) -> Future[Any]:
        order = _Order(tasks, Future(), TRIES, work)
        self._hand_out(order)
        return order.answers

    def _hand_out(self, order: _Order) -> None:
        """Raises RuntimeError where the pool has ended."""
        with self._at_work:
            try:
                inner = self._schedule(order)
            except RuntimeError:
                if self._closed.is_set():
                    raise
                self._renew()
                inner = self._schedule(order)
            self._orders[inner] = order
            if self._watch.ident is None:
                self._watch.start()
        inner.add_done_callback(self._finish)

    def _schedule(self, order: _Order) -> Future[Any]:
        seconds = self._seconds * math.ceil(len(order.tasks) / BATCH)
        scheduled: Future[Any] = self._pools[-1].schedule(order.work, args=(order.tasks,), timeout=seconds)
        return scheduled

    def _renew(self) -> None:
        """pebble gives its pool up where a worker is killed that had nothing to do, and forgets what comes just then."""
        orders, self._orders = self._orders, {}
        self._pools.append(self._make())
        for order in orders.values():
            try:
                self._hand_out(order)
            except RuntimeError:  # no process can be begun any more
                order.answers.cancel()

    def _look_after(self) -> None:
        """The thread that sees to it that nothing waits for a pool that is broken."""
        while not self._closed.wait(LOOK):
            with self._at_work:
                if self._orders and not self._closed.is_set() and not self._pools[-1].active:
                    self._renew()

    def _finish(self, done: Future[tuple[Answer, ...]]) -> None:
        with self._at_work:
            order = self._orders.pop(done, None)
        if order is None:  # handed out anew
            return
        try:
            order.answers.set_result(done.result())
        except CancelledError:
            order.answers.cancel()
        except Exception as error:  # noqa: BLE001 - a fault in our own reading too is told with the page that shows it
            try:
                self._try_again(order, error)
            except RuntimeError:  # the pool itself has ended: raised here, nobody would hear of it
                order.answers.cancel()

    def _try_again(self, order: _Order, error: Exception) -> None:
        killed = isinstance(error, ProcessExpired | BrokenProcessPool)
        if len(order.tasks) > 1:
            _Regather(self, order.tasks, order.answers)
        elif killed and order.tries > 1:  # by whoever wanted memory, as likely as by this page
            self._hand_out(replace(order, tries=order.tries - 1))
        else:
            order.answers.set_result((Failure(_say(error, self._seconds)),))

    def close(self, *, wait: bool = True) -> None:
        """Ends the workers; without `wait` they are killed at once and what they read is dropped."""
        with self._at_work:
            self._closed.set()
        for pool in self._pools:
            if wait and pool is self._pools[-1]:
                pool.close()  # type: ignore[no-untyped-call]
            else:
                pool.stop()  # type: ignore[no-untyped-call]
        if not wait:
            for worker in multiprocessing.active_children():
                worker.kill()  # before the channels close: one that is just starting would say that its own is gone
        for pool in self._pools:
            pool.join(timeout=5)
        with self._at_work:
            orders, self._orders = self._orders, {}
        for order in orders.values():  # pebble says nothing of what no worker has begun
            order.answers.cancel()


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
    look_rarely()


def _address_space() -> int:
    """Bytes of address space in use before the first page."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def _watch(parent: int) -> None:
    """Where the kernel does not tell (macOS): ends the worker once it has been adopted."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
