"""In which order captures go to the workers."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsarchive.archive.exchange import Capture
from newsarchive.crawl.reading import Reading
from newsarchive.discovery.links import Hints
from newsarchive.sources.model import Source
from newsarchive.workers.pool import BATCH
from newsarchive.workers.read import Answer, Failure, Task

URL = "https://courier.example/"


class ByHand:
    """A pool of one worker that answers when it is told to."""

    workers = 1

    def __init__(self) -> None:
        self.batches: list[tuple[tuple[Task, ...], Future[tuple[Answer, ...]]]] = []

    def submit(self, tasks: tuple[Task, ...]) -> Future[tuple[Answer, ...]]:
        answers: Future[tuple[Answer, ...]] = Future()
        self.batches.append((tasks, answers))
        return answers

    def answer(self, number: int) -> None:
        tasks, answers = self.batches[number]
        answers.set_result(tuple(Failure(task.capture.record_id) for task in tasks))

    def close(self, *, wait: bool) -> None:
        for _, answers in self.batches:
            answers.cancel()

    @property
    def purposes(self) -> list[list[str]]:
        return [[task.purpose for task in tasks] for tasks, _ in self.batches]


def task(purpose: str, number: int) -> Task:
    capture = Capture("a.warc.gz", number, 1, f"<urn:uuid:{number}>", URL, datetime.now(UTC), 200, "text/html", "sha1:A")
    return Task(Path("warc"), capture, purpose, Source("courier", URL), Hints())


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_pages_that_announce_go_before_articles_and_each_gets_its_own_answer():
    async def run() -> None:
        pool = ByHand()
        reading = Reading(pool)  # type: ignore[arg-type]
        reading.loop = asyncio.get_running_loop()
        kinds = ["article"] * (BATCH + 3) + ["front", "article", "section"]
        asked = [asyncio.ensure_future(reading.read(task(kind, number))) for number, kind in enumerate(kinds)]
        await settle()
        assert pool.purposes == [["article"], ["article"]]  # one at work, one that waits for the worker

        pool.answer(0)
        await settle()
        pool.answer(1)
        await settle()
        assert pool.purposes[2:] == [["front", "section"], ["article"] * BATCH]

        for number in (2, 3):
            pool.answer(number)
            await settle()
        pool.answer(4)
        answers = await asyncio.gather(*asked)
        assert [answer.reason for answer in answers if isinstance(answer, Failure)] == [
            f"<urn:uuid:{number}>" for number in range(len(kinds))
        ]

    asyncio.run(run())


def test_what_is_not_read_yet_is_let_go_of_at_the_end():
    async def run() -> None:
        pool = ByHand()
        reading = Reading(pool)  # type: ignore[arg-type]
        reading.loop = asyncio.get_running_loop()
        asked = [asyncio.ensure_future(reading.read(task(kind, n))) for n, kind in enumerate(["article"] * 4 + ["front"])]
        await settle()
        reading.drop()
        await settle()
        for each in asked:
            with pytest.raises(asyncio.CancelledError):
                await each

    asyncio.run(run())
