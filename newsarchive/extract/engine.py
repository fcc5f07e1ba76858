"""The one place that knows trafilatura and htmldate. In: a tree. Out: lines of text, or a day.

Both are loaded when they are first asked, by two pages in a hundred: loading takes a tenth of a second in each worker, and most
runs have little to read. Both read a copy: what they cut away stays in the page's own tree. Neither sees JSON-LD
(trafilatura's patterns need 68 s on 160 KB of broken JSON), and neither may look at the clock: htmldate completes half a date
from today, so its completing is made to fail instead.
"""

from __future__ import annotations

import copy
import datetime as dt
import functools
import logging
import re
from typing import cast

import lxml.html
from lxml import etree

_MOST_ELEMENTS = 8_000  # trafilatura needs 16 s for 50,000 paragraphs, and less than 1 s for these
_MOST_CHARACTERS = 300_000
_EARLIEST = "1995-01-01"
_COMPLETING = "dateutil_parse"  # htmldate's name for the parser that completes dates
_EXTERNAL = "get_external_parser"  # htmldate's name for what makes its dateparser
_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "nb", "fi", "cs", "hu", "tr", "ru", "uk", "el")
_HTMLDATE_LONGEST = 5_000  # elements: 0.1 s each in the mean, at most 0.7 s on 48 real pages of 1,500 to 6,000


def read_text(root: lxml.html.HtmlElement) -> list[str] | None:
    """trafilatura's reading of a page in its fast mode, a paragraph a line; None where it finds none or may not try."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - see above

    tree = _body_only(root)
    if tree is None:
        return None
    _quiet()
    found = bare_extraction(tree, fast=True, include_comments=False, include_tables=False, deduplicate=False, with_metadata=False)
    text = getattr(found, "text", None)
    return [line for line in text.split("\n") if line.strip()] if isinstance(text, str) and text.strip() else None


def read_day(root: lxml.html.HtmlElement, latest: dt.date) -> str | None:
    """The day of first publication as htmldate reads it from the page's text, YYYY-MM-DD, never after `latest`."""
    from htmldate import find_date  # noqa: PLC0415 - see above

    tree = _body_only(root)
    if tree is None or sum(1 for _ in tree.iter()) > _HTMLDATE_LONGEST:
        return None
    _quiet()
    _no_clock()
    _fewer_languages()
    found: str | None = find_date(tree, original_date=True, min_date=_EARLIEST, max_date=latest.isoformat())
    return found if found and re.fullmatch(r"\d{4}-\d\d-\d\d", found) else None


def _body_only(root: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    """A copy of the body alone, under a fresh root, without scripts; None where it is too large to be read in time."""
    body = root.find("body")
    if body is None or sum(1 for _ in body.iter()) > _MOST_ELEMENTS:
        return None
    tree = lxml.html.Element("html")
    tree.append(copy.deepcopy(body))
    etree.strip_elements(tree, "script", "style", "noscript", "template", with_tail=False)
    return tree if sum(map(len, tree.itertext())) <= _MOST_CHARACTERS else None


@functools.cache
def _quiet() -> None:
    """What these libraries say of a page goes nowhere: the verdict is the report."""
    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


@functools.cache
def _no_clock() -> None:
    """htmldate gives strings such as "2025, 10:15" to dateutil, which adds today's month and day: let it refuse them."""
    from htmldate import extractors  # noqa: PLC0415 - see above

    parse = getattr(extractors, _COMPLETING)

    def parse_whole(text: str, fuzzy: bool = False) -> dt.datetime:
        one, other = (parse(text, default=dt.datetime(year, year, year), fuzzy=fuzzy) for year in (1, 2))  # noqa: DTZ001
        if one.date() != other.date():
            raise ValueError(f"no full date: {text!r}")
        return cast("dt.datetime", one)

    setattr(extractors, _COMPLETING, parse_whole)


@functools.cache
def _fewer_languages() -> None:
    """htmldate hands written-out dates to dateparser, which compiles 205 locales at its first: 3.7 s, most of a page's time.

    These languages take a tenth of that. A fixed list, so that what one page says never depends on the pages before it.
    """
    from dateparser import DateDataParser  # noqa: PLC0415 - see above
    from htmldate import extractors  # noqa: PLC0415 - see above

    settings = {"PARSERS": ["absolute-time"], "STRICT_PARSING": True, "RETURN_AS_TIMEZONE_AWARE": False}
    parser = DateDataParser(languages=list(_LANGUAGES), try_previous_locales=False, settings=settings)
    setattr(extractors, _EXTERNAL, lambda: parser)
