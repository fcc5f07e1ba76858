"""A clock that was ahead in an earlier run. In: the state, and the time of now. Out: the state, with no time of the future in it.

A machine whose clock's battery is empty runs in some other year until it is told the time. What such a run noted as asked
for in ten years would be left alone for ten years: it counts as never asked for. WARCs, records and ledgers stay as they are.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from newsarchive.collection.state.state import State
from newsarchive.collection.turns.standing import MEMO, read_look

#: Clocks of two machines that share a folder differ by seconds or minutes, and by hours where one is set to local time.
MARGIN = timedelta(days=1)


def set_right(state: State, now: datetime) -> list[str]:
    """Forgets times of the future, if the newest answer has one. Returns a sentence where that was so."""
    newest = state.newest_date()
    if newest is None or newest <= now + MARGIN:
        return []
    look = read_look(state.memos().get(MEMO))
    with state.transaction() as write:
        forgotten = write.forget_after(now + MARGIN)
        if look is not None and look.at > now + MARGIN:
            write.memo(MEMO, "")
            forgotten += 1
    if not forgotten:
        return []  # an earlier run has set it right
    when = f"{newest:%Y-%m-%d %H:%M}, later than this machine's clock ({now:%Y-%m-%d %H:%M})"
    mended = "what was to be asked for again only after that is asked for now; check the clock of each machine that runs this"
    return [f"the newest answer is dated {when}: {mended}"]
