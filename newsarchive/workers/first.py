"""A new paper's first pages, in one call into a worker: learnt from and read, each parsed once.

In: the tasks of its first captures. Out: the model that they make, if any, and what each holds when read by it. Nothing is
kept here: whoever asked brings the model into use before the answers are recorded.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsarchive.extract.article import Rejection
from newsarchive.extract.opening import opened
from newsarchive.extract.page.model import from_bytes, to_bytes
from newsarchive.extract.page.reading import Reading
from newsarchive.extract.site.learn import ENOUGH, conclude
from newsarchive.extract.site.lesson import lesson_of
from newsarchive.workers.read import Answer, Failure, Task, article_of, page_of


@dataclass(frozen=True, slots=True)
class First:
    """`model` is its bytes, of `pages` pages; None where fewer than eight teach. `answers` are in the order of the tasks."""

    answers: tuple[Answer, ...]
    model: bytes | None = None
    pages: int = 0


def read_first(tasks: tuple[Task, ...]) -> First:
    """Reads articles of one paper that has no model yet."""
    openings = [_opened(task) for task in tasks]
    lessons = [found for one in openings if isinstance(one, Reading) and (found := lesson_of(one))]
    model = conclude(lessons, tasks[0].source.name)
    raw = to_bytes(model) if model and model.pages >= ENOUGH else None
    used = from_bytes(raw) if raw else None
    pages = zip(openings, tasks, strict=True)
    answers = tuple(article_of(one, used, task) if isinstance(one, Reading) else one for one, task in pages)
    return First(answers, raw, used.pages if used else 0)


def _opened(task: Task) -> Reading | Rejection | Failure:
    page = page_of(task)
    return page if isinstance(page, Failure) else opened(page, task.source, task.hints)
