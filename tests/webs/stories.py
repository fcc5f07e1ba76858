"""Articles of made-up papers: a language and a seed in, the same articles out every time, but for the day they count from.

The text is put together from `words.toml`. A headline stands once in a paper, a sentence once in an article.
"""

from __future__ import annotations

import random
import re
import tomllib
import unicodedata
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

ENOUGH = 620  # characters of text that every article has at least
RECENT = 25.0  # days over which the articles of most papers lie


@dataclass(frozen=True, slots=True)
class Story:
    """One article. `number` rises with time, `section` is a name of the language's sections, `published` is aware UTC."""

    number: int
    language: str
    section: str
    town: str
    headline: str
    author: str
    published: datetime
    paragraphs: tuple[str, ...]

    @property
    def slug(self) -> str:
        """Latin letters and digits of the headline, at most 60; "" where it has none."""
        return slug(self.headline)

    @property
    def teaser(self) -> str:
        """The opening, as cards and feeds show it."""
        return self.paragraphs[0][:120].rpartition(" ")[0] + " …" if self.language != "zh" else self.paragraphs[0][:40] + "…"

    @property
    def uuid(self) -> str:
        """A made-up id in the form that some systems put into addresses."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.number}{self.headline}"))

    @property
    def stamp(self) -> str:
        """The date in ISO 8601."""
        return self.published.isoformat(timespec="seconds")


def slug(text: str) -> str:
    """Lower-case ASCII letters, digits and hyphens, at most 60."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("ł", "l").replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")


@cache
def words(language: str) -> dict[str, Any]:
    """The table of a language."""
    tables = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
    return dict(tables[language])


def write(language: str, seed: str, count: int, now: datetime, days: float = RECENT) -> tuple[Story, ...]:
    """`count` articles, newest first, spread over the last `days` days."""
    draw = random.Random(f"{language} {seed}")
    first = draw.randrange(20_000, 60_000)
    taken: set[str] = set()
    staff = [_person(draw, words(language)) for _ in range(4)]
    step = timedelta(days=days) / count
    found = []
    for place in range(count):
        when = now - step * place - timedelta(minutes=draw.randrange(5, 50))
        found.append(_one(draw, language, first + (count - place) * 7, when.replace(microsecond=0), taken))
    found = [replace(story, author=draw.choice(staff)) for story in found]
    return tuple(found)


def _one(draw: random.Random, language: str, number: int, when: datetime, taken: set[str]) -> Story:
    table = words(language)
    fill = _filling(draw, table)
    headline = draw.choice(table["headlines"]).format(**fill)
    while headline in taken or slug(headline) in taken - {""}:
        fill = _filling(draw, table)
        headline = draw.choice(table["headlines"]).format(**fill)
    taken |= {headline, slug(headline)}
    return Story(
        number=number,
        language=language,
        section=draw.choice(table["sections"]),
        town=fill["town"],
        headline=headline,
        author="",
        published=when,
        paragraphs=_paragraphs(draw, table, fill),
    )


def _paragraphs(draw: random.Random, table: dict[str, Any], fill: dict[str, str]) -> tuple[str, ...]:
    """Two or three sentences a paragraph, of one town and one thing, until there is text enough."""
    found: list[str] = []
    left: list[str] = []
    gap = " " if table.get("spaces", True) else ""
    while len(found) < 4 or sum(map(len, found)) < ENOUGH:
        if len(left) < 3:
            left = draw.sample(table["sentences"], len(table["sentences"]))
        some = [
            left.pop().format(**_filling(draw, table) | {"town": fill["town"], "thing": fill["thing"]})
            for _ in range(draw.choice((2, 2, 3)))
        ]
        found.append(gap.join(each[0].upper() + each[1:] for each in some))
    return tuple(found)


def _filling(draw: random.Random, table: dict[str, Any]) -> dict[str, str]:
    return {
        "town": draw.choice(table["first"]) + draw.choice(table["second"]),
        "person": _person(draw, table),
        "group": draw.choice(table["groups"]),
        "thing": draw.choice(table["things"]),
        "day": draw.choice(table["days"]),
        "n": str(draw.randrange(11, 98)),
        "m": str(draw.randrange(1, 10)),
    }


def _person(draw: random.Random, table: dict[str, Any]) -> str:
    given, family = draw.choice(table["given"]), draw.choice(table["family"])
    return f"{given} {family}" if table.get("spaces", True) else f"{family}{given}"
