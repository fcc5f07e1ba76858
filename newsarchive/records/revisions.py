"""What is new: an article against the newest line of its url. Two captures are the same where their words are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from newsarchive.archive.exchange import Capture
from newsarchive.discovery.links import Hints
from newsarchive.extract.article import Article
from newsarchive.records.record import Record, make_record


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest line of a url: its revision, and the digest of what it says."""

    revision: int
    digest: str


def content_digest(article: Article) -> str:
    """16 bytes of SHA-256 over headline and body, in hex: what a reader would call the same article."""
    return hashlib.sha256(f"{article.headline or ''}\n{article.article_body}".encode()).hexdigest()[:32]


class Revisions:
    """The newest line of every url of one paper. Articles are entered in the order in which they were archived.

    `lookup` gives the newest line that is committed; what was entered since is remembered here until `forget`.
    """

    def __init__(self, source: str, lookup: Callable[[str], Latest | None] = lambda _: None) -> None:
        self._source = source
        self._lookup = lookup
        self._entered: dict[str, Latest] = {}

    def latest(self, url: str) -> Latest | None:
        """The newest line of a url, committed or not."""
        return self._entered.get(url) or self._lookup(url)

    def enter(self, article: Article, capture: Capture, hints: Hints) -> tuple[Record, Latest] | None:
        """The line that this article makes: the first of its url, or the next; None where its words are the newest line's."""
        digest = content_digest(article)
        before = self.latest(article.url) or Latest(0, "")
        if digest == before.digest:
            return None
        latest = self._entered[article.url] = Latest(before.revision + 1, digest)
        return make_record(article, capture, hints, source=self._source, revision=latest.revision), latest

    def forget(self, lines: Iterable[tuple[str, int]]) -> None:
        """These lines (url, revision) are committed: `lookup` knows them."""
        for url, revision in lines:
            if (entered := self._entered.get(url)) and entered.revision == revision:
                del self._entered[url]
