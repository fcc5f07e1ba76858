"""Content systems that many papers share: Typo3, Drupal, Blogger, Ghost, Joomla, each by its conventions.

In: an origin and a day. Out: a paper with all its pages.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from tests.webs import announce, page
from tests.webs.paper import ATOM, Paper, begin
from tests.webs.stories import slug


def typo3(origin: str, now: datetime) -> Paper:
    """Its extension for news: bare numbers as pager, with a cHash; a sitemap of pages that leaves the news out."""
    paper = begin(
        "de", "typo3", (origin, now), lambda s: f"/nachrichten/detail/{s.slug}", section=lambda key: f"/{key}/",
        container="news-text-wrap", marks="meta", about="/impressum/", privacy="/datenschutz/",
    )  # fmt: skip
    paper.names_sections()
    paper.articles()
    paper.small_print()
    paper.front()
    paper.section_lists(
        lambda first, place: f"{first}?tx_news_pi1%5BcurrentPage%5D={place + 1}&cHash={_hash(first, place)}", 4, numbers=True
    )
    paper.robots("Disallow: /typo3/", "Sitemap: {origin}/sitemap.xml")
    part = f"/sitemap.xml?sitemap=pages&cHash={_hash('pages', 0)}"
    targets = ["/", *(paper.section(paper.key(name)) for name, _ in paper.sections()), paper.look.about]
    paper.put(part, announce.urlset((origin + target, "") for target in targets), "application/xml")
    paper.put("/sitemap.xml", announce.index([(origin + part, now.isoformat())]), "application/xml")
    return paper


def _hash(*parts: object) -> str:
    return hashlib.sha1(repr(parts).encode()).hexdigest()[:32]


def drupal(origin: str, now: datetime) -> Paper:
    """A pager that counts from 0 and is written as a bare query; half of the articles keep their /node/ address."""
    paper = begin(
        "fr", "drupal", (origin, now), lambda s: f"/node/{s.number}" if s.number % 2 else f"/{slug(s.section)}/{s.slug}",
        section=lambda key: f"/{key}", container="field field--name-body field--type-text-with-summary", marks="meta", card="div",
        about="/qui-sommes-nous", privacy="/confidentialite",
    )  # fmt: skip
    paper.names_feed("/rss.xml")
    paper.names_sections()
    paper.articles(lambda s: f'<meta name="Generator" content="Drupal 10"><link rel="shortlink" href="{origin}/node/{s.number}">')
    paper.small_print()
    paper.rss("/rss.xml", paper.stories[:10])
    paper.lists(paper.look.name, paper.stories, lambda place: f"/?page={place}" if place else "/", 10)
    paper.section_lists(lambda first, place: f"{first}?page={place}", 4)
    for target, answer in paper.pages.items():
        path = target.partition("?")[0].encode()
        paper.pages[target] = replace(answer, body=answer.body.replace(b'href="' + path + b"?page=", b'href="?page='))
    for story in paper.stories:
        if paper.path(story) != f"/node/{story.number}":
            paper.put(f"/node/{story.number}", paper.pages[paper.path(story)].body, "text/html; charset=utf-8")
            paper.aliases[f"/node/{story.number}"] = story
    paper.robots("Disallow: /core/", "Disallow: /node/add/", "Disallow: /user/login")
    return paper


def blogger(origin: str, now: datetime) -> Paper:
    """Atom in pages of its own; the older pages and labels lie under /search, which its robots.txt shuts."""
    paper = begin(
        "en", "blogger", (origin, now), lambda s: f"/{s.published:%Y/%m}/{s.slug}.html", container="post-body entry-content",
        marks="visible", about="/p/about.html", privacy="/p/privacy.html", forbidden="^/search", days=70.0,
    )  # fmt: skip
    first = "/feeds/posts/default"
    paper.names_feed(f"{origin}{first}", ATOM)
    paper.articles(lambda _: '<meta content="blogger" name="generator">')
    paper.small_print()
    older = f"/search?updated-max={paper.stories[6].published:%Y-%m-%dT%H:%M:%S}%2B00:00&max-results=7"
    paper.front(7, f'<div class="blog-pager"><a class="blog-pager-older-link" href="{older}">Older Posts</a></div>')
    for start in range(0, len(paper.stories), 10):
        more = f"{origin}{first}?start-index={start + 11}&max-results=10" if start + 10 < len(paper.stories) else ""
        feed = announce.atom(paper.look.name, origin, paper.linked(paper.stories[start : start + 10]), older=more)
        paper.put(
            f"{first}?start-index={start + 1}&max-results=10" if start else first, feed, "application/atom+xml; charset=UTF-8"
        )
    for month in sorted({f"{story.published:%Y/%m}" for story in paper.stories}):
        some = [story for story in paper.stories if f"{story.published:%Y/%m}" == month]
        paper.html(f"/{month}/", page.listing(paper.look, month, paper.near(some)))
    paper.robots("Disallow: /search", "Allow: /", "Sitemap: {origin}/sitemap.xml")
    paper.sitemap("/sitemap.xml")
    return paper


def ghost(origin: str, now: datetime) -> Paper:
    """Fifteen items in /rss/, pages of the front by number with rel=next in the head, sitemaps by kind."""
    paper = begin(
        "en",
        "ghost",
        (origin, now),
        lambda s: f"/{s.slug}/",
        section=lambda key: f"/tag/{key}/",
        container="gh-content",
        days=400.0,
    )
    paper.names_feed("/rss/")
    paper.names_sections()
    paper.articles(lambda _: '<meta name="generator" content="Ghost 5.9">')
    paper.small_print()
    paper.rss("/rss/", paper.stories[:15])
    paper.lists(paper.look.name, paper.stories, lambda place: f"/page/{place + 1}/" if place else "/", 8)
    paper.section_lists(lambda first, place: f"{first}page/{place + 1}/", 6)
    paper.robots("Sitemap: {origin}/sitemap.xml", "Disallow: /ghost/", "Disallow: /p/")
    tags = [paper.section(paper.key(name)) for name, _ in paper.sections()]
    paper.sitemap("/sitemap-posts.xml")
    paper.put("/sitemap-tags.xml", announce.urlset((origin + tag, now.isoformat()) for tag in tags), "text/xml")
    paper.put("/sitemap-pages.xml", announce.urlset([(f"{origin}/", now.isoformat()), (f"{origin}/about/", "")]), "text/xml")
    names = [f"{origin}/sitemap-{kind}.xml" for kind in ("pages", "posts", "tags")]
    paper.put("/sitemap.xml", announce.index((name, now.isoformat()) for name in names), "text/xml")
    return paper


def joomla(origin: str, now: datetime) -> Paper:
    """Ids before the slug, offsets as pager, a feed by query that a section's head alone would name."""
    paper = begin(
        "de", "joomla", (origin, now), lambda s: f"/index.php/{slug(s.section)}/{s.number}-{s.slug}",
        section=lambda key: f"/index.php/{key}", container="com-content-article__body", marks="visible", card="div",
        about="/index.php/impressum", privacy="/index.php/datenschutz",
    )  # fmt: skip
    paper.names_feed("/index.php?format=feed&amp;type=rss")
    paper.names_sections()
    paper.articles(lambda _: '<meta name="generator" content="Joomla! - Open Source Content Management">')
    paper.small_print()
    paper.front(6)
    paper.rss("/index.php?format=feed&type=rss", paper.stories[:6])
    paper.section_lists(lambda first, place: f"{first}?start={place * 4}", 4, numbers=True)
    paper.robots("Disallow: /administrator/", "Disallow: /tmp/")
    return paper
