"""The one place where the time of day is asked for. Nothing comes in; what goes out is an aware time in UTC.

Everything that decides by time is a function of a time that it is given; this is where that time comes from. Pauses
and time-outs are measured by `time.monotonic`, which no change of the date moves.
"""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The time of day."""
    return datetime.now(UTC)
