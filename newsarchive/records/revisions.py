"""What is new: an article against the newest line of its url. In: what was read from captures, in the order in which they
were archived. Out: the lines that they make: published, revised, moved, removed, restored. It opens no file and reads no page.

Two captures are compared under one reader (extractor, site model, rules of the paper): where the earlier line is by
another, the caller reads the earlier capture again, so that a better reading is never taken for an edit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import msgspec

from newsarchive.archive.exchange import Capture
from newsarchive.discovery.links import Hints
from newsarchive.extract.article import Article
from newsarchive.records.changes import Change, compare, content_digest
from newsarchive.records.record import Record, Replaced, extractor, make_record, read_by

__all__ = ["Latest", "Reread", "Revisions", "content_digest"]


ANOTHER = 0.5  # materiality beyond which an article at a new address is not the one that was at the old


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest line of a url: its revision, and the digest of what it says; "" for a removal."""

    revision: int
    digest: str


Reread = Callable[[Record], Article | None]


class Revisions:
    """The newest line of every url of one paper.

    lookup  the newest committed line of a url
    line    the committed line of a url and revision; without it, or where it gives None, texts cannot be compared
    model   digest of the site model that a capture is read by
    others  further addresses of the same page: a line of one of them is the page's, where its own address has none

    What was entered since the last commit is remembered here until `forget`: with its text, where there is a `line`.
    """

    def __init__(
        self,
        source: str,
        lookup: Callable[[str], Latest | None] = lambda _: None,
        line: Callable[[str, int], Record | None] | None = None,
        model: Callable[[Capture], str | None] = lambda _: None,
        others: Callable[[str], Iterable[str]] = lambda _: (),
    ) -> None:
        self._source = source
        self._lookup = lookup
        self._line = line
        self._model = model
        self._others = others
        self._moved: dict[str, str] = {}
        self._entered: dict[str, Latest] = {}
        self._lines: dict[tuple[str, int], Record] = {}

    def latest(self, url: str) -> Latest | None:
        """The newest line of a url, committed or not; that of another address of the page, where it has none."""
        return self._newest(self.stands_as(url))

    def _newest(self, url: str) -> Latest | None:
        return self._entered.get(url) or self._lookup(url)

    def stands_as(self, url: str) -> str:
        """The address under which the newest line of a page stands; its own where it has none."""
        if self._newest(url):
            return url
        moved = [self._moved[url]] if url in self._moved else []
        return next((other for other in (*moved, *self._others(url)) if self._newest(other)), url)

    def moves(self, url: str, former: str) -> None:
        """The article that was recorded as `former` answers as `url` now: a line of `url` follows those of `former`."""
        if self.stands_as(url) == url != former and not self._newest(url):
            self._moved[url] = former

    def to_read_again(self, article: Article, capture: Capture) -> Record | None:
        """The earlier line whose capture must be read by today's reader before `enter` can judge; None for none.

        Read it under the model of `capture` and with its hints.
        """
        before = self.latest(article.url)
        if before is None or before.digest == content_digest(article):
            return None
        earlier = self._text_before(self.stands_as(article.url), before)
        if earlier is None or earlier.warc.payload_digest == capture.payload_digest:
            return None
        return None if _one_reader(earlier, article, self._model(capture)) else earlier

    def enter(
        self, article: Article, capture: Capture, hints: Hints, reread: Reread | None = None
    ) -> tuple[Record, Latest] | None:
        """The line that this article makes: the first of its url, or the next; None where a reader would call it the same.

        `reread` gives what today's reader makes of an earlier line's capture, where `to_read_again` asks for it. Where the
        earlier text cannot be had, other words make a line, and its `change` is None.
        """
        at = self.stands_as(article.url)
        before, has_moved = self._newest(at), self._moved.get(article.url) == at
        if before and before.digest == content_digest(article) and not has_moved:
            return None
        record = make_record(article, capture, hints, source=self._source, revision=before.revision + 1 if before else 1)
        record = read_by(record, self._model(capture))
        if before is None:
            return self._keep(record)
        same, change = self._against(record, at, reread)
        if has_moved and not same and (change is None or change.materiality > ANOTHER):
            del self._moved[article.url]  # the old address leads to some other article
            return self.enter(article, capture, hints)
        if same and before.digest and not has_moved:
            return None
        event = "restored" if not before.digest else "moved" if same else "revised"
        return self._keep(msgspec.structs.replace(record, event=event, replaces=Replaced(at, before.revision), change=change))

    def remove(self, url: str, capture: Capture, reason: str) -> tuple[Record, Latest] | None:
        """The line for an article that is gone: `capture` is the answer that shows it, `reason` a sentence.

        None where the url has no line, or its newest one says so already. The earlier lines stay as they are.
        """
        at = self.stands_as(url)
        before = self._newest(at)
        if before is None or not before.digest:
            return None
        nothing = Article(url=url, article_body="")
        record = make_record(nothing, capture, Hints(), source=self._source, revision=before.revision + 1)
        return self._keep(
            msgspec.structs.replace(
                record, event="removed", replaces=Replaced(at, before.revision), status=capture.status, reason=reason or None
            )
        )

    def forget(self, lines: Iterable[tuple[str, int]]) -> None:
        """These lines (url, revision) are committed: `lookup` and `line` know them."""
        for url, revision in lines:
            self._lines.pop((url, revision), None)
            if (entered := self._entered.get(url)) and entered.revision == revision:
                del self._entered[url]

    def _against(self, record: Record, at: str, reread: Reread | None) -> tuple[bool, Change | None]:
        """Whether a reader would call the text the earlier line's, and else what changed, as far as that can be said."""
        before = self._newest(at)
        if before is None or before.digest == content_digest(record):
            return before is not None, None
        earlier = self._text_before(at, before)
        if earlier is None:
            return False, None
        if earlier.warc.payload_digest == record.warc.payload_digest:
            return True, None
        text: Article | None = earlier
        if not _one_reader(earlier, record, record.extractor.model):
            text = reread(earlier) if reread else None
        if text is None:
            return False, None
        change = compare(text, record)
        return change is None, change

    def _text_before(self, at: str, before: Latest) -> Record | None:
        """The newest line of an article that has a text: removals in between are passed over."""
        place: Replaced | None = Replaced(at, before.revision)
        while place is not None:
            line = self._lines.get((place.url, place.revision)) or (self._line(place.url, place.revision) if self._line else None)
            if line is None or line.event != "removed":
                return line
            place = line.replaces
        return None

    def _keep(self, record: Record) -> tuple[Record, Latest]:
        latest = self._entered[record.url] = Latest(record.revision, content_digest(record))
        if self._line:  # else nobody would ask, and a whole archive's texts would gather here
            self._lines[record.url, record.revision] = record
        return record, latest


def _one_reader(earlier: Record, article: Article, model: str | None) -> bool:
    """Whether an earlier line was read as an article is read today."""
    return (earlier.extractor.config, earlier.extractor.model, earlier.rules) == (extractor().config, model, article.rules)
