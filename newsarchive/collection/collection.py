"""The handle of a run on one paper's folder: it holds the lock, and everything that is kept goes through it.

The main thread archives, finds and settles; a writer thread commits what has gathered.
"""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from newsarchive.archive.exchange import Capture, Exchange
from newsarchive.archive.files import LARGEST, WarcFile, next_name
from newsarchive.collection import ledger, recover
from newsarchive.collection.commit import Batch, Committer
from newsarchive.collection.layout import Layout
from newsarchive.collection.line import Line, Place
from newsarchive.collection.lock import Lock
from newsarchive.collection.outcomes import PASSING, Outcome, Settlement, of_verdict
from newsarchive.collection.rebuild import rebuild
from newsarchive.collection.state import HeldCapture, KnownUrl, RecordRow, State, to_be_read
from newsarchive.discovery.links import Hints
from newsarchive.errors import CannotCreate, StorageError
from newsarchive.extract.article import Article, Rejection
from newsarchive.records.jsonl import to_line
from newsarchive.records.revisions import Revisions
from newsarchive.urls import url_key


@dataclass(frozen=True, slots=True)
class Run:
    """This run: its name in `runs/`, and what its WARC files say of it."""

    stamp: str
    about: Mapping[str, str]


class Collection:
    """One paper's folder, open for writing. Make it with `Collection.open`."""

    def __init__(self, layout: Layout, lock: Lock, state: State, run: Run) -> None:
        self.layout = layout
        self.stamp = run.stamp
        self._about = run.about
        self.counts: Counter[Outcome] = Counter()
        self.notes: list[str] = []
        self.records_written = 0
        self.bytes_archived = 0
        self._lock = lock
        self._state = state
        self._committer = Committer(layout, state, run.stamp)
        self._revisions = Revisions(layout.name, state.latest())
        self._urls: dict[str, KnownUrl] = {known.key: known for known in state.urls()}
        self._memos = state.memos()
        self._line = Line()
        for held in state.waiting():
            known = self._urls.get(held.key)
            self._line.join(held, known.hints if known else Hints())
        self._warc: WarcFile | None = None
        self._retired: list[WarcFile] = []
        self._batch = Batch()
        self._began = datetime.now(UTC)
        self._committed: datetime | None = None
        self._swap = threading.Lock()
        self.failure: StorageError | None = None

    @classmethod
    def open(cls, folder: Path, about: Mapping[str, str] | None = None) -> Collection:
        """Locks, repairs and opens a collection, making its folder where there is none.

        `about` are warcinfo fields of the files that this run begins: operator, http-header-user-agent, …
        Raises CannotCreate, Locked, DataLoss or StorageError.
        """
        layout = Layout(folder)
        try:
            for place in (layout.warc, layout.records, layout.runs):
                place.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CannotCreate(f"{folder}: {error.strerror}; make it writable or choose another folder with --output") from error
        lock = Lock(layout.lock)
        try:
            lost = not layout.state.exists() and bool(layout.warc_files())
            notes = rebuild(layout) if lost else []
            state = State(layout.state)
            notes += recover.recover(layout, state)
            opened = cls(layout, lock, state, Run(ledger.new_stamp(layout, datetime.now(UTC)), about or {}))
            opened.notes = notes
        except BaseException:
            lock.release()
            raise
        return opened

    # -- the archive

    def archive(self, exchange: Exchange, *, purpose: str, asked: str, hints: Hints) -> Capture | None:
        """Appends an exchange to the WARC; None where nothing was received. Not durable before the next commit.

        `purpose` is "article", "front", "feed" or "robots"; `asked` the address that the paper announced, which
        redirects may have left behind.
        """
        self._check()
        try:
            warc = self._current_warc()
            said = {name: value for name, value in asdict(hints).items() if value}
            capture = warc.append(exchange, {"purpose": purpose, "asked": asked, **said})
        except StorageError as error:
            self.failure = error
            raise
        self.bytes_archived += len(exchange.sent) + len(exchange.received)
        with self._swap:
            self._batch.warcs[warc.name] = (warc, warc.length)
            if capture:
                held = HeldCapture(url_key(asked), purpose, capture, to_be_read(purpose, capture))
                self._batch.captures.append(held)
                if held.waiting:
                    self._line.join(held, hints)
        return capture

    def _current_warc(self) -> WarcFile:
        now = datetime.now(UTC)
        if self._warc and self._warc.should_roll(now):
            self._retired.append(self._warc)
            self._warc = None
        if self._warc is None:
            folder, lengths = self.layout.warc, self._committer.lengths
            name = self._todays_warc(now)
            self._warc = WarcFile.open(
                folder, name or next_name(folder, self.layout.name, now.date()), lengths.get(f"warc/{name}"), self._about
            )
        return self._warc

    def _todays_warc(self, now: datetime) -> str | None:
        """The newest file of this UTC day, taken up again while it has room: an hourly run makes one file a day."""
        days = [name for name in self._committer.lengths if name.startswith(f"warc/{self.layout.name}-{now:%Y%m%d}-")]
        newest = max(days, default=None)
        return newest.removeprefix("warc/") if newest and self._committer.lengths[newest] < LARGEST else None

    # -- addresses

    def find(self, key: str, url: str, hints: Hints) -> bool:
        """Notes an address that the paper announced. True where it is to be asked for.

        That is where it is new, was never fetched, or ended in a fault that may have passed.
        """
        known = self._urls.get(key)
        if known and known.settlement:
            return known.settlement.outcome in PASSING
        if known:
            return not self._line.holds(key)
        self._urls[key] = KnownUrl(key, url, hints)
        with self._swap:
            self._batch.found.append(self._urls[key])
        return True

    def knows(self, key: str) -> bool:
        """Whether this address was announced before."""
        return key in self._urls

    def unsettled(self) -> list[KnownUrl]:
        """Addresses found in earlier runs and never fetched, in the order in which they were found."""
        return [known for known in self._urls.values() if known.settlement is None and not self._line.holds(known.key)]

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
        """Addresses that have no outcome yet."""
        return sum(known.settlement is None for known in self._urls.values())

    # -- outcomes

    def waiting(self) -> list[tuple[HeldCapture, Hints]]:
        """Captures still to be read, in order of writing: first those that an earlier run left behind."""
        return [(place.held, place.hints) for place in self._line.waiting()]

    def settle(self, asked: str, how: Settlement, *, kind: str = "article") -> None:
        """How an address ended that left no page to be read."""
        known = self._urls.get(url_key(asked)) if kind == "article" else None
        with self._swap:
            if known:
                self._end(known, how, asked)
            else:
                self._note(asked, how, kind, "")

    def answer(self, record_id: str, answer: Article | Rejection | Settlement) -> None:
        """What a page turned out to be. It is written once all pages archived before it have been answered too."""
        with self._swap:
            for place in self._line.answer(record_id, answer):
                self._write(place)

    def _write(self, place: Place) -> None:
        held, answer = place.held, place.answer
        if isinstance(answer, Article):
            how = self._record(place, answer)
        elif isinstance(answer, Rejection):
            how = Settlement(of_verdict(answer.verdict), answer.reason, held.capture.status, held.capture.url)
        else:
            assert answer is not None
            how = answer
        known = self._urls.get(held.key)
        asked = known.url if known else held.capture.url
        self._end(KnownUrl(held.key, asked, place.hints), how, asked)
        self._batch.read.append(held.capture.record_id)

    def _record(self, place: Place, article: Article) -> Settlement:
        capture = place.held.capture
        record = self._revisions.enter(article, capture, place.hints)
        if record is None:
            return Settlement(Outcome.UNCHANGED, "", capture.status, article.url)
        name = self.layout.records_name(capture.date)
        digest = self._revisions.latest[record.url].digest
        row = RecordRow(record.url, record.revision, digest, record.headline, name, capture.record_id)
        self._batch.add_line(name, to_line(record))
        self._batch.records.append(row)
        self.records_written += 1
        return Settlement(Outcome.ARTICLE, "", capture.status, article.url)

    def _end(self, known: KnownUrl, how: Settlement, asked: str) -> None:
        self._note(asked, how, "article", known.hints.via)
        self._urls[known.key] = replace(known, settlement=how)
        self._batch.settled.append((known.key, how))

    def _note(self, asked: str, how: Settlement, kind: str, via: str) -> None:
        if kind == "article":
            self.counts[how.outcome] += 1
        line = ledger.to_line(ledger.Entry(url=asked, kind=kind, via=via, at=datetime.now(UTC), **asdict(how)))
        self._batch.add_line(self.layout.ledger_name(self.stamp), line)

    # -- the end of a tick, and of the run

    @property
    def unwritten(self) -> int:
        """Outcomes and captures that the next commit will make durable."""
        return len(self._batch.settled) + len(self._batch.captures)

    def commit(self) -> None:
        """Makes durable what has gathered. Called by one thread at a time; raises StorageError."""
        with self._swap:
            batch, self._batch = self._batch, Batch()
            retired, self._retired = self._retired, []
        if not batch:
            return
        try:
            self._committer.commit(batch)
        except StorageError as error:
            self.failure = error
            raise
        self._committed = datetime.now(UTC)
        for warc in retired:
            warc.close(final=True)

    def close(self, *, finished: bool) -> None:
        """The last commit, the summary and the index; then the lock is let go, whatever happened."""
        try:
            if self.failure is None:
                self.commit()
                ledger.write_summary(self.layout, self.stamp, self._summary(finished=finished))
                ledger.write_index(self.layout, self._state)
        finally:
            self._close_files()

    def _close_files(self) -> None:
        """After a failure the WARC keeps its `.open`: the next opening cuts it to what was committed and renames it."""
        try:
            for warc in [*self._retired, *([self._warc] if self._warc else [])]:
                if self.failure is None:
                    warc.close(final=True)
                else:
                    with contextlib.suppress(StorageError):  # told already
                        warc.close(final=False)
        finally:
            self._state.close()
            self._lock.release()

    def _summary(self, *, finished: bool) -> ledger.Summary:
        return ledger.Summary(
            source=self.layout.name,
            run=self.stamp,
            began=self._began,
            committed=self._committed,
            ended=datetime.now(UTC),
            finished=finished,
            outcomes={outcome.value: count for outcome, count in sorted(self.counts.items())},
            records=self.records_written,
            bytes_archived=self.bytes_archived,
            unsettled=self.to_come,
            notes=tuple(self.notes),
        )

    def _check(self) -> None:
        if self.failure:
            raise self.failure
