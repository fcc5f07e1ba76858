"""robots.txt as RFC 9309 has it: one look per paper and host and run, before anything else is asked of the host.

4xx allows everything; 5xx, network errors and too many redirects forbid everything. The longest match wins,
for our product token. Only the first 500 KiB are read: a file of 35 MB would hold the reactor for 74 s.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from newsarchive.archive.reader import read_page
from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.crawl import slots
from newsarchive.crawl.config import PRODUCT
from newsarchive.crawl.handlers import Stopping
from newsarchive.crawl.session import Session

MOST_BYTES = 500 * 1024  # RFC 9309 section 2.5: at least 500 KiB
PRIORITY = 1000


class RefusedByRobots(IgnoreRequest):
    """robots.txt forbids this address, or could not be read."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host allows. `parsed` None: everything is allowed, or, with a `reason`, nothing is."""

    parsed: Protego | None
    reason: str = ""

    def refusal(self, url: str) -> str:
        """Why this address may not be asked for; "" where it may."""
        if self.parsed is None:
            return self.reason
        return "" if self.parsed.can_fetch(url, PRODUCT) else "robots.txt forbids it"

    @property
    def crawl_delay(self) -> float:
        """Seconds between two requests that the host asks for, 0 where it does not say."""
        return float(self.parsed.crawl_delay(PRODUCT) or 0.0) if self.parsed else 0.0


class RobotsMiddleware:
    """Keeps every request of a run to the rules of its host, redirects and retries too."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._rules: dict[tuple[str, str], asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """As Scrapy asks of a component."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Waits for the host's rules and holds the request against them."""
        if request.meta["purpose"] == "robots":
            return
        parts = urlsplit(request.url)
        key = (request.meta["source"], f"{parts.scheme}://{parts.netloc}")
        if key not in self._rules:
            self._rules[key] = asyncio.ensure_future(self._fetch(*key))
        reason = (await asyncio.shield(self._rules[key])).refusal(request.url)
        if reason:
            raise RefusedByRobots(reason)

    async def _fetch(self, source: str, origin: str) -> Rules:
        url = f"{origin}/robots.txt"
        meta = {"source": source, "purpose": "robots", "asked": url}
        request = Request(url, meta=meta, priority=PRIORITY, dont_filter=True)
        try:
            response = await self.crawler.engine.download_async(request)
        except Stopping:
            raise
        except Exception as error:  # noqa: BLE001 - whatever went wrong, unreachable means forbidden (section 2.3.1.4)
            return self._note(
                source,
                url,
                Settlement(Outcome.ROBOTS, f"could not be read: {error}"),
                Rules(None, "robots.txt could not be read"),
            )
        if 400 <= response.status < 500:
            return self._note(source, url, Settlement(Outcome.ABSENT, "", response.status), Rules(None))
        if response.status != 200:
            how = Settlement(Outcome.FAILED_STATUS, "forbids everything: RFC 9309 section 2.3.1.4", response.status)
            return self._note(source, url, how, Rules(None, f"robots.txt answered {response.status}"))
        rules = Rules(Protego.parse(self._text(source, response)))
        if rules.crawl_delay:
            slots.set_delay(self.crawler, urlsplit(origin).hostname or "", rules.crawl_delay)
        return self._note(source, url, Settlement(Outcome.READ, "", response.status), rules)

    def _text(self, source: str, response: Response) -> str:
        """The file's first 500 KiB, read back from the archive like everything else."""
        session: Session = self.crawler.spider.session  # type: ignore[union-attr]
        page = read_page(session.papers[source].collection.layout.warc, response.meta["captures"][-1])
        return page.content[:MOST_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")

    def _note(self, source: str, url: str, how: Settlement, rules: Rules) -> Rules:
        session: Session = self.crawler.spider.session  # type: ignore[union-attr]
        session.papers[source].collection.settle(url, how, kind="robots")
        return rules
