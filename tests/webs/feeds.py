"""Papers whose feed alone tells everything, each with a feed of another kind or in another place.

In: an origin and a day. Out: a paper with all its pages; its front page shows five articles and names no section.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from tests.webs import announce, page
from tests.webs.paper import ATOM, JSON, RDF, Paper, begin, beside
from tests.webs.server import Answer
from tests.webs.stories import Story


def _plain(name: str, site: tuple[str, datetime], language: str = "en", **more: str) -> Paper:
    return begin(language, name, site, lambda story: f"/article/{story.number}/{story.slug}", **more)


def _finish(paper: Paper) -> None:
    paper.articles()
    paper.small_print()
    paper.front(5)
    paper.robots()


def redirected(origin: str, now: datetime) -> Paper:
    """/feed moves for good to another path, and that for now to another host, as with services that count readers."""
    paper = _plain("feed-redirected", (origin, now))
    paper.names_feed("/feed")
    _finish(paper)
    other = beside(origin, 21)
    paper.move("/feed", "/feeds/all.rss", 301)
    paper.move("/feeds/all.rss", f"{other}/valley-courier", 302)
    feed = announce.rss(paper.look.name, origin, paper.linked())
    paper.elsewhere[urlsplit(other).hostname or ""] = {"/valley-courier": Answer(feed.encode(), "text/xml; charset=UTF-8")}
    return paper


def relative(origin: str, now: datetime) -> Paper:
    """Links that are relative, to the feed's xml:base."""
    paper = _plain("feed-relative", (origin, now))
    paper.names_feed("/service/feed.xml")
    _finish(paper)
    linked = [(f"{story.number}/{story.slug}", story) for story in paper.stories]
    paper.put(
        "/service/feed.xml", announce.rss(paper.look.name, origin, linked, base=f"{origin}/article/"), "application/rss+xml"
    )
    return paper


def adverts(origin: str, now: datetime) -> Paper:
    """Every third item of the feed is paid for: it leads to another host, or to a page that sells something."""
    paper = _plain("feed-adverts", (origin, now))
    paper.names_feed("/feed.xml")
    _finish(paper)
    shop = beside(origin, 22)
    paid: list[tuple[str, Story]] = []
    stalls: dict[str, Answer] = {}
    for place, story in enumerate(begin("en", "shop", (shop, now), paper.path, count=10).stories):
        target = f"/advert/{story.number}" if place % 2 else f"/offers/{story.slug}"
        paid.append((f"{origin if place % 2 else shop}{target}", story))
        if place % 2:
            text = f"<h1>Advertisement</h1><p>{story.author} sells garden sheds at half price.</p><a href='{shop}/'>Buy now</a>"
            paper.html(target, page.document(paper.look, "Advertisement", text))
        else:
            stalls[target] = Answer(page.article(paper.look, story, f"{shop}{target}").encode())
    mixed = [
        pair
        for place, own in enumerate(paper.linked())
        for pair in (own, *(paid[place // 3 : place // 3 + 1] if place % 3 == 0 else ()))
    ]
    paper.put("/feed.xml", announce.rss(paper.look.name, origin, mixed), "application/rss+xml")
    paper.elsewhere[urlsplit(shop).hostname or ""] = stalls
    return paper


def in_json(origin: str, now: datetime) -> Paper:
    """JSON Feed with a second page."""
    paper = _plain("json-feed", (origin, now), marks="meta")
    paper.names_feed("/feed.json", JSON)
    _finish(paper)
    half = len(paper.stories) // 2
    first = announce.json_feed(paper.look.name, origin, paper.linked(paper.stories[:half]), f"{origin}/feed.json?page=2")
    paper.put("/feed.json", first, "application/feed+json")
    paper.put(
        "/feed.json?page=2",
        announce.json_feed(paper.look.name, origin, paper.linked(paper.stories[half:])),
        "application/feed+json",
    )
    return paper


def in_rdf(origin: str, now: datetime) -> Paper:
    """RSS 1.0."""
    paper = _plain("rdf", (origin, now), "de", about="/impressum", privacy="/datenschutz")
    paper.names_feed("/rssfeed.rdf", RDF)
    _finish(paper)
    paper.put("/rssfeed.rdf", announce.rdf(paper.look.name, origin, paper.linked()), "application/rdf+xml")
    return paper


def updated_only(origin: str, now: datetime) -> Paper:
    """Atom without a date of publication, where one would guess it; no page names it."""
    paper = _plain("atom-updated", (origin, now), "fr", marks="visible")
    _finish(paper)
    paper.put("/atom.xml", announce.atom(paper.look.name, origin, paper.linked(), published=False), ATOM)
    return paper
