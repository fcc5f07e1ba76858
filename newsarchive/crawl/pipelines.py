"""The item pipeline: captured pages in, records out.

Reading happens in a worker; the record is appended to the collection's batch and the writer thread makes it
durable. Awaiting the worker is what holds the crawl back when reading is slower than fetching.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from scrapy.crawler import Crawler

from newsarchive.archive.exchange import Capture
from newsarchive.crawl.session import Paper, Session
from newsarchive.discovery.links import Hints, Link
from newsarchive.extract.article import Article, Rejection
from newsarchive.workers.read import Answer, as_kept


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
        """Reads the page and settles its URL. A page that the end of the run cut short waits for the next run."""
        session: Session = self.crawler.spider.session  # type: ignore[union-attr]
        paper = session.papers[item.source]
        try:
            answer = await session.read(paper, item.capture, "article", item.hints)
        except asyncio.CancelledError:
            return item
        if session.failure is None:
            paper.collection.answer(item.capture.record_id, as_kept(answer, item.capture))
            self._go_on(paper, answer, item)
        return item

    def _go_on(self, paper: Paper, answer: Answer, item: CapturedPage) -> None:
        """A page that is no article makes room under the limit; an AMP twin names the article that it is a copy of."""
        spider, engine = self.crawler.spider, self.crawler.engine
        if isinstance(answer, Article) or spider is None or engine is None:
            return
        links = answer.links if isinstance(answer, Rejection) else ()
        twins = [Link(url, Hints(via=item.capture.url, via_kind="twin", title=item.hints.title)) for url in links]
        for request in spider.missed(paper, twins):  # type: ignore[attr-defined]
            engine.crawl(request)
