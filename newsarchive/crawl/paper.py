"""One paper in a run: its source, its open collection, what it has given so far, and whether it may be asked for more."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from scrapy.exceptions import IgnoreRequest

from newsarchive import clock
from newsarchive.collection.collection import Collection
from newsarchive.collection.files.runlog import RunLog
from newsarchive.collection.outcomes import PASSING, Outcome
from newsarchive.collection.turns.polling import Look
from newsarchive.collection.turns.standing import MEMO, look_memo, read_look
from newsarchive.crawl.withdrawals import Withdrawals
from newsarchive.sources.model import Source

logger = logging.getLogger(__name__)

WIDTH = 6  # requests of one paper that are under way or wait for their delay: the rest stays in the database
SUSPICIOUS = 5  # addresses that all went wrong: fewer may be a forbidden corner or two
REFUSALS = 2  # in a row: one is a closed corner, two are a closed door
SILENCES = 5  # requests in a row without any answer: the host is down
REFUSED = {401, 403}  # no to us; 402 and 451 are about one page


class PaperEnded(IgnoreRequest):
    """A request that is not sent because its paper is left alone for the rest of this run."""


@dataclass(slots=True)
class Paper:
    """A paper in this run.

    began      when its turn came
    since      how far back it goes; None for all
    entrances  feeds, sitemaps, front and section pages that could be read
    requests   exchanges that were asked for, robots.txt and redirects not counted
    found      addresses of articles that were new in this run
    asked      articles that were asked for; `missed` of them were none
    under_way  requests whose answers have not been dealt with; `reading`: pages that wait for a worker
    look       whether it is looked at for what is new; else only articles that are held are asked for
    rest       seconds that its feeds ask to be left alone
    ended      why nothing more is asked of it in this run
    shut_by    why its front page could not be read
    """

    source: Source
    collection: Collection
    log: RunLog
    since: datetime | None
    began: datetime = field(default_factory=clock.now)
    look: bool = True
    rest: float = 0.0
    entrances: int = 0
    requests: int = 0
    found: int = 0
    fetched: int = 0
    asked: int = 0
    missed: int = 0
    under_way: int = 0
    reading: int = 0
    ended: str = ""
    shut_by: str = ""
    closing: bool = False
    closed: bool = False
    on_end: Callable[[Paper], None] = field(default=lambda _: None)
    _refusals: int = 0
    _silences: int = 0
    withdrawals: Withdrawals = field(init=False)

    def __post_init__(self) -> None:
        self.withdrawals = Withdrawals(self.collection, partial(self.say, logging.WARNING))

    @property
    def recorded(self) -> int:
        """Records that this run has made."""
        return self.collection.records_written

    def say(self, level: int, message: str, *values: object) -> None:
        """An event of this paper, for its log."""
        logger.log(level, message, *values, extra={"source": self.source.name})

    def room(self, limit: int | None) -> int | None:
        """How many more articles the run may ask this paper for; None for any number."""
        return None if limit is None else max(limit - self.asked + self.missed, 0)

    def answered(self) -> None:
        """The paper gave a page."""
        self._refusals = self._silences = 0

    def refuse(self, what: str, *, outright: bool = False) -> None:
        """The paper refused an address: the second time in a row, or at its front door, it is left alone for this run."""
        self._refusals += 1
        if outright or self._refusals >= REFUSALS:
            self.end(f"{what}: respected, nothing more was asked of it in this run")

    def be_silent(self, what: str) -> None:
        """A request got no answer at all."""
        self._silences += 1
        if self._silences >= SILENCES:
            self.end(f"{self._silences} requests in a row got no answer, the last: {what}")

    def end(self, why: str) -> None:
        """Nothing more is asked of this paper in this run; what is left waits for the next."""
        if not self.ended:
            self.ended = self.collection.left_alone = why
            self.say(logging.WARNING, "%s", why)
            self.on_end(self)

    @property
    def is_shut(self) -> bool:
        """Whether it was looked at and could not be read."""
        return self.look and self.entrances == 0

    def remember_look(self) -> None:
        """Notes for the next run when this paper was looked at, and how that went. The look of a run cut short counts not."""
        if self.look:
            before = read_look(self.collection.memo(MEMO))
            failed = before.failed + 1 if before else 1
            look = Look(at=self.began, failed=failed if self.is_shut or self.ended else 0, rest=self.rest)
            self.collection.remember(MEMO, look_memo(look))

    @property
    def failed(self) -> bool:
        """Whether a person should look: no way in, shut, or a number of articles asked for and not one page."""
        counts = self.collection.counts
        wrong = sum(number for outcome, number in counts.items() if outcome in PASSING and outcome is not Outcome.TOO_OLD)
        asked = counts.total() - counts[Outcome.TOO_OLD] - counts[Outcome.UNLIKELY]
        return self.is_shut or bool(self.ended) or (wrong >= SUSPICIOUS and wrong == asked)
