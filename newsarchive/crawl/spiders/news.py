"""The one spider for all papers: it asks what their agendas say, and hands on what comes.

Discovery and reading happen in workers, planning in the agenda. What the spider does is to keep a few requests of each
paper under way, to see to it that every URL ends in exactly one outcome, and to let the next paper in when one is through.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure as TxFailure

from newsarchive import clock
from newsarchive.archive.exchange import Capture
from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.collection.state.rows import GONE
from newsarchive.crawl import redirects, slots
from newsarchive.crawl.agenda import Agenda
from newsarchive.crawl.ask import Ask, conditions
from newsarchive.crawl.config import Config
from newsarchive.crawl.endings import SILENT, is_page, of_failure, of_status, validators_of
from newsarchive.crawl.paper import REFUSED, WIDTH, Paper, PaperEnded
from newsarchive.crawl.pipelines import CapturedPage
from newsarchive.crawl.session import Held, Session
from newsarchive.crawl.teaching import Teaching
from newsarchive.discovery.links import Found, Hints
from newsarchive.errors import NewsarchiveError
from newsarchive.extract.article import Article, Rejection, Verdict
from newsarchive.sources.catalogue import find
from newsarchive.urls import page_url, url_key
from newsarchive.workers.read import Answer, Failure, Linked

logger = logging.getLogger(__name__)
PRIORITY = {"front": 100, "feed": 100, "sitemap": 90, "section": 80}  # where articles are announced, before articles


class NewsSpider(Spider):
    """`scrapy crawl news -a sources=kentonline,https://paper.example/ [-a since=2026-11-01] [-a limit=50] [-a output=DIR]`."""

    name = "news"

    def __init__(self, session: Session, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.session = session
        self.agendas: dict[str, Agenda] = {}
        self.teachings: dict[str, Teaching] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, session: Session | None = None, sources: str = "", **given: str) -> NewsSpider:
        """Takes the command line's session, or opens one for the sources that `-a sources=` names."""
        for name, value in given.items():
            crawler.settings.set(f"NEWSARCHIVE_{name.upper()}", value, priority="cmdline")
        if session is None:
            config = Config.from_settings(crawler.settings)
            session = Session(config, find([each.strip() for each in sources.split(",") if each.strip()]))
        spider = cls(session)
        spider._set_crawler(crawler)
        crawler.signals.connect(spider.spider_idle, signal=signals.spider_idle)
        return spider

    # -- papers come and go

    async def start(self) -> AsyncIterator[Any]:
        """The papers that are on at first; each that is through lets the next one in."""
        self.session.start()
        for paper in list(self.session.papers.values()):
            for request in self.begin(paper):
                yield request

    def begin(self, paper: Paper) -> Iterator[Request]:
        """What an earlier run left unread is read; then the agenda goes on."""
        agenda = self.agendas[paper.source.name] = Agenda(paper, self.session.config, clock.now())
        agenda.on_begin = self.session.tell_size
        paper.on_end = self._forget
        if paper.source.delay is not None:
            slots.set_delay(self.crawler, slots.of_url(paper.source.url), paper.source.delay)
        teaching = self.teachings[paper.source.name] = Teaching(paper, self.session.pool)
        for held, hints in paper.collection.waiting():
            paper.reading += 1
            if not teaching.take(held.capture, hints):
                self._spawn(self._read_again(paper, (held.capture, hints, None)))
        if teaching.is_due:
            paper.reading += 1
            self._spawn(self._learn_first(paper, teaching))
        else:
            yield from self.advance(paper)

    async def _learn_first(self, paper: Paper, teaching: Teaching) -> None:
        with self.session.unless_stopping():
            await teaching.learn()
        paper.reading -= 1
        self.send(self.advance(paper))

    async def _learn_from(self, paper: Paper, teaching: Teaching) -> None:
        with self.session.unless_stopping():
            async with self.session.turns_to_learn:
                pages = await teaching.learn_from_first(links=self.follows_links(paper))
            await asyncio.gather(*(self._read_again(paper, page) for page in pages))

    async def _read_again(self, paper: Paper, page: Held) -> None:
        answer = await self.session.record(paper, page, links=self.follows_links(paper))
        await self.has_read(paper, page[0], page[1], answer)

    def follows_links(self, paper: Paper) -> bool:
        """Whether the links of an article's page may be worth reading."""
        agenda = self.agendas.get(paper.source.name)
        return agenda is not None and agenda.wants_related()

    def _forget(self, paper: Paper) -> None:
        slots.forget(self.crawler, paper.source.name, PaperEnded(paper.ended))

    def advance(self, paper: Paper) -> Iterator[Request]:
        """As many more requests of a paper as may be under way; when there is nothing left, its end."""
        if self.session.stopping or self.session.failure or paper.closing:
            return
        while paper.under_way < WIDTH and (ask := self.agendas[paper.source.name].next()):
            paper.under_way += 1
            paper.requests += 1
            yield self._request(paper, ask)
        teaching = self.teachings[paper.source.name]
        if teaching.is_ready(no_more=not paper.under_way):
            teaching.begin()
            self._spawn(self._learn_from(paper, teaching))
        elif not paper.under_way and not paper.reading:
            paper.closing = True
            self._spawn(self._change(paper))

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._has_ended)

    def _has_ended(self, task: asyncio.Task[None]) -> None:
        """An exception here is a fault of our own: it must not leave the run waiting for ever."""
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("a fault of newsarchive's own", exc_info=error)
            self.session.fail(
                NewsarchiveError(f"a fault of newsarchive's own: {type(error).__name__}: {error}; please report it")
            )

    async def _change(self, through: Paper) -> None:
        """Closes a paper and lets the next one in."""
        slots.hang_up(self.crawler, slots.of_url(through.source.url))
        await self.session.close_paper(through)
        del self.agendas[through.source.name], self.teachings[through.source.name]
        paper = None if self.session.stopping else self.session.open_next()
        if paper is not None:
            self.send(self.begin(paper))
        elif all(each.closed for each in self.session.papers.values()) and self.crawler.crawling:
            self._spawn(self._end())

    async def _end(self) -> None:
        """The last paper is through. Scrapy would look again only after some seconds."""
        if self.crawler.engine is not None:
            with suppress(RuntimeError):  # it looked by itself in the meantime
                await self.crawler.engine.close_spider_async(reason="finished")

    def send(self, requests: Iterator[Request]) -> None:
        """Requests from outside a callback."""
        if self.crawler.engine is not None and self.crawler.crawling and not self.session.stopping:
            for request in requests:
                self.crawler.engine.crawl(request)

    def spider_idle(self) -> None:
        """Scrapy has nothing to do. A paper that still waits for something is not over; one that waits in vain is ended."""
        if self.session.stopping or self.session.failure:
            return
        for paper in list(self.session.papers.values()):
            if not paper.closing and not paper.reading and not self._tasks:
                paper.end("a fault of newsarchive's own kept its requests from being answered; please report it")
                paper.under_way = 0
                self.send(self.advance(paper))
        if any(not paper.closed for paper in self.session.papers.values()) or self._tasks:
            raise DontCloseSpider

    # -- what came

    def _request(self, paper: Paper, ask: Ask) -> Request:
        meta = ask.meta(paper.source.name)
        headers = conditions(self.agendas[paper.source.name].validators(ask))
        priority = PRIORITY.get(ask.purpose, 0)
        return Request(
            ask.url, callback=self.parse, errback=self.failed, headers=headers, meta=meta, priority=priority, dont_filter=True
        )

    async def parse(self, response: Response) -> AsyncIterator[CapturedPage | Request]:
        """An answer: a page that announces is read here, one that may be an article is handed on."""
        meta = response.meta
        paper, ask = self.session.papers[meta["source"]], meta["ask"]
        redirects.pass_over(paper, ask, meta.get("captures") or ())
        try:
            if ask.purpose != "article":
                with self.session.unless_stopping():  # a cancelled callback would keep Scrapy waiting for its end
                    await self._take_in(paper, ask, response)
            elif is_page(response):
                for item in self._take_article(paper, ask, response):
                    yield item
            elif response.status in GONE and meta.get("captures"):
                for request in self._not_there(paper, ask, response):
                    yield request
            else:
                self._settle(paper, ask, of_status(response))
        finally:
            paper.under_way -= 1
        for request in self.advance(paper):
            yield request

    def _take_article(self, paper: Paper, ask: Ask, response: Response) -> Iterator[CapturedPage]:
        """A page to be read; one that says what it said before need not be."""
        capture: Capture = response.meta["captures"][-1]
        paper.answered()
        paper.fetched += 1
        paper.collection.checked(url_key(ask.asked), validators_of(response, ask.validators), ask.rank)
        if ask.recheck and capture.refers_to is not None:
            why = "not modified" if capture.status == 304 else "the same bytes"
            how = Settlement(Outcome.UNCHANGED, why, capture.status, page_url(response.url) or response.url)
            paper.collection.settle(ask.asked, how, via=ask.hints.via)
            paper.withdrawals.seen()
            return
        paper.reading += 1
        if not self.teachings[paper.source.name].take(capture, ask.hints):
            yield CapturedPage(paper.source.name, capture, ask.hints)

    def _not_there(self, paper: Paper, ask: Ask, response: Response) -> Iterator[Request]:
        """404 or 410: the archive's word that it is gone, if no other address of it is left to be asked for."""
        record_id = response.meta["captures"][-1].record_id
        paper.answered()
        if ask.instead:
            paper.collection.pass_over(record_id)
            paper.under_way += 1
            yield self._request(paper, replace(ask, url=ask.instead, instead=""))
            return
        paper.collection.answer(record_id, of_status(response))
        self.agendas[paper.source.name].not_there(ask)

    async def _take_in(self, paper: Paper, ask: Ask, response: Response) -> None:
        if not is_page(response):
            self._settle(paper, ask, of_status(response))
            return
        capture = response.meta["captures"][-1]
        if ask.place is not None:
            whole = ask.place.whole if response.status == 304 else clock.now()
            place = replace(ask.place, validators=validators_of(response, ask.place.validators), whole=whole)
            ask = replace(ask, place=place)
        answer = await self.session.read(paper, capture, ask.purpose, ask.hints)
        if isinstance(answer, Failure):
            self._settle(paper, ask, Settlement(answer.outcome, answer.reason, 200))
            return
        assert isinstance(answer, Found)
        outcome = Outcome.READ if answer.kind else Outcome.NOT_A_FEED
        self._settle(paper, ask, Settlement(outcome, answer.problem, response.status, response.url), answer)
        if ask.purpose == "front" and not answer.articles:
            await self._look_for_challenge(paper, capture)

    async def _look_for_challenge(self, paper: Paper, capture: Capture) -> None:
        """A front page without a link to any article may ask for a person."""
        answer = await self.session.read(paper, capture, "article", Hints())
        if isinstance(answer, Rejection) and answer.verdict is Verdict.BOT_CHECK:
            paper.refuse("its front page checks whether a person is asking", outright=True)

    def _settle(self, paper: Paper, ask: Ask, how: Settlement, found: Found | None = None) -> None:
        """The outcome of an address that gave no article to read; the agenda and the paper's standing hear of it."""
        agenda = self.agendas[paper.source.name]
        paper.collection.settle(ask.asked, how, kind=ask.kind_of(how.outcome), via=ask.hints.via)
        if how.outcome is Outcome.REFUSED and not ask.guess:
            paper.refuse(f"{ask.url} answered {how.status}", outright=ask.purpose == "front" and how.status in REFUSED)
        elif how.outcome in SILENT:
            paper.be_silent(how.reason)
        elif how.status:
            paper.answered()
        if ask.purpose == "front":
            paper.shut_by = how.reason
        if ask.purpose == "article":
            agenda.not_there(ask)
        elif found is not None and found.kind:
            paper.entrances += 1
            agenda.read(ask, found, how.final_url)
        else:
            agenda.failed(ask, how.outcome)

    def failed(self, failure: TxFailure) -> Iterator[Request]:
        """No answer: the reason is the outcome. What a stopping run did not send stays to be asked for."""
        request: Request = failure.request  # type: ignore[attr-defined]
        paper, ask = self.session.papers[request.meta["source"]], request.meta["ask"]
        paper.under_way -= 1
        how = of_failure(failure)
        if how is not None and not self.session.failure:
            if capture := redirects.to_judge(paper, ask, failure):
                paper.reading += 1
                self._spawn(self._read_again(paper, (capture, ask.hints, None)))
            else:
                self._settle(paper, ask, how)
        yield from self.advance(paper)

    async def has_read(self, paper: Paper, capture: Capture, hints: Hints, answer: Answer | None) -> None:
        """A page that may be an article has been read, or the run is ending. The paper goes on."""
        agenda = self.agendas.get(paper.source.name)
        if answer is not None and agenda is not None:
            self.teachings[paper.source.name].has_read(answer)
            instead = answer.links if isinstance(answer, Rejection) else ()
            if not isinstance(answer, Failure):
                agenda.turned_out(capture.url, hints, article=isinstance(answer, Article | Linked), instead=instead)
            if isinstance(answer, Rejection) and answer.verdict is Verdict.BOT_CHECK:
                paper.refuse(f"{capture.url} checks whether a person is asking", outright=True)
            if isinstance(answer, Linked) and agenda.wants_related():
                agenda.read_related(capture.url, answer.links)
        paper.reading -= 1
        self.send(self.advance(paper))
