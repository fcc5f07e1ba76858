"""A pool that reads in this process, at once, for tests that ask what becomes of the answers: starting a worker costs a second.

In: batches of tasks. Out: their answers, as a worker gives them.
"""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any, cast

from newsarchive.workers.first import read_first
from newsarchive.workers.pool import Pool
from newsarchive.workers.read import Task, read_all


class Here:
    """A pool that reads in this process, at once."""

    workers = 1

    def submit(self, tasks: tuple[Task, ...]) -> Future[Any]:
        return _done(read_all(tasks))

    def submit_first(self, tasks: tuple[Task, ...]) -> Future[Any]:
        return _done(read_first(tasks))


def _done(answers: object) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_result(answers)
    return future


HERE = cast("Pool", Here())
