"""What a page says of its article beside the text. In: head, JSON-LD, walk, headers, hints. Out: the fields of a record.

Nothing is guessed: a field that no place of the page gives stays empty. Every string went through `strings`.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from newsarchive.archive.exchange import Page
from newsarchive.extract.article import Rights
from newsarchive.extract.page.blocks import Walk
from newsarchive.extract.page.head import Head
from newsarchive.extract.page.jsonld import JsonLd, types_of
from newsarchive.extract.words.strings import line, text_of, words
from newsarchive.extract.words.wording import phrases
from newsarchive.urls import page_url

_LONG_NAME = 5  # words of a paper's name that may as well be the headline, where both are the same

_KIND = re.compile(r"\w*Article|\w*BlogPosting|Report|SocialMediaPosting|\w*Review")
_AROUND = 12  # elements around the text that are asked for their itemtype
_WIDE_KINDS = ("Article", "NewsArticle")  # named beside a narrower kind, they say less
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_][A-Za-z0-9]{4,8})*")
_MANY = 3  # commas in a section's name that is a list of several
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
    """The parts of the paper that the article stands in; several in one string are taken apart, and names for none left out."""
    values = data.items(data.article.get("articleSection"))
    named = (text_of(value.get("name") if isinstance(value, dict) else value) for value in values)
    found = [part for text in named if text for part in (text.split(",") if text.count(",") >= _MANY else [text])]
    parts = map(str.strip, (*found, *head.all(["article:section"])))
    known = [part for part in parts if part and not phrases("no_section").fullmatch(part)]
    return tuple(dict.fromkeys(known or ([hinted] if hinted else [])))[:20]


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


def raw_author(data: JsonLd) -> str | None:
    """The author as JSON-LD gives it, as one string."""
    items = data.items(data.article.get("author"))
    names = [text_of(item.get("name") if isinstance(item, dict) else item) for item in items]
    return "; ".join(name for name in names if name) or None
