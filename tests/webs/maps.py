"""Papers that are found by their sitemaps or by their sections alone, and those whose sitemaps lie or are broken.

In: an origin and a day. Out: a paper with all its pages.
"""

from __future__ import annotations

import gzip
from datetime import datetime

from tests.webs import announce, page
from tests.webs.paper import Paper, begin


def _plain(name: str, site: tuple[str, datetime], **more: object) -> Paper:
    return begin("en", name, site, lambda story: f"/stories/{story.slug}-{story.number}", **more)


def _finish(paper: Paper, shown: int = 5) -> None:
    paper.articles()
    paper.small_print()
    paper.front(shown)


def sitemap_only(origin: str, now: datetime) -> Paper:
    """Index in index, packed parts, no feed, no section; the front page shows three articles."""
    paper = _plain("sitemap-only", (origin, now), days=1100.0)
    _finish(paper, 3)
    years = sorted({story.published.year for story in paper.stories})
    for year in years:
        some = [story for story in paper.stories if story.published.year == year]
        halves = [half for half in (some[::2], some[1::2]) if half]
        names = [f"/maps/{year}-{number}.xml.gz" for number, _ in enumerate(halves, 1)]
        for name, half in zip(names, halves, strict=True):
            text = announce.urlset((href, story.stamp) for href, story in paper.linked(half))
            paper.put(name, gzip.compress(text.encode(), mtime=0), "application/gzip")
        paper.put(f"/maps/{year}.xml", announce.index((origin + name, some[0].stamp) for name in names), "application/xml")
    paper.put("/maps/all.xml", announce.index((f"{origin}/maps/{year}.xml", "") for year in years), "application/xml")
    paper.robots("Sitemap: {origin}/maps/all.xml")
    return paper


def sections_only(origin: str, now: datetime) -> Paper:
    """No feed and no sitemap: sections, and older pages of each."""
    paper = _plain("sections-only", (origin, now), count=36, days=60.0, card="list", marks="visible")
    paper.names_sections()
    _finish(paper)
    paper.section_lists(lambda first, place: f"{first}older/{place}", 4)
    paper.robots()
    return paper


def lastmod_today(origin: str, now: datetime) -> Paper:
    """Every lastmod is that of this morning, as after a rebuild; the articles are up to three years old."""
    paper = _plain("lastmod-today", (origin, now), days=1000.0)
    _finish(paper)
    paper.put("/sitemap.xml", announce.urlset((href, f"{now:%Y-%m-%d}") for href, _ in paper.linked()), "application/xml")
    paper.robots()
    return paper


def lastmod_frozen(origin: str, now: datetime) -> Paper:
    """Every lastmod stopped in 2015; the articles are new."""
    paper = _plain("lastmod-frozen", (origin, now), marks="meta")
    _finish(paper)
    paper.put("/part-1.xml", announce.urlset((href, "2015-03-01") for href, _ in paper.linked()), "application/xml")
    paper.put("/sitemap_index.xml", announce.index([(f"{origin}/part-1.xml", "2015-03-01")]), "application/xml")
    paper.robots()
    return paper


def broken(origin: str, now: datetime) -> Paper:
    """A sitemap with a bare ampersand, cut off in the end; a feed with an unknown entity after blank lines, cut off too."""
    paper = _plain("broken-xml", (origin, now))
    paper.names_feed("/feed.xml")
    _finish(paper)
    half = len(paper.stories) // 2
    feed = announce.rss(paper.look.name, origin, paper.linked(paper.stories[: half + 1]))
    feed = "\n\n" + feed.replace("<title>", "<title>Fish & chips&nbsp;news: ", 1)
    paper.put("/feed.xml", feed[: feed.rindex("<item>") + 40], "text/xml")
    rows = announce.urlset((href, story.stamp) for href, story in paper.linked(paper.stories[half - 2 :]))
    rows = rows.replace("<url>", f"<url><loc>{origin}/search?a=1&b=2</loc></url>\n<url>", 1)
    paper.put("/sitemap.xml", rows[: rows.rindex("</url>")], "application/xml")
    paper.robots("Sitemap: {origin}/sitemap.xml")
    return paper


def in_text(origin: str, now: datetime) -> Paper:
    """A sitemap that is a list of addresses, one a line."""
    paper = _plain("sitemap-text", (origin, now))
    _finish(paper)
    paper.put("/sitemap.txt", "\n".join(href for href, _ in paper.linked()) + "\n", "text/plain; charset=utf-8")
    paper.robots("Sitemap: {origin}/sitemap.txt")
    return paper


def dated(origin: str, now: datetime) -> Paper:
    """Articles lie under their day, and every day and month is a page that lists them."""
    paper = begin(
        "en", "dated-paths", (origin, now), lambda s: f"/{s.published:%Y/%m/%d}/{s.slug}", marks="visible", card="div", days=40.0
    )
    paper.names_sections()
    _finish(paper)
    paper.section_lists(lambda first, place: f"{first}page{place + 1}", 5)
    for length in ("%Y/%m/%d", "%Y/%m", "%Y"):
        for stretch in sorted({story.published.strftime(length) for story in paper.stories}):
            some = [story for story in paper.stories if story.published.strftime(length) == stretch]
            paper.html(f"/{stretch}/", page.listing(paper.look, stretch, paper.near(some)))
    paper.robots()
    return paper
