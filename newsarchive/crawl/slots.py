"""What we reach into Scrapy's downloader for: the pace of one host, and letting go of all that waits.

Scrapy 2.19 has no public way to either; the private names stand here and nowhere else.
"""

from __future__ import annotations

from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader import Downloader
from scrapy.crawler import Crawler
from scrapy.http import Response

from newsarchive.crawl.handlers import WireDownloadHandler


class Gentle(Downloader):
    """Scrapy's downloader, kept to what it promises.

    A host never has more requests at once than CONCURRENT_REQUESTS_PER_DOMAIN: under asyncio Scrapy 2.19 starts a
    transfer in a task and counts it only when the task runs, so that all that waits for a host passes at once where there
    is no delay (measured: 12 connections where 4 were set).

    Where there is a delay, a host is asked for one thing at a time, and the delay counts from the end of the answer.
    Scrapy counts from when a request leaves its queue: connections and a busy machine move what the server sees by some
    tenths of a second (measured: 0.84 s where 1 s was set).
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._fetch = self.handlers.download_request_async
        self.handlers.download_request_async = self._fetch_and_note  # type: ignore[method-assign]

    async def _fetch_and_note(self, request: Request) -> Response:
        try:
            return await self._fetch(request)
        finally:
            slot: Any = self.slots.get(request.meta.get(self.DOWNLOAD_SLOT) or "")
            if slot is not None:
                slot.lastseen = max(slot.lastseen, monotonic())

    def _get_slot(self, request: Request, spider: Any = None) -> Any:  # noqa: ARG002 - as Scrapy declares it
        key, slot = super()._get_slot(request)
        slot.concurrency = 1 if slot.delay else self.domain_concurrency
        return key, slot

    def _wait_for_download(self, slot: Any, request: Request, queue_dfd: Any) -> Any:
        slot.transferring.add(request)
        return super()._wait_for_download(slot, request, queue_dfd)


def of_url(url: str) -> str:
    """The slot of an address: its host."""
    return urlsplit(url).hostname or ""


def set_delay(crawler: Crawler, slot: str, delay: float) -> None:
    """At least `delay` seconds between requests of this slot (a host), for the rest of the run.

    Written to the slot's settings too: an idle slot is thrown away after 60 s and made anew from them.
    """
    downloader: Any = crawler.engine.downloader
    settings = downloader.per_slot_settings.setdefault(slot, {})
    settings["delay"] = max(delay, settings.get("delay", 0.0))
    if slot in downloader.slots:
        downloader.slots[slot].delay = max(delay, downloader.slots[slot].delay)


def delay_of(crawler: Crawler, slot: str) -> float:
    """The delay in force for this slot, in seconds."""
    downloader: Any = crawler.engine.downloader
    if slot in downloader.slots:
        return float(downloader.slots[slot].delay)
    return float(downloader.per_slot_settings.get(slot, {}).get("delay", crawler.settings.getfloat("DOWNLOAD_DELAY")))


def pause(crawler: Crawler, slot: str, seconds: float) -> None:
    """No request of this slot begins in the next `seconds`. The slot needs a delay above 0."""
    downloader: Any = crawler.engine.downloader
    held = downloader.slots.get(slot)
    if held is not None:
        held.lastseen = max(held.lastseen, monotonic() + seconds - held.delay)
        _restart(downloader, held)


def let_go(crawler: Crawler) -> None:
    """All that waits for its delay comes through at once, to be refused by the handlers, which send nothing more."""
    downloader: Any = crawler.engine.downloader
    for handler in handlers(crawler):
        handler.stopping = True
    for slot in list(downloader.slots.values()):
        slot.delay = slot.jitter = 0.0
        slot.lastseen = 0.0
        _restart(downloader, slot)


def forget(crawler: Crawler, source: str, why: Exception) -> None:
    """What one paper has waiting for its delay fails with `why`, unsent."""
    downloader: Any = crawler.engine.downloader
    for slot in downloader.slots.values():
        dropped = [(request, waiting) for request, waiting in slot.queue if request.meta.get("source") == source]
        for each in dropped:
            slot.queue.remove(each)
        for _, waiting in dropped:
            waiting.errback(why)


def hang_up(crawler: Crawler, host: str) -> None:
    """No connection to this host is kept open any longer: of a thousand papers that would be four thousand."""
    for handler in handlers(crawler):
        handler.hang_up(host)


def handlers(crawler: Crawler) -> list[WireDownloadHandler]:
    """The handlers in use, one a scheme."""
    made: Any = crawler.engine.downloader.handlers._handlers
    return [each for each in made.values() if isinstance(each, WireDownloadHandler)]


def _restart(downloader: Any, slot: Any) -> None:
    if slot.latercall:
        slot.latercall.cancel()
        slot.latercall = None
    downloader._process_queue(slot)
