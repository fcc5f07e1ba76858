"""A page opened: parsed, its head and JSON-LD read, what the rules drop taken out. Out: a `Reading`, or why there is none.

It is walked apart, since a page that does not fit its site model is walked again: the tree is the same.
"""

from __future__ import annotations

from dataclasses import replace

from newsarchive.archive.exchange import Page
from newsarchive.discovery.links import Hints
from newsarchive.discovery.twins import adds_to, is_canonical
from newsarchive.extract.article import Rejection, Verdict
from newsarchive.extract.fields import metadata
from newsarchive.extract.page import head as heads
from newsarchive.extract.page import jsonld, rules
from newsarchive.extract.page.blocks import Walk
from newsarchive.extract.page.model import Model
from newsarchive.extract.page.parse import parse
from newsarchive.extract.page.reading import Reading
from newsarchive.extract.page.taught import Taught
from newsarchive.extract.page.walk import walk
from newsarchive.sources.model import Source
from newsarchive.urls import url_key


def opened(page: Page, source: Source, hints: Hints | None) -> Reading | Rejection:
    """The page parsed, what the paper's rules drop taken out, and not yet walked; or why it is not worth that."""
    document = parse(page)
    if isinstance(document, Rejection):
        return document
    head = heads.read(document.root)
    canonical = metadata.canonical(page, head)
    page = _at_its_address(page, canonical)
    if twin := _twin(page, head, canonical):
        return twin
    data = jsonld.read(document.root, _keys(page, canonical))
    ruled = rules.apply(document.root, source.rules_on(page.date.date()))
    return Reading(page, source, hints or Hints(), document, head, data, Walk(), ruled)


def walked(read: Reading, model: Model | None = None, *, whole: bool = True) -> Reading:
    """A reading with its blocks: of all the page, or of what the model lets in, and unless `whole`, without barren furniture."""
    guide = Taught(model) if model else None
    return replace(read, walk=walk(read.document.root, guide, whole=whole), taught=guide)


def _keys(page: Page, canonical: str | None) -> frozenset[str]:
    """The addresses by which JSON-LD may name this page."""
    return frozenset(url.partition("#")[0].rstrip("/") for url in (page.url, canonical) if url)


def _at_its_address(page: Page, canonical: str | None) -> Page:
    """The page under the address that it calls canonical, where its own names no other view of it: ?ref=rss."""
    return replace(page, url=canonical) if canonical and "?" in page.url and is_canonical(page.url, canonical) else page


def _twin(page: Page, head: heads.Head, canonical: str | None) -> Rejection | None:
    """What a page calls canonical counts where it calls itself AMP, or where its address is that one with more to it."""
    if not canonical or same_page(canonical, page.url):
        return None
    if head.amp:
        return Rejection(Verdict.TWIN, f"This is the AMP copy of {canonical}.", (canonical,))
    if adds_to(page.url, canonical):
        return Rejection(Verdict.TWIN, f"This is another view of {canonical}.", (canonical,))
    return None


def same_page(one: str, other: str) -> bool:
    """Whether two addresses are those of one page."""
    if one == other:
        return True
    try:
        return url_key(one) == url_key(other)
    except ValueError:
        return one == other
