"""Downloader middlewares: what is archived, which redirects are followed, and how a host slows us down."""

from __future__ import annotations

import email.utils
import logging
from datetime import UTC, datetime

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from newsarchive import clock
from newsarchive.archive.exchange import Capture, Exchange
from newsarchive.collection.state.rows import Asked
from newsarchive.crawl import slots
from newsarchive.crawl.archiving import ArchivingMiddleware
from newsarchive.crawl.redirects import RedirectedAway, why_not
from newsarchive.crawl.session import Session
from newsarchive.discovery.links import Hints
from newsarchive.discovery.scope import in_scope
from newsarchive.discovery.twins import article_url
from newsarchive.errors import StorageError
from newsarchive.urls import request_url

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 600.0  # seconds; a Retry-After beyond it is taken for it
SLOWER = {429: 2.0, 503: 1.25}  # factors on a host's delay each time it says so, for the rest of the run
SLOW, SLOWEST = 0.25, 60.0  # seconds: what a delay of nothing counts as, and the longest


class BadAddress(IgnoreRequest):
    """An address that cannot be archived, and so is not asked for."""


class ArchiveMiddleware(ArchivingMiddleware):
    """Hands every exchange of a run to its paper's collection."""

    def keep(self, request: Request, exchange: Exchange) -> Capture | None:
        """Writes an exchange of a request of this run to its paper's WARC."""
        session: Session = self.crawler.spider.session  # type: ignore[union-attr]
        meta = request.meta
        collection = session.papers[meta["source"]].collection
        try:
            about = Asked(meta["purpose"], meta["asked"], meta.get("hints") or Hints(), again=bool(meta.get("again")))
            return collection.archive(exchange, about)
        except StorageError as error:
            session.fail(error)
            raise IgnoreRequest(str(error)) from error
        except ValueError as error:  # an address that no WARC record may carry
            raise BadAddress(str(error)) from error


class ScopedRedirectMiddleware(RedirectMiddleware):
    """Scrapy's redirects, but never out of the paper, and never where `redirects.why_not` says no."""

    def _engine_started(self) -> None:
        """Here Scrapy would warn, in every run's log, that nothing sets a Referer: nothing shall."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """A request for the target, the response itself, or one of the refusals above."""
        result = super().process_response(request, response)
        if not isinstance(result, Request):
            return result
        plain = request_url(result.url)
        if plain is None:
            raise RedirectedAway(result.url)
        result = result.replace(url=plain)
        if request.meta["purpose"] in ("robots", "feed", "sitemap"):
            return result  # RFC 9309 section 2.3.1.2 lets robots.txt redirect across hosts; feeds are served by others
        paper = self.crawler.spider.session.papers[request.meta["source"]]  # type: ignore[union-attr]
        target, source = result.url, paper.source
        home = article_url(target, source.url, source.twins)
        if not in_scope(home, source):
            raise RedirectedAway(target)
        if request.meta["purpose"] == "article" and (refusal := why_not(paper, request.meta["ask"], target, home)):
            raise refusal
        return result


class RetryAfterMiddleware:
    """A host that says 429 or 503 is left alone as long as its Retry-After says, and asked more slowly from then on.

    Stands between the redirects and Scrapy's RetryMiddleware, which then asks again in its turn.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RetryAfterMiddleware:
        """As Scrapy asks of a component."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Sets the pace of the host's slot (RFC 9110 section 10.2.3, RFC 6585 section 4)."""
        wait = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), clock.now())
        slot = request.meta.get("download_slot")
        if slot and response.status in SLOWER:
            delay = min(max(slots.delay_of(self.crawler, slot), SLOW) * SLOWER[response.status], SLOWEST)
            slots.set_delay(self.crawler, slot, delay)
            slots.pause(self.crawler, slot, max(wait, delay))
            logger.info("%s answers %d: waiting %.1f s, then %.1f s between requests", slot, response.status, wait, delay)
        return response


def retry_after(value: str, now: datetime) -> float:
    """Seconds that a Retry-After header asks for, 0 where it says nothing sensible, at most LONGEST_PAUSE."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value), LONGEST_PAUSE)
    try:
        when = email.utils.parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return 0.0
    return min(max((when.replace(tzinfo=when.tzinfo or UTC) - now).total_seconds(), 0.0), LONGEST_PAUSE)
