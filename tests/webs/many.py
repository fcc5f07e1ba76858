"""A thousand small papers, some of which never answer.

In: a `Web` and a number. Out: the papers' addresses, each with what it does. A paper's pages are made when it is first
asked, so that a run does not begin with minutes of writing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Literal

from tests.webs.paper import Paper, begin
from tests.webs.server import Answer, Web

ARTICLES = 5
Kind = Literal["live", "dead", "hanging", "slow"]
_FAULTS: tuple[Kind, ...] = ("dead", "hanging", "slow")


@dataclass(frozen=True, slots=True)
class Small:
    """One paper: its address, its host, and what it does. Only a live one has articles."""

    start: str
    host: str
    kind: Kind


def serve_many(web: Web, count: int, faulty: float = 0.2) -> list[Small]:
    """Papers at 127.40.0.1 and on. Every fifth (or what `faulty` says) refuses, hangs, or drips for ever, in turn."""
    every = round(1 / faulty) if faulty else count + 1
    found: list[Small] = []
    for place in range(count):
        host = f"127.40.{place // 250}.{place % 250 + 1}"
        broken = place % every == every - 1
        kind: Kind = _FAULTS[place // every % len(_FAULTS)] if broken else "live"
        port = web.dead_port if kind == "dead" else web.port
        found.append(Small(f"http://{host}:{port}/", host, kind))
        if kind == "hanging" or kind == "slow":
            web.serve(host, _lazy(web.origin(host)), kind)
        elif kind == "live":
            web.serve(host, _lazy(web.origin(host)))
    return found


def _lazy(origin: str) -> Callable[[str], Answer]:
    made = cache(lambda: small_paper(origin))
    return lambda target: made().answer(target)


def small_paper(origin: str) -> Paper:
    """Five articles, a feed, a front page."""
    paper = begin("en", f"small {origin}", (origin, datetime.now(UTC)), lambda s: f"/news/{s.slug}-{s.number}", count=ARTICLES)
    paper.names_feed("/feed.xml")
    paper.articles()
    paper.small_print()
    paper.front()
    paper.rss("/feed.xml")
    paper.robots()
    return paper
