"""Where the article stands on a walked page. In: a `Reading`. Out: `Seen`, the marks, the body and the lines of the article.

It says nothing of whether the page is an article: `telling` does.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsarchive.extract import engine, metadata, rules
from newsarchive.extract.body import Body, find_body
from newsarchive.extract.furniture import mark_furniture, mark_galleries
from newsarchive.extract.headline import Named, find_headline
from newsarchive.extract.reading import Reading
from newsarchive.extract.strings import line, text_of, words
from newsarchive.extract.verdict import BRIEF, ENOUGH

_TRUSTED_SHARE = 0.5  # of the page's full text: a body that holds it needs no second opinion


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline, the string it was made from, and who gave it: "page", "feed" or "rule"."""

    text: str | None
    raw: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a walked page was found to hold: the marks of furniture, the body, and the lines that are given as the article.

    `second` says that the lines are trafilatura's; `stated` is the node in which the paper's rules have the text, or -1.
    """

    own_names: tuple[str, ...]
    headline: Headline
    furniture: list[bool]
    gallery: bool
    body: Body
    lines: list[str]
    second: bool
    stated: int


def seen(read: Reading) -> Seen:
    """Where the article stands on a walked page."""
    taught_names = read.taught.model.names if read.taught else ()
    own_names = (*metadata.site_names(read.page, read.head, read.data, read.source.publisher), *taught_names)
    headline = _headline(read, own_names)
    furniture = mark_furniture(read.walk)
    gallery = mark_galleries(read.walk, furniture)
    stated = rules.narrow(read.walk, furniture, read.ruled)
    if read.taught:
        read.taught.mark_chrome(read.walk, furniture)
    body = find_body(read.walk, furniture, headline.text, metadata.description(read.head, read.data), stated)
    lines, second = (body.lines, False) if stated >= 0 else _second_opinion(read, body, headline.text)
    lines = [text for text in lines if not rules.is_chrome(text, read.ruled)]
    if read.taught:
        lines = [text for text in lines if not read.taught.is_chrome(text)]
    return Seen(own_names, headline, furniture, gallery, body, lines, second, stated)


def _headline(read: Reading, own_names: tuple[str, ...]) -> Headline:
    if ruled := read.ruled.headline:
        return Headline(ruled, ruled, "rule")
    text, raw = find_headline(Named(metadata.titles(read.head, read.data), own_names), read.walk)
    if text is not None:
        return Headline(text, raw, "page")
    hinted = text_of(read.hints.title)
    return Headline(hinted, read.hints.title or None, "feed" if hinted else None)


def _second_opinion(read: Reading, body: Body, headline: str | None) -> tuple[list[str], bool]:
    """trafilatura's reading where the first found little: (lines, whether they are trafilatura's)."""
    size = sum(map(len, body.lines))
    linked = sum(block.size * block.link for block in read.walk.blocks)
    enough = size >= 2 * ENOUGH or (size >= BRIEF and body.share >= _TRUSTED_SHARE)
    if enough or read.walk.text_size - linked < max(2 * size, BRIEF):
        return body.lines, False
    other = engine.read_text(read.document.root) or []
    title = words(headline or "")
    other = [clean for text in other if (clean := line(text).removeprefix("- ")) and words(clean) not in (title, [])]
    if sum(map(len, other)) > max(1.5 * size, size + 100):
        return other, True
    return body.lines, False
