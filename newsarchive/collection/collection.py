"""The handle of a run on one paper's folder: it holds the lock, and everything that is kept goes through it.

The main thread archives, finds and settles; a writer thread commits what has gathered.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from newsarchive import clock
from newsarchive.archive.exchange import Capture, Exchange
from newsarchive.archive.revisits import earlier
from newsarchive.collection.answers.entering import Entering
from newsarchive.collection.answers.leaving import Leaving
from newsarchive.collection.answers.line import PASSED_OVER, Line, Waiting
from newsarchive.collection.answers.queue import Announced, News, Queue
from newsarchive.collection.files import ledger
from newsarchive.collection.files.commit import Batch, Committer
from newsarchive.collection.files.layout import Layout
from newsarchive.collection.files.lock import Lock
from newsarchive.collection.files.warcs import Warcs
from newsarchive.collection.opening.readied import Run, make_ready
from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.collection.state.moving import hosts_in
from newsarchive.collection.state.rows import Asked, Check, HeldCapture, KnownUrl, Place, Validators
from newsarchive.collection.state.state import State
from newsarchive.collection.turns.schedule import EARLY, next_check
from newsarchive.discovery.links import Hints
from newsarchive.errors import StorageError
from newsarchive.extract.article import Article, Rejection
from newsarchive.records.record import Record
from newsarchive.sources.model import Source
from newsarchive.urls import url_key


class Collection:
    """One paper's folder, open for writing. Make it with `Collection.open`."""

    def __init__(self, layout: Layout, lock: Lock, state: State, run: Run) -> None:
        self.layout = layout
        self.stamp = run.stamp
        self.counts: Counter[Outcome] = Counter()
        self.notes: list[str] = []
        self.left_alone = ""
        self.bytes_archived = 0
        self._lock = lock
        self._state = state
        self._committer = Committer(layout, state, run.stamp)
        #: The state as of the last commit, for questions alone: the thread that commits has the other connection.
        self.reads = State(layout.state, read_only=True)
        self._memos = state.memos()
        self._entering = Entering(layout, self.reads, self._committer, hosts_in(self._memos))
        self._places = {(place.kind, place.key): place for place in state.places()}
        self._line = Line()
        self._queue = Queue(self.reads, run.stamp, self._line.holds)
        for held in state.waiting():
            self._line.join(held)
        self._warcs = Warcs(layout, self._committer, run.about, new_file=run.new_file)
        self._batch = Batch()
        self._telling = ledger.Telling()
        self._began = clock.now()
        self._committed: datetime | None = None
        self._left: int | None = None
        self._swap = threading.Lock()
        self.failure: StorageError | None = None

    @classmethod
    def open(cls, folder: Path, about: Mapping[str, str] | None = None, source: Source | None = None) -> Collection:
        """Locks, repairs and opens a collection, making its folder where there is none.

        `about` are warcinfo fields of the files that this run begins: operator, http-header-user-agent, …
        Raises CannotCreate, Locked, DataLoss or StorageError.
        """
        ready = make_ready(folder, about or {}, source)
        opened = cls(ready.layout, ready.lock, ready.state, ready.run)
        opened.notes = ready.notes
        return opened

    @property
    def records_written(self) -> int:
        """Lines of records that this run has made."""
        return self._entering.written

    # -- the archive

    def archive(self, exchange: Exchange, about: Asked) -> Capture | None:
        """Appends an exchange to the WARC; None where nothing was received. Not durable before the next commit."""
        if self.failure:
            raise self.failure
        before = self.reads.newest_whole(about.purpose, url_key(about.asked)) if about.again else None
        refers_to = earlier(self.layout.warc, before) if before else None
        try:
            warc = self._warcs.current(clock.now())
            capture = warc.append(exchange, about.metadata(), refers_to)
        except StorageError as error:
            self.failure = error
            raise
        self.bytes_archived += len(exchange.sent) + len(exchange.received)
        with self._swap:
            self._batch.warcs[warc.name] = (warc, warc.length)
            if capture:
                held = about.held(capture)
                self._batch.captures.append(held)
                if held.waiting:
                    self._line.join(held)
        return capture

    # -- addresses

    def announce(self, announced: Iterable[Announced], kind: str, via: str, *, thorough: bool = False) -> News:
        """Notes what a page of this kind and address announces. Says which keys were new, and which had ended before."""
        links = list(announced)
        news = self._queue.announce(links, thorough=thorough)
        with self._swap:
            self._batch.found += news.rows
            self._batch.reopened += news.reopened
            self._batch.sooner += news.sooner
            self._batch.announced += [(each.key, kind, via) for each in links]
            for known in news.rows:
                if known.settlement:
                    self._end(known, known.settlement)
        return news

    def take(self, most: int, not_before: float = float("-inf")) -> list[KnownUrl]:
        """Up to `most` addresses to ask for, of at least this rank, the newest first; each once in a run."""
        return self._queue.take(most, not_before)

    def take_due(self, most: int, now: datetime, *, everything: bool) -> list[KnownUrl]:
        """Up to `most` articles that are to be asked for again in a run that began `now`: those due, or all."""
        return self._queue.take_due(most, float("inf") if everything else (now + EARLY).timestamp(), now.timestamp())

    def checked(self, key: str, validators: Validators, appeared: float) -> None:
        """Notes that an article was asked for, what to ask by next time, and when that is.

        `appeared` is its rank: seconds since 1970.
        """
        now = clock.now()
        due = next_check(datetime.fromtimestamp(max(appeared, 0.0), UTC), now)
        with self._swap:
            self._batch.checks.append(Check(key, validators, now.timestamp(), due.timestamp()))

    @property
    def queued(self) -> int:
        """About how many addresses are to be asked for."""
        return len(self._queue)

    def knows(self, key: str) -> bool:
        """Whether this address was announced before."""
        return self._queue.knows(key)

    def reach_back(self, since: datetime | None) -> None:
        """What was too old for an earlier run and is not for one that goes back to `since` is to be asked for again."""
        with self._state.transaction() as write:
            write.reopen_since(since.timestamp() if since else float("-inf"))

    @property
    def places(self) -> Mapping[tuple[str, str], Place]:
        """The pages where the paper announces articles, by kind and key, in the order in which they were found."""
        return self._places

    def place(self, place: Place) -> None:
        """Notes such a page as it stands now."""
        self._places[place.kind, place.key] = place
        with self._swap:
            self._batch.places[place.kind, place.key] = place

    def memo(self, name: str) -> str | None:
        """What `remember` kept, in this run or an earlier one."""
        return self._memos.get(name)

    def remember(self, name: str, value: str) -> None:
        """Keeps a small value with the collection."""
        self._memos[name] = value
        with self._swap:
            self._batch.memos[name] = value

    @property
    def to_come(self) -> int:
        """Addresses that have no outcome yet, as of the last commit."""
        return self._left if self._left is not None else self.reads.count_to_ask()

    # -- outcomes

    def waiting(self) -> list[tuple[HeldCapture, Hints]]:
        """Captures still to be read, in order of writing: first those that an earlier run left behind."""
        return [(place.held, place.held.hints) for place in self._line.waiting()]

    def settle(self, asked: str, how: Settlement, *, kind: str = "article", via: str = "") -> None:
        """How an address ended that left no page to be read."""
        with self._swap:
            if kind == "article":
                self._end(KnownUrl(url_key(asked), asked, Hints(via=via)), how)
            else:
                self._note(asked, how, kind, "")

    def answer(self, record_id: str, answer: Article | Rejection | Settlement, again: Article | None = None) -> None:
        """What a page turned out to be. It is written once all pages archived before it have been answered too.

        `again` is what today's reader makes of the capture that `to_read_again` names.
        """
        with self._swap:
            for place in self._line.answer(record_id, answer, again):
                self._write(place)

    def leaving(self, record_id: str, answer: Article | Rejection | Settlement) -> Leaving | None:
        """What this answer says of a held article that leads elsewhere now; None where it says nothing of the kind."""
        with self._swap:
            return self._entering.leaving(self._line.held(record_id), answer)

    def pass_over(self, record_id: str) -> None:
        """A page that says nothing of its address, since another address of the same article is asked for instead."""
        self.answer(record_id, PASSED_OVER)

    def to_read_again(self, article: Article, capture: Capture) -> Record | None:
        """The earlier line whose page must be read by today's reader before this article can be held against it."""
        with self._swap:
            return self._entering.to_read_again(article, self._line.held(capture.record_id))

    def _write(self, place: Waiting) -> None:
        held = place.held
        self._batch.read.append(held.capture.record_id)
        if place.answer is not PASSED_OVER:
            how = self._entering.enter(place, self._batch)
            self._end(KnownUrl(held.key, held.asked or held.capture.url, held.hints), how)

    def _end(self, known: KnownUrl, how: Settlement) -> None:
        self._note(known.url, how, "article", known.hints.via)
        self._queue.ended(known.key)
        self._entering.ended(known.key, how)
        self._batch.settled.append((known.key, how))

    def _note(self, asked: str, how: Settlement, kind: str, via: str) -> None:
        if kind == "article":
            self.counts[how.outcome] += 1
        for line in self._telling.add(ledger.entry(asked, how, kind, via)):
            self._batch.add_line(self.layout.ledger_name(self.stamp), line)

    # -- the end of a tick, and of the run

    @property
    def unwritten(self) -> int:
        """Outcomes and captures that the next commit will make durable."""
        return len(self._batch.settled) + len(self._batch.captures) + len(self._batch.found)

    def commit(self) -> None:
        """Makes durable what has gathered. Called by one thread at a time; raises StorageError."""
        with self._swap:
            batch, self._batch = self._batch, Batch()
            retired = self._warcs.retired()
        if not batch:
            return
        try:
            self._committer.commit(batch)
        except StorageError as error:
            self.failure = error
            raise
        self._committed = clock.now()
        with self._swap:
            self._entering.committed(batch)
        self._queue.committed(batch.found, [key for key, _ in batch.settled])
        for warc in retired:
            warc.close(final=True)

    def close(self, *, finished: bool) -> None:
        """The last commit, the summary and the index; then the lock is let go, whatever happened."""
        told = False
        try:
            if self.failure is None:
                self.commit()
                self._left = self.reads.count_to_ask()
                quiet = finished and not (self._telling.begun or self.notes or self.left_alone)
                ledger.write_summary(self.layout, self._summary(finished=finished), quiet=quiet)
                ledger.write_index(self.layout, self._state)
                told = True
        finally:
            self._close_files(final=told)

    def _close_files(self, *, final: bool = False) -> None:
        try:
            self._warcs.close(final=final)
        finally:
            self.reads.close()
            self._state.close()
            self._lock.release()

    def _summary(self, *, finished: bool) -> ledger.Summary:
        return ledger.Summary(
            source=self.layout.name,
            run=self.stamp,
            began=self._began,
            committed=self._committed,
            ended=clock.now(),
            finished=finished,
            outcomes={outcome.value: count for outcome, count in sorted(self.counts.items())},
            records=self.records_written,
            bytes_archived=self.bytes_archived,
            unsettled=self.to_come,
            notes=tuple(self.notes),
            left_alone=self.left_alone,
        )
