"""What extraction answers: an article, or a rejection with a verdict. Field names are schema.org's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import msgspec

from newsarchive.extract.parts import Part


class Verdict(StrEnum):
    """What a page turned out to be. Everything but ARTICLE comes as a `Rejection`."""

    ARTICLE = "article"
    LISTING = "listing"  # front, section, author or tag page: links, no text of its own
    PAYWALL_STUB = "paywall-stub"  # the opening of an article, the rest is for subscribers
    CONSENT_WALL = "consent-wall"  # a page that asks for consent before it shows anything
    BOT_CHECK = "bot-check"  # a challenge page: respected, never worked around
    SOFT_404 = "soft-404"  # says "not found" with status 200
    TWIN = "twin"  # the AMP copy, print view or a part of an article that lives at its canonical address
    GALLERY = "gallery"
    VIDEO = "video"
    NO_TEXT = "no-text"  # HTML in which no article text was found
    NOT_HTML = "not-html"  # an image, a PDF, a feed
    UNREADABLE = "unreadable"  # a page that no parser may be given, and why


class Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """schema.org Person or Organization, as the page names it."""

    name: str
    url: str | None = None
    type: str = "Person"  # or "Organization", for agencies and desks


class ImageObject(msgspec.Struct, frozen=True, kw_only=True):
    """schema.org ImageObject. `url` is absolute; `caption` and `credit_text` are what the page says, an `alt` is neither."""

    url: str
    caption: str | None = None
    credit_text: str | None = msgspec.field(default=None, name="creditText")


class Raw(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The strings that the page (or its announcement) gave, before any of them was normalised."""

    headline: str | None = None
    author: str | None = None
    date_published: str | None = None
    date_modified: str | None = None
    is_accessible_for_free: str | None = None
    article_section: str | None = None
    content_location: str | None = None


class DateSource(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Where each date was read: "json-ld", "meta:article:published_time", "time", "feed:rss", "url", … or null."""

    date_published: str | None = None
    date_modified: str | None = None


class FieldSource(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Where a value was read that more than one place may give: "page", "feed", "url" or "rule" (of the paper); or null."""

    headline: str | None = None
    author: str | None = None
    article_section: str | None = None
    content_location: str | None = None
    identifier: str | None = None


class Syndication(msgspec.Struct, frozen=True, kw_only=True):
    """A sign that the text is not the paper's own. `kind` is "agency"; `evidence` says what shows it: "url:/news/national/"."""

    kind: str
    evidence: str


class Rights(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Machine-readable reservations, each as the page or its headers gave it."""

    robots_meta: str | None = None
    x_robots_tag: str | None = None
    tdm_reservation: str | None = None
    license: str | None = None


class Article(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One article as read from one page. Null means: the page does not say.

    url             the page's own address: after redirects, without fragment and tracking parameters
    canonical_url   what its rel=canonical says: evidence, and the key only where it is `url` less a parameter that names no view
    type            schema.org's name for what the page says it is: "NewsArticle", "LiveBlogPosting", …
    article_body    plain text, one paragraph a line, the article's own words only
    structure       what its lines are, and what stands between them: see `parts.py`
    date_*          ISO 8601, with a zone only where the page gives one; a bare day where it gives no time
    in_language     BCP 47
    is_accessible_for_free   what the page declares
    content_location   the place that the address names, made readable; `raw` has it as it stands there
    identifier      the paper's own number of the article, as its address has it
    syndication     the sign that it is copy of an agency
    rules           a digest of the paper's own rules that the page was read by; null where none held
    template        a name for the shape of the page around the text: another one tells of another template
    warnings        what a reader should distrust, from a closed list in `extract.py`
    """

    url: str
    canonical_url: str | None = None
    type: str | None = None
    headline: str | None = None
    author: tuple[Person, ...] = ()
    date_published: str | None = None
    date_modified: str | None = None
    description: str | None = None
    article_body: str
    structure: tuple[Part, ...] = ()
    in_language: str | None = None
    article_section: tuple[str, ...] = ()
    content_location: str | None = None
    identifier: str | None = None
    syndication: Syndication | None = None
    keywords: tuple[str, ...] = ()
    image: tuple[ImageObject, ...] = ()
    publisher: str | None = None
    is_accessible_for_free: bool | None = None
    word_count: int = 0
    raw: Raw = Raw()
    date_source: DateSource = DateSource()
    field_source: FieldSource = FieldSource()
    rights: Rights = Rights()
    rules: str | None = None
    template: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejection:
    """A page that is archived but gives no record. `reason` is one sentence for a person.

    `links` are absolute addresses worth asking for instead (an AMP twin's canonical address). `headline` and
    `date_published` are what a dated page says of itself all the same: a stub before a wall, a page about a video.
    """

    verdict: Verdict
    reason: str
    links: tuple[str, ...] = ()
    headline: str | None = None
    date_published: str | None = None
