"""`runs/<stamp>.log`: what a person reads when a run went wrong. One event a line, control characters escaped.

Text from pages and servers goes into logs; without escaping, a headline could forge a line or move a cursor.
"""

from __future__ import annotations

import logging
import re
import time
from pathlib import Path

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class OneLine(logging.Formatter):
    """Time in UTC, level, logger and message, always one line."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-8s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")

    def format(self, record: logging.LogRecord) -> str:
        """The event, escaped."""
        return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", super().format(record))


class RunLog(logging.FileHandler):
    """One paper's log. It takes what is said of this paper (`extra={"source": name}`), and warnings of everybody."""

    def __init__(self, path: Path, source: str) -> None:
        super().__init__(path, encoding="utf-8", delay=True)
        self.setFormatter(OneLine())
        self.addFilter(lambda record: _concerns(record, source))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name and parameter
        """A log that cannot be written stops nothing; what must not be lost goes through the commit."""


def _concerns(record: logging.LogRecord, source: str) -> bool:
    whose = getattr(record, "source", None)
    return whose == source or (whose is None and record.levelno >= logging.WARNING)
