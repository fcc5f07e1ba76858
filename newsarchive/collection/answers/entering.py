"""Answers become lines of records: an article against what is held of its address, in the order of the archive.

In: a page's place in the line, with its answer. Out: how its address ended; records go into the batch. What the last
commit does not hold yet is remembered here until it does.
"""

from __future__ import annotations

from functools import partial

from newsarchive.archive.exchange import Capture
from newsarchive.collection.answers.leaving import NOT_NOW, Leaving, left, since
from newsarchive.collection.answers.line import Answer, Waiting
from newsarchive.collection.files.commit import Batch, Committer
from newsarchive.collection.files.layout import Layout
from newsarchive.collection.files.models import digest_for
from newsarchive.collection.outcomes import HELD, WITHDRAWN, Outcome, Settlement, of_verdict
from newsarchive.collection.state.rows import HeldCapture, RecordRow
from newsarchive.collection.state.state import State
from newsarchive.extract.article import Article, Rejection
from newsarchive.records.jsonl import read_line, to_line
from newsarchive.records.record import Record
from newsarchive.records.revisions import Latest, Revisions
from newsarchive.urls import spellings, url_key


class Entering:
    """One collection's, for one run. Its owner holds the lock of the batch."""

    def __init__(self, layout: Layout, reads: State, committer: Committer, hosts: tuple[str, ...] = ()) -> None:
        self._layout = layout
        self._reads = reads
        self._committer = committer
        others = partial(spellings, hosts=hosts)
        self._revisions = Revisions(layout.name, reads.latest, self._line_of, partial(digest_for, layout.warc), others)
        self._ends: dict[str, int] = {}  # of records files, the lines included that are not committed yet
        self._ended: dict[str, Settlement] = {}  # since the last commit
        self.written = 0

    def to_read_again(self, article: Article, held: HeldCapture) -> Record | None:
        """The earlier line whose page must be read by today's reader before this article can be held against it."""
        self._note_move(held, article)
        return self._revisions.to_read_again(article, held.capture)

    def _note_move(self, held: HeldCapture, article: Article) -> None:
        """An address under which an article is held has led to another one."""
        former = self._recorded_as(held.key)
        if former and url_key(former) != url_key(article.url):
            self._revisions.moves(article.url, former)

    def enter(self, place: Waiting, batch: Batch) -> Settlement:
        """How the address of a page ends; a line for it where there is one."""
        held, answer = place.held, place.answer
        if isinstance(answer, Article):
            return self._article(place, answer, batch)
        if isinstance(answer, Rejection):
            how = _refused(answer, held.capture)
        else:
            assert answer is not None
            how = answer
        if held.withdrawn:
            how = left(held.capture, answer) or how
        url = self._recorded_as(held.key)
        return self._missing(held.capture, url, how, batch) if url else how

    def _article(self, place: Waiting, article: Article, batch: Batch) -> Settlement:
        capture = place.held.capture
        self._note_move(place.held, article)
        entered = self._revisions.enter(article, capture, place.held.hints, lambda _: place.again)
        if entered is None:
            return Settlement(Outcome.UNCHANGED, "", capture.status, article.url)
        self._add(*entered, capture, batch)
        return Settlement(Outcome.ARTICLE, "", capture.status, article.url)

    def _missing(self, capture: Capture, url: str, how: Settlement, batch: Batch) -> Settlement:
        """What was recorded and is no article now: withdrawn, or, where the page is another, as it was for all we know."""
        if how.outcome not in WITHDRAWN and not self._is_removed(url):
            return Settlement(Outcome.UNCHANGED, f"{NOT_NOW}{how.outcome}, {how.reason}", how.status, url)
        if removed := self._revisions.remove(url, capture, how.reason or f"status {capture.status}"):
            self._add(*removed, capture, batch)
        return Settlement(Outcome.REMOVED, how.reason, how.status, url, how.shown_by)

    def _is_removed(self, url: str) -> bool:
        latest = self._revisions.latest(url)
        return latest is not None and not latest.digest

    def leaving(self, held: HeldCapture, answer: Answer) -> Leaving | None:
        """What an answer says of a held article that leads elsewhere now, if that is for the run to judge."""
        how = left(held.capture, answer)
        url = self._recorded_as(held.key) if how and not held.withdrawn else None
        if how is None or url is None or self._is_removed(url):
            return None
        if held.capture.status == 200 and url_key(held.capture.url) in (held.key, url_key(url)):
            return None  # its own page has become a list
        known = self._reads.known([held.key]).get(held.key)
        return Leaving(held.capture.record_id, held.key, answer, how, since(known))

    def _add(self, record: Record, latest: Latest, capture: Capture, batch: Batch) -> None:
        name, line = self._layout.records_name(capture.date), to_line(record)
        offset = self._ends.get(name, self._committer.lengths.get(name, 0))
        self._ends[name] = offset + len(line)
        batch.add_line(name, line)
        row = RecordRow(record.url, record.revision, latest.digest, record.headline, name, capture.record_id, offset, len(line))
        batch.records.append(row)
        self.written += 1

    def _recorded_as(self, key: str) -> str | None:
        """The url of the record that an address has, committed or not."""
        known = self._reads.known([key]).get(key)
        how = self._ended.get(key) or (known.settlement if known else None)
        return how.final_url if how and how.outcome in HELD and self._revisions.latest(how.final_url) else None

    def _line_of(self, url: str, revision: int) -> Record | None:
        """A committed line of the records."""
        row = self._reads.record(url, revision)
        return read_line(self._layout.folder / row.file, row.offset, row.length) if row and row.length else None

    def ended(self, key: str, how: Settlement) -> None:
        """An address has an outcome that no commit has written yet."""
        self._ended[key] = how

    def committed(self, batch: Batch) -> None:
        """The state holds what this batch held."""
        self._revisions.forget((row.url, row.revision) for row in batch.records)
        for key, how in batch.settled:
            if self._ended.get(key) is how:
                del self._ended[key]


def _refused(answer: Rejection, capture: Capture) -> Settlement:
    return Settlement(
        of_verdict(answer.verdict),
        answer.reason,
        capture.status,
        capture.url,
        headline=answer.headline or "",
        published=answer.date_published or "",
    )
