"""Feeds and sitemaps of made-up papers, as text. In: addresses and stories. Out: XML or JSON; the caller encodes it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from email.utils import format_datetime
from html import escape

from tests.webs.page import Linked

SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def rss(name: str, origin: str, linked: Iterable[Linked], encoding: str = "UTF-8", base: str = "") -> str:
    """RSS 2.0. With `base`, the channel has that as xml:base and the links may be relative."""
    items = "".join(
        f"<item><title>{escape(story.headline)}</title><link>{escape(href)}</link>"
        f'<guid isPermaLink="false">{story.uuid}</guid><pubDate>{format_datetime(story.published)}</pubDate>'
        f"<dc:creator>{escape(story.author)}</dc:creator><description>{escape(story.teaser)}</description></item>\n"
        for href, story in linked
    )
    attribute = f' xml:base="{escape(base)}"' if base else ""
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"{attribute}>'
        f"<channel><title>{escape(name)}</title><link>{origin}/</link><description>{escape(name)}</description>{items}</channel></rss>"
    )


def rdf(name: str, origin: str, linked: Iterable[Linked]) -> str:
    """RSS 1.0: items stand beside the channel, and their order in a list of addresses."""
    found = list(linked)
    order = "".join(f'<rdf:li rdf:resource="{escape(href)}"/>' for href, _ in found)
    items = "".join(
        f'<item rdf:about="{escape(href)}"><title>{escape(story.headline)}</title><link>{escape(href)}</link>'
        f"<dc:date>{story.stamp}</dc:date><dc:creator>{escape(story.author)}</dc:creator></item>\n"
        for href, story in found
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="{origin}/"><title>{escape(name)}</title><link>{origin}/</link>'
        f"<items><rdf:Seq>{order}</rdf:Seq></items></channel>{items}</rdf:RDF>"
    )


def atom(name: str, origin: str, linked: Iterable[Linked], *, published: bool = True, older: str = "") -> str:
    """Atom 1.0. `older` is the address of the next page (RFC 5005)."""
    entries = "".join(
        f"<entry><id>urn:uuid:{story.uuid}</id><title>{escape(story.headline)}</title>"
        + (f"<published>{story.stamp}</published>" if published else "")
        + f"<updated>{story.stamp}</updated><author><name>{escape(story.author)}</name></author>"
        f'<link rel="alternate" type="text/html" href="{escape(href)}"/><summary>{escape(story.teaser)}</summary></entry>\n'
        for href, story in linked
    )
    more = f'<link rel="next" href="{escape(older)}"/>' if older else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>{escape(name)}</title>'
        f'<id>{origin}/</id><link rel="alternate" href="{origin}/"/>{more}{entries}</feed>'
    )


def json_feed(name: str, origin: str, linked: Iterable[Linked], older: str = "") -> str:
    """JSON Feed 1.1."""
    items = [
        {"id": story.uuid, "url": href, "title": story.headline, "date_published": story.stamp, "summary": story.teaser}
        for href, story in linked
    ]
    more = {"next_url": older} if older else {}
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": name, "home_page_url": f"{origin}/", **more, "items": items},
        ensure_ascii=False,
    )


def urlset(entries: Iterable[tuple[str, str]]) -> str:
    """A sitemap: addresses, and their lastmod or ""."""
    rows = "".join(f"<url><loc>{escape(href)}</loc>{_lastmod(date)}</url>\n" for href, date in entries)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {SITEMAP}>\n{rows}</urlset>\n'


def news_sitemap(name: str, language: str, linked: Iterable[Linked]) -> str:
    """A sitemap with the fields of Google News."""
    rows = "".join(
        f"<url><loc>{escape(href)}</loc><news:news><news:publication><news:name>{escape(name)}</news:name>"
        f"<news:language>{language}</news:language></news:publication><news:publication_date>{story.stamp}</news:publication_date>"
        f"<news:title>{escape(story.headline)}</news:title></news:news></url>\n"
        for href, story in linked
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {SITEMAP} '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{rows}</urlset>\n'
    )


def index(parts: Iterable[tuple[str, str]]) -> str:
    """A sitemap of sitemaps: addresses, and their lastmod or ""."""
    rows = "".join(f"<sitemap><loc>{escape(href)}</loc>{_lastmod(date)}</sitemap>\n" for href, date in parts)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex {SITEMAP}>\n{rows}</sitemapindex>\n'


def _lastmod(date: str) -> str:
    return f"<lastmod>{date}</lastmod>" if date else ""
