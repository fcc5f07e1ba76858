"""robots.txt as RFC 9309 has it: a look per paper and host and day, before anything else is asked of the host.

404 and the like allow everything; 5xx, network errors and too many redirects forbid everything, and so do 401 and 403,
where the RFC would allow more than a guest should take. The longest match wins, for our product token. The copy in the
archive is good for 24 hours, across runs. Only the first 500 KiB are read: a file of 35 MB would hold the reactor for
74 s.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler

from newsarchive import clock
from newsarchive.archive.exchange import Capture
from newsarchive.archive.reader import read_page
from newsarchive.collection.outcomes import FORBIDDEN, RULES_HOLD, Outcome, Settlement
from newsarchive.crawl import slots
from newsarchive.crawl.config import PRODUCT
from newsarchive.crawl.endings import SILENT, RefusedByRobots, Unreached, of_error
from newsarchive.crawl.paper import REFUSED, Paper, PaperEnded
from newsarchive.crawl.session import Session
from newsarchive.discovery.sitemaps import robots_sitemaps
from newsarchive.errors import NewsarchiveError
from newsarchive.urls import same_site, url_key

MOST_BYTES = 500 * 1024  # RFC 9309 section 2.5: at least 500 KiB
LONGEST_DELAY = 3600.0  # seconds of Crawl-delay that are waited for
PATIENCE = 30.0  # seconds for a robots.txt: a dead host shall not hold its paper's place for long
RETRIES = 1
PRIORITY = 1000
UNREACHED = SILENT | {Outcome.NOT_PUBLIC}


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host allows. `parsed` None: everything is allowed, or, with a `reason`, nothing is; `unreached` says that the host
    gives no answer, and how.
    """

    parsed: Protego | None
    reason: str = ""
    unreached: Settlement | None = None

    def refusal(self, url: str) -> str:
        """Why this address may not be asked for; "" where it may."""
        if self.parsed is None:
            return self.reason
        return "" if self.parsed.can_fetch(url, PRODUCT) else FORBIDDEN

    @property
    def crawl_delay(self) -> float:
        """Seconds between two requests that the host asks for, 0 where it does not say."""
        return float(self.parsed.crawl_delay(PRODUCT) or 0.0) if self.parsed else 0.0


class RobotsMiddleware:
    """Keeps every request of a run to the rules of its host, redirects and retries too."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._timeout = min(crawler.settings.getfloat("DOWNLOAD_TIMEOUT"), PATIENCE)
        self._rules: dict[tuple[str, str], tuple[float, asyncio.Task[Rules]]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """As Scrapy asks of a component."""
        return cls(crawler)

    def _paper(self, source: str) -> Paper:
        session: Session = self.crawler.spider.session  # type: ignore[union-attr]
        return session.papers[source]

    async def process_request(self, request: Request) -> None:
        """Waits for the host's rules and holds the request against them."""
        if request.meta["purpose"] == "robots":
            return
        paper = self._paper(request.meta["source"])
        parts = urlsplit(request.url)
        key = (paper.source.name, f"{parts.scheme}://{parts.netloc}")
        since, task = self._rules.get(key, (0.0, None))
        if task is None or monotonic() - since > RULES_HOLD.total_seconds():
            task = asyncio.ensure_future(self._look(paper, key[1]))
            self._rules[key] = monotonic(), task
        rules = await asyncio.shield(task)
        reason = rules.refusal(request.url)
        if paper.ended:
            raise PaperEnded(paper.ended)
        if rules.unreached:
            raise Unreached(rules.unreached)
        if reason:
            raise RefusedByRobots(reason)

    async def _look(self, paper: Paper, origin: str) -> Rules:
        """The rules of a host: those that the archive holds, if they are not a day old, else asked for."""
        url = f"{origin}/robots.txt"
        held = paper.collection.reads.newest_capture("robots", url_key(url))
        if held is not None and timedelta() <= clock.now() - held.date < RULES_HOLD and _is_answer(held.status):
            return self._read(paper, origin, held) if held.status < 300 else Rules(None)
        return await self._fetch(paper, origin, url)

    async def _fetch(self, paper: Paper, origin: str, url: str) -> Rules:
        meta = {"source": paper.source.name, "purpose": "robots", "asked": url}
        patience = {"max_retry_times": RETRIES, "download_timeout": self._timeout}
        request = Request(url, meta=meta | patience, priority=PRIORITY, dont_filter=True)
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:  # whatever went wrong, unreachable means forbidden (section 2.3.1.4)
            how = of_error(error, url)
            if how is None:
                raise
            paper.collection.settle(url, how, kind="robots")
            reason = f"robots.txt could not be read: {how.reason}"
            return Rules(None, reason, replace(how, reason=reason) if how.outcome in UNREACHED else None)
        status = response.status
        if 200 <= status < 300 and response.meta.get("captures"):
            paper.collection.settle(url, Settlement(Outcome.READ, "", status), kind="robots")
            return self._read(paper, origin, response.meta["captures"][-1])
        if _is_answer(status):
            paper.collection.settle(url, Settlement(Outcome.ABSENT, "", status), kind="robots")
            return Rules(None)
        outcome = Outcome.REFUSED if status in REFUSED else Outcome.FAILED_STATUS
        paper.collection.settle(url, Settlement(outcome, "so nothing may be asked for", status), kind="robots")
        if status in REFUSED and slots.of_url(url) == slots.of_url(paper.source.url):
            paper.refuse(f"{url} answered {status}", outright=True)
        return Rules(None, f"robots.txt answered {status}")

    def _read(self, paper: Paper, origin: str, capture: Capture) -> Rules:
        """The file's first 500 KiB, read back from the archive like everything else."""
        try:
            page = read_page(paper.collection.layout.warc, capture)
        except NewsarchiveError as error:
            paper.say(logging.WARNING, "%s/robots.txt cannot be read, so nothing may be asked for: %s", origin, error)
            return Rules(None, "robots.txt cannot be read")
        text = page.content[:MOST_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
        rules = Rules(Protego.parse(text))
        host = slots.of_url(origin)
        if rules.crawl_delay > LONGEST_DELAY:
            paper.end(f"{origin}/robots.txt asks for {rules.crawl_delay:,.0f} s between two requests: nothing was asked")
        elif rules.crawl_delay:
            slots.set_delay(self.crawler, host, rules.crawl_delay)
        if same_site(f"{origin}/", paper.source.url):
            spider: Any = self.crawler.spider
            spider.agendas[paper.source.name].add_sitemaps(robots_sitemaps(text, f"{origin}/robots.txt"))
        return rules


def _is_answer(status: int) -> bool:
    """Whether it says what is allowed: rules, or that there are none. 401 and 403 are a refusal, 429 is "not now"."""
    return 200 <= status < 300 or (400 <= status < 500 and status not in REFUSED | {429})
