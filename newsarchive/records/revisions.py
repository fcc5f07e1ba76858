"""What is new: an article against the newest line of its url. Two captures are the same where their words are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
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
    """The newest line of every url of one paper. Articles are entered in the order in which they were archived."""

    def __init__(self, source: str, latest: Mapping[str, Latest] | None = None) -> None:
        self._source = source
        self.latest = dict(latest or {})

    def enter(self, article: Article, capture: Capture, hints: Hints) -> Record | None:
        """The line that this article makes: the first of its url, or the next; None where its words are the newest line's."""
        digest = content_digest(article)
        before = self.latest.get(article.url, Latest(0, ""))
        if digest == before.digest:
            return None
        self.latest[article.url] = Latest(before.revision + 1, digest)
        return make_record(article, capture, hints, source=self._source, revision=before.revision + 1)
