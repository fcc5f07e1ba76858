"""The systems of publishing houses, each by its grammar of addresses: sections, feeds, sitemaps, twins.

In: an origin and a day. Out: a paper with all its pages.
"""

from __future__ import annotations

from datetime import datetime

from tests.webs import announce, page
from tests.webs.paper import Paper, begin
from tests.webs.stories import Story, slug


def blox(origin: str, now: datetime) -> Paper:
    """BLOX: an id in the address, a search for feed, a news sitemap and one of all by month."""
    paper = begin(
        "en", "blox", (origin, now), lambda s: f"/{slug(s.section)}/{s.slug}/article_{s.uuid}.html", container="asset-content subscriber-premium",
        days=90.0,
    )  # fmt: skip
    search = "/search/?f=rss&t=article&c=news&l=10&s=start_time&sd=desc"
    paper.names_feed(search.replace("&", "&amp;"))
    paper.names_sections()
    paper.articles()
    paper.small_print()
    paper.front()
    paper.rss(search, paper.stories[:10])
    for name, stories in paper.sections():
        paper.html(paper.section(paper.key(name)), page.listing(paper.look, name, paper.near(stories[:4])))
    news = announce.news_sitemap(paper.look.name, "en", paper.linked(paper.stories[:5]))
    paper.put("/tncms/sitemap/news.xml", news, "text/xml")
    months = sorted({f"year={s.published:%Y}&month={s.published.month}" for s in paper.stories})
    for month in months:
        some = [s for s in paper.stories if f"year={s.published:%Y}&month={s.published.month}" == month]
        paper.sitemap(f"/tncms/sitemap/editorial.xml?{month}", some)
    parts = [(f"{origin}/tncms/sitemap/editorial.xml?{month}", "") for month in months]
    paper.put("/tncms/sitemap/editorial.xml", announce.index(parts), "text/xml")
    paper.robots(
        "Disallow: /tncms/admin/", "Sitemap: {origin}/tncms/sitemap/news.xml", "Sitemap: {origin}/tncms/sitemap/editorial.xml"
    )
    return paper


def arc(origin: str, now: datetime) -> Paper:
    """Arc XP: outbound feeds by query, sections that a script fills, a sitemap in steps of ten."""
    paper = begin(
        "en", "arc", (origin, now), lambda s: f"/{slug(s.section)}/{s.published:%Y/%m/%d}/{s.slug}/", container="article-body-wrapper",
    )  # fmt: skip
    feed = "/arc/outboundfeeds/rss/?outputType=xml"
    paper.names_feed(feed)
    paper.names_sections()
    paper.articles()
    paper.small_print()
    paper.front()
    paper.rss(feed, paper.stories[:12])
    for name, stories in paper.sections():
        more = '<button class="load-more">Load more</button>'
        paper.html(paper.section(paper.key(name)), page.listing(paper.look, name, paper.near(stories[:3]), more))
    starts = range(0, len(paper.stories), 10)
    targets = ["/arc/outboundfeeds/sitemap/?outputType=xml" + (f"&from={start}" if start else "") for start in starts]
    for start, target in zip(starts, targets, strict=True):
        paper.sitemap(target, paper.stories[start : start + 10])
    top = "/arc/outboundfeeds/sitemap-index/?outputType=xml"
    paper.put(top, announce.index((origin + target, "") for target in targets), "application/xml")
    news = announce.news_sitemap(paper.look.name, "en", paper.linked(paper.stories[:4]))
    paper.put("/arc/outboundfeeds/news-sitemap/?outputType=xml", news, "application/xml")
    paper.robots(f"Sitemap: {origin}{top}", f"Sitemap: {origin}/arc/outboundfeeds/news-sitemap/?outputType=xml")
    return paper


def dotted(origin: str, now: datetime) -> Paper:
    """As Newsquest writes them: the id before the slug with a dot between; the feed is where one would guess it."""
    paper = begin(
        "en", "dotted", (origin, now), lambda s: f"/{slug(s.section)}/{24_000_000 + s.number}.{s.slug}/", container="article-body"
    )
    paper.names_sections()
    paper.articles()
    paper.small_print()
    paper.front()
    paper.rss("/news/rss/", paper.stories[:20])
    paper.section_lists(lambda first, place: f"{first}{place + 1}/", 5, numbers=True)
    paper.robots()
    return paper


def twinned(origin: str, now: datetime) -> Paper:
    """As Reach writes them: eight digits at the end, an AMP twin for every article, feeds by ?service=rss."""
    paper = begin(
        "en", "twinned", (origin, now), lambda s: f"/news/{_local(s)}/{s.slug}-{30_000_000 + s.number}", section=lambda key: f"/news/{key}-news/",
        container="article-body",
    )  # fmt: skip
    paper.names_feed("/?service=rss")
    paper.names_sections()
    paper.articles(lambda s: f'<link rel="amphtml" href="{paper.url(s)}.amp">')
    paper.small_print()
    paper.front()
    paper.rss("/?service=rss", paper.stories[:12])
    paper.section_lists(lambda first, place: f"{first}?pageNumber={place + 1}", 5)
    for story in paper.stories:
        _twin(paper, story, f"{paper.path(story)}.amp")
    paper.put("/map_news.xml", announce.news_sitemap(paper.look.name, "en", paper.linked(paper.stories[:8])), "text/xml")
    paper.robots("Sitemap: {origin}/map_news.xml")
    return paper


def _local(story: Story) -> str:
    return f"{slug(story.section)}-news"


def towns(origin: str, now: datetime) -> Paper:
    """A town before the section, six digits at the end, numbered lists, AMP between section and slug."""
    paper = begin(
        "en", "towns", (origin, now), lambda s: f"/{slug(s.town)}/news/{s.slug}-{250_000 + s.number}/", container="PageStory",
        about="/about-us/", privacy="/privacy-policy/",
    )  # fmt: skip
    paper.names_feed("/_api/rss/valley_news_feed.xml")
    paper.names_sections()
    twin = {story: f"/{slug(story.town)}/news/amp/{story.slug}-{250_000 + story.number}/" for story in paper.stories}
    paper.articles(lambda s: f'<link rel="amphtml" href="{origin}{twin[s]}">')
    paper.small_print()
    paper.front()
    paper.rss("/_api/rss/valley_news_feed.xml", paper.stories[:10])
    paper.section_lists(lambda first, place: f"{first}{place + 1}/", 5, numbers=True)
    for town in sorted({story.town for story in paper.stories}):
        some = [story for story in paper.stories if story.town == town]
        paper.html(f"/{slug(town)}/news/", page.listing(paper.look, town, paper.near(some)))
    for story, target in twin.items():
        _twin(paper, story, target)
    paper.robots()
    return paper


def _twin(paper: Paper, story: Story, target: str) -> None:
    """The same article for telephones: it calls the other address canonical."""
    text = page.article(paper.look, story, paper.url(story)).replace("<html ", "<html amp ", 1)
    paper.html(target, text)
    paper.aliases[target] = story
