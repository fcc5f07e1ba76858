"""The entries of a sitemap's XML as they stand there, before any address or date is judged.

In: the text of a sitemap from its root element on. Out: one `Entry` for every `<url>` and `<sitemap>`, in its order,
and what was wrong with the XML. Never builds a tree: libxml2 tells of every tag, and only an entry's own words are
kept, so 50 MB of foreign elements cost no memory. Never expands an entity, and never raises on what a server sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from newsarchive.discovery.mending import mended

MAX_ENTRIES = 50_000  # of one file: the protocol's own limit
MAX_EVENTS = 4_000_000  # tags and pieces of text, about 1 us each; 50,000 articles with five pictures each have 3.6 million
_STEP = 64 * 1024  # characters given to the parser at a time: after each it may be told to stop
_LONGEST = 20_000  # characters of one field that are kept; no address and no title is longer

_ENTRIES = frozenset(("url", "sitemap"))
_OWN = frozenset(("loc", "lastmod"))
_NEWS = frozenset(("title", "publication_date"))
# Vocabularies by their address, or by their usual prefix where nothing declares it. Whatever else stands there counts as
# the sitemap's own: files name many addresses, and the wrong ones too.
_NEWS_SPACE = re.compile(r"sitemap-news|\Anews\Z", re.IGNORECASE)
_FOREIGN_SPACE = re.compile(
    r"sitemap-(?:image|video|mobile|pagemap)|xhtml|\A(?:image|video|mobile|pagemap|xhtml)\Z", re.IGNORECASE
)
# Put around the file: libxml2 drops a prefix that nothing declares, and then a picture's `loc` looks like a page's.
_AROUND = (
    b"<x " + b" ".join(b'xmlns:%s="%s"' % (name, name) for name in (b"news", b"image", b"video", b"mobile", b"xhtml")) + b">"
)

_CUT = re.compile(r"[<&\s]")


@dataclass(slots=True)
class Entry:
    """One `<url>`, or one `<sitemap>` of an index (`is_part`). `fields` holds what it says, by the names of the elements:
    "loc", "lastmod", "title", "publication_date", the last two from Google's news vocabulary (`is_news`)."""

    is_part: bool
    is_news: bool = False
    fields: dict[str, str] = field(default_factory=dict)


def read_entries(text: str) -> tuple[list[Entry], str]:
    """The entries that have a `loc`, at most MAX_ENTRIES, and what was wrong or left out.

    Broken XML is mended and read as far as it goes; libxml2's own limits stay on (depth 256, 10 MB a text).
    """
    problem = ""
    try:
        taker = _parse(_pieces(text), recover=False)
    except etree.XMLSyntaxError as error:
        problem = f"broken XML, read as far as it goes: {error.msg}"
        taker = _parse(map(mended, _pieces(text)), recover=True)
    if taker.is_full():
        problem = f"more than {MAX_ENTRIES} entries or {MAX_EVENTS} tags and texts: the rest was not read"
    return taker.entries[:MAX_ENTRIES], problem


def _parse(pieces: Iterable[str], *, recover: bool) -> _Taker:
    taker = _Taker()
    parser = etree.XMLParser(
        target=taker, recover=recover, encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        parser.feed(_AROUND)
        for piece in pieces:
            parser.feed(piece.encode("utf-8", "replace"))
            if taker.is_full():
                return taker
        if not recover:
            parser.feed(b"</x>")
        parser.close()
    except etree.XMLSyntaxError:
        if not recover:
            raise
    return taker


class _Taker:
    """The target of the parser (the protocol of lxml and ElementTree): told of tags and words, it keeps the entries."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._open: list[str] = []  # names of the elements around
        self._entry: Entry | None = None
        self._field = ""
        self._words: list[str] = []
        self._events = 0

    def is_full(self) -> bool:
        """Whether there is more than is taken from one file."""
        return len(self.entries) > MAX_ENTRIES or self._events > MAX_EVENTS

    def start(self, tag: str, attributes: object) -> None:  # noqa: ARG002 - the parser gives both
        space, name = _split(tag)
        self._events += 1
        around = self._open[-1] if self._open else ""
        self._open.append(name)
        if name in _ENTRIES and not _FOREIGN_SPACE.search(space):
            self._finish()  # the one before was never closed
            self._entry = Entry(is_part=name == "sitemap")
        elif self._entry is not None:
            if around == "url" and (name == "news" or (name in _NEWS and _NEWS_SPACE.search(space))):
                self._entry.is_news = True
            self._field = name if _is_field(name, space, around) and name not in self._entry.fields else ""
            self._words.clear()

    def data(self, words: str) -> None:
        self._events += 1
        if self._field:
            self._words.append(words)

    def end(self, tag: str) -> None:
        name = self._open.pop() if self._open else _split(tag)[1]
        if self._field and self._entry is not None and (said := "".join(self._words)[:_LONGEST].strip()):
            self._entry.fields[self._field] = said
        self._field = ""
        if name in _ENTRIES:
            self._finish()

    def close(self) -> None:
        """The entry that the text's end cut off counts if its `loc` was closed: the parser tells no other end."""
        self._finish()

    def _finish(self) -> None:
        if self._entry is not None and "loc" in self._entry.fields:
            self.entries.append(self._entry)
        self._entry, self._field = None, ""


def _split(tag: str) -> tuple[str, str]:
    """The address of the vocabulary, "" for none, and the name in lower case."""
    space, _, name = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
    return space, name.lower()


def _is_field(name: str, space: str, around: str) -> bool:
    """Only children of the entry, and of the news element in it: the `loc` of a picture is no page's address."""
    if name in _OWN:
        return around in _ENTRIES and not _FOREIGN_SPACE.search(space)
    return name in _NEWS and (around == "news" or (around == "url" and bool(_NEWS_SPACE.search(space))))


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces of about _STEP characters, cut before a "<", a "&" or a blank and never in a CDATA section.

    Thus each can be mended by itself: 50 MB of "&" mended at once take 800 MB.
    """
    at = 0
    while at < len(text):
        cut = _CUT.search(text, at + _STEP)
        end = cut.start() if cut else len(text)
        if text.rfind("<![CDATA[", at, end) > text.rfind("]]>", at, end):
            close = text.find("]]>", end)
            end = close + 3 if close >= 0 else len(text)
        yield text[at:end]
        at = end
