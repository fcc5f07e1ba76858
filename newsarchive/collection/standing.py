"""What a paper's state says of when its turn comes. Reads only: takes no lock, so it may be asked while a run is at work."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from newsarchive.collection.layout import Layout
from newsarchive.collection.polling import MEMORY, Known, Look
from newsarchive.collection.state import State

MEMO = "look"


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


def read_look(memo: str | None) -> Look | None:
    """The last look, as the collection remembers it."""
    return msgspec.json.decode(memo, type=Look) if memo else None


def look_memo(look: Look) -> str:
    """A look, to be remembered."""
    return msgspec.json.encode(look).decode()
