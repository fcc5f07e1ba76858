"""A held article that leads to the front page or to a list now. In: an answer. Out: what a run has to judge, as values.

A 404 says that a page is not there; such a redirect may say so too, or that the whole site is shut for an hour. No single
answer tells, so nothing is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from newsarchive.archive.exchange import Capture
from newsarchive.collection.answers.line import Answer
from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.collection.state.rows import REDIRECTS, KnownUrl
from newsarchive.extract.article import Rejection, Verdict

#: How the reason begins where a held article could not be seen and is not taken for withdrawn.
NOT_NOW = "not to be seen now: "


@dataclass(frozen=True, slots=True)
class Leaving:
    """An answer to be judged: `answer` is what it says by itself, `withdrawn` how its address ends if it is believed.

    `since` is the beginning of the run that met the article like that before; None for the first time.
    """

    record_id: str
    key: str
    answer: Answer
    withdrawn: Settlement
    since: datetime | None


def left(capture: Capture, answer: Answer | None) -> Settlement | None:
    """A withdrawal by redirect as an outcome; None for an answer that is none, whoever judges."""
    if capture.status in REDIRECTS and isinstance(answer, Settlement) and answer.outcome is Outcome.REDIRECT_AWAY:
        return Settlement(Outcome.REMOVED, answer.reason, capture.status, "", capture.record_id)
    if isinstance(answer, Rejection) and answer.verdict is Verdict.LISTING:
        return Settlement(Outcome.REMOVED, f"redirects to {capture.url}: {answer.reason}", capture.status, "", capture.record_id)
    return None


def since(known: KnownUrl | None) -> datetime | None:
    """When the run began that was the last to ask for an address, if it could not be seen then either."""
    how = known.settlement if known else None
    if known is None or how is None or how.outcome is not Outcome.UNCHANGED or not how.reason.startswith(NOT_NOW):
        return None
    return datetime.strptime(known.run[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
