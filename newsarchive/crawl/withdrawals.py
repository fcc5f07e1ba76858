"""Whether held articles that lead to the front page or to a list are withdrawn, or the whole site is turned away.

In: what was met, and every article that answered as itself, in the order of the run. Out: each is answered in the
collection, as withdrawn or as not to be seen for now. It asks nothing itself.

A few are believed as soon as as many other articles have answered as themselves. Of more at a time none is: a consent wall,
a site that is shut, a new address for everything look just like that. They are asked for again after a day, and believed
then if articles answer at all: so a paper that drops a whole year is followed, a day late.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from newsarchive import clock
from newsarchive.collection.answers.leaving import Leaving
from newsarchive.collection.collection import Collection
from newsarchive.collection.state.rows import NONE

LAST = 3  # in a row at the end of a run, with no article after them that answers as itself: more may be the site's end
MANY = 10  # that wait to be believed: more are too many to be so by themselves
LATER = timedelta(hours=20)  # between two runs that meet the same, for the second to be believed
_OLD_ENOUGH = timedelta(days=2)  # of age: such an article is asked for again after a day


class Withdrawals:
    """One paper's, for one run. `say` takes a message for its log, and its values."""

    def __init__(self, collection: Collection, say: Callable[..., None]) -> None:
        self._collection = collection
        self._say = say
        self._waiting: list[Leaving] = []
        self._seen = self._met = self._refused = 0

    def seen(self) -> None:
        """An article answered as itself."""
        self._seen += 1
        if self._waiting and self._seen >= self._met:
            self._judge(believed=True)

    def add(self, leaving: Leaving) -> None:
        """A held article leads elsewhere."""
        self._met += 1
        self._waiting.append(leaving)
        if len(self._waiting) > MANY:
            self._judge(believed=False)

    def over(self) -> None:
        """Nothing more comes in this run."""
        self._judge(believed=self._seen >= self._met and len(self._waiting) <= LAST)
        if self._refused:
            self._say(
                "%d held articles lead to the front page or to a list, and %d answered as themselves: "
                "that may be the whole site, so none of those is taken for withdrawn before it is so in a day as well",
                *(self._refused, self._seen),
            )

    def _judge(self, *, believed: bool) -> None:
        now = clock.now()
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            again = each.since is not None and now - each.since >= LATER and self._seen > 0
            if believed or again:
                self._collection.answer(each.record_id, each.withdrawn)
            else:
                self._refused += 1
                self._collection.answer(each.record_id, each.answer)
                self._collection.checked(each.key, NONE, (now - _OLD_ENOUGH).timestamp())
