"""Why a page was read as it was. In: what `extract` gets. Out: its blocks with what became of them, and where fields came from.

It reads the page as `extract` does and looks on; it decides nothing. Reasons are told from outside: by where a block stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from newsarchive.archive.exchange import Page
from newsarchive.discovery.links import Hints
from newsarchive.extract.article import Article, Rejection
from newsarchive.extract.body.sifting import is_said
from newsarchive.extract.looking import look
from newsarchive.extract.opening import opened
from newsarchive.extract.page.barren import paragraphs
from newsarchive.extract.page.model import Model, shown
from newsarchive.extract.page.reading import Reading
from newsarchive.extract.page.taught import place_in, place_of
from newsarchive.extract.seeing import Seen
from newsarchive.extract.telling import put_together
from newsarchive.extract.weighing import Weighed, weighed
from newsarchive.extract.words.asides import is_aside
from newsarchive.sources.model import Source

_LINK = 0.85  # share of a block in links from which it is one


@dataclass(frozen=True, slots=True)
class Part:
    """A block, or a place that was not entered (then `text` is empty). `why` is None where it is kept."""

    text: str
    place: str
    why: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What became of a page: `verdict` in words, `fields` as (name, value, where it was read), its `parts` in order.

    `dates` are all that the page names, in the order in which they are asked.
    """

    verdict: str
    fields: tuple[tuple[str, str, str], ...] = ()
    parts: tuple[Part, ...] = ()
    dates: tuple[Weighed, ...] = ()


def explain(page: Page, source: Source, hints: Hints | None, model: Model | None) -> Explanation:
    """The reading of a page, told block by block."""
    read = opened(page, source, hints)
    if isinstance(read, Rejection):
        return Explanation(f"{read.verdict}: {read.reason}")
    found = look(read, model)
    saw, told = found.saw, found.told
    parts = tuple(_parts(found.reading, saw))
    if isinstance(told, Rejection):
        return Explanation(f"{told.verdict}: {told.reason}", parts=parts)
    answer = put_together(found.reading, saw, told, found.warnings)
    said = ", ".join(answer.warnings)
    named = weighed(found.reading, saw.body, answer)
    return Explanation(f"article{f' ({said})' if said else ''}", tuple(_fields(answer)), parts, named)


def _fields(article: Article) -> Iterator[tuple[str, str, str]]:
    places, days = article.field_source, article.date_source
    yield "headline", article.headline or "", places.headline or ""
    yield "author", ", ".join(person.name for person in article.author), places.author or ""
    yield "datePublished", article.date_published or "", days.date_published or ""
    yield "dateModified", article.date_modified or "", days.date_modified or ""
    yield "articleSection", ", ".join(article.article_section), places.article_section or ""


def _parts(read: Reading, saw: Seen) -> Iterator[Part]:
    kept = set(saw.kept)
    for n, block in enumerate(read.walk.blocks):
        yield Part(block.text, shown(*place_of(read.walk, block.node)), None if n in kept else _why(read, saw, n))
    for place, element in read.taught.passed if read.taught else ():
        held = paragraphs(element)
        yield Part("", shown(*place), f"not entered, by the model; {held:,} characters of paragraphs lie in it")
    for around, element in read.walk.passed:
        yield Part("", shown(*place_in(read.walk, around, element)), "not entered: furniture by its name, without paragraphs")
    for element, _ in read.ruled.dropped:
        yield Part("", str(element.tag), "taken out, by a rule of the paper")


def _why(read: Reading, saw: Seen, n: int) -> str:
    block, body = read.walk.blocks[n], saw.body
    if read.taught and read.taught.is_chrome(block.text):
        return "a line of several pages, by the model"
    if saw.second:
        return "not in trafilatura's reading"
    if saw.furniture[block.node]:
        return _furniture(read, block.node)
    if body.container < 0 or not body.container <= block.node < read.walk.nodes[body.container].end:
        return "outside the text's container"
    if is_aside(block.text):
        return "an aside: an advertisement's mark, the way to another story, an offer of the paper's own"
    if block.link > _LINK:
        return "a link"
    if is_said(block, "\n".join(saw.lines)):
        return "said in the text already"
    if n < body.first:
        return "above the first paragraph"
    return "below the last paragraph" if n > body.last else "no paragraph of the run: by its form, or what it heads was dropped"


def _furniture(read: Reading, number: int) -> str:
    suspect = read.walk.nodes[number].suspect
    return f"in furniture: {shown(*place_of(read.walk, suspect))}" if suspect >= 0 else "in furniture, by how it is built"
