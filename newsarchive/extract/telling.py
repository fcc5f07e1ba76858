"""What a page says of its article. In: a `Reading`, and where the article stands. Out: the article's fields, or a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from newsarchive.extract.article import Article, DateSource, FieldSource, Person, Raw, Rejection
from newsarchive.extract.body.body import Body
from newsarchive.extract.fields import address, bylines, dates, dating, metadata
from newsarchive.extract.fields.authors import find_authors
from newsarchive.extract.opening import same_page
from newsarchive.extract.page import jsonld, taught
from newsarchive.extract.page.reading import Reading
from newsarchive.extract.page.template import template_of
from newsarchive.extract.seeing import Seen
from newsarchive.extract.structure.arranging import arrange
from newsarchive.extract.verdict import Findings, is_front, judge
from newsarchive.extract.words.strings import reading_size
from newsarchive.extract.words.wording import names
from newsarchive.sources.grammar import UrlParts
from newsarchive.urls import page_url


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says beside the text: whether it may be read for nothing, and when it was published and changed."""

    raw_free: str | None
    free: bool | None
    published: dates.Found
    modified: dates.Found
    unfit: bool  # the paper's rule states a body that is not there


def own_url(read: Reading) -> str:
    """The address that the article goes by."""
    return page_url(read.page.url) or read.page.url


def told(read: Reading, saw: Seen) -> Told | Rejection:
    """What a page says beside the text that was seen on it; or why that is no article."""
    published = _published(read, saw.body)
    free, raw_free = metadata.declared_free(read.head, read.data)
    dated = dating.told_by_page(published)
    if refusal := judge(_findings(read, saw, free, dated=dated)):
        return replace(refusal, headline=saw.headline.text, date_published=published.iso) if dated else refusal
    published = _taught_date(read, saw.body) if published.iso is None and not published.future else published
    published = dating.settled(read, published, saw.body.first, saw.body.last)
    unfit = read.ruled.states_body and saw.stated < 0
    modified = dating.modified(read, saw.body.first)
    return Told(raw_free, free, published, modified, unfit)


def _findings(read: Reading, saw: Seen, free: bool | None, *, dated: bool) -> Findings:
    return Findings(
        is_front(read.page.url, read.source.url),
        read.walk,
        saw.furniture,
        saw.body,
        saw.lines,
        read.head,
        read.data,
        saw.headline.text,
        dated,
        free,
        read.document.text,
        saw.gallery,
        round(sum(map(reading_size, saw.lines))),
    )


def _taught_date(read: Reading, body: Body) -> dates.Found:
    """The date at the place where the paper's pages have it."""
    if read.taught is None:
        return dates.Found()
    texts = taught.texts_at(read.walk, read.taught.model.dates, body.first, body.last)
    return dates.choose((dates.Candidate(text, "model") for text in texts), read.page.date)


def _published(read: Reading, body: Body) -> dates.Found:
    if read.ruled.date:
        found = dates.choose([dates.Candidate(read.ruled.date, "rule")], read.page.date)
        if found.iso is not None:
            return found
    return dating.published(read, body.first, body.last)


def authors(read: Reading, saw: Seen) -> tuple[tuple[Person, ...], str | None, str | None]:
    """(who wrote it, the string that says so, who gave it)."""
    body, own_names = saw.body, saw.own_names
    if ruled := read.ruled.byline:
        people = find_authors(jsonld.JsonLd(), [], [ruled], own_names)
        if people:
            return people, ruled, "rule"
    metas = read.head.all(names("meta_author"))
    named = [meta for meta in metas if "://" not in meta]
    lines = bylines.marked(read.walk, body.first, body.last)
    source = "page"
    people = find_authors(read.data, named, lines, own_names)
    if all(one.type == "Organization" for one in people) and (plain := bylines.plain(read.walk, body.first)):
        people, lines = find_authors(read.data, named, plain, own_names) or people, lines or plain
    if not people and read.taught:
        lines = taught.texts_at(read.walk, read.taught.model.bylines, body.first, body.last)
        people = find_authors(jsonld.JsonLd(), [], lines, own_names)
    if not people and read.hints.author:
        people, lines = find_authors(jsonld.JsonLd(), [read.hints.author], [], own_names), [read.hints.author]
        source = "feed"
    raw = metadata.raw_author(read.data) or next(iter(metas), None) or next(iter(lines), None)
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


def _warnings(read: Reading, saw: Seen, told: Told, canonical: str | None) -> Iterator[str]:
    checks = (
        ("date-in-future", told.published.future or told.modified.future),
        ("date-before-1990", told.published.early),
        ("modified-before-published", dates.lies_before(told.modified.iso, told.published.iso)),
        ("canonical-elsewhere", canonical is not None and not same_page(canonical, read.page.url)),
        ("page-cut", read.walk.cut),
        ("second-reader", saw.second),
        ("no-headline", saw.headline.text is None),
        ("no-date", told.published.iso is None),
        ("rule-not-fitting", told.unfit),
    )
    return (name for name, holds in checks if holds)


def _raw(saw: Seen, told: Told, parts: UrlParts, author: str | None, section_from: str | None) -> Raw:
    return Raw(
        headline=saw.headline.raw,
        author=author,
        date_published=told.published.raw,
        date_modified=told.modified.raw,
        is_accessible_for_free=told.raw_free,
        article_section=parts.section if section_from == "url" else None,
        content_location=parts.place,
    )


def put_together(read: Reading, saw: Seen, told: Told, warnings: tuple[str, ...] = ()) -> Article:
    """The article; `warnings` are those of how it was read."""
    page, head, data, body = read.page, read.head, read.data, saw.body
    canonical = metadata.canonical(page, head)
    author, raw_author, author_from = authors(read, saw)
    parts = read.source.grammar(page.url) or UrlParts()
    section, section_from = _sections(read, parts)
    place = address.readable(parts.place)
    text = "\n".join(saw.lines)
    structure, image, live = arrange(read, saw)
    return Article(
        url=own_url(read),
        canonical_url=canonical,
        type=metadata.kind(data, read.walk, body.container, live=live),
        headline=saw.headline.text,
        author=author,
        date_published=told.published.iso,
        date_modified=told.modified.iso,
        description=metadata.description(head, data),
        article_body=text,
        structure=structure,
        in_language=metadata.language(head, data),
        article_section=section,
        content_location=place,
        identifier=parts.id,
        syndication=address.syndication(parts),
        keywords=metadata.keywords(head, data),
        image=image,
        publisher=read.source.publisher or metadata.publisher_name(head, data),
        is_accessible_for_free=told.free,
        word_count=len(text.split()),
        raw=_raw(saw, told, parts, raw_author, section_from),
        date_source=DateSource(date_published=told.published.source, date_modified=told.modified.source),
        field_source=FieldSource(
            headline=saw.headline.source,
            author=author_from,
            article_section=section_from,
            content_location="url" if place else None,
            identifier="url" if parts.id else None,
        ),
        rights=metadata.rights(page, head, data),
        rules=read.ruled.digest,
        template=template_of(read.walk, body.numbers),
        warnings=(*_warnings(read, saw, told, canonical), *warnings),
    )
