"""Where the article stands on a walked page. In: a `Reading`. Out: `Seen`, the marks, the body and the lines of the article.

It says nothing of whether the page is an article: `telling` does.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsarchive.extract import engine
from newsarchive.extract.body import liveblog
from newsarchive.extract.body.body import Body, find_body
from newsarchive.extract.body.furniture import mark_furniture, mark_galleries
from newsarchive.extract.body.tables import in_lines
from newsarchive.extract.fields import metadata
from newsarchive.extract.fields.headline import Named, find_headline
from newsarchive.extract.page import rules
from newsarchive.extract.page.reading import Reading
from newsarchive.extract.verdict import BRIEF, ENOUGH
from newsarchive.extract.words.asides import is_aside
from newsarchive.extract.words.strings import line, text_of, words

_FAR_MORE = 20  # times as much text outside links as was kept: lines, cells and verses have no weight
_LINK, _LISTED_SHARE = 0.5, 0.5  # of a line that is a link, and of a text that is a list
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

    `numbers` are the blocks that each line is; none for a line of trafilatura's that is no block. `second` says that the lines
    are trafilatura's; `stated` is the node in which the paper's rules have the text, or -1.
    """

    own_names: tuple[str, ...]
    headline: Headline
    furniture: list[bool]
    gallery: bool
    body: Body
    lines: list[str]
    numbers: list[list[int]]
    second: bool
    stated: int

    @property
    def kept(self) -> list[int]:
        """The blocks that the lines were made from."""
        return [number for numbers in self.numbers for number in numbers]


def seen(read: Reading) -> Seen:
    """Where the article stands on a walked page."""
    taught_names = read.taught.model.names if read.taught else ()
    own_names = (*metadata.site_names(read.page, read.head, read.data, read.source.publisher), *taught_names)
    headline = _headline(read, own_names)
    live = bool(read.data.live) or liveblog.is_named(read.page.url, headline.text)
    if live:
        liveblog.join_entries(read.walk)
    furniture = mark_furniture(read.walk)
    gallery = mark_galleries(read.walk, furniture)
    stated = rules.narrow(read.walk, furniture, read.ruled)
    if read.taught:
        read.taught.mark_chrome(read.walk, furniture)
    body = find_body(read.walk, furniture, headline.text, metadata.description(read.head, read.data), stated, live=live)
    lines, second = (body.lines, False) if stated >= 0 else _second_opinion(read, body, headline.text)
    blocks = _blocks_of(read, lines) if second else in_lines(body.numbers, body.cells)
    kept = [at for at, text in enumerate(lines) if not (_is_chrome(read, text) or (second and is_aside(text)))]
    lines, numbers = [lines[at] for at in kept], [blocks[at] for at in kept]
    return Seen(own_names, headline, furniture, gallery, body, lines, numbers, second, stated)


def _is_chrome(read: Reading, text: str) -> bool:
    """Whether the paper's rules or its pages have taught that a line is no part of an article."""
    return rules.is_chrome(text, read.ruled) or (read.taught is not None and read.taught.is_chrome(text))


def _blocks_of(read: Reading, lines: list[str]) -> list[list[int]]:
    """The block that each line of trafilatura's is, in order; none where no block after the one before says the same."""
    at, found = 0, []
    texts = [block.text for block in read.walk.blocks]
    places: dict[str, list[int]] = {}
    for n, text in enumerate(texts):
        places.setdefault(text, []).append(n)
    for text in lines:
        n = next((n for n in places.get(text, ()) if n >= at), -1)
        found.append([n] if n >= 0 else [])
        at = n + 1 if n >= 0 else at
    return found


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
    told = read.walk.text_size - linked
    trusted = size >= BRIEF and body.share >= _TRUSTED_SHARE and told < _FAR_MORE * size
    if size >= 2 * ENOUGH or trusted or told < max(2 * size, BRIEF) or read.walk.passed:  # the whole page is looked at next
        return body.lines, False
    other = engine.read_text(read.document.root) or []
    title = words(headline or "")
    other = [clean for text in other if (clean := line(text).removeprefix("- ")) and words(clean) not in (title, [])]
    if sum(map(len, other)) > max(1.5 * size, size + 100) and not _is_list(read, "\n".join(other)):
        return other, True
    return body.lines, False


def _is_list(read: Reading, text: str) -> bool:
    """Whether most of a text are lines that are links on the page: where it finds nothing, trafilatura gives the whole page."""
    linked = (block for block in read.walk.blocks if block.link >= _LINK)
    return sum(block.size for block in linked if block.text in text) > _LISTED_SHARE * len(text)
