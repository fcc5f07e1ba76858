"""The item pipeline: captured pages in, records out.

Reading happens in a worker; the record is appended to the collection's batch and the writer thread makes it
durable. Awaiting the worker is what holds the crawl back when reading is slower than fetching.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scrapy.crawler import Crawler

from newsarchive.archive.exchange import Capture
from newsarchive.crawl.session import Session
from newsarchive.discovery.links import Hints


@dataclass(frozen=True, slots=True)
class CapturedPage:
    """An item: a page of a paper that is in the archive and may hold an article."""

    source: str
    capture: Capture
    hints: Hints


class RecordPipeline:
    """Turns captured pages into records, through the paper's collection."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RecordPipeline:
        """As Scrapy asks of a component."""
        return cls(crawler)

    async def process_item(self, item: CapturedPage) -> CapturedPage:
        """Reads the page and settles its URL; then the paper goes on."""
        spider: Any = self.crawler.spider
        session: Session = spider.session
        paper = session.papers[item.source]
        answer = await session.record(paper, (item.capture, item.hints, None), links=spider.follows_links(paper))
        await spider.has_read(paper, item.capture, item.hints, answer)
        return item
