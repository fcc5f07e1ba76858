"""A link that a paper announces, and what the announcement says of it.

Hints are raw strings, as the feed or page gave them but for white space: they are archived with the capture
and read again years later, so nothing may be lost by normalising early, and every one is a single clean line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Control characters, and the surrogates that a JSON feed may smuggle in: neither fits a WARC field or UTF-8.
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\s]+")
_LONGEST = 1000

RELATED = "related"  # the kind of a link that stands on an article's page


@dataclass(frozen=True, slots=True)
class Hints:
    """What was said of an article where it was announced. `via` is the address of that feed or page.

    However built, each field is one line of at most 1,000 characters, so that writing it to a WARC and
    reading it back changes nothing.
    """

    via: str = ""
    via_kind: str = ""  # "rss", "rdf", "atom", "json-feed", "sitemap", "news-sitemap", "front", "section", "related" or "twin"
    title: str = ""
    published: str = ""
    modified: str = ""
    section: str = ""
    author: str = ""

    def __post_init__(self) -> None:
        for name in ("via", "via_kind", "title", "published", "modified", "section", "author"):
            value = getattr(self, name)
            if value and (clean := _UNFIT.sub(" ", value)[:_LONGEST].strip()) != value:
                object.__setattr__(self, name, clean)


@dataclass(frozen=True, slots=True)
class Link:
    """An absolute http(s) address, without fragment, and its hints."""

    url: str
    hints: Hints


@dataclass(frozen=True, slots=True)
class Found:
    """What one feed, sitemap, front page or section page gave.

    `kind` is what the bytes turned out to be ("rss", "rdf", "atom", "json-feed", "sitemap", "news-sitemap",
    "sitemap-index", "front", "section"), or "" where they are none of these; `problem` then, or where they were
    read only in part, says why.

    articles  what may be articles, in the page's own order
    feeds     addresses of feeds that a page names, those of comments last
    sitemaps  the parts of a sitemap index, in its order; `hints.modified` is the part's lastmod as it stands there
    sections  listing pages that a page's navigation leads to, likeliest first; `hints.title` is the link's words
    older     the next page of this listing; "" where there is none
    rest      seconds for which a feed says that it need not be asked again; 0 where it does not say
    """

    kind: str
    articles: tuple[Link, ...] = ()
    feeds: tuple[str, ...] = ()
    problem: str = ""
    sitemaps: tuple[Link, ...] = ()
    sections: tuple[Link, ...] = ()
    older: str = ""
    rest: float = 0.0
