"""What a paper's state says of when its turn comes, and of how fast it grows.

Reads only: takes no lock, so it may be asked while a run is at work.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

import msgspec

from newsarchive.collection.files.layout import Layout
from newsarchive.collection.state.state import State
from newsarchive.collection.turns.disk import growth
from newsarchive.collection.turns.polling import MEMORY, Known, Look

MEMO = "look"
_ENOUGH = 50  # answers that tell how large the next will be


def known(layout: Layout) -> Known:
    """What `polling.next_turn` needs. A collection without a state is one that nothing was ever asked for."""
    if not layout.state.exists():
        return Known()
    state = State(layout.state, read_only=True)
    try:
        look = read_look(state.memos().get(MEMO))
        due = state.first_due()
        return Known(
            look=look,
            arrivals=state.arrivals((look.at - MEMORY).timestamp()) if look else {},
            left=state.count_to_ask() + len(state.waiting()),
            check=None if due is None else datetime.fromtimestamp(due, UTC),
        )
    finally:
        state.close()


def growth_of(layout: Layout, files: Mapping[str, int], today: date) -> float | None:
    """Bytes a day by which a collection grows; None while nobody can say. `files` are its committed lengths."""
    beside = sum(path.stat().st_size for path in (layout.state, layout.index) if path.exists())
    return growth(files, today, beside)


def page_size(state: State) -> float | None:
    """Bytes of archive that one answer of this paper takes; None while too few came."""
    answers = state.count_captures()
    held = sum(length for name, length in state.files().items() if name.startswith("warc/"))
    return held / answers if answers >= _ENOUGH else None


def read_look(memo: str | None) -> Look | None:
    """The last look, as the collection remembers it."""
    return msgspec.json.decode(memo, type=Look) if memo else None


def look_memo(look: Look) -> str:
    """A look, to be remembered."""
    return msgspec.json.encode(look).decode()
