"""What a worker does: one capture in, what its bytes say out.

The bytes are read back from the WARC here, so that no body crosses between processes and no hostile byte is
parsed in the main one. Nothing is written here and nothing fetched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from newsarchive.archive.decode import TooLarge
from newsarchive.archive.exchange import Capture, Page
from newsarchive.archive.reader import read_page
from newsarchive.collection.files.models import load, model_for
from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.collection.state.rows import GONE, REDIRECTS
from newsarchive.discovery.feeds import read_feed
from newsarchive.discovery.front import read_front, read_section
from newsarchive.discovery.links import Found, Hints, Link
from newsarchive.discovery.related import read_related
from newsarchive.discovery.scope import inside_window, moment_of
from newsarchive.discovery.sitemaps import SITEMAPS, read_sitemap
from newsarchive.errors import NewsarchiveError
from newsarchive.extract.article import Article, Rejection
from newsarchive.extract.explaining import Explanation, explain
from newsarchive.extract.extract import extract_opened
from newsarchive.extract.opening import opened
from newsarchive.extract.page.model import Model
from newsarchive.extract.page.reading import Reading
from newsarchive.extract.page.rules import undo
from newsarchive.extract.site.lesson import Lesson, lesson
from newsarchive.sources.model import Source
from newsarchive.urls import request_url


@dataclass(frozen=True, slots=True)
class Task:
    """A capture to read. `folder` holds its WARC file; `purpose` says what was hoped for: "article", "front", "feed",
    "sitemap" or "section", "lesson" where an article is to teach of its site, or "explanation" where its reading is to be
    told. `since` is how far back a sitemap is read; None for all. `under` is the capture whose model reads this one, where
    two are to be held against each other; None for itself. `links` asks for the links of an article's page too.
    """

    folder: Path
    capture: Capture
    purpose: str
    source: Source
    hints: Hints
    since: datetime | None = None
    under: Capture | None = None
    links: bool = False


@dataclass(frozen=True, slots=True)
class Linked:
    """An article, and what its page links to."""

    article: Article
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A capture that could not be read: too slow, too large, or damaged on disk. `reason` is a sentence."""

    reason: str
    outcome: Outcome = Outcome.FAILED_READING


_Reader = Callable[[bytes, str, str], Found]
_READERS: dict[str, tuple[_Reader, ...]] = {
    "front": (read_front, read_feed),
    "section": (read_section, read_feed),
    "feed": (read_feed, read_sitemap),
    "sitemap": (read_sitemap,),
}

Answer = Article | Linked | Rejection | Found | Failure | Lesson | Explanation


def read(task: Task) -> Answer:
    """What the bytes of a capture say."""
    page = page_of(task)
    if isinstance(page, Failure):
        return page
    if task.purpose == "lesson":
        return lesson(page, task.source, task.hints) or Failure("it is no article to learn from")
    if task.purpose not in ("article", "explanation"):
        return discover(page, task)
    try:
        name = model_for(task.folder, task.under or task.capture)
        model = load(name) if name else None
    except NewsarchiveError as error:
        return Failure(str(error))
    if task.purpose == "explanation":
        return explain(page, task.source, task.hints, model)
    opening = opened(page, task.source, task.hints)
    return opening if isinstance(opening, Rejection) else article_of(opening, model, task)


def page_of(task: Task) -> Page | Failure:
    """The page that a task's capture holds."""
    if task.purpose == "article" and task.capture.status in GONE:
        return Failure("", Outcome.GONE)
    try:
        page = read_page(task.folder, task.capture)
    except TooLarge as error:
        return Failure(str(error), Outcome.FAILED_TOO_LARGE)
    except NewsarchiveError as error:
        return Failure(str(error))
    if task.purpose == "article" and task.capture.status in REDIRECTS:
        where = page.header("location")
        return Failure(f"redirects to {request_url(where, page.url) or where}", Outcome.REDIRECT_AWAY)
    return page


def article_of(opening: Reading, model: Model | None, task: Task) -> Article | Linked | Rejection:
    """What an opened page holds, with its links where the task asks for them: it is parsed once for both."""
    found = extract_opened(opening, model)
    if not task.links or isinstance(found, Rejection):
        return found
    undo(opening.ruled)  # a rule that drops a box of related articles is not about its links
    return Linked(found, read_related(opening.document.root, task.capture.url))


def as_kept(answer: Answer, capture: Capture) -> Article | Rejection | Settlement:
    """An answer to the question for an article, in the collection's terms."""
    if isinstance(answer, Linked):
        return answer.article
    if isinstance(answer, Failure):
        return Settlement(answer.outcome, answer.reason, capture.status, capture.url)
    assert not isinstance(answer, Found | Lesson | Explanation)
    return answer


def discover(page: Page, task: Task) -> Found:
    """The links of a page that announces, by what the bytes are and not by what was hoped for."""
    found = Found("")
    for reader in _READERS[task.purpose]:
        found = reader(page.content, page.url, page.charset)
        if found.kind:
            break
    return _of_the_window(found, task) if found.kind in SITEMAPS else found


def _of_the_window(found: Found, task: Task) -> Found:
    """What a sitemap lists from before the window is counted and not kept: it may be a hundred thousand addresses."""
    inside = tuple(link for link in found.articles if inside_window(moment_of(link), task.since))
    if len(inside) == len(found.articles):
        return found
    said = f"{len(found.articles) - len(inside):,} of {len(found.articles):,} addresses are older than --since"
    return replace(found, articles=inside, problem=f"{found.problem}; {said}" if found.problem else said)


def read_all(tasks: tuple[Task, ...]) -> tuple[Answer, ...]:
    """`read` over a batch: one call into a worker for several pages costs a quarter less than one each."""
    return tuple(map(read, tasks))
