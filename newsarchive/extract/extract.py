"""The reader's one door. In: an archived page, its paper, and what was announced of it. Out: an article or a refusal.

Pure: no network, no clock but the capture's date, no state. The same three inputs give the same answer byte for
byte, in any process and any order.

The closed list of warnings:
    date-in-future      a date lay more than two days after the capture and was not used
    canonical-elsewhere rel=canonical names another address
    page-cut            the page is longer than is read; the text may be incomplete
    second-reader       the text is trafilatura's, as the first reading found little
    no-headline, no-date
    rule-not-fitting    a rule of the paper was passed over: its body is not there, or it left nothing
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from newsarchive.archive.exchange import Page
from newsarchive.discovery.links import Hints
from newsarchive.discovery.twins import adds_to
from newsarchive.extract import address, dates, dating, engine, jsonld, metadata, rules
from newsarchive.extract import head as heads
from newsarchive.extract.article import Article, DateSource, FieldSource, Person, Raw, Rejection, Verdict
from newsarchive.extract.authors import find_authors
from newsarchive.extract.body import Body, find_body
from newsarchive.extract.furniture import mark_furniture, mark_galleries
from newsarchive.extract.headline import Named, find_headline
from newsarchive.extract.parse import parse
from newsarchive.extract.reading import Reading
from newsarchive.extract.strings import line, text_of, words
from newsarchive.extract.verdict import BRIEF, ENOUGH, Findings, is_front, judge
from newsarchive.extract.walk import walk
from newsarchive.extract.wording import names
from newsarchive.sources.grammar import UrlParts
from newsarchive.sources.model import Source
from newsarchive.urls import page_url, url_key

_TRUSTED_SHARE = 0.5  # of the page's full text: a body that holds it needs no second opinion


def extract(page: Page, source: Source, hints: Hints | None) -> Article | Rejection:
    """The article that a page holds, or why it holds none. Never raises for what the page contains."""
    document = parse(page)
    if isinstance(document, Rejection):
        return document
    head = heads.read(document.root)
    if twin := _twin(page, head):
        return twin
    data = jsonld.read(document.root, _keys(page, head))
    ruled = rules.apply(document.root, source.rules_on(page.date.date()))
    read = Reading(page, source, hints or Hints(), document, head, data, walk(document.root), ruled)
    found = _article(read)
    return found if ruled.digest is None or isinstance(found, Article) else _without_rules(read, found)


def _without_rules(read: Reading, refusal: Rejection) -> Article | Rejection:
    """A second reading of a page that the paper's rules leave nothing of: they may be out of date."""
    rules.undo(read.ruled)
    found = _article(replace(read, walk=walk(read.document.root), ruled=rules.Ruled()))
    if isinstance(found, Rejection):
        return refusal
    return msgspec.structs.replace(found, warnings=(*found.warnings, "rule-not-fitting"))


def _keys(page: Page, head: heads.Head) -> frozenset[str]:
    """The addresses by which JSON-LD may name this page."""
    canonical = metadata.absolute(next(iter(head.links.get("canonical", [])), None), page, head)
    return frozenset(url.partition("#")[0].rstrip("/") for url in (page.url, canonical) if url)


def _twin(page: Page, head: heads.Head) -> Rejection | None:
    """What a page calls canonical counts where it calls itself AMP, or where its address is that one with more to it."""
    canonical = metadata.absolute(next(iter(head.links.get("canonical", [])), None), page, head)
    if not canonical or _same(canonical, page.url):
        return None
    if head.amp:
        return Rejection(Verdict.TWIN, f"This is the AMP copy of {canonical}.", (canonical,))
    if adds_to(page.url, canonical):
        return Rejection(Verdict.TWIN, f"This is another view of {canonical}.", (canonical,))
    return None


def _same(one: str, other: str) -> bool:
    try:
        return url_key(one) == url_key(other)
    except ValueError:
        return one == other


def _article(read: Reading) -> Article | Rejection:
    own_names = metadata.site_names(read.page, read.head, read.data, read.source.publisher)
    headline = _headline(read, own_names)
    furniture = mark_furniture(read.walk)
    gallery = mark_galleries(read.walk, furniture)
    stated = rules.narrow(read.walk, furniture, read.ruled)
    body = find_body(read.walk, furniture, headline.text, metadata.description(read.head, read.data), stated)
    lines, second = (body.lines, False) if stated >= 0 else _second_opinion(read, body, headline.text)
    lines = [text for text in lines if not rules.is_chrome(text, read.ruled)]
    published = _published(read, body.first)
    free, raw_free = metadata.declared_free(read.head, read.data)
    front = is_front(read.page.url, read.source.url)
    found = Findings(
        front,
        read.walk,
        furniture,
        body,
        lines,
        read.head,
        read.data,
        headline.text,
        published.iso is not None,
        free,
        read.document.text,
        gallery,
    )
    if refusal := judge(found):
        return refusal
    if published.iso is None and not published.future:
        in_text = dating.published_in_text(read)
        published = in_text if in_text.iso else published
    unfit = read.ruled.states_body and stated < 0
    told = _Told(own_names, headline, raw_free, free, published, dating.modified(read), second, unfit)
    return _put_together(read, body, lines, told)


@dataclass(frozen=True, slots=True)
class _Headline:
    """The headline, the string it was made from, and who gave it: "page", "feed" or "rule"."""

    text: str | None
    raw: str | None = None
    source: str | None = None


def _headline(read: Reading, own_names: tuple[str, ...]) -> _Headline:
    if ruled := read.ruled.headline:
        return _Headline(ruled, ruled, "rule")
    text, raw = find_headline(Named(metadata.titles(read.head, read.data), own_names), read.walk)
    if text is not None:
        return _Headline(text, raw, "page")
    hinted = text_of(read.hints.title)
    return _Headline(hinted, read.hints.title or None, "feed" if hinted else None)


def _published(read: Reading, first: int) -> dates.Found:
    if read.ruled.date:
        found = dates.choose([dates.Candidate(read.ruled.date, "rule")], read.page.date)
        if found.iso is not None:
            return found
    return dating.published(read, first)


@dataclass(frozen=True, slots=True)
class _Told:
    """What was found out on the way, beside the text."""

    own_names: tuple[str, ...]
    headline: _Headline
    raw_free: str | None
    free: bool | None
    published: dates.Found
    modified: dates.Found
    second: bool
    unfit: bool  # the paper's rule states a body that is not there


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


def _authors(read: Reading, told: _Told, body: Body) -> tuple[tuple[Person, ...], str | None, str | None]:
    """(who wrote it, the string that says so, who gave it)."""
    if ruled := read.ruled.byline:
        people = find_authors(jsonld.JsonLd(), [], [ruled], told.own_names)
        if people:
            return people, ruled, "rule"
    metas = read.head.all(names("meta_author"))
    bylines = metadata.bylines(read.walk, body.first, body.last)
    source = "page"
    people = find_authors(read.data, [meta for meta in metas if "://" not in meta], bylines, told.own_names)
    if not people and read.hints.author:
        people, bylines = find_authors(jsonld.JsonLd(), [read.hints.author], [], told.own_names), [read.hints.author]
        source = "feed"
    raw = metadata.raw_author(read.data) or next(iter(metas), None) or next(iter(bylines), None)
    return people, raw, source if people else None


def _sections(read: Reading, parts: UrlParts) -> tuple[tuple[str, ...], str | None]:
    """(the sections, who gave them): the paper's rule, the page, what announced it, the address."""
    if ruled := read.ruled.section:
        return (ruled,), "rule"
    if found := metadata.sections(read.head, read.data, ""):
        return found, "page"
    if found := metadata.sections(read.head, read.data, read.hints.section):
        return found, "feed"
    named = address.readable(parts.section)
    return ((named,), "url") if named else ((), None)


def _warnings(read: Reading, told: _Told, canonical: str | None) -> tuple[str, ...]:
    checks = (
        ("date-in-future", told.published.future or told.modified.future),
        ("canonical-elsewhere", canonical is not None and not _same(canonical, read.page.url)),
        ("page-cut", read.walk.cut),
        ("second-reader", told.second),
        ("no-headline", told.headline.text is None),
        ("no-date", told.published.iso is None),
        ("rule-not-fitting", told.unfit),
    )
    return tuple(name for name, holds in checks if holds)


def _put_together(read: Reading, body: Body, lines: list[str], told: _Told) -> Article:
    page, head, data = read.page, read.head, read.data
    canonical = metadata.absolute(next(iter(head.links.get("canonical", [])), None), page, head)
    author, raw_author, author_from = _authors(read, told, body)
    parts = read.source.grammar(page.url) or UrlParts()
    section, section_from = _sections(read, parts)
    place = address.readable(parts.place)
    top = read.walk.nodes[body.container] if body.container >= 0 else None
    text = "\n".join(lines)
    return Article(
        url=page_url(page.url) or page.url,
        canonical_url=canonical,
        headline=told.headline.text,
        author=author,
        date_published=told.published.iso,
        date_modified=told.modified.iso,
        description=metadata.description(head, data),
        article_body=text,
        in_language=metadata.language(head, data),
        article_section=section,
        content_location=place,
        identifier=parts.id,
        syndication=address.syndication(parts),
        keywords=metadata.keywords(head, data),
        image=metadata.images(page, head, data, read.walk, (body.container, top.end) if top else (0, 0)),
        publisher=read.source.publisher or metadata.publisher_name(head, data),
        is_accessible_for_free=told.free,
        word_count=len(text.split()),
        raw=Raw(
            headline=told.headline.raw,
            author=raw_author,
            date_published=told.published.raw,
            date_modified=told.modified.raw,
            is_accessible_for_free=told.raw_free,
            article_section=parts.section if section_from == "url" else None,
            content_location=parts.place,
        ),
        date_source=DateSource(date_published=told.published.source, date_modified=told.modified.source),
        field_source=FieldSource(
            headline=told.headline.source,
            author=author_from,
            article_section=section_from,
            content_location="url" if place else None,
            identifier="url" if parts.id else None,
        ),
        rights=metadata.rights(page, head, data),
        rules=read.ruled.digest,
        warnings=_warnings(read, told, canonical),
    )
