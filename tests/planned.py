"""One paper's plan, followed without a network: its agenda asks, and a made-up web answers at once.

In: what each address of the paper gives, as `Found` values made by hand. Out: what was asked for, in order, as
"feed /rss". The collection and the agenda are the product's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from newsarchive.collection.collection import Collection
from newsarchive.collection.files.runlog import RunLog
from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.crawl.agenda import Agenda
from newsarchive.crawl.ask import Ask
from newsarchive.crawl.config import Config
from newsarchive.crawl.paper import Paper
from newsarchive.discovery.links import RELATED, Found, Hints, Link
from newsarchive.sources.model import Source

ORIGIN = "https://paper.example"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def ago(days: float) -> str:
    """A time so many days before NOW, as a feed writes it."""
    return (NOW - timedelta(days=days)).isoformat()


def story(number: int) -> str:
    """The path of an article."""
    return f"/town/the-bridge-is-closed-again-{100000 + number}"


def stories(*numbers: int) -> tuple[str, ...]:
    """The paths of some."""
    return tuple(map(story, numbers))


def link(path: str, days: float | None = None, *, title: str = "") -> Link:
    """A link, with a date where `days` says how old it is."""
    return Link(path if "://" in path else ORIGIN + path, Hints(title=title, published="" if days is None else ago(days)))


def links(given: Sequence[str | Link]) -> tuple[Link, ...]:
    """Paths and links as links."""
    return tuple(each if isinstance(each, Link) else link(each) for each in given)


def front(*given: str | Link, feeds: Sequence[str] = (), sections: Sequence[str] = (), older: str = "") -> Found:
    """A front page."""
    named = tuple(path if "://" in path else ORIGIN + path for path in feeds)
    return Found("front", links(given), named, sections=links(sections), older=older and ORIGIN + older)


def section(*given: str | Link, sections: Sequence[str] = (), older: str = "") -> Found:
    """A page of a section."""
    return Found("section", links(given), sections=links(sections), older=older and ORIGIN + older)


def feed(*given: str | Link) -> Found:
    """A feed."""
    return Found("rss", links(given))


def sitemap(*given: str | Link) -> Found:
    """A sitemap of articles."""
    return Found("sitemap", links(given))


def index(**parts: str) -> Found:
    """A sitemap index: lastmods by the names of parts, `index(a="2026-11-20")` for /a.xml."""
    return Found(
        "sitemap-index", sitemaps=tuple(Link(f"{ORIGIN}/{name}.xml", Hints(modified=said)) for name, said in parts.items())
    )


@dataclass(slots=True)
class Run:
    """One run over one paper. `robots` are the sitemaps that robots.txt names; `is_article` judges what is asked for.

    What a sitemap lists is committed at once, as it is a second later in a real run: sections are held against it.
    """

    folder: Path
    web: Mapping[str, Found]
    since: datetime | None = None
    limit: int | None = None
    recheck: str = "due"
    now: datetime = NOW
    look: bool = True
    robots: Sequence[str] = ()
    is_article: Callable[[str], bool] = lambda _: True
    related: Mapping[str, Sequence[str | Link]] = field(default_factory=dict)
    source: Source = field(default_factory=lambda: Source("paper", f"{ORIGIN}/"))
    asked: list[str] = field(default_factory=list)
    collection: Collection = field(init=False)
    paper: Paper = field(init=False)
    agenda: Agenda = field(init=False)

    def __enter__(self) -> Self:
        self.collection = Collection.open(self.folder / self.source.name)
        self.collection.reach_back(self.since)
        log = RunLog(self.folder / "run.log", self.source.name)
        self.paper = Paper(self.source, self.collection, log, self.since, look=self.look)
        self.agenda = Agenda(self.paper, Config(Path(), None, limit=self.limit, recheck=self.recheck), self.now)
        return self

    def __exit__(self, *_: object) -> None:
        self.collection.close(finished=True)

    def go(self, most: int = 500) -> list[str]:
        """Follows the plan to its end, or for `most` steps; what was asked for in them."""
        before = len(self.asked)
        while len(self.asked) < before + most and (ask := self.next()):
            self.answer(ask)
        return self.asked[before:]

    def next(self) -> Ask | None:
        """What the agenda asks for. Robots.txt is read before the first request goes out."""
        ask = self.agenda.next()
        if ask is None:
            return None
        if not self.asked:
            self.agenda.add_sitemaps(ORIGIN + path for path in self.robots)
        self.asked.append(f"{ask.purpose} {path_of(ask.url)}")
        return ask

    def answer(self, ask: Ask) -> None:
        """What the web says."""
        if ask.purpose == "article":
            self._answer_article(ask)
        elif found := self.web.get(path_of(ask.url)):
            self.paper.entrances += 1
            self.collection.settle(ask.asked, Settlement(Outcome.READ, "", 200, ask.url), kind=ask.purpose)
            self.agenda.read(ask, found, ask.url)
        else:
            self.collection.settle(ask.asked, Settlement(Outcome.GONE, "", 404), kind=ask.purpose)
            self.agenda.failed(ask, Outcome.GONE)
        if ask.purpose == "sitemap":
            self.collection.commit()

    def _answer_article(self, ask: Ask) -> None:
        article = self.is_article(path_of(ask.url))
        self.collection.settle(ask.asked, Settlement(Outcome.ARTICLE if article else Outcome.LISTING, "", 200))
        self.agenda.turned_out(ask.url, ask.hints, article=article)
        if article and self.agenda.wants_related():
            shown = links(self.related.get(path_of(ask.url), ()))
            self.agenda.read_related(ask.url, [replace(one, hints=replace(one.hints, via_kind=RELATED)) for one in shown])


def path_of(url: str) -> str:
    """Path and query; the whole address on other hosts."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return parts.path + query if f"{parts.scheme}://{parts.netloc}" == ORIGIN else url


def of_kind(asked: Sequence[str], kind: str) -> list[str]:
    """The paths that were asked for as this."""
    return [each.partition(" ")[2] for each in asked if each.startswith(f"{kind} ")]
