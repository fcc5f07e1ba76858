"""One run over several papers: their open collections, the workers, the thread that commits, and what stops it all.

The spider, the middlewares and the pipeline share this one object (`crawler.spider.session`). It knows Scrapy
only through the callbacks that it is given.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import signal
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field

from newsarchive.archive.exchange import Capture
from newsarchive.collection.collection import Collection
from newsarchive.collection.outcomes import PASSING, Outcome
from newsarchive.collection.runlog import RunLog
from newsarchive.collection.writer import WriterThread
from newsarchive.crawl.config import Config
from newsarchive.discovery.links import Hints, Link
from newsarchive.errors import INTERRUPTED, OK, PAPER_FAILED, TERMINATED, Locked, NewsarchiveError, StorageError
from newsarchive.sources.model import Source
from newsarchive.workers.pool import BATCH, Pool
from newsarchive.workers.read import Answer, Task

logger = logging.getLogger(__name__)

SUSPICIOUS = 5  # addresses that all went wrong: fewer may be a forbidden corner or two


@dataclass(slots=True)
class Paper:
    """A paper in this run.

    entrances  feeds and front pages that could be read
    found      addresses of articles that were new in this run
    asked      keys of those that were asked for; `missed` of them were no articles
    backlog    found, and over the limit so far
    """

    source: Source
    collection: Collection
    log: RunLog
    entrances: int = 0
    found: int = 0
    fetched: int = 0
    missed: int = 0
    asked: set[str] = field(default_factory=set)
    backlog: list[Link] = field(default_factory=list)

    @property
    def recorded(self) -> int:
        """Records that this run has made."""
        return self.collection.records_written

    def say(self, level: int, message: str, *values: object) -> None:
        """An event of this paper, for its log."""
        logger.log(level, message, *values, extra={"source": self.source.name})

    def is_full(self, limit: int | None) -> bool:
        """Whether as many articles were asked for as the run may take from one paper."""
        return limit is not None and len(self.asked) - self.missed >= limit

    @property
    def failed(self) -> bool:
        """Whether a person should look: no way in, or a number of articles asked for and not one page."""
        counts = self.collection.counts
        wrong = sum(number for outcome, number in counts.items() if outcome in PASSING and outcome is not Outcome.TOO_OLD)
        return self.entrances == 0 or (wrong >= SUSPICIOUS and wrong == counts.total())


class Session:
    """Opens the collections at once; `close` ends everything and says how it went in `exit_code`."""

    def __init__(self, config: Config, sources: Iterable[Source]) -> None:
        self.config = config
        self.papers: dict[str, Paper] = {}
        self.locked: list[Locked] = []
        self.failure: NewsarchiveError | None = None
        self.stopping = ""
        self.signal: int | None = None
        self.on_stop: Callable[[], None] = lambda: None
        self._closed = False
        try:
            for source in sources:
                self._open(source)
        except NewsarchiveError:
            self._close_collections(finished=False)
            raise
        if not self.papers and self.locked:
            raise self.locked[0]
        self._writer = WriterThread([paper.collection for paper in self.papers.values()], self._storage_failed)
        self._pool = Pool(config.workers)
        self.reading = Reading(self._pool)

    def _open(self, source: Source) -> None:
        try:
            collection = Collection.open(self.config.output / source.name, self._about(source))
        except Locked as error:
            logger.warning("%s", error)
            self.locked.append(error)
            return
        log = RunLog(collection.layout.runs / f"{collection.stamp}.log", source.name)
        logging.getLogger().addHandler(log)
        paper = self.papers[source.name] = Paper(source, collection, log)
        for note in collection.notes:
            paper.say(logging.WARNING, "%s", note)

    def _about(self, source: Source) -> dict[str, str]:
        """What the WARC files of this run say of it: warcinfo fields of WARC 1.1 and of the Dublin Core."""
        about = {"http-header-user-agent": self.config.user_agent, "isPartOf": source.name, "seed": source.url}
        return about | {"robots": "rfc9309"} | ({"operator": self.config.contact} if self.config.contact else {})

    def start(self) -> None:
        """Begins to commit. Called in the running event loop."""
        self.reading.loop = asyncio.get_running_loop()
        self._writer.start()

    async def read(self, paper: Paper, capture: Capture, purpose: str, hints: Hints) -> Answer:
        """What a capture says, read by a worker."""
        task = Task(paper.collection.layout.warc, capture, purpose, paper.source, hints)
        return await self.reading.read(task)

    def stop(self, reason: str, *, signum: int | None = None) -> None:
        """Asks for an orderly end: nothing more is sent, what has come is kept. The first reason counts."""
        if not self.stopping:
            self.stopping = reason
            self.signal = signum
            logger.info("stopping: %s", reason)
            self.on_stop()

    def fail(self, error: NewsarchiveError) -> None:
        """Storage failed: nothing can be kept, so nothing more is asked for. Raising would not stop Scrapy."""
        if self.failure is None:
            self.failure = error
            logger.critical("%s", error)
        self.stop("storage failed")

    def _storage_failed(self, error: StorageError) -> None:
        """Called in the writer thread."""
        self.reading.call_soon(lambda: self.fail(error))

    def close(self) -> None:
        """Ends workers and writer, and closes every collection. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        self._pool.close(wait=False)
        try:
            self._writer.stop()
        except StorageError as error:
            self.failure = self.failure or error
        self._close_collections(finished=not self.stopping)

    def _close_collections(self, *, finished: bool) -> None:
        for paper in self.papers.values():
            try:
                paper.collection.close(finished=finished)
            except (NewsarchiveError, OSError) as error:
                kept = error if isinstance(error, NewsarchiveError) else StorageError(str(error))
                self.failure = self.failure or kept
                logger.critical("%s", error)
            logging.getLogger().removeHandler(paper.log)
            paper.log.close()

    @property
    def exit_code(self) -> int:
        """The run's exit code, by the table in `errors.py`."""
        if self.failure:
            return self.failure.exit_code
        if self.signal:
            return TERMINATED if self.signal == signal.SIGTERM else INTERRUPTED
        if self.stopping:
            return OK  # a limit that the user set
        return PAPER_FAILED if any(paper.failed for paper in self.papers.values()) else OK


class Reading:
    """Gathers captures into batches for the pool. One page a call would cost a quarter of the throughput.

    A batch goes off as soon as a worker is free: few pages when little is going on, up to BATCH under load.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._queue: list[tuple[Task, asyncio.Future[Answer]]] = []
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
        self._queue.append((task, future))
        self._dispatch()
        return await future

    def _dispatch(self) -> None:
        while self._queue and self._under_way <= self._pool.workers:
            batch, self._queue = self._queue[:BATCH], self._queue[BATCH:]
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
        for _, future in self._queue:
            future.cancel()
        self._queue.clear()
        self._pool.close(wait=False)
