"""One paper with thousands of articles, in four hundred sitemap parts or in sections alone. Pages are made when asked for.

In: an origin, a number, a shape. Out: answers, and for a target the place of its article in time. Memory does not grow
with the number: nothing is kept but how to make a page.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from tests.webs import announce, page
from tests.webs.page import Linked, Look
from tests.webs.server import NOT_FOUND, Answer
from tests.webs.stories import Story, words

PARTS, SECTIONS, PER_PAGE, YEARS = 400, 20, 25, 8
_LONG_ENOUGH = 600  # characters


@dataclass(slots=True)
class Large:
    """A paper of `count` articles over eight years. Article 0 is the newest.

    shape:        "sitemaps" (an index of 400 parts, with lastmod; no list of older articles) or "sections" (20, with pages)
    newest_first: whether the index begins with the newest part
    """

    origin: str
    count: int
    shape: Literal["sitemaps", "sections"] = "sitemaps"
    newest_first: bool = True
    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    look: Look = field(init=False)

    def __post_init__(self) -> None:
        wards = range(1, SECTIONS + 1) if self.shape == "sections" else ()
        nav = tuple((f"Ward {number}", f"/ward-{number}/") for number in wards)
        self.look = Look("The Long Valley Courier", "en", nav, card="list")

    def target(self, place: int) -> str:
        """Where an article lies: its id rises with time."""
        return f"/story/what-the-valley-said-{1_000_000 + self.count - place}"

    def place(self, target: str) -> int | None:
        """Which article lies at a target; None where it is none."""
        found = re.fullmatch(r"/story/what-the-valley-said-(\d{7})", target)
        place = self.count - (int(found[1]) - 1_000_000) if found else -1
        return place if 0 <= place < self.count else None

    def answer(self, target: str) -> Answer:
        """What the paper says."""
        if (place := self.place(target)) is not None:
            story = self.story(place)
            near = [(self.target(other), self.story(other)) for other in (place + 1, place + 2) if other < self.count]
            return _html(page.article(self.look, story, self.origin + target, near))
        if target == "/":
            return _html(page.listing(self.look, self.look.name, self._linked(range(min(30, self.count)))))
        if target == "/robots.txt":
            more = f"Sitemap: {self.origin}/sitemap-index.xml\n" if self.shape == "sitemaps" else ""
            return Answer(f"User-agent: *\nDisallow: /login\n{more}".encode(), "text/plain")
        if self.shape == "sitemaps":
            return self._map(target)
        return self._ward(target)

    def story(self, place: int) -> Story:
        """An article, made from its place alone."""
        draw, table = random.Random(place), words("en")
        town = draw.choice(table["first"]) + draw.choice(table["second"])
        fill = {"town": town, "thing": draw.choice(table["things"]), "group": draw.choice(table["groups"])}
        fill |= {
            "person": "Ada Quill",
            "day": draw.choice(table["days"]),
            "n": str(draw.randrange(11, 98)),
            "m": str(draw.randrange(1, 10)),
        }
        text: list[str] = []
        sentences = draw.sample(table["sentences"], len(table["sentences"]))
        while sum(map(len, text)) < _LONG_ENOUGH:
            text.append(
                " ".join(each[0].upper() + each[1:] for each in (sentences.pop().format(**fill), sentences.pop().format(**fill)))
            )
        headline = f"{draw.choice(table['headlines']).format(**fill)} ({self.count - place})"
        return Story(place, "en", f"Ward {place % SECTIONS + 1}", town, headline, "Ada Quill", self.date(place), tuple(text))

    def date(self, place: int) -> datetime:
        """When an article came out."""
        return self.now - timedelta(hours=1) - timedelta(days=365 * YEARS) * place / self.count

    def _linked(self, places: range) -> list[Linked]:
        return [(self.target(place), self.story(place)) for place in places]

    def _map(self, target: str) -> Answer:
        size = -(-self.count // PARTS)
        if target == "/sitemap-index.xml":
            parts = range(-(-self.count // size))
            order = parts if self.newest_first else reversed(parts)
            rows = ((f"{self.origin}/sitemap-{part}.xml", self.date(part * size).isoformat()) for part in order)
            return Answer(announce.index(rows).encode(), "application/xml")
        found = re.fullmatch(r"/sitemap-(\d{1,4})\.xml", target)
        places = range(int(found[1]) * size, min((int(found[1]) + 1) * size, self.count)) if found else range(0)
        rows = ((self.origin + self.target(place), self.date(place).isoformat(timespec="seconds")) for place in places)
        return Answer(announce.urlset(rows).encode(), "application/xml") if places else NOT_FOUND

    def _ward(self, target: str) -> Answer:
        found = re.fullmatch(r"/ward-(\d{1,2})/(?:page/(\d{1,4})/)?", target)
        ward, number = (int(found[1]), int(found[2] or 1)) if found else (0, 0)
        places = (
            range(ward - 1, self.count, SECTIONS)[(number - 1) * PER_PAGE : number * PER_PAGE] if found and ward else range(0)
        )
        if not places:
            return NOT_FOUND
        first = f"/ward-{ward}/"
        older = f"{first}page/{number + 1}/" if places[-1] + SECTIONS < self.count else ""
        newer = {1: "", 2: first}.get(number, f"{first}page/{number - 1}/")
        return _html(page.listing(self.look, f"Ward {ward}", self._linked(places), page.pager(self.look, older, newer)))


def _html(text: str) -> Answer:
    return Answer(text.encode())
