"""One request that an agenda wants: what to ask for, and what hangs on the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from newsarchive.collection.outcomes import Outcome
from newsarchive.collection.state.rows import NONE, KnownUrl, Place, Validators
from newsarchive.discovery.links import Hints
from newsarchive.discovery.scope import current
from newsarchive.discovery.twins import article_url
from newsarchive.sources.model import Source
from newsarchive.urls import same_site

_NOTHING = Hints()


def conditions(known: Validators) -> dict[str, str]:
    """The headers that ask for a page only if it has changed (RFC 9110 section 13.1)."""
    asked = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class Ask:
    """An address to ask for, and the one that it is kept by: an article's own, where `url` is a twin's.

    `purpose` is "article" or a place's kind. `instead` is asked for where an article is not there. `guess`: nobody said
    that there is anything. `first`: others wait for its answer. `recheck`: a record of it is held, made `rank` seconds
    after 1970 or so; with `validators` it is asked only whether it has changed. `removed`: that record says that it is
    gone, so that an answer like that of old is news.
    """

    url: str
    purpose: str
    asked: str
    hints: Hints = _NOTHING
    place: Place | None = None
    instead: str = ""
    recheck: bool = False
    removed: bool = False
    validators: Validators = NONE
    rank: float = 0.0
    guess: bool = False
    first: bool = False

    @property
    def again(self) -> bool:
        """Whether the answer may be one that is held."""
        return (self.recheck and not self.removed) or (self.place is not None and self.place.read is not None)

    def kind_of(self, outcome: Outcome) -> str:
        """Under which kind an outcome is noted: what a re-check met changes nothing, but that the article has moved."""
        return "check" if self.recheck and outcome is not Outcome.REDIRECT else self.purpose

    def meta(self, source: str) -> dict[str, Any]:
        """What rides with the request, through redirects and retries."""
        meta: dict[str, Any] = {"source": source, "purpose": self.purpose, "asked": self.asked, "hints": self.hints, "ask": self}
        if self.guess:
            meta["max_retry_times"] = 1
        if self.again:
            meta["again"] = True
        return meta


def for_article(known: KnownUrl, source: Source, home: str) -> Ask:
    """Asks for an article at its own address, and at the one that was announced where it is not there.

    `home` is where the front page was found. Where that is by https, its articles are asked for there, and by the same name of
    the host: with www. or without it, one of the two often has no certificate.
    """
    url = article_url(current(known.url, source), source.url, source.twins)
    if home.startswith("https:") and url.startswith("http:") and same_site(url, home):
        at_home = urlsplit(url)._replace(scheme="https", netloc=urlsplit(home).netloc).geturl()
        return Ask(at_home, "article", url, known.hints, instead=known.url, rank=known.rank)
    return Ask(url, "article", url, known.hints, instead=known.url if url != known.url else "", rank=known.rank)
