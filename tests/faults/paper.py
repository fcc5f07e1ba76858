"""The run that every case repeats: two visits to a made-up paper, by the product's own collection code.

In: a folder, a clock, a file to which is told what was acknowledged. Out: a collection. It goes through everything that
a commit knows: new addresses, pages that become lines, pages that are none, outcomes without an exchange, a new WARC
file at midnight, and at the second visit an article unchanged (a revisit), an edited and a withdrawn one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from newsarchive import clock as product_clock
from newsarchive.archive import files
from newsarchive.archive.exchange import Capture, Exchange
from newsarchive.archive.reader import read_page
from newsarchive.collection.answers.queue import Announced
from newsarchive.collection.collection import Collection
from newsarchive.collection.files import warcs
from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.collection.state.rows import Asked, Validators
from newsarchive.discovery.links import Hints
from newsarchive.errors import NewsarchiveError
from newsarchive.extract.article import Article, Rejection, Verdict

NAME = "paper"
ORIGIN = "https://paper.example"
BEGAN = datetime(2026, 11, 23, 23, 59, 10, tzinfo=UTC)
FULL = 4000  # bytes of a WARC file that is full: about four exchanges
ARTICLES = ("bridge", "mayor", "harvest", "lifeboat", "theatre", "school")
EDITED, WITHDRAWN = "mayor", "harvest"
LISTING, GONE, FORBIDDEN = "tag", "nowhere", "members"
ADDRESSES = (*ARTICLES, LISTING, GONE, FORBIDDEN)

#: (url, revision, event, headline) of every line that stands there when all is done.
LINES = sorted(
    [(f"{ORIGIN}/{name}", 1, "published", f"News of the {name}") for name in ARTICLES]
    + [(f"{ORIGIN}/{EDITED}", 2, "revised", f"News of the {EDITED}")]
    + [(f"{ORIGIN}/{WITHDRAWN}", 2, "removed", None)],
    key=lambda line: line[:2],
)

FIRST = [line for line in LINES if line[1] == 1]


@dataclass
class Clock:
    """The time that the product is told: two seconds on at each look, and `jump` seconds more from the nth look on."""

    jump: float = 0.0
    at: int = 0
    looks: int = 0
    time: datetime = BEGAN

    def now(self) -> datetime:
        self.looks += 1
        self.time += timedelta(seconds=2 + (self.jump if self.looks == self.at else 0))
        return self.time

    def set(self) -> None:
        """The product asks this clock from now on, and its WARC files are full at `FULL` bytes.

        For a process that ends with its run.
        """
        files.WarcFile.should_roll.__defaults__ = (FULL,)
        warcs.LARGEST = FULL
        product_clock.now = self.now


@dataclass
class Visit:
    """One run. `told` is a file that outlives everything: a line of JSON for what has been acknowledged."""

    collection: Collection
    clock: Clock
    told: Callable[[dict[str, Any]], None]
    second: bool
    done: list[dict[str, Any]] = field(default_factory=list)

    def go(self) -> None:
        for held, hints in self.collection.waiting():
            self._answer(held.capture, held.asked, hints)
        self._announce()
        while taken := self.collection.take(2):
            for known in taken:
                self._ask(known.url, known.hints)
            self._commit()
        if self.second:
            for known in self.collection.take_due(100, self.clock.now(), everything=True):
                self._ask(known.url, known.hints, again=True)
            self._commit()

    def _announce(self) -> None:
        links = [Announced(f"paper.example/{n}", f"{ORIGIN}/{n}", Hints(title=n), 100.0 - i) for i, n in enumerate(ADDRESSES)]
        self.collection.announce(links, "rss", f"{ORIGIN}/feed")
        self._commit()

    def _ask(self, url: str, hints: Hints, *, again: bool = False) -> None:
        self.told({"asked": url, "again": again})
        if url.endswith(FORBIDDEN):
            self.collection.settle(url, Settlement(Outcome.ROBOTS, "robots.txt forbids it"))
            self.done.append({"ended": url})
            return
        exchange = Exchange(
            url, f"GET {url} HTTP/1.1\r\nHost: paper.example\r\n\r\n".encode(), self._received(url), self.clock.now()
        )
        capture = self.collection.archive(exchange, Asked("article", url, hints, again=again))
        assert capture is not None
        self.collection.checked(f"paper.example/{url.rpartition('/')[2]}", Validators(), self.clock.now().timestamp())
        self.done.append({"captured": url, "id": capture.record_id, "digest": capture.payload_digest})
        if capture.refers_to is None:
            self._answer(capture, url, hints)
        else:
            self.collection.settle(url, Settlement(Outcome.UNCHANGED, "", 200, url))

    def _received(self, url: str) -> bytes:
        name = url.rpartition("/")[2]
        gone = name == GONE or (self.second and name == WITHDRAWN)
        more = "And now it is all quite different, as the council said on Monday. " if self.second and name == EDITED else ""
        body = f"News of the {name}\n{more}{'Nothing like it was seen before in the town. ' * 12}\n".encode()
        status = b"404 Not Found" if gone else b"200 OK"
        return b"HTTP/1.1 " + status + b"\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body

    def _answer(self, capture: Capture, url: str, hints: Hints) -> None:
        """What a worker would say: read back from the WARC."""
        if capture.status == 404:
            self.collection.answer(capture.record_id, Settlement(Outcome.GONE, "", 404, url))
        elif url.endswith(LISTING):
            self.collection.answer(capture.record_id, Rejection(Verdict.LISTING, "a page of links"))
        else:
            headline, _, body = read_page(self.collection.layout.warc, capture).content.decode().partition("\n")
            article = Article(url=url, headline=headline, article_body=body.strip())
            self.collection.answer(capture.record_id, article)
        self.done.append({"ended": url})

    def _commit(self) -> None:
        done, self.done = self.done, []
        self.collection.commit()
        for each in done:
            self.told({**each, "acknowledged": True})


def run(folder: Path, say: Callable[[dict[str, Any]], None], clock: Clock, ready: Callable[[], None] = lambda: None) -> int:
    """Both visits, as the command would make them; returns the exit code. `ready` is called when the lock is held."""
    try:
        for second in (False, True):
            _visit(Visit(Collection.open(folder / NAME), clock, say, second), ready)
    except NewsarchiveError as error:
        say({"error": str(error)})
        return error.exit_code
    return 0


def _visit(visit: Visit, ready: Callable[[], None]) -> None:
    finished = False
    try:
        ready()
        visit.go()
        finished = True
    finally:
        visit.collection.close(finished=finished)
