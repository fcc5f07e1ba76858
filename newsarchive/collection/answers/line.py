"""The line of pages that wait to be read: answered in any order, let go in the order in which they were archived.

That order makes the records files a function of the WARCs alone, whichever worker was faster.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.collection.state.rows import HeldCapture
from newsarchive.extract.article import Article, Rejection

Answer = Article | Rejection | Settlement
#: The answer of a page that says nothing of its address.
PASSED_OVER = Settlement(Outcome.TWIN, "another address of the same article is asked for instead")


@dataclass(slots=True)
class Waiting:
    """A page in the line; `answer` None until it has been read."""

    held: HeldCapture
    answer: Answer | None = None
    again: Article | None = None


class Line:
    """First in, first out, however the answers come."""

    def __init__(self) -> None:
        self._places: deque[Waiting] = deque()
        self._by_record: dict[str, Waiting] = {}
        self._keys: set[str] = set()

    def join(self, held: HeldCapture) -> None:
        """A page takes its place at the end."""
        place = Waiting(held)
        self._places.append(place)
        self._by_record[held.capture.record_id] = place
        self._keys.add(held.key)

    def holds(self, key: str) -> bool:
        """Whether a page of this address is in the line."""
        return key in self._keys

    def waiting(self) -> list[Waiting]:
        """Pages without an answer, in order."""
        return [place for place in self._places if place.answer is None]

    def held(self, record_id: str) -> HeldCapture:
        """The capture of a page in the line."""
        return self._by_record[record_id].held

    def answer(self, record_id: str, answer: Answer, again: Article | None = None) -> list[Waiting]:
        """Notes an answer, and what an earlier page says to today's reader; lets go all at the head that have theirs."""
        place = self._by_record[record_id]
        place.answer, place.again = answer, again
        gone = []
        while self._places and self._places[0].answer is not None:
            place = self._places.popleft()
            del self._by_record[place.held.capture.record_id]
            self._keys.discard(place.held.key)
            gone.append(place)
        return gone
