"""What a page says of its article beside the text. In: head, JSON-LD, walk, headers, hints. Out: the fields of a record.

Nothing is guessed: a field that no place of the page gives stays empty. Every string went through `strings`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from newsarchive.archive.exchange import Page
from newsarchive.extract.article import Rights
from newsarchive.extract.fields.dates import YEAR
from newsarchive.extract.fields.headline import headline_block
from newsarchive.extract.page.blocks import HEADINGS, Block, Walk
from newsarchive.extract.page.head import Head
from newsarchive.extract.page.jsonld import JsonLd, types_of
from newsarchive.extract.page.places import naming
from newsarchive.extract.page.signed import signed
from newsarchive.extract.words import written
from newsarchive.extract.words.strings import line, text_of, words
from newsarchive.extract.words.wording import phrases
from newsarchive.urls import page_url

_LONG_NAME = 5  # words of a paper's name that may as well be the headline, where both are the same

_KIND = re.compile(r"\w*Article|\w*BlogPosting|Report|SocialMediaPosting|\w*Review")
_AROUND = 12  # elements around the text that are asked for their itemtype
_WIDE_KINDS = ("Article", "NewsArticle")  # named beside a narrower kind, they say less
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_][A-Za-z0-9]{4,8})*")
_TIERS = ("isaccessibleforfree", "article:content_tier", "og:article:content_tier")
_FREE = {"true": True, "yes": True, "1": True, "free": True, "false": False, "no": False, "0": False, "locked": False}


def absolute(url: str | None, page: Page, head: Head) -> str | None:
    """An address as the page means it, None where it is none."""
    if not url or "\ufffd" in url:
        return None
    base = page_url(head.base, page.url) or page.url if head.base else page.url
    return page_url(url, base)


def canonical(page: Page, head: Head) -> str | None:
    """The address that the page calls canonical; None where it names none."""
    return absolute(next(iter(head.links.get("canonical", [])), None), page, head)


def site_names(page: Page, head: Head, data: JsonLd, publisher: str | None) -> tuple[str, ...]:
    """The names that the paper goes by: configured, declared, and those of its host."""
    host = (urlsplit(page.url).hostname or "").removeprefix("www.")
    labels = host.split(".")
    declared = [
        publisher,
        publisher_name(head, data),
        _named_site(head, "og:site_name"),
        _named_site(head, "application-name"),
        host,
        labels[0],
    ]
    if len(labels) > 2:
        declared.append(".".join(labels[-2:]))
        declared.append(labels[-2] if len(labels[-2]) > 3 else labels[-3])
    return tuple(dict.fromkeys(name for name in declared if name))


def publisher_name(head: Head, data: JsonLd) -> str | None:
    """The publisher by JSON-LD, else by og:site_name."""
    for item in data.items(data.article.get("publisher")):
        if name := text_of(item.get("name") if isinstance(item, dict) else item):
            return name
    return _named_site(head, "og:site_name")


def _named_site(head: Head, meta: str) -> str | None:
    """What a meta calls the site, but not where it repeats the headline."""
    name = head.first(meta)
    repeated = name is not None and name == head.first("og:title", "twitter:title") and len(words(name)) >= _LONG_NAME
    return None if repeated else name


def titles(head: Head, data: JsonLd) -> list[str]:
    """What metadata call the article, best first."""
    found = [text_of(data.article.get("headline")), head.first("og:title"), head.first("twitter:title"), head.title]
    return list(dict.fromkeys(title for title in found if title))


def description(head: Head, data: JsonLd) -> str | None:
    """The summary that the page gives of itself."""
    return head.first("og:description", "description", "twitter:description") or text_of(data.article.get("description"))


def language(head: Head, data: JsonLd) -> str | None:
    """BCP 47, from <html lang>, og:locale, JSON-LD or the meta of old pages."""
    declared = next(iter(data.items(data.article.get("inLanguage"))), None)
    node = declared.get("alternateName") or declared.get("name") if isinstance(declared, dict) else declared
    for value in (head.lang, head.first("og:locale"), text_of(node), head.first("content-language", "language", "dc.language")):
        match = _LANGUAGE.fullmatch(value.strip()) if value else None
        if match:
            language, script, region = match.groups()
            return "-".join(part for part in (language.lower(), script and script.title(), region and region.upper()) if part)
    return None


def sections(head: Head, data: JsonLd, hinted: str) -> tuple[str, ...]:
    """The parts of the paper that the article stands in."""
    values = data.items(data.article.get("articleSection"))
    named = (text_of(value.get("name") if isinstance(value, dict) else value) for value in values)
    found = [text for text in named if text]
    found += head.all(["article:section"])
    return tuple(dict.fromkeys(found or ([hinted] if hinted else [])))[:20]


def keywords(head: Head, data: JsonLd) -> tuple[str, ...]:
    """Keywords, split at commas or semicolons where they stand in one string."""
    values = data.items(data.article.get("keywords"))
    texts = [text_of(value.get("name") if isinstance(value, dict) else value) for value in values]
    texts += head.all(["article:tag", "news_keywords", "keywords"])
    parts = (part.strip() for text in texts if text for part in re.split(r"[;,]", text))
    unique: dict[str, str] = {}
    for part in parts:
        if 1 < len(part) <= 100:
            unique.setdefault(part.casefold(), part)
    return tuple(unique.values())[:100]


def declared_free(head: Head, data: JsonLd) -> tuple[bool | None, str | None]:
    """(what the page says of free access, the string that says it).

    Publishers spell it in seven ways: true, "true", "True", false, "false", "False", "http://schema.org/True"; and a few say
    "yes", 1 or "free". "metered" says neither.
    """
    declared = [data.article.get("isAccessibleForFree"), *map(head.first, _TIERS)]
    for value in declared:
        raw = value[0] if isinstance(value, list) and value else value
        text = str(raw).lower() if isinstance(raw, bool) else text_of(raw)
        free = _FREE.get(re.split(r"[/#]", text)[-1].strip().lower()) if text else None
        if free is not None:
            return free, text
    return None, None


def rights(page: Page, head: Head, data: JsonLd) -> Rights:
    """Reservations, each as given; several of one kind are joined with a comma. A meta goes before a header."""
    license_value = next(iter(data.items(data.article.get("license"))), None)
    license_text = (
        text_of(license_value.get("url") or license_value.get("@id"))
        if isinstance(license_value, dict)
        else text_of(license_value)
    )
    return Rights(
        robots_meta=", ".join(head.all(["robots"])) or None,
        x_robots_tag=", ".join(line(value) for value in page.all_headers("x-robots-tag")) or None,
        tdm_reservation=head.first("tdm-reservation") or text_of(page.header("tdm-reservation")),
        license=absolute(next(iter(head.links.get("license", [])), None), page, head) or license_text,
    )


def kind(data: JsonLd, walk: Walk, container: int, *, live: bool) -> str | None:
    """schema.org's name for the kind of article: a live blog's where the page is told or shown to be one, else what JSON-LD says,
    else the microdata around the text. The narrower name goes before Article and NewsArticle.
    """
    if live:
        return "LiveBlogPosting"
    given = [name for name in types_of(data.article) if _KIND.fullmatch(name)]
    for _ in range(_AROUND if not given else 0):
        if container < 0:
            break
        types = (walk.nodes[container].element.get("itemtype") or "").split()
        given += [name for text in types if _KIND.fullmatch(name := text.rpartition("/")[2])]
        container = walk.nodes[container].parent
    return min(given, key=lambda name: (name in _WIDE_KINDS, given.index(name)), default=None)


_names_byline = naming(
    re.compile(
        r"(?:^|[-_\s])(?:by-?line|author|authors|writer|reporter|contributor)s?(?:$|[-_\s])|(?:author|byline)[-_]?name",
        re.IGNORECASE,
    )
)
_BY = re.compile(r"(?:(?:By|BY|Von|VON|Par|PAR|Por|POR|Door|Av|Af|Di|Text[eo]?|Autor)(?::\s*|\s+)|By(?=[A-Z][a-z]))[A-ZÀ-ÞŁŚŠŽ]")
_BY_SMALL = re.compile(r"(?:by|von|par|por|door|av|af|di):?\s+[A-ZÀ-ÞŁŚŠŽ]")  # only where the element is named so
# Two to four words with a capital, and what may stand between them.
_CAPITAL = r"[^\W\d_a-zß-ÿ][^\W\d_]*(?:['\u2019-][^\W\d_]+)*\.?"
_NAME = re.compile(rf"{_CAPITAL}(?: (?:(?:de|van|von|la|le|da|del|der|den|di|du|el|al|bin|dos|ten) )*{_CAPITAL}){{1,3}}")
_BETWEEN_NAMES = re.compile(r"\s*(?:[/,&]|\b(?:and|und|et|y|en|og|och)\b)\s*")
_LONGEST_BYLINE = 120
_MANY_STROKES = 3  # in a line of sections: "Energy / Storage / Research / Politics"
_SIGNATURE, _LONGEST_SIGNATURE = 2, 80  # blocks above and below the first of the text; characters
_BOLD, _FULL_LINE = 0.9, 1.0  # share of a signature in bold; weight of the paragraph below it
_REACH_BELOW, _REACH_ABOVE = 10, 12  # blocks below the headline, and above the text, in which a by-line may stand


def bylines(walk: Walk, first: int, last: int) -> list[str]:
    """Texts near the headline or the body that name its author: marked-up links, then lines that begin with "By", then
    elements so named."""
    if first < 0:
        return []
    near, wide = _near(walk, first), range(max(0, first - 25), first + 3)
    linked = _linked(walk, near) or _linked(walk, wide) or _linked(walk, range(last + 1, last + 5))
    said = [walk.blocks[at].text for at in (*near, *wide) if at < len(walk.blocks) and _says_by(walk, at)]
    linked = [text for text in linked if any(text in line for line in said)] or linked
    if linked or said:
        return linked or said[:1]
    for node in walk.nodes:
        near_body = node.end_block > first - 25 and node.first_block <= last + 6
        if near_body and node.end_block - node.first_block <= 4 and (node.tag == "address" or _names_byline(node.names)):
            text = " ".join(block.text for block in walk.blocks[node.first_block : node.end_block])
            if 3 <= len(text) <= _LONGEST_BYLINE and text.count("/") < _MANY_STROKES:
                return [text]
    return list(filter(None, (_before_date(walk.blocks[at].text) for at in near if walk.blocks[at].tag not in HEADINGS)))[:1]


def plain_bylines(walk: Walk, first: int) -> list[str]:
    """Lines near the text that name people without any mark-up: those that begin with "By"; a bold line right above a full
    paragraph that is nothing but names, as papers write them whose system signs every page with the paper's own name.
    """
    if first < 0:
        return []
    said = [walk.blocks[at].text for at in _near(walk, first) if _says_by(walk, at)]
    span = range(max(0, first - _SIGNATURE), min(first + _SIGNATURE + 1, len(walk.blocks) - 1))
    return (
        said
        or [walk.blocks[at].text for at in span if walk.blocks[at + 1].weight >= _FULL_LINE and _is_signature(walk.blocks[at])][
            :1
        ]
    )


def _is_signature(block: Block) -> bool:
    plain = block.bold >= _BOLD and not block.link and block.tag not in HEADINGS and block.size <= _LONGEST_SIGNATURE
    return plain and all(map(_NAME.fullmatch, _BETWEEN_NAMES.split(block.text)))


def _before_date(text: str) -> str | None:
    """The name that a line by the headline gives before a date: "Ann Other | 4 March 2026", "ANN OTHER March 4, 2026"."""
    found = written.first(text) if 12 <= len(text) <= _LONGEST_BYLINE and YEAR.search(text) else None
    if found is None or phrases("updated").search(text, 0, found.start) or phrases("published").search(text, 0, found.start):
        return None
    name = text[: found.start].strip(" \t|•·,;/–—-")  # noqa: RUF001
    before, _, last = name.rpartition(" ")
    name = before.rstrip(" ,|") if last.casefold().rstrip(".") in written.weekdays() else name
    return name if _NAME.fullmatch(name) else None


def _near(walk: Walk, first: int) -> list[int]:
    """The blocks below the headline and right above the text, without the menu that may stand above both."""
    top = headline_block(walk, first)
    return [at for at in range(top, min(first + 3, len(walk.blocks))) if at <= top + _REACH_BELOW or at >= first - _REACH_ABOVE]


def _linked(walk: Walk, where: Iterable[int]) -> list[str]:
    found = (text for _, text in signed(walk, frozenset(where)) if 3 <= len(text) <= 80 and not text.endswith(":"))
    return list(dict.fromkeys(found))


def _says_by(walk: Walk, at: int) -> bool:
    block = walk.blocks[at]
    if block.size > 160 or block.tag == "h1":
        return False
    return bool(_BY.match(block.text) or (_BY_SMALL.match(block.text) and _names_byline(walk.nodes[block.node].names)))


def raw_author(data: JsonLd) -> str | None:
    """The author as JSON-LD gives it, as one string."""
    items = data.items(data.article.get("author"))
    names = [text_of(item.get("name") if isinstance(item, dict) else item) for item in items]
    return "; ".join(name for name in names if name) or None
