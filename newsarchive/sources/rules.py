"""What holds for the pages of one paper and time. In: selectors and patterns. Out: a checked, frozen `Rule`.

The reader applies it (`extract/page/rules.py`); here nothing is read.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from newsarchive.sources.checks import BadValue, pattern
from newsarchive.sources.selectors import selector


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule for a page. Selectors are CSS, or XPath where they begin with "/", "./" or "(".

    drop        selectors of elements that are not the article
    body        selectors of what holds the article's text; the first that fits the page is taken
    headline, byline, date, section   one selector each; the text, or the datetime or content, of what it finds
    drop_lines  regular expressions: a line that matches one as a whole is no part of the text
    valid_from, valid_until  the days, both included, between which a page must have been captured
    note        where this is known from
    """

    drop: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    headline: str | None = None
    byline: str | None = None
    date: str | None = None
    section: str | None = None
    drop_lines: tuple[str, ...] = ()
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        for key in ("drop", "body"):
            for value in getattr(self, key):
                selector(key, value, elements=True)
        for key in ("headline", "byline", "date", "section"):
            if (value := getattr(self, key)) is not None:
                selector(key, value, elements=False)
        for value in self.drop_lines:
            pattern("drop_lines", value)
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            raise BadValue("valid_until", str(self.valid_until), f"lies before valid_from = {self.valid_from}")

    def holds_on(self, day: dt.date) -> bool:
        """Whether the rule is for pages captured on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_until is None or day <= self.valid_until)
