"""A collection as two crawls of the demo paper leave it, and the three commands that read its pages again, in this process.

In: a folder, a clock. Out: a collection whose first pages taught a model, with an article unchanged, an edited and a
withdrawn one; or one that `verify --rebuild`, `extract` or `learn` has gone over. Pages are read here and not in workers,
which write nothing: so every call that changes the disk is one of this process.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from newsarchive.archive.exchange import Exchange
from newsarchive.collection.answers.queue import Announced
from newsarchive.collection.collection import Collection
from newsarchive.collection.files.layout import Layout
from newsarchive.collection.files.lock import Lock
from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.collection.state.rows import Asked, Place, Validators
from newsarchive.collection.telling.holdings import Holdings
from newsarchive.demo import paper as demo
from newsarchive.demo.pages import Answer, not_found, site
from newsarchive.discovery.links import Hints
from newsarchive.errors import NewsarchiveError
from newsarchive.sources.model import Source
from newsarchive.urls import url_key
from newsarchive.workers.extract_all import finish, finish_folder, into
from newsarchive.workers.learn_all import keep, learn_from, learn_waiting
from newsarchive.workers.read import Task
from newsarchive.workers.rebuild_all import make_again
from tests.faults.paper import Clock
from tests.here import HERE

NAME = "gazette"
ORIGIN = "https://gazette.example"
SOURCE = Source(NAME, f"{ORIGIN}/")
STORIES = tuple(story.path for story in demo.stories()[:10])
EDITED, WITHDRAWN = STORIES[3], STORIES[5]
PAGES = (*STORIES, demo.GALLERY, demo.MISSING)
FORBIDDEN = demo.MEMBERS
Say = Callable[[dict[str, Any]], None]


def crawl(folder: Path, _say: Say, clock: Clock) -> int:
    """Makes the collection; returns 0."""
    answers = site(ORIGIN)
    for again in (False, True):
        _visit(folder / NAME, clock, answers, again=again)
        answers[EDITED] = _edited(answers[EDITED])
        answers[WITHDRAWN] = not_found()
    return 0


def _edited(answer: Answer) -> Answer:
    more = b"<p>And now it is all quite different, as the council said on Monday evening after a long talk.</p></article>"
    return Answer(answer.status, answer.mime, answer.body.replace(b"</article>", more, 1))


def _visit(folder: Path, clock: Clock, answers: dict[str, Answer], *, again: bool) -> None:
    collection = Collection.open(folder, {"seed": SOURCE.url}, SOURCE)
    found = [Announced(url_key(ORIGIN + path), ORIGIN + path, Hints(), 100.0 - i) for i, path in enumerate((*PAGES, FORBIDDEN))]
    collection.announce(found, "rss", f"{ORIGIN}{demo.FEED}")
    collection.place(Place(url_key(ORIGIN + demo.FEED), ORIGIN + demo.FEED, "feed", read=clock.now(), fresh=len(found)))
    for path in STORIES if again else PAGES:
        _archive(collection, clock, path, answers.get(path, not_found()), again=again)
    collection.settle(ORIGIN + FORBIDDEN, Settlement(Outcome.ROBOTS, "robots.txt forbids it"))
    collection.commit()
    tasks = [Task(collection.layout.warc, held.capture, "article", SOURCE, hints) for held, hints in collection.waiting()]
    learn_waiting(collection.layout, tasks, HERE)
    finish(collection, SOURCE, HERE)
    collection.close(finished=True)


def _archive(collection: Collection, clock: Clock, path: str, answer: Answer, *, again: bool) -> None:
    url = ORIGIN + path
    head = f"HTTP/1.1 {answer.status} X\r\nContent-Type: {answer.mime}\r\nContent-Length: {len(answer.body)}\r\n\r\n"
    sent = f"GET {path} HTTP/1.1\r\nHost: gazette.example\r\n\r\n".encode()
    capture = collection.archive(
        Exchange(url, sent, head.encode() + answer.body, clock.now()), Asked("article", url, Hints(), again=again)
    )
    assert capture is not None
    collection.checked(url_key(url), Validators(answer.etag), clock.now().timestamp())
    if capture.refers_to:
        collection.settle(url, Settlement(Outcome.UNCHANGED, "", 200, url))


def _command(do: Callable[[Path], object]) -> Callable[[Path, Say, Clock], int]:
    """It as the command line would end."""

    def work(folder: Path, say: Say, _clock: Clock) -> int:
        try:
            do(folder)
        except NewsarchiveError as error:
            say({"error": str(error)})
            return error.exit_code
        return 0

    return work


def _learn(folder: Path) -> None:
    held = Holdings(folder / NAME)
    lock = Lock(held.layout.lock)
    try:
        keep(held, learn_from(held, SOURCE, HERE))
    finally:
        lock.release()


def _extract_to(folder: Path) -> None:
    into(folder / "to" / NAME, Layout(folder / NAME).warc_files(), SOURCE, HERE)


COMMANDS = {
    "verify --rebuild": _command(lambda folder: make_again(Layout(folder / NAME), {}, HERE)),
    "extract": _command(lambda folder: finish_folder(folder / NAME, SOURCE, HERE)),
    "extract --to": _command(_extract_to),
    "learn": _command(_learn),
}
