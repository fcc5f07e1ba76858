"""What a worker does: one capture in, what its bytes say out.

The bytes are read back from the WARC here, so that no body crosses between processes and no hostile byte is
parsed in the main one. Nothing is written here and nothing fetched.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from newsarchive.archive.decode import TooLarge
from newsarchive.archive.exchange import Capture, Page
from newsarchive.archive.reader import read_page
from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.discovery.feeds import read_feed
from newsarchive.discovery.front import read_front
from newsarchive.discovery.links import Found, Hints
from newsarchive.errors import NewsarchiveError
from newsarchive.extract.article import Article, Rejection
from newsarchive.extract.extract import extract
from newsarchive.sources.model import Source


@dataclass(frozen=True, slots=True)
class Task:
    """A capture to read. `folder` holds its WARC file; `purpose` says what was hoped for: "article", "front" or "feed"."""

    folder: Path
    capture: Capture
    purpose: str
    source: Source
    hints: Hints


@dataclass(frozen=True, slots=True)
class Failure:
    """A capture that could not be read: too slow, too large, or damaged on disk. `reason` is a sentence."""

    reason: str
    outcome: Outcome = Outcome.FAILED_READING


Answer = Article | Rejection | Found | Failure


def read(task: Task) -> Answer:
    """What the bytes of a capture say."""
    try:
        page = read_page(task.folder, task.capture)
    except TooLarge as error:
        return Failure(str(error), Outcome.FAILED_TOO_LARGE)
    except NewsarchiveError as error:
        return Failure(str(error))
    return extract(page, task.source, task.hints) if task.purpose == "article" else discover(page, task.purpose)


def as_kept(answer: Answer, capture: Capture) -> Article | Rejection | Settlement:
    """An answer to the question for an article, in the collection's terms."""
    if isinstance(answer, Failure):
        return Settlement(answer.outcome, answer.reason, capture.status, capture.url)
    assert not isinstance(answer, Found)
    return answer


def discover(page: Page, purpose: str) -> Found:
    """The links of a feed or front page, by what the bytes are and not by what was hoped for."""
    first, second = (read_feed, read_front) if purpose == "feed" else (read_front, read_feed)
    found = first(page.content, page.url, page.charset)
    if found.kind or purpose == "feed":
        return found
    other = second(page.content, page.url, page.charset)
    return other if other.kind else found


def read_all(tasks: tuple[Task, ...]) -> tuple[Answer, ...]:
    """`read` over a batch: one call into a worker for several pages costs a quarter less than one each."""
    return tuple(map(read, tasks))
