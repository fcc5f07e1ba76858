"""The engine of `newsarchive extract`: archived pages read again, in their order, without any network.

`finish` brings a collection to what a crawl would have left; `into` reads WARCs into a folder beside. Both go
through the same workers and the same rule for revisions as a crawl, so the lines are equal byte for byte.
"""

from __future__ import annotations

import functools
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from newsarchive.archive.reader import captures
from newsarchive.collection.collection import Collection
from newsarchive.collection.files.commit import append
from newsarchive.collection.files.layout import Layout
from newsarchive.collection.files.models import digest_for
from newsarchive.collection.opening.rebuild import hints_of
from newsarchive.collection.outcomes import Outcome, of_verdict
from newsarchive.collection.state.rows import to_be_read
from newsarchive.errors import BadConfiguration, StorageError
from newsarchive.extract.article import Article, Rejection
from newsarchive.records.jsonl import to_line
from newsarchive.records.record import capture_of
from newsarchive.records.revisions import Revisions
from newsarchive.sources.model import Source
from newsarchive.urls import page_url, spellings, url_key
from newsarchive.workers.pool import BATCH, Pool
from newsarchive.workers.read import Answer, Failure, Task, as_kept

COMMIT_EVERY = 64  # pages between two commits
_NAMELESS = Source("unknown", "https://unknown.invalid/")
GATHERED = 1_000_000  # bytes of lines that `into` appends and syncs at once


def finish_folder(folder: Path, source: Source, pool: Pool) -> Collection:
    """Opens a collection, reads what waits in it, and closes it; what it counted can still be asked."""
    collection = Collection.open(folder, source=source)
    done = False
    try:
        finish(collection, source, pool)
        done = True
    finally:
        collection.close(finished=done)
    return collection


def finish(collection: Collection, source: Source, pool: Pool) -> Counter[Outcome]:
    """Reads what waits in a collection and records it. Returns how many pages ended how."""
    folder = collection.layout.warc
    tasks = [Task(folder, held.capture, "article", source, hints) for held, hints in collection.waiting()]
    for number, (task, answer) in enumerate(_read_in_order(tasks, pool), 1):
        again = _read_again(collection, task, answer, pool) if isinstance(answer, Article) else None
        collection.answer(task.capture.record_id, as_kept(answer, task.capture), again)
        if number % COMMIT_EVERY == 0:
            collection.commit()
    return collection.counts


def _read_again(collection: Collection, task: Task, article: Article, pool: Pool) -> Article | None:
    earlier = collection.to_read_again(article, task.capture)
    if earlier is None:
        return None
    (answer,) = pool.submit((replace(task, capture=capture_of(earlier), under=task.capture),)).result()
    return answer if isinstance(answer, Article) else None


@dataclass(frozen=True, slots=True)
class Extracted:
    """What was made: lines in all, how many pages ended how, and a sentence for each file that is damaged."""

    records: int
    outcomes: Counter[Outcome]
    faults: tuple[str, ...] = ()


def into(folder: Path, warcs: Iterable[Path], source: Source | None, pool: Pool) -> Extracted:
    """Reads every page of the WARC files, in their order, into `records/` below `folder`; what is there is replaced.

    `source` None takes each host for a paper of its own, as for WARCs from elsewhere. Of a damaged file, what lies before the
    damage is read.
    """
    layout = Layout(folder)
    for old in layout.record_files():
        old.unlink()
    ledgers: dict[str, Revisions] = {}
    counts: Counter[Outcome] = Counter()
    lines: dict[str, bytearray] = {}
    asked: dict[str, str] = {}  # the keys that pages were asked for by, of those being read
    stands: dict[str, str] = {}  # what they were recorded as
    faults: list[str] = []
    for task, answer in _read_in_order(_tasks(warcs, source, asked, faults), pool):
        key = asked.pop(task.capture.record_id, task.capture.url)  # one file may be named twice
        if not isinstance(answer, Article):
            counts[_outcome(answer)] += 1
            continue
        ledger = ledgers.get(task.source.name) or ledgers.setdefault(task.source.name, _ledger(task))
        if (former := stands.get(key)) and _key(former) != _key(answer.url):
            ledger.moves(answer.url, former)
        stands[key] = answer.url
        entered = ledger.enter(answer, task.capture, task.hints)
        counts[Outcome.ARTICLE if entered else Outcome.UNCHANGED] += 1
        if entered:
            lines.setdefault(layout.records_name(task.capture.date), bytearray()).extend(to_line(entered[0]))
        if sum(map(len, lines.values())) >= GATHERED:
            _append_all(folder, lines)
    _append_all(folder, lines)
    return Extracted(counts[Outcome.ARTICLE], counts, tuple(faults))


def _key(url: str) -> str:
    """Its key; in WARCs of other programs, what is no web address stands for itself."""
    return url_key(url) if page_url(url) else url


def _ledger(task: Task) -> Revisions:
    hosts = tuple(url_key(f"https://{host}/") for host in (urlsplit(task.source.url).netloc, *task.source.moved_from))
    return Revisions(
        task.source.name, model=partial(digest_for, task.folder), others=partial(spellings, hosts=hosts if hosts[1:] else ())
    )


def _append_all(folder: Path, lines: dict[str, bytearray]) -> None:
    for name, gathered in lines.items():
        append(folder / name, bytes(gathered))
    lines.clear()


def _tasks(warcs: Iterable[Path], source: Source | None, asked: dict[str, str], faults: list[str]) -> Iterator[Task]:
    for path in warcs:
        try:
            for archived in captures(path):
                capture = archived.capture
                purpose = archived.metadata.get("purpose", "article")
                if to_be_read(purpose, capture):
                    asked[capture.record_id] = _key(archived.metadata.get("asked", capture.url))
                    yield Task(path.parent, capture, "article", source or _paper_of(capture.url), hints_of(archived))
        except StorageError as error:
            faults.append(str(error))


def _paper_of(url: str) -> Source:
    """The paper that a page belongs to, by its host; whatever is no web address belongs to one without a name.

    By its front page, not by the page: a front page is never an article.
    """
    try:
        return _paper_at(urljoin(url, "/"))
    except (BadConfiguration, ValueError):
        return _NAMELESS


_paper_at = functools.lru_cache(maxsize=1_024)(Source.from_url)


def _read_in_order(tasks: Iterable[Task], pool: Pool) -> Iterator[tuple[Task, Answer]]:
    """Keeps every worker busy, and gives the answers in the order of the tasks."""
    under_way: deque[tuple[tuple[Task, ...], Future[tuple[Answer, ...]]]] = deque()
    rest = iter(tasks)
    while True:
        while len(under_way) <= 2 * pool.workers and (batch := tuple(islice(rest, BATCH))):
            under_way.append((batch, pool.submit(batch)))
        if not under_way:
            return
        batch, answers = under_way.popleft()
        yield from zip(batch, answers.result(), strict=True)


def _outcome(answer: Answer) -> Outcome:
    if isinstance(answer, Failure):
        return answer.outcome
    assert isinstance(answer, Rejection)
    return of_verdict(answer.verdict)
