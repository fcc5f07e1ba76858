"""What a page announces, entered into the paper's queue: folded, held against the paper's scope, ranked, judged.

In: links of a feed, sitemap, front or section page. Out: what was new. Nothing is asked for here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from newsarchive.collection.answers.queue import Announced
from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.crawl.paper import Paper
from newsarchive.discovery.grammar import Grammar, shape_of
from newsarchive.discovery.links import RELATED, Link
from newsarchive.discovery.scope import current, in_scope, inside_window, moment_of
from newsarchive.discovery.sitemaps import SITEMAPS
from newsarchive.discovery.twins import article_url
from newsarchive.urls import page_url, url_key

TEACHERS = ("rss", "rdf", "atom", "json-feed", "news-sitemap")  # what they announce is an article
MOST_LISTED = 5000
LAST = -1_000_000.0  # the rank of what one article links to; each other article that does adds one
MOST_PAGES, MOST_RELATED = 40, 5000  # article pages of a run whose links are read, and different links
IN_VAIN = 4  # of those in a row that were no articles: no more are asked for
RELEARN = 4  # articles found between two readings of their shapes
TAUGHT = 500  # addresses that the grammar is learnt from
HOPELESS = 20  # pages of one shape that were all no articles: the rest of them is not asked for


@dataclass(slots=True)
class Told:
    """What a page told: keys in all, those not known before, those that a sitemap or an earlier run had settled.

    dated, outside   how many links had a date, and how many of those lie before the window
    """

    keys: set[str] = field(default_factory=set)
    fresh: set[str] = field(default_factory=set)
    covered: set[str] = field(default_factory=set)
    dated: int = 0
    outside: int = 0

    @property
    def is_past(self) -> bool:
        """Whether all that could be dated lies before the window."""
        return self.dated > 0 and self.dated == self.outside and not self.fresh


class Announcing:
    """One paper's, for one run."""

    def __init__(self, paper: Paper, now: datetime, *, thorough: bool = False) -> None:
        self._paper = paper
        self._thorough = thorough  # what was not there is asked for once more
        self._now = now.timestamp()
        self._undated = 0
        self._taught = paper.collection.reads.announced_urls(TEACHERS, TAUGHT)
        self._grammar: Grammar | None = None
        self._proven: list[str] = []
        self._far = 0
        self._pages = 0
        self._related: dict[str, Announced | None] = {}
        self._in_vain = 0
        self._good: set[str] = set()
        self._bad: Counter[str] = Counter()
        self._front = url_key(paper.source.url)
        #: What the first look brought that no sitemap had: news to a section page that shows it too.
        self.early: set[str] = set()
        #: Some thousand of the newest addresses that sitemaps list.
        self.listed: set[str] = set()

    def tell(self, links: Iterable[Link], kind: str, via: str) -> Told:
        """Enters links of a page of this kind (`Found.kind`) and address."""
        told = Told()
        enter = self._enter_related if kind == RELATED else partial(self._enter, kind=kind, told=told)
        announced = [each for link in links if (each := enter(link))]
        if kind in TEACHERS and len(self._taught) < 2 * TAUGHT:
            self._taught += [each.url for each in announced if each.how is None]
            self._grammar = None
        news = self._paper.collection.announce(announced, kind, via, thorough=self._thorough)
        if kind == RELATED:
            self._drop_idle(announced, {row.key for row in news.rows})
        told.keys = {each.key for each in announced if each.how is None}
        told.fresh = news.fresh & told.keys
        self._paper.found += len(told.fresh)
        if kind in SITEMAPS and len(self.listed) < MOST_LISTED:
            self.listed |= told.keys
        if kind not in (*SITEMAPS, RELATED):
            known = told.keys - told.fresh
            told.covered = (news.settled & known) | self._paper.collection.reads.announced_by([*(known - news.settled)], SITEMAPS)
        return told

    def _enter_related(self, link: Link) -> Announced | None:
        """Links of a template stand on every page: each is looked at once."""
        if link.url not in self._related:
            if len(self._related) >= MOST_RELATED:
                return None
            self._related[link.url] = self._enter(link, RELATED, Told())
        return self._related[link.url]

    def _drop_idle(self, announced: Iterable[Announced], waiting: Container[str]) -> None:
        """What the paper announces itself, or what was asked for, need not be looked up for every page that links to it."""
        idle = {each.url for each in announced if each.key not in waiting}
        self._related.update((url, None) for url, each in self._related.items() if each and each.url in idle)

    def _enter(self, link: Link, kind: str, told: Told) -> Announced | None:
        source, url = self._paper.source, page_url(link.url)
        url = current(url, source) if url else None
        if url is None or not in_scope(url, source) or not source.allows(url):
            return None
        key = url_key(article_url(url, source.url, source.twins))
        if key == self._front or (kind == RELATED and not self._is_like_an_article(url)):
            return None
        moment = moment_of(Link(url, link.hints))
        if kind == RELATED and moment is None and self._paper.since is not None:
            return None
        told.dated += moment is not None
        rank = min(moment.timestamp(), self._now) if moment else self._next_rank(kind)
        how = None
        if not inside_window(moment, self._paper.since):
            told.outside += 1
            how = Settlement(Outcome.TOO_OLD, "announced with a date before --since")
        elif reason := self._why_not(url, kind):
            how = Settlement(Outcome.UNLIKELY, reason)
        return Announced(key, url, link.hints, rank, how)

    def _next_rank(self, kind: str) -> float:
        """What has no date comes in the order in which it was found, as if each were a second older than the last.

        What other articles link to comes after all else.
        """
        if kind == RELATED:
            self._far += 1
            return LAST - self._far / 1_000_000
        self._undated += 1
        return self._now - self._undated

    # -- an article or not, by its address

    def _why_not(self, url: str, kind: str) -> str:
        if hopeless := self.why_not_any_more(url, kind):
            return hopeless
        if kind in TEACHERS:
            return ""
        return "its address is not like those that the paper's feeds announce" if self._judge(url) == "other" else ""

    def _judge(self, url: str) -> str:
        if self._grammar is None:
            self._grammar = Grammar.learn([*self._taught, *self._proven])
        return self._grammar.judge(url)

    def _is_like_an_article(self, url: str) -> bool:
        """Strictly: an article's page links to print views and much else of its own shape."""
        return self._judge(url) == "article" and (not urlsplit(url).query or bool(shape_of(url).keys))

    def wants_related(self) -> bool:
        """Whether links of one more article page are worth reading."""
        return self._pages < MOST_PAGES and self._in_vain < IN_VAIN

    def reads_related(self) -> None:
        """The links of one more page are read."""
        self._pages += 1

    def learn(self, url: str, via_kind: str, *, article: bool) -> None:
        """What a page turned out to be."""
        shape = _shape(url)
        if article:
            self._good.add(shape)
        else:
            self._bad[shape] += 1
        if article and len(self._proven) < TAUGHT:
            self._proven.append(url)
            if len(self._proven) % RELEARN == 0:
                self._grammar = None
                self._related = {url: each for url, each in self._related.items() if each}  # the others may be judged anew
        if via_kind == RELATED:
            self._in_vain = 0 if article else self._in_vain + 1

    def not_there(self, via_kind: str) -> None:
        """What was announced by a page of this kind could not be had."""
        self._in_vain += via_kind == RELATED

    def why_not_any_more(self, url: str, via_kind: str) -> str:
        """Why an address that is in the queue should not be asked for after all; "" for nothing against it."""
        if via_kind == RELATED and self._in_vain >= IN_VAIN:
            return f"{self._in_vain} addresses in a row that only articles link to were no articles"
        if not self._bad:
            return ""
        shape = _shape(url)
        hopeless = shape not in self._good and self._bad[shape] >= HOPELESS
        return f"{self._bad[shape]} addresses of the shape {shape} were no articles" if hopeless else ""


def _shape(url: str) -> str:
    """An address with its values taken out, but for the first word: papers keep what is no article in places of its own."""
    first, _, rest = shape_of(url).text().lstrip("/").partition("/")
    word = urlsplit(url).path.lstrip("/").partition("/")[0]
    return f"/{word if first == '<word>' and rest else first}/{rest}"
