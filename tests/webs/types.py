"""All types of site: a name and an address for each, and the papers built for a port.

In: a `Web`. Out: papers by name, each served under an address of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from tests.webs import feeds, letters, maps, odd, publishers, systems, wordpress
from tests.webs.paper import Paper
from tests.webs.server import NOT_FOUND, Answer, Web

TYPES: dict[str, Callable[[str, datetime], Paper]] = {
    "wordpress-yoast": wordpress.yoast,
    "wordpress-core": wordpress.core,
    "wordpress-bare": wordpress.bare,
    "typo3": systems.typo3,
    "drupal": systems.drupal,
    "blogger": systems.blogger,
    "ghost": systems.ghost,
    "joomla": systems.joomla,
    "blox": publishers.blox,
    "arc": publishers.arc,
    "dotted": publishers.dotted,
    "twinned": publishers.twinned,
    "towns": publishers.towns,
    "feed-redirected": feeds.redirected,
    "feed-relative": feeds.relative,
    "feed-adverts": feeds.adverts,
    "json-feed": feeds.in_json,
    "rdf": feeds.in_rdf,
    "atom-updated": feeds.updated_only,
    "sitemap-only": maps.sitemap_only,
    "sections-only": maps.sections_only,
    "lastmod-today": maps.lastmod_today,
    "lastmod-frozen": maps.lastmod_frozen,
    "broken-xml": maps.broken,
    "sitemap-text": maps.in_text,
    "dated-paths": maps.dated,
    "windows-1251": letters.cyrillic,
    "iso-8859-2": letters.polish,
    "gbk": letters.chinese,
    "utf-16": letters.wide,
    "moved-host": odd.moved_host,
    "variants": odd.variants,
    "traps": odd.traps,
    "soft-404": odd.soft_404,
}


def build(port: int, now: datetime | None = None) -> dict[str, Paper]:
    """Every type as a paper at 127.20.0.1, 127.20.0.2 and so on. `now` is the day that the newest article is of."""
    moment = (now or datetime.now(UTC)).replace(microsecond=0)
    return {name: make(f"http://127.20.0.{place}:{port}", moment) for place, (name, make) in enumerate(TYPES.items(), 1)}


def serve(web: Web) -> dict[str, Paper]:
    """The same, put on a server."""
    papers = build(web.port)
    for paper in papers.values():
        web.serve(paper.host, paper.answer)
        for host, pages in paper.elsewhere.items():
            web.serve(host, _only(pages))
    moved = papers["moved-host"]
    web.serve(f"www.{moved.host}", odd.to_bare(moved))
    return papers


def _only(pages: dict[str, Answer]) -> Callable[[str], Answer]:
    return lambda target: pages.get(target, NOT_FOUND)
