"""Which lines on the paper's pages are nobody's article.

In: nothing but the paper itself. Out: a set of lines. They are read off the rendered pages, so that no template
can gain a line that is missing here.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html.parser import HTMLParser

from newsarchive.demo.markup import escape, join, paragraphs
from newsarchive.demo.pages import site
from newsarchive.demo.paper import stories, stub

_INLINE = frozenset(("a", "b", "button", "em", "label", "q", "span", "strong", "time"))
_SILENT = frozenset(("script", "style", "title"))


@cache
def chrome_lines() -> frozenset[str]:
    """Every line that a reader sees on the front page, a section page or an article page, but for the articles' own:
    their paragraphs and their headlines. Captions, by-lines, dates, teasers and "Read more: ..." are chrome.

    A row of links is in it as one line and as one line a link, since text is taken out of pages in both ways.
    """
    pages = site("http://gazette.localhost")
    everything = (*stories(), stub())
    own = _lines(join([*paragraphs(story.blocks), escape(story.headline)]) for story in everything)
    paths = ("/", "/news", "/news/2", "/sport", *(story.path for story in everything))
    return _lines(pages[path].body.decode() for path in paths) - own


def _lines(markups: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for markup in markups:
        for inline in (_INLINE, frozenset[str]()):
            reader = _Lines(inline)
            reader.feed(markup)
            reader.close()
            found.update(" ".join(line.split()) for line in "".join(reader.text).split("\n"))
    return frozenset(line for line in found if any(map(str.isalpha, line)))


class _Lines(HTMLParser):
    """Text with a line break at every tag that is not `inline`."""

    def __init__(self, inline: frozenset[str]) -> None:
        super().__init__()
        self.inline = inline
        self.text: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser's own
        self.silent += tag in _SILENT
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in _SILENT
        self._part(tag)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.text.append(data.replace("\n", " "))

    def _part(self, tag: str) -> None:
        if tag not in self.inline:
            self.text.append("\n")
