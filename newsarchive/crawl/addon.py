"""The Scrapy add-on: any spider of any project writes exact WARC files.

    ADDONS = {"newsarchive.crawl.addon.WarcArchive": 500}
    WARC_DIR = "warcs"

Every exchange of the spider goes into `WARC_DIR/<spider>-<UTC day>-<serial>.warc.gz`, robots.txt, redirects,
retries and errors too. Nothing else of the project changes but `Accept-Encoding`, which is narrowed to what
every web-archive tool can decode, where the project has not set it.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.settings import BaseSettings
from scrapy.utils.defer import deferred_from_coro

from newsarchive import clock
from newsarchive.archive.exchange import Capture, Exchange
from newsarchive.archive.files import WarcFile, next_name
from newsarchive.crawl.archiving import ArchivingMiddleware
from newsarchive.errors import StorageError

logger = logging.getLogger(__name__)

PLACE = 990  # nearest the wire


class WarcArchive:
    """Puts the tap and the writer into a project's settings."""

    def update_settings(self, settings: BaseSettings) -> None:
        """As Scrapy asks of an add-on."""
        for scheme in ("http", "https"):
            settings["DOWNLOAD_HANDLERS"][scheme] = "newsarchive.crawl.handlers.WireDownloadHandler"
        settings["DOWNLOADER_MIDDLEWARES"]["newsarchive.crawl.addon.WarcMiddleware"] = PLACE
        settings["DEFAULT_REQUEST_HEADERS"].setdefault("Accept-Encoding", "gzip, deflate")
        settings.setdefault("WARC_DIR", "warcs", priority="addon")


class WarcMiddleware(ArchivingMiddleware):
    """Writes every exchange of one spider. A write that fails ends the crawl: raising alone would not."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        if not crawler.settings.get("WARC_DIR"):
            raise NotConfigured("WARC_DIR is empty")
        self._folder = Path(crawler.settings["WARC_DIR"])
        self._name = re.sub(r"[^a-z0-9.-]+", "-", crawler.spidercls.name.lower()).strip("-.") or "spider"
        self._warc: WarcFile | None = None
        self._failed = False
        crawler.signals.connect(self.spider_closed, signal=signals.spider_closed)

    def keep(self, request: Request, exchange: Exchange) -> Capture | None:  # noqa: ARG002 - as the parent has it
        """Appends an exchange; its capture is left in `request.meta["captures"]` for the spider."""
        if self._failed:
            raise IgnoreRequest("the archive cannot be written")
        try:
            return self._current().append(exchange)
        except StorageError as error:
            self._failed = True
            logger.critical("%s", error)
            if self.crawler.engine is not None:
                deferred_from_coro(self.crawler.engine.close_spider_async(reason="warc_failed"))
            raise IgnoreRequest(str(error)) from error

    def _current(self) -> WarcFile:
        now = clock.now()
        if self._warc and self._warc.should_roll(now):
            self._warc.close(final=True)
            self._warc = None
        if self._warc is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            about = {"http-header-user-agent": self.crawler.settings.get("USER_AGENT", "")}
            self._warc = WarcFile.open(self._folder, next_name(self._folder, self._name, now.date()), None, about)
        return self._warc

    def spider_closed(self) -> None:
        """The file gets its final name."""
        if self._warc is not None:
            self._warc.close(final=not self._failed)
