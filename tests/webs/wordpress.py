"""WordPress as papers run it: with Yoast's sitemaps, with those of the core, and with none.

In: an origin and a day. Out: a paper with all its pages.
"""

from __future__ import annotations

from datetime import datetime

from tests.webs import announce, page
from tests.webs.paper import Paper, begin
from tests.webs.stories import Story, slug

_PER_PAGE, _IN_FEED = 10, 10


def yoast(origin: str, now: datetime) -> Paper:
    """Sitemaps by kind of page, with lastmod; those of pages, categories and authors lead to no article."""
    paper = begin(
        "en", "wordpress-yoast", (origin, now), lambda story: f"/{story.slug}/", section=lambda key: f"/category/{key}/"
    )
    _common(paper)
    paper.robots("Allow: /wp-admin/admin-ajax.php", "", "Sitemap: {origin}/sitemap_index.xml")
    newest = paper.stories[0].stamp
    lists = [paper.section(paper.key(name)) for name, _ in paper.sections()]
    parts = {"page": ["/about/", "/privacy/"], "category": lists, "author": _authors(paper)}
    paper.sitemap("/post-sitemap.xml")
    for kind, targets in parts.items():
        paper.put(f"/{kind}-sitemap.xml", announce.urlset((origin + target, newest) for target in targets), "text/xml")
    names = [f"{origin}/{kind}-sitemap.xml" for kind in ("post", *parts)]
    paper.put("/sitemap_index.xml", announce.index((name, newest) for name in names), "text/xml; charset=UTF-8")
    paper.move("/sitemap.xml", f"{origin}/sitemap_index.xml")
    return paper


def core(origin: str, now: datetime) -> Paper:
    """The sitemaps of WordPress itself: no lastmod anywhere."""
    paper = begin(
        "en",
        "wordpress-core",
        (origin, now),
        lambda s: f"/{s.published:%Y/%m/%d}/{s.slug}/",
        section=lambda key: f"/category/{key}/",
    )
    _common(paper)
    paper.robots("Sitemap: {origin}/wp-sitemap.xml")
    lists = [paper.section(paper.key(name)) for name, _ in paper.sections()]
    parts = {"posts-page-1": ["/about/", "/privacy/"], "taxonomies-category-1": lists, "users-1": _authors(paper)}
    paper.sitemap("/wp-sitemap-posts-post-1.xml", dated=False)
    for kind, targets in parts.items():
        paper.put(f"/wp-sitemap-{kind}.xml", announce.urlset((origin + target, "") for target in targets), "application/xml")
    names = [f"{origin}/wp-sitemap-{kind}.xml" for kind in ("posts-post-1", *parts)]
    paper.put("/wp-sitemap.xml", announce.index((name, "") for name in names), "application/xml; charset=UTF-8")
    return paper


def bare(origin: str, now: datetime) -> Paper:
    """No sitemap at all: ten items in the feed, the rest through categories and older pages."""
    paper = begin(
        "en",
        "wordpress-bare",
        (origin, now),
        lambda s: f"/{s.published:%Y/%m}/{s.slug}/",
        section=lambda key: f"/category/{key}/",
    )
    _common(paper)
    paper.robots()
    return paper


def _common(paper: Paper) -> None:
    paper.names_feed("/feed/")
    paper.names_feed("/comments/feed/")
    paper.names_sections()
    paper.articles(lambda story: _head(story))
    paper.small_print()
    paper.rss("/feed/", paper.stories[:_IN_FEED])
    paper.rss("/comments/feed/", ())
    paper.section_lists(lambda first, place: f"{first}page/{place + 1}/", 5)
    paper.lists(paper.look.name, paper.stories, lambda place: f"/page/{place + 1}/" if place else "/", _PER_PAGE)
    for target in _authors(paper):
        own = [story for story in paper.stories if target == _author(story)]
        paper.html(target, page.listing(paper.look, own[0].author, paper.near(own)))
    for story in paper.stories:
        paper.move(f"/?p={story.number}", paper.url(story))
        paper.put(f"{paper.path(story)}feed/", announce.rss("Comments", paper.origin, ()), "application/rss+xml")


def _head(story: Story) -> str:
    return f'<link rel="shortlink" href="/?p={story.number}"><meta name="generator" content="WordPress 6.8">'


def _author(story: Story) -> str:
    return f"/author/{slug(story.author)}/"


def _authors(paper: Paper) -> list[str]:
    return sorted({_author(story) for story in paper.stories})
