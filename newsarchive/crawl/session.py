"""One run over several papers: their open collections, the workers, the thread that commits, and what stops it all.

The spider, the middlewares and the pipeline share this one object (`crawler.spider.session`). It knows Scrapy
only through the callbacks that it is given.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager

from newsarchive import clock
from newsarchive.archive.exchange import Capture
from newsarchive.collection.collection import Collection
from newsarchive.collection.files.layout import Layout
from newsarchive.collection.files.runlog import RunLog
from newsarchive.collection.turns import standing
from newsarchive.collection.turns.disk import Outlook, size, space
from newsarchive.collection.turns.polling import Turn, next_turn
from newsarchive.collection.writer import WriterThread
from newsarchive.crawl.agenda import Agenda
from newsarchive.crawl.config import Config
from newsarchive.crawl.paper import Paper
from newsarchive.crawl.reading import Reading
from newsarchive.discovery.links import Hints
from newsarchive.errors import INTERRUPTED, OK, PAPER_FAILED, TERMINATED, Locked, NewsarchiveError, StorageError
from newsarchive.extract.article import Article
from newsarchive.records.record import capture_of
from newsarchive.sources.model import Source
from newsarchive.workers.pool import Pool
from newsarchive.workers.read import Answer, Task, as_kept

Held = tuple[Capture, Hints, Answer | None]  # a page in the archive, and what it holds where that is read already

logger = logging.getLogger(__name__)


class Session:
    """Opens the collections at once; `close` ends everything and says how it went in `exit_code`."""

    def __init__(self, config: Config, sources: Iterable[Source]) -> None:
        self.config = config
        self.papers: dict[str, Paper] = {}
        self.locked: list[Locked] = []
        self.not_due: dict[str, Turn] = {}
        self.failure: NewsarchiveError | None = None
        self.stopping = ""
        self.signal: int | None = None
        self.on_stop: Callable[[], None] = lambda: None
        self.on_notice: Callable[[str], None] = lambda _: None
        self._waiting = deque(sources)
        self._closed = False
        self._writer = WriterThread(self._storage_failed)
        self._growth: dict[str, float] = {}
        if low := self._low_disk():
            raise low
        try:
            for _ in range(min(len(self._waiting), config.papers_at_once)):
                self.open_next()
                if self.failure:
                    raise self.failure
        except NewsarchiveError:
            self._close_collections(finished=False)
            raise
        if not self.papers and self.locked and not self.not_due:
            raise Locked("\n".join(map(str, self.locked)))
        self.pool = Pool(config.workers)
        self.reading = Reading(self.pool)
        self.turns_to_learn = asyncio.Semaphore(self.pool.workers)  # first pages of one paper take a worker for long

    @property
    def size(self) -> int:
        """Papers in this run, those included that have not had their turn."""
        return len(self.papers) + len(self._waiting)

    def open_next(self) -> Paper | None:
        """The next paper of the run that is not locked, opened; None where there is none, or storage failed."""
        while self._waiting and self.failure is None:
            source = self._waiting.popleft()
            try:
                if paper := self._open(source):
                    return paper
            except Locked as error:
                logger.warning("%s", error)
                self.locked.append(error)
            except NewsarchiveError as error:
                self.fail(error)
        return None

    def _open(self, source: Source) -> Paper | None:
        """None for a paper whose turn has not come."""
        began, look = clock.now(), True
        if self.config.only_due:
            known = standing.known(Layout(self.config.output / source.name))
            turn = next_turn(known, self.config.pace(source), began, checks=self.config.recheck != "none")
            look = turn is None or turn.look <= began
            if turn is not None and turn.at > began:
                self.not_due[source.name] = turn
                return None
        collection = Collection.open(self.config.output / source.name, self._about(source), source)
        since = self.config.window(source)
        collection.reach_back(since)
        log = RunLog(collection.layout.runs / f"{collection.stamp}.log", source.name)
        logging.getLogger().addHandler(log)
        paper = self.papers[source.name] = Paper(source, collection, log, since, look=look, began=began)
        for note in collection.notes:
            paper.say(logging.WARNING, "%s", note)
        self._writer.add(collection)
        self._growth[source.name] = standing.growth_of(collection.layout, collection.reads.files(), began.date()) or 0.0
        return paper

    async def close_paper(self, paper: Paper) -> None:
        """A paper is through: its last commit, summary and index. The disk is waited for in another thread."""
        paper.remember_look()
        await asyncio.to_thread(self._close_one, paper, finished=not paper.ended)

    def _close_one(self, paper: Paper, *, finished: bool) -> None:
        if paper.closed:
            return
        paper.closed = True
        self._writer.remove(paper.collection)
        try:
            try:
                paper.withdrawals.over()
            finally:
                paper.collection.close(finished=finished)
        except (NewsarchiveError, OSError) as error:
            kept = error if isinstance(error, NewsarchiveError) else StorageError(str(error))
            self.failure = self.failure or kept
            logger.critical("%s", error)
        logging.getLogger().removeHandler(paper.log)
        paper.log.close()

    def _about(self, source: Source) -> dict[str, str]:
        """What the WARC files of this run say of it: warcinfo fields of WARC 1.1 and of the Dublin Core."""
        about = {"http-header-user-agent": self.config.user_agent, "isPartOf": source.name, "seed": source.url}
        about |= {"movedFrom": " ".join(source.moved_from)} if source.moved_from else {}
        return about | {"robots": "rfc9309"} | ({"operator": self.config.contact} if self.config.contact else {})

    def start(self) -> None:
        """Begins to commit. Called in the running event loop."""
        self.reading.loop = asyncio.get_running_loop()
        self._writer.start()

    async def read(self, paper: Paper, capture: Capture, purpose: str, hints: Hints, *, links: bool = False) -> Answer:
        """What a capture says, read by a worker."""
        task = Task(paper.collection.layout.warc, capture, purpose, paper.source, hints, paper.since, links=links)
        return await self.reading.read(task)

    async def record(self, paper: Paper, read: Held, *, links: bool) -> Answer | None:
        """Has a page read, if it is not yet, and recorded. None where the end of the run came first: it waits for the next."""
        capture, hints, answer = read
        try:
            answer = answer or await self.read(paper, capture, "article", hints, links=links)
            kept = as_kept(answer, capture)
            again = await self._read_again(paper, kept, capture, hints) if isinstance(kept, Article) else None
        except asyncio.CancelledError:
            return None
        if self.failure is not None:
            return None
        if isinstance(kept, Article):
            paper.withdrawals.seen()
        if leaving := paper.collection.leaving(capture.record_id, kept):
            paper.withdrawals.add(leaving)
        else:
            paper.collection.answer(capture.record_id, kept, again)
        return answer

    async def _read_again(self, paper: Paper, article: Article, capture: Capture, hints: Hints) -> Article | None:
        """What today's reader makes of the page that an article is to be held against, where another reader read it."""
        earlier = paper.collection.to_read_again(article, capture)
        if earlier is None:
            return None
        task = Task(paper.collection.layout.warc, capture_of(earlier), "article", paper.source, hints, under=capture)
        answer = await self.reading.read(task)
        return answer if isinstance(answer, Article) else None

    @property
    def outlook(self) -> Outlook:
        """How long the disk lasts, if the papers that this run has opened go on as they did."""
        disk = space(self.config.output)
        return Outlook(disk.free, disk.reserve(self.config.reserve), sum(self._growth.values()))

    def _low_disk(self) -> StorageError | None:
        outlook = self.outlook
        if not outlook.is_low:
            return None
        mend = "make room, or choose another reserve with -s NEWSARCHIVE_RESERVE=MB, and run again: nothing is lost"
        return StorageError(f"{self.config.output}: {outlook.what_is_free}; {mend}")

    def watch_disk(self) -> None:
        """Ends the run before the disk is full."""
        if not self.stopping and (low := self._low_disk()):
            self.fail(low)

    @contextmanager
    def unless_stopping(self) -> Iterator[None]:
        """The end of a run breaks off what workers do: what they would have read waits for the next."""
        try:
            yield
        except (asyncio.CancelledError, CancelledError, RuntimeError):
            if not self.stopping:
                raise

    def tell_size(self, agenda: Agenda) -> None:
        """Before the first article of a paper whose past is to be filled: how much that is, and how long it takes."""
        if not self.config.since_given:
            return
        paper = agenda.paper
        pages, more = agenda.estimate()
        hours = pages * max(self.config.delay, paper.source.delay or 0.0) / 3600
        about = f"{'at least ' if more else ''}{pages:,} pages to ask for"
        room = self._room_for(pages, paper)
        self.on_notice(f"{paper.source.name}: {about}, {_duration(hours)} at {self.config.delay:g} s between two requests{room}")

    def _room_for(self, pages: int, paper: Paper) -> str:
        """How much so many pages are by what the paper's pages took so far, and whether there is room for it."""
        each, outlook = standing.page_size(paper.collection.reads), self.outlook
        if each is None:
            return ""
        fits = pages * each < outlook.free - outlook.reserve
        return f", about {size(pages * each)}" + (
            "" if fits else f"; {outlook.what_is_free}: it will stop before the disk is full"
        )

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
        self.pool.close(wait=False)
        try:
            self._writer.stop()
        except StorageError as error:
            self.failure = self.failure or error
        self._close_collections(finished=not self.stopping)

    def _close_collections(self, *, finished: bool) -> None:
        for paper in self.papers.values():
            self._close_one(paper, finished=finished and not paper.ended)

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


def _duration(hours: float) -> str:
    if hours < 1:
        return f"about {max(round(hours * 60), 1)} min"
    return f"about {hours:.1f} h" if hours < 48 else f"about {hours / 24:.0f} days"
