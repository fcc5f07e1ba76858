"""The one spider for all papers: front pages and feeds in, requests for articles and their captures out.

Discovery and reading happen in workers; what the spider does is to ask, to hand over, and to see to it that
every URL ends in exactly one outcome. It parses nothing itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure as TxFailure

from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.crawl.config import Config
from newsarchive.crawl.endings import of_failure, of_status
from newsarchive.crawl.pipelines import CapturedPage
from newsarchive.crawl.session import Paper, Session
from newsarchive.discovery.front import feed_guesses
from newsarchive.discovery.links import Found, Hints, Link
from newsarchive.discovery.scope import in_scope, inside_window
from newsarchive.sources.catalogue import find
from newsarchive.urls import page_url, url_key
from newsarchive.workers.read import Failure

ENTRANCE, ARTICLE = 100, 0  # priorities: first where to look, then what was found
MOST_FEEDS = 8  # of those that a front page names
FEEDS = "feeds"  # the memo that keeps a paper's feeds between runs


class NewsSpider(Spider):
    """`scrapy crawl news -a sources=kentonline,https://paper.example/ [-a since=2026-11-01] [-a limit=50] [-a output=DIR]`."""

    name = "news"

    def __init__(self, session: Session, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.session = session

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
        return spider

    # -- where to look

    async def start(self) -> AsyncIterator[Any]:
        """What an earlier run left unread, then each paper's front page and feeds, then what was found and never asked for."""
        self.session.start()
        for paper in self.session.papers.values():
            for held, hints in paper.collection.waiting():
                yield CapturedPage(paper.source.name, held.capture, hints)
        for paper in self.session.papers.values():
            yield self._entrance(paper, paper.source.url, "front")
            for url in dict.fromkeys((*paper.source.feeds, *_remembered(paper))):
                yield self._entrance(paper, url, "feed")
        for paper in self.session.papers.values():
            for known in paper.collection.unsettled():
                for request in self.ask(paper, Link(known.url, known.hints)):
                    yield request

    def _entrance(self, paper: Paper, url: str, purpose: str, *, guesses: tuple[str, ...] = ()) -> Request:
        return self._request(paper, url, purpose, Hints(), priority=ENTRANCE, guesses=guesses)

    def _request(self, paper: Paper, url: str, purpose: str, hints: Hints, **more: Any) -> Request:
        priority = more.pop("priority", ARTICLE)
        meta = {"source": paper.source.name, "purpose": purpose, "asked": url, "hints": hints, **more}
        callback = self.parse_article if purpose == "article" else self.parse_entrance
        return Request(url, callback=callback, errback=self.failed, meta=meta, priority=priority, dont_filter=True)

    async def parse_entrance(self, response: Response) -> AsyncIterator[Request]:
        """A feed or front page: its articles, and for a front page the feeds that it names or, if none, the usual places."""
        paper, meta = self.session.papers[response.meta["source"]], response.meta
        if response.status != 200:
            paper.collection.settle(meta["asked"], of_status(response), kind=meta["purpose"])
            for request in self._next_guess(paper, meta):
                yield request
            return
        answer = await self.session.read(paper, meta["captures"][-1], meta["purpose"], meta["hints"])
        if isinstance(answer, Failure):
            paper.collection.settle(meta["asked"], Settlement(answer.outcome, answer.reason, 200), kind=meta["purpose"])
            return
        assert isinstance(answer, Found)
        outcome = Outcome.READ if answer.kind else Outcome.NOT_A_FEED
        how = Settlement(outcome, answer.problem, response.status, response.url)
        paper.collection.settle(meta["asked"], how, kind=meta["purpose"])
        paper.entrances += outcome is Outcome.READ
        for request in self._follow(paper, answer, meta):
            yield request

    def _follow(self, paper: Paper, found: Found, meta: dict[str, Any]) -> Iterator[Request]:
        for link in found.articles:
            yield from self.ask(paper, link)
        if meta["purpose"] == "feed":
            if found.kind and meta.get("guesses") is not None:
                _remember(paper, (meta["asked"],))
            elif not found.kind:
                yield from self._next_guess(paper, meta)
            return
        feeds = found.feeds[:MOST_FEEDS]  # on any host: many papers have theirs served by others
        fresh = [url for url in feeds if url not in (*paper.source.feeds, *_remembered(paper))]
        _remember(paper, feeds)
        yield from (self._entrance(paper, url, "feed") for url in fresh)
        if not feeds and not paper.source.feeds and not _remembered(paper) and found.kind == "front":
            yield from self._next_guess(paper, {"guesses": feed_guesses(paper.source.url)})

    def _next_guess(self, paper: Paper, meta: dict[str, Any]) -> Iterator[Request]:
        """The usual places are tried one after the other, until one is a feed."""
        first, *rest = meta.get("guesses") or ("",)
        if first:
            yield self._entrance(paper, first, "feed", guesses=tuple(rest))

    # -- articles

    def ask(self, paper: Paper, link: Link) -> Iterable[Request]:
        """The request for an article, if it is this paper's, inside the window, within the limit, and not known."""
        url = page_url(link.url)
        if url is None or not in_scope(url, paper.source):
            return
        key, collection = url_key(url), paper.collection
        if key == url_key(paper.source.url) or key in paper.asked:
            return
        fresh = not collection.knows(key)
        if not collection.find(key, url, link.hints):
            return
        paper.found += fresh
        if not inside_window(link.hints, self.session.config.since):
            if fresh:
                collection.settle(url, Settlement(Outcome.TOO_OLD, "announced with a date before --since"))
            return
        if paper.is_full(self.session.config.limit):
            paper.backlog.append(link)
            return
        paper.asked.add(key)
        yield self._request(paper, url, "article", link.hints)

    def missed(self, paper: Paper, instead: Iterable[Link] = ()) -> Iterator[Request]:
        """An address asked for was no article: under `--limit` the next one takes its place."""
        paper.missed += 1
        backlog, paper.backlog = [*instead, *paper.backlog], []
        for link in backlog:
            yield from self.ask(paper, link)

    async def parse_article(self, response: Response) -> AsyncIterator[CapturedPage | Request]:
        """Hands a whole page on to be read; any other answer is an outcome."""
        paper, meta = self.session.papers[response.meta["source"]], response.meta
        paper.fetched += 1
        if response.status == 200 and meta.get("captures"):
            yield CapturedPage(paper.source.name, meta["captures"][-1], meta["hints"])
        else:
            paper.collection.settle(meta["asked"], of_status(response))
            for request in self.missed(paper):
                yield request

    def failed(self, failure: TxFailure) -> Iterator[Request]:
        """No answer: the reason is the outcome. What a stopping run did not send stays to be asked for."""
        request: Request = failure.request  # type: ignore[attr-defined]
        paper, meta = self.session.papers[request.meta["source"]], request.meta
        how = of_failure(failure)
        if how is None or self.session.failure:
            return
        paper.collection.settle(meta["asked"], how, kind=meta["purpose"])
        yield from self.missed(paper) if meta["purpose"] == "article" else self._next_guess(paper, meta)


def _remembered(paper: Paper) -> tuple[str, ...]:
    return tuple((paper.collection.memo(FEEDS) or "").split())


def _remember(paper: Paper, feeds: tuple[str, ...]) -> None:
    known = _remembered(paper)
    if new := [url for url in feeds if url not in known]:
        paper.collection.remember(FEEDS, " ".join((*known, *new)))
