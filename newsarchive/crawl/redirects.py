"""Where a redirect leads an article: to its new address, to another article, to a list, or away.

In: what was asked for and where it leads. Out: a refusal to follow, or None; and which captures of redirects the run must
judge. It asks nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from scrapy.exceptions import IgnoreRequest
from twisted.python.failure import Failure

from newsarchive.archive.exchange import Capture
from newsarchive.collection.outcomes import WITHDRAWN, Outcome
from newsarchive.collection.state.rows import REDIRECTS
from newsarchive.crawl.ask import Ask
from newsarchive.crawl.paper import Paper
from newsarchive.extract.verdict import is_front
from newsarchive.urls import url_key


class RedirectedAway(IgnoreRequest):
    """A redirect out of the paper. `target` is where to."""

    def __init__(self, target: str) -> None:
        super().__init__(f"redirects to {target}")
        self.target = target


class RedirectedHome(RedirectedAway):
    """A redirect to the front page or to a list: the article is not there any more, or the site is shut."""


class RedirectedToKnown(RedirectedAway):
    """A redirect to an address that the paper announced itself, and that is fetched by that name."""


def why_not(paper: Paper, ask: Ask, target: str, home: str) -> RedirectedAway | None:
    """Why an article's redirect to `target`, a page of the paper, is not followed; `home` is the target without its twin.

    A held article may have moved to an address that is known: so it is followed where that is gone or was never any.
    """
    if is_front(target, paper.source.url):
        return RedirectedHome(target)
    key = url_key(home)
    if key == url_key(ask.asked) or not paper.collection.knows(key):
        is_list = ask.recheck and ("section", key) in paper.collection.places
        return RedirectedHome(target) if is_list else None
    known = paper.collection.reads.known([key]).get(key) if ask.recheck else None
    outcome = known.settlement.outcome if known and known.settlement else None
    if outcome is Outcome.LISTING:
        return RedirectedHome(target)
    return None if outcome in WITHDRAWN or outcome is Outcome.UNLIKELY else RedirectedToKnown(target)


def pass_over(paper: Paper, ask: Ask, captures: Iterable[Capture]) -> None:
    """The redirects of a re-check say nothing by themselves: what came after them does."""
    for capture in captures:
        if ask.recheck and ask.again and capture.status in REDIRECTS:
            paper.collection.pass_over(capture.record_id)


def to_judge(paper: Paper, ask: Ask, failure: Failure) -> Capture | None:
    """The redirect in which a re-check ended, if it leads home; those before it are passed over."""
    request = getattr(failure, "request", None)
    captures: tuple[Capture, ...] = (request.meta.get("captures") or ()) if request is not None and ask.recheck else ()
    home = bool(captures) and isinstance(failure.value, RedirectedHome)
    pass_over(paper, ask, captures[:-1] if home else captures)
    if captures and isinstance(failure.value, RedirectedAway):  # an answer: it is due again by the schedule
        paper.answered()
        paper.collection.checked(url_key(ask.asked), ask.validators, ask.rank)
    return captures[-1] if home and ask.again else None
