"""Which page of a listing an address asks for.

In: an address that `page_url` made. Out: the listing it belongs to, and the number or the mark that counts its pages.
Knows the ways in which content systems count: a path that ends in the number, a parameter with the page's number
(from 0 or 1), one with the number of stories to pass over, one with a date or mark to go on from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, unquote_plus, urlsplit

from newsarchive.discovery.shape import remembered

# The last word of a parameter's name counts: tx_news_pi1[@widget_0][currentPage], query-3-page, b_start:int.
_PAGE = re.compile(
    r"(?:^|[\W_])(?:page|paged|pagina|pag|p|pg|pn|seite|side|sida|strona|strana|str|(?:current|cur|cat|go(?:to)?)[-_]?page"
    r"|page-?(?:no|num|number|index|id)|page_(?:no|num|number|index)|e-page-\w+)(?:\]|:int)?\Z",
    re.IGNORECASE,
)
_OFFSET = re.compile(
    r"(?:^|[\W_])(?:start|limitstart|offset|o|skip|from|start(?:at|index|row)|b_start)(?:\]|:int)?\Z", re.IGNORECASE
)
_MARK = re.compile(r"(?:updated-max|before|before_?(?:id|date)|cursor|after|max_?id|last_?id|pagetoken)", re.IGNORECASE)
_NOT_TOLD_APART = frozenset(("chash", "max-results", "by-date"))  # a checksum of the rest, and Blogger's own
_NUMBER = re.compile(r"(?:0,)*(\d{1,6})(?:,0)*")  # Drupal counts several lists of one page together
_PATH = re.compile(
    r"(?:[/,;_-](?:page|seite|pagina|página|pag|p|side|sida|sivu|strona|strana|str)[/=,_-]?|/(?:index|list)?[-_]?)(\d{1,4})"
    r"(?:\.\w{3,5})?/?$",
    re.IGNORECASE,
)
_ENDING = re.compile(r"(?:/(?:index|default)(?=\.))?(?:\.(?:s?html?|php\d?|aspx?|jsp|cfm|do))?/*$", re.IGNORECASE)
_YEAR = re.compile(r"/?(?:19|20)\d\d")

Way = Literal["", "page", "offset", "mark"]


@dataclass(frozen=True, slots=True)
class Paging:
    """`host`, `path` and `query` name the listing; `way` says how its pages are counted, "" where nothing counts them.

    `number` is the page or the number of stories to pass over, 0 for a mark. `path` has no ending such as .html. `whole` is
    the path with a number at its end: that may be a page's, or be the listing's own, as in /taxonomy/term/12?page=1.
    """

    host: str
    path: str
    whole: str
    query: frozenset[str]
    way: Way = ""
    number: int = 0

    def is_of(self, listing: Paging) -> bool:
        """Whether this is a page of that listing: host and path are its own, and nothing of its query is missing."""
        is_there = self.host == listing.host and self.path in (listing.path, listing.whole)
        return self.way != "" and is_there and self.query >= listing.query

    def seen_from(self, page: Paging) -> Paging:
        """This, taken as a listing's first page where `page` shows that the number at its end is the listing's own."""
        if self.path != self.whole == page.path:
            return Paging(self.host, self.whole, self.whole, self.query)
        return self


@remembered
def read_paging(url: str) -> Paging:
    """What `url` says of the listing it belongs to and its page."""
    parts = urlsplit(url)
    host = parts.netloc.removeprefix("www.")
    query, way, number = _read_query(parts.query)
    path = unquote(parts.path)
    whole = _ENDING.sub("", path)
    found = None if way else _PATH.search(path)
    if found and not _is_date(path, found):
        path, way, number = path[: found.start()], "page", int(found[1])
    path = _ENDING.sub("", path)
    if way == "mark" and path == "/search":  # Blogger lists the older pages of its front there
        path = whole = ""
    return Paging(host, path, whole, query, way, number)


def _read_query(query: str) -> tuple[frozenset[str], Way, int]:
    kept: list[str] = []
    way: Way = ""
    number = 0
    for pair in filter(None, query.split("&")):
        key, _, raw = pair.partition("=")
        name, value = unquote_plus(key)[:200].casefold(), _NUMBER.fullmatch(unquote_plus(raw)[:100])
        kind: Way = "mark" if _MARK.fullmatch(name) else ""
        if value:
            kind = "page" if _PAGE.search(name) else "offset" if _OFFSET.search(name) else kind
        if kind and not way:
            way, number = kind, int(value[1]) if value and kind != "mark" else 0
        elif name not in _NOT_TOLD_APART:
            kept.append(unquote_plus(pair))
    return frozenset(kept), way, number


def _is_date(path: str, found: re.Match[str]) -> bool:
    """Whether the number is a year, or the month or day after one: /2026, /2026/11."""
    alone = found[0].startswith("/") and found[0].strip("/").partition(".")[0].isdigit()
    if not alone:
        return False
    before = path[: found.start()].rpartition("/")[2]
    return bool(_YEAR.fullmatch(found[1]) or _YEAR.fullmatch(before) or before.isdigit())
