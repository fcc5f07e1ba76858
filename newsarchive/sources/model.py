"""A source: one paper, as inert data. No network and no file is touched here.

In: what the catalogue or the command line says of a paper. Out: a checked, frozen `Source`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsarchive.errors import BadConfiguration
from newsarchive.sources import checks, grammar
from newsarchive.sources.checks import BadValue
from newsarchive.sources.grammar import UrlParts
from newsarchive.sources.pace import pace
from newsarchive.sources.rules import Rule
from newsarchive.urls import same_site

NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,98}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Source:
    """One paper. Hashable and picklable; patterns are compiled outside of it.

    name, url   short name, which is also its folder's name, and front page
    publisher   the paper's title as it should stand in records; None where only its pages tell
    feeds, sitemaps, sections   absolute addresses; those given from "/" on are taken from `url`
    delay       least time between two requests to one host, in seconds; None for the run's default
    hosts       further hosts whose pages are this paper's, such as "sport.paper.example"; a port may follow
    twins       hosts that serve copies of the same pages under the same paths
    moved_from  hosts that the paper has left: its addresses there are the same articles as those under the same paths here
    include, exclude   regular expressions, searched in path and query of an address: see `allows`
    since       how far back the first crawl goes: a date, "all", or None for the run's default
    article_url regular expression of an article's whole path, with groups named place, section, sub, slug, id
    agency      regular expressions, searched in the path: those of agency copy
    poll_every  the least and the most time between two looks, such as ("15m", "6h"); () for the run's default
    rules       what holds for its pages

    Addresses are kept in the form that `urls.page_url` gives them. BadConfiguration names key, value and rule.
    """

    name: str
    url: str
    publisher: str | None = None
    feeds: tuple[str, ...] = ()
    delay: float | None = None
    hosts: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    twins: tuple[str, ...] = ()
    moved_from: tuple[str, ...] = ()
    since: dt.date | str | None = None
    article_url: str | None = None
    agency: tuple[str, ...] = ()
    poll_every: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise BadConfiguration(
                f"source name {self.name!r}: use 1 to 100 of a-z, 0-9, dot and hyphen, with a letter or digit at both ends"
            )
        object.__setattr__(self, "url", checks.address("url", self.url))
        for key in ("feeds", "sitemaps", "sections"):
            object.__setattr__(self, key, tuple(checks.address(key, value, self.url) for value in getattr(self, key)))
        for key in ("hosts", "twins", "moved_from"):
            for value in getattr(self, key):
                checks.host(key, value)
        self._check_moved()
        for key in ("include", "exclude", "agency"):
            for value in getattr(self, key):
                checks.pattern(key, value)
        if self.article_url is not None:
            grammar.article_pattern("article_url", self.article_url)
        object.__setattr__(self, "since", checks.since("since", self.since))
        if self.poll_every:
            pace("poll_every", self.poll_every)
        if self.delay is not None and not 0 <= self.delay <= 3600:
            raise BadValue("delay", self.delay, "must lie between 0 and 3600 seconds")

    def _check_moved(self) -> None:
        if here := [value for value in self.moved_from if same_site(f"https://{value}/", self.url)]:
            raise BadValue("moved_from", here[0], "is where the paper is now: name the hosts that it has left")

    @classmethod
    def from_url(cls, url: str) -> Source:
        """The source for a bare address: named by its host exactly as given (`www.` may be another paper)."""
        address = checks.address("url", url)
        parts = urlsplit(address)
        name = re.sub(r"[^a-z0-9.-]", "-", parts.hostname or "") + (f"-{parts.port}" if parts.port else "")
        return cls(name=name.strip("-."), url=address)

    def allows(self, url: str) -> bool:
        """Whether an address may be an article's: it fits an `include`, where there are any, and no `exclude`.

        Feeds, sitemaps and section pages need not pass: both speak of articles alone.
        """
        path = checks.path_of(url)
        included = not self.include or any(checks.finds(text, path) for text in self.include)
        return included and not any(checks.finds(text, path) for text in self.exclude)

    def grammar(self, url: str) -> UrlParts | None:
        """What an article's address says by itself, by `article_url` and `agency`; None where it says nothing."""
        return grammar.read(url, self.article_url, self.agency)

    def rules_on(self, day: dt.date) -> tuple[Rule, ...]:
        """The rules for pages captured on that day, in order."""
        return tuple(rule for rule in self.rules if rule.holds_on(day))
