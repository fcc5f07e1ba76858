"""Captures on their way to the workers, in batches, and their answers on the way back into the event loop."""

from __future__ import annotations

import asyncio
import functools
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress

from newsarchive.workers.pool import BATCH, Pool
from newsarchive.workers.read import Answer, Task

_Awaited = tuple[Task, asyncio.Future[Answer]]


class Reading:
    """Gathers captures into batches for the pool. One page a call would cost a quarter of the throughput.

    A batch goes off as soon as a worker is free: few pages when little is going on, up to BATCH under load. Pages that announce
    go before articles: a paper asks for nothing else before they are read.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._announcing: deque[_Awaited] = deque()
        self._others: deque[_Awaited] = deque()
        self._under_way = 0
        self.loop: asyncio.AbstractEventLoop | None = None

    def call_soon(self, what: Callable[[], None]) -> None:
        """Runs something in the loop's thread."""
        if self.loop is not None:
            with suppress(RuntimeError):  # the loop has ended, and with it what was to be stopped
                self.loop.call_soon_threadsafe(what)

    async def read(self, task: Task) -> Answer:
        """The answer to a task. Raises CancelledError where the run ended before it."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        line = self._others if task.purpose == "article" else self._announcing
        line.append((task, future))
        self._dispatch()
        return await future

    def _dispatch(self) -> None:
        while self._under_way <= self._pool.workers and (line := self._announcing or self._others):
            batch = [line.popleft() for _ in range(min(BATCH, len(line)))]
            self._under_way += 1
            futures = [future for _, future in batch]
            done = self._pool.submit(tuple(task for task, _ in batch))
            done.add_done_callback(functools.partial(self._hand_over, futures))

    def _hand_over(self, futures: list[asyncio.Future[Answer]], done: Future[tuple[Answer, ...]]) -> None:
        """Called in the pool's thread."""
        self.call_soon(lambda: self._deliver(futures, done))

    def _deliver(self, futures: list[asyncio.Future[Answer]], done: Future[tuple[Answer, ...]]) -> None:
        self._under_way -= 1
        answers = [None] * len(futures) if done.cancelled() else done.result()
        for future, answer in zip(futures, answers, strict=True):
            if answer is None:
                future.cancel()
            elif not future.done():
                future.set_result(answer)
        self._dispatch()

    def drop(self) -> None:
        """Lets go of all that is not read yet; it is read in the next run."""
        for line in (self._announcing, self._others):
            for _, future in line:
                future.cancel()
            line.clear()
        self._pool.close(wait=False)
