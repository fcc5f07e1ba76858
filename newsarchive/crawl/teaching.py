"""What a paper's pages teach, learnt as they come: from the first sixteen before any of them is read, and again as they grow.

The engine is `workers/learn_all.py`; here is only when it runs. It waits for workers and the disk in another thread.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from itertools import zip_longest

from newsarchive.archive.exchange import Capture
from newsarchive.collection.files.models import current
from newsarchive.collection.telling.holdings import Holdings
from newsarchive.crawl.paper import Paper
from newsarchive.discovery.links import Hints
from newsarchive.errors import NewsarchiveError
from newsarchive.extract.article import Article
from newsarchive.extract.site.learn import ENOUGH
from newsarchive.workers.learn_all import is_due, keep, learn_from, learn_waiting, waits
from newsarchive.workers.pool import Pool
from newsarchive.workers.read import Answer, Linked, Task

# Pages that are waited for before a first model is learnt; where no more come, ENOUGH do. So many that eight are articles, and a
# crawl of 71 papers is a tenth faster than by eight (177 to 162 pages a second), as one call reads all of a paper's first pages.
FIRST = 16
AGAIN = "learn-again"  # the memo that says that many pages did not fit the model, or that it does not know their template
UNTAUGHT = "untaught-templates"  # the memo that counts articles of templates that the model has not been taught by
MOST_TEMPLATES = 50  # that are counted
UNFIT = 0.4  # of the pages of a run


class Teaching:
    """One paper's, for one run. `take` holds back pages that are to be learnt from before they are read."""

    def __init__(self, paper: Paper, pool: Pool) -> None:
        self._paper = paper
        self._pool = pool
        self._read = self._unfit = 0
        self._learning = False
        self._templates: frozenset[str] | None = None  # that the model in use was taught by; None for not looked up
        layout, records = paper.collection.layout, paper.collection.reads.count_records()
        self._held_back: list[tuple[Capture, Hints]] | None = [] if waits(layout, records) else None
        self.is_due = is_due(layout, records) or bool(paper.collection.memo(AGAIN))

    def take(self, capture: Capture, hints: Hints) -> bool:
        """Whether a page is held back."""
        if self._held_back is None:
            return False
        self._held_back.append((capture, hints))
        return True

    def is_ready(self, *, no_more: bool) -> bool:
        """Whether the pages held back should be learnt from now: there are enough, or no more will come."""
        held = self._held_back
        return bool(held) and not self._learning and (no_more or len(held or ()) >= FIRST)

    def begin(self) -> None:
        """They are. Pages that come meanwhile are held back too: the model, if there is one, is for them as well."""
        self._learning = True

    async def learn_from_first(self, *, links: bool) -> list[tuple[Capture, Hints, Answer | None]]:
        """Learns the first model, if there are enough pages, and gives those held back: from now on none is.

        With their answers, as far as they were read for it; `links` asks for the links of their pages too.
        """
        layout, source = self._paper.collection.layout, self._paper.source
        tasks = [Task(layout.warc, capture, "article", source, hints, links=links) for capture, hints in self._held_back or ()]
        try:
            answers = await asyncio.to_thread(learn_waiting, layout, tasks, self._pool)
            held = self._held_back or []
        finally:
            self._held_back = self._templates = None
        return [(capture, hints, answer) for (capture, hints), answer in zip_longest(held, answers)]

    async def learn(self) -> None:
        """Learns again from what is held, before anything is archived in this run."""
        for memo in (AGAIN, UNTAUGHT):
            self._paper.collection.remember(memo, "")
        await asyncio.to_thread(self._learn)
        self._templates = None

    def _learn(self) -> None:
        held = Holdings(self._paper.collection.layout.folder)
        keep(held, learn_from(held, self._paper.source, self._pool))

    def has_read(self, answer: Answer) -> None:
        """Notes whether a page fitted; where many do not, or enough are of a template that taught nothing, the next run learns
        first.
        """
        article = answer.article if isinstance(answer, Linked) else answer
        if not isinstance(article, Article) or self._paper.collection.memo(AGAIN):
            return
        self._read += 1
        self._unfit += "model-not-fitting" in article.warnings
        if (self._read >= ENOUGH and self._unfit >= UNFIT * self._read) or self._is_untaught(article.template):
            self._paper.collection.remember(AGAIN, "1")

    def _is_untaught(self, template: str | None) -> bool:
        """Whether this is one more article of a template that the model does not know, and there are enough to learn from."""
        if self._templates is None:
            self._templates = self._taught_templates()
        if template is None or not self._templates or template in self._templates:
            return False
        counts: dict[str, int] = json.loads(self._paper.collection.memo(UNTAUGHT) or "{}")
        if len(counts) >= MOST_TEMPLATES and template not in counts:
            return False
        counts[template] = counts.get(template, 0) + 1
        self._paper.collection.remember(UNTAUGHT, json.dumps(counts))
        return counts[template] >= ENOUGH

    def _taught_templates(self) -> frozenset[str]:
        """Those of the model in use; none where there is no model, or one of earlier versions, which did not say."""
        model = None
        with suppress(NewsarchiveError):  # a model that is missing is told of by the pages that it should read
            model = current(self._paper.collection.layout)
        return frozenset(model.templates if model else ())
