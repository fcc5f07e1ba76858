"""The engine of `newsarchive learn`: a collection's archived articles in, a site model out. No network.

Pages are read by the workers, where each gives a lesson; what the lessons say together is found here. Nothing is kept
but by `keep` and `learn_waiting`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newsarchive.archive.exchange import Capture
from newsarchive.collection.files.layout import Layout
from newsarchive.collection.files.models import bring_into_use, in_use
from newsarchive.collection.telling.holdings import Holdings
from newsarchive.discovery.links import Hints
from newsarchive.extract.page.model import Model, to_bytes
from newsarchive.extract.site.learn import ENOUGH, MOST, conclude
from newsarchive.extract.site.lesson import Lesson
from newsarchive.records.record import Record, capture_of
from newsarchive.sources.model import Source
from newsarchive.workers.first import First
from newsarchive.workers.pool import BATCH, Pool
from newsarchive.workers.read import Answer, Task

_GROWTH = 4  # times as many articles as at the last learning: at 8, 32, 128, …


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt. `model` is None where too few pages are articles; `articles` is how many addresses have a record."""

    model: Model | None
    articles: int


def learn_from(held: Holdings, source: Source, pool: Pool) -> Learnt:
    """Learns from the newest articles of a collection, one capture an address, forty at most."""
    newest = _newest(held)
    model = _taught_by(held.layout, [capture_of(record) for record in newest[-MOST:]], source, pool)
    return Learnt(model, len(newest))


def learn_waiting(layout: Layout, waiting: Sequence[Task], pool: Pool) -> tuple[Answer, ...]:
    """Learns a paper's first model from pages that are archived and not read yet, and reads them by it.

    `waiting` are the tasks of those captures in the order of the archive. The answers to the first forty of them, in order;
    () where a model is in use already, or where there are fewer than eight. Without a model where a page among them holds a
    worker up, so that they had to be read one by one. The caller holds the collection's lock, and reads none of them meanwhile.
    """
    if in_use(layout.models) or len(waiting) < ENOUGH:
        return ()
    first = pool.submit_first(tuple(waiting[:MOST])).result()
    if not isinstance(first, First):
        return first
    if first.model is not None:
        bring_into_use(layout, first.model, first.pages, since=waiting[0].capture)
    return first.answers


def _taught_by(layout: Layout, captures: Sequence[Capture], source: Source, pool: Pool) -> Model | None:
    tasks = [Task(layout.warc, capture, "lesson", source, Hints()) for capture in captures]
    batches = [tuple(tasks[at : at + BATCH]) for at in range(0, len(tasks), BATCH)]
    answers = [answer for future in [pool.submit(batch) for batch in batches] for answer in future.result()]
    return conclude([one for one in answers if isinstance(one, Lesson)], source.name)


def keep(held: Holdings, learnt: Learnt) -> str | None:
    """Brings what was learnt into use; its digest. The caller holds the collection's lock."""
    return bring_into_use(held.layout, to_bytes(learnt.model), learnt.articles) if learnt.model else None


def is_due(layout: Layout, records: int) -> bool:
    """Whether a collection of so many records has grown so much that it should learn: at 8, at 32, 128 and so on."""
    used = in_use(layout.models)
    return records >= (_GROWTH * used[-1].articles if used else ENOUGH)


def waits(layout: Layout, records: int) -> bool:
    """Whether a paper is so new that its first pages wait until there are enough of them to learn from."""
    return not in_use(layout.models) and records < ENOUGH


def _newest(held: Holdings) -> list[Record]:
    """The newest record of each address, in the order of the archive."""
    newest = {record.url: record for record in held.records()}
    return sorted(newest.values(), key=lambda record: (record.warc.filename, record.warc.offset))
