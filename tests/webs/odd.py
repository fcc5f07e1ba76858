"""Papers that lead a crawler astray: moved hosts, many addresses of one page, endless lists, pages that are not there.

In: an origin and a day. Out: a paper with all its pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from urllib.parse import urlsplit

from tests.webs import page
from tests.webs.paper import Paper, begin
from tests.webs.server import Answer
from tests.webs.stories import Story


def moved_host(origin: str, now: datetime) -> Paper:
    """The user gives the address with `www.`, and everything there moves to the one without."""
    parts = urlsplit(origin)
    bare = f"http://moved-host.localhost:{parts.port}"
    paper = begin(
        "en",
        "moved-host",
        (bare, now),
        lambda s: f"/{s.slug}-{s.number}",
        entrance=f"http://www.moved-host.localhost:{parts.port}/",
    )
    paper.names_feed("/feed.xml")
    paper.names_sections()
    paper.articles()
    paper.small_print()
    paper.front()
    paper.rss("/feed.xml", paper.stories[:10])
    paper.section_lists(lambda first, place: f"{first}?page={place + 1}", 5)
    paper.robots()
    return paper


def to_bare(paper: Paper) -> Callable[[str], Answer]:
    """What the host with `www.` says: the same target, without."""
    return lambda target: Answer(b"", "text/html", 301, (("Location", paper.origin + target),))


def variants(origin: str, now: datetime) -> Paper:
    """Trackers, fragments, session ids that change with every page, print views, pages of comments."""
    paper = begin("en", "variants", (origin, now), lambda s: f"/read/{s.slug}-{s.number}")
    paper.names_feed("/feed.xml")
    paper.names_sections()
    paper.articles()
    paper.small_print()
    paper.front()
    paper.section_lists(lambda first, place: f"{first}?page={place + 1}", 5)
    for story in paper.stories:
        target = paper.path(story)
        twin = page.article(paper.look, story, paper.url(story), (), '<meta name="robots" content="noindex">')
        for other in (f"/print{target}", f"{target}?print=1", f"{target}?page=2"):
            paper.html(other, twin)
            paper.aliases[other] = story
    paper.rss("/feed.xml", paper.stories[:10])
    feed = paper.pages["/feed.xml"].body.decode()
    marked = re.sub(r"(/read/[^<]+)</link>", r"\1?utm_source=feed&amp;utm_medium=rss#comments</link>", feed)
    paper.put("/feed.xml", marked, "application/rss+xml")
    paper.robots()
    numbers = count(1)

    def form(target: str) -> Answer | None:
        plain = re.sub(r"[?&]sid=[0-9a-f]+", "", target)
        answer = paper.pages.get(plain)
        if answer is None or not answer.mime.startswith("text/html"):
            return None
        return Answer(_confuse(answer.body.decode(), f"{next(numbers):016x}").encode(), answer.mime)

    paper.forms.append(form)
    return paper


def _confuse(html: str, sid: str) -> str:
    """The same page with links to one article written in five ways."""
    ways = (f"?sid={sid}", "?utm_campaign=front&utm_source=home", "#comments", "?print=1", "?page=2", "")
    turn = count()

    def one(found: re.Match[str]) -> str:
        place = next(turn)
        extra = f'<a class="print" href="/print{found[1]}">Print</a>' if place % 4 == 0 else ""
        more = f'<a href="{found[1]}?page=2#comments">12 comments</a>' if place % 3 == 0 else ""
        return f'<a href="{found[1]}{ways[place % 3]}">{found[2]}</a>{extra}{more}'

    return re.sub(r'<a href="(/read/[^"]+)">([^<]*)</a>', one, html)


def traps(origin: str, now: datetime) -> Paper:
    """A calendar without end, a section whose last page repeats, a cloud of tags, filters in any order, a loop."""
    paper = begin("en", "traps", (origin, now), lambda s: f"/stories/{s.slug}-{s.number}", marks="meta", card="div")
    paper.traps = {
        "calendar": "^/events/",
        "repeating": r"^/all/page/(?:[6-9]|\d\d)",
        "tags": "^/tag/",
        "facets": r"^/find\?",
        "loop": "^/loop/",
    }
    paper.names_sections()
    paper.articles()
    paper.small_print()
    extra = (
        f'<nav><a href="/all/">All stories</a> <a href="/events/{now:%Y/%m}/">What is on</a> <a href="/find?sort=new">Find a story</a> '
        '<a href="/loop/a">Our history in pictures</a></nav>' + _tags(0)
    )
    paper.front(8, extra)
    paper.section_lists(lambda first, place: f"{first}?page={place + 1}", 5)
    paper.lists("All stories", paper.stories, lambda place: f"/all/page/{place + 1}" if place else "/all/", 6)
    last_page_repeats(paper)
    last = paper.stories[-6:]
    paper.move("/loop/a", "/loop/b", 302)
    paper.move("/loop/b", "/loop/a", 302)
    paper.robots()

    def form(target: str) -> Answer | None:
        text = _endless(paper, target, last)
        return Answer(text.encode()) if text else None

    paper.forms.append(form)
    return paper


def _tags(number: int) -> str:
    links = (f'<a href="/tag/word-{(number * 7 + step) % 5000}/">word {(number * 7 + step) % 5000}</a>' for step in range(1, 16))
    return f'<div class="tag-cloud">{" ".join(links)}</div>'


def _endless(paper: Paper, target: str, last: tuple[Story, ...]) -> str:
    """A page of one of the traps; "" where the target is none."""
    if found := re.match(r"/events/(\d{4})/(\d\d)/(\d\d/)?$", target):
        month = datetime(int(found[1]), int(found[2]), 1, tzinfo=UTC)
        around = (f"{month - timedelta(days=1):/events/%Y/%m/}", f"{month + timedelta(days=32):/events/%Y/%m/}")
        days = " ".join(f'<a href="/events/{found[1]}/{found[2]}/{day:02}/">{day}</a>' for day in range(1, 29))
        return page.document(
            paper.look, f"{month:%B %Y}", f"<h1>{month:%B %Y}</h1>{days}{page.pager(paper.look, around[1], around[0])}"
        )
    if (found := re.match(r"/all/page/(\d+)$", target)) and int(found[1]) > 5:  # the pager leads on for ever
        more = page.pager(paper.look, f"/all/page/{int(found[1]) + 1}", f"/all/page/{int(found[1]) - 1}")
        return page.listing(paper.look, "All stories", paper.near(last), more)
    if found := re.match(r"/tag/word-(\d+)/$", target):
        some = paper.stories[int(found[1]) % 20 :][:3]
        return page.listing(paper.look, f"Word {found[1]}", paper.near(some), _tags(int(found[1])))
    if target.startswith("/find?"):
        known = target.partition("?")[2].split("&")
        options = ("sort=old", "town=1", "town=2", "year=2024", "year=2025", "kind=text", "kind=letter", "view=list", "per=20")
        links = " ".join(f'<a href="/find?{"&amp;".join((*known, more))}">{more}</a>' for more in options if more not in known)
        return page.listing(paper.look, "Find a story", paper.near(paper.stories[:3]), f'<div class="filters">{links}</div>')
    return ""


def last_page_repeats(paper: Paper) -> None:
    """The list of all stories goes on after its last page: that page names a next one too."""
    target = max(
        (target for target in paper.pages if target.startswith("/all/page/")), key=lambda target: int(target.rpartition("/")[2])
    )
    number = int(target.rpartition("/")[2])
    paper.html(
        target,
        page.listing(
            paper.look,
            "All stories",
            paper.near(paper.stories[(number - 1) * 6 :]),
            page.pager(paper.look, f"/all/page/{number + 1}"),
        ),
    )


def soft_404(origin: str, now: datetime) -> Paper:
    """The front page links to stories that are gone: with status 200 and a sentence, or by a redirect to the front page."""
    paper = begin("en", "soft-404", (origin, now), lambda s: f"/local/{s.number}-{s.slug}", container="story-body")
    gone = begin("en", "soft-404-gone", (origin, now), paper.path, count=8).stories
    paper.names_feed("/rss.xml")
    paper.names_sections()
    paper.articles()
    paper.small_print()
    for place, story in enumerate(gone):
        sorry = "<h1>Page not found</h1><p>Sorry, the page that you asked for could not be found. It may have been moved.</p>"
        if place % 2:
            paper.move(paper.path(story), f"{origin}/", 302)
        else:
            paper.html(
                paper.path(story),
                page.document(paper.look, "Page not found", sorry + page.cards(paper.look, paper.near(paper.stories[:3]))),
            )
    mixed = [pair for both in zip(paper.near(paper.stories), paper.near(gone), strict=False) for pair in both]
    paper.html("/", page.document(paper.look, paper.look.name, page.cards(paper.look, mixed)))
    paper.rss("/rss.xml", paper.stories[:10])
    paper.section_lists(lambda first, place: f"{first}page-{place + 1}/", 5)
    paper.robots()
    return paper
