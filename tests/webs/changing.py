"""A small made-up paper that changes between two crawls: articles vanish, move, come back; the paper itself moves.

In: a running `Web` and a host. Out: its pages, by what stands in `instead` and `places`, and a crawl of it.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.conftest import EASY
from tests.webs import page
from tests.webs.server import NOT_FOUND, Answer, Web
from tests.webs.stories import Story, write

SECTIONS = {"/town": "Town", "/sport": "Sport"}
LOOK = page.Look("The Paper", "en", tuple((name, path) for path, name in SECTIONS.items()))


def redirect(target: str, status: int = 301) -> Answer:
    """An answer that leads elsewhere."""
    return Answer(b"", status=status, headers=(("Location", target),))


@dataclass(slots=True)
class ChangingPaper:
    """`places`: the path of each article now. `instead`: what an address answers instead of what it did. `shown`: how many
    of the articles, the newest first, front page, sections and feed tell of."""

    web: Web
    host: str = "paper.localhost"
    count: int = 6
    shown: int = 100
    stories: tuple[Story, ...] = ()
    places: dict[int, str] = field(default_factory=dict)
    instead: dict[str, Answer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stories = write("en", "changing", self.count, datetime.now(UTC))
        self.places = {story.number: f"/town/{story.slug}-{100000 + story.number}" for story in self.stories}
        self.web.serve(self.host, self.answer)

    @property
    def origin(self) -> str:
        """Its address without a slash at its end."""
        return self.web.origin(self.host)

    def path(self, number: int) -> str:
        """The path of an article, counted from 0, the newest first."""
        return self.places[self.stories[number].number]

    def url(self, number: int) -> str:
        """Its address."""
        return self.origin + self.path(number)

    def answer(self, target: str) -> Answer:
        """What the host says."""
        path = target.partition("?")[0]
        if path in self.instead:
            return self.instead[path]
        linked = [(self.places[story.number], story) for story in self.stories[: self.shown]]
        if path == "/":
            return _html(page.listing(LOOK, "Home", linked))
        if path in SECTIONS:
            return _html(page.listing(LOOK, SECTIONS[path], linked[:4]))
        story = next((story for story in self.stories if self.places[story.number] == path), None)
        return _html(page.article(LOOK, story, self.origin + path)) if story else NOT_FOUND

    def crawl(
        self, newsarchive: Callable[..., subprocess.CompletedProcess[str]], output: Path, *more: str
    ) -> subprocess.CompletedProcess[str]:
        """One run, which asks for every article that is held."""
        words = ("--output", output, "--since", "all", "--recheck", "all", *EASY)
        return newsarchive("crawl", *(more or (f"{self.origin}/",)), *words)


def _html(text: str) -> Answer:
    return Answer(text.encode())
