"""The watch over a run: its time limit, signals, and an end within ten seconds whatever is queued."""

from __future__ import annotations

import logging
from time import monotonic

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.task import LoopingCall

from newsarchive.crawl import slots
from newsarchive.crawl.session import Session

logger = logging.getLogger(__name__)

LOOK = 0.2  # seconds between two looks
GRACE = 4.0  # seconds that transfers and workers under way get to finish


class RunWatch:
    """Stops the run when its time is up, when a signal came, or when storage failed; closes the session at the end."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._began = monotonic()
        self._stopped: float | None = None
        self._broken_off = False
        self._look = LoopingCall(self._check)
        crawler.signals.connect(self.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(self.spider_closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunWatch:
        """As Scrapy asks of a component."""
        if not issubclass(crawler.spidercls, _session_spider()):
            raise NotConfigured("this spider has no session")
        return cls(crawler)

    @property
    def _session(self) -> Session:
        session: Session = self.crawler.spider.session  # type: ignore[union-attr]
        return session

    def spider_opened(self) -> None:
        """The run begins."""
        self._session.on_stop = self._let_go
        self._look.start(LOOK, now=False)

    def spider_closed(self) -> None:
        """The run is over: workers end, everything is committed and closed."""
        if self._look.running:
            self._look.stop()
        self._session.close()

    def _check(self) -> None:
        limit = self._session.config.time_limit
        self._session.watch_disk()
        if not self.crawler.crawling:  # Scrapy was told to stop, by its own signal handler
            self._session.stop("asked to stop")
        elif limit is not None and monotonic() - self._began > limit * 60:
            self._session.stop(f"time limit of {limit:g} minutes")
        if self._stopped is not None and monotonic() - self._stopped > GRACE and not self._broken_off:
            self._broken_off = True
            for handler in slots.handlers(self.crawler):
                handler.abort_all()
            self._session.reading.drop()

    def _let_go(self) -> None:
        self._stopped = monotonic()
        slots.let_go(self.crawler)
        engine = self.crawler.engine
        if engine is not None and self.crawler.crawling:
            deferred_from_coro(engine.close_spider_async(reason=self._session.stopping)).addErrback(_closed_already)


def _closed_already(failure: object) -> None:
    logger.debug("the spider was closing already: %s", failure)


def _session_spider() -> type:
    from newsarchive.crawl.spiders.news import NewsSpider

    return NewsSpider
