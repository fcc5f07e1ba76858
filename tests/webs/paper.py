"""One made-up paper under construction: its pages by target, and the truth about its articles.

In: stories, a look, and how addresses are formed. Out: answers to requests, and for any address the article that lies
there. Nothing is served here, and nothing is known of any one system.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from tests.webs import announce, page
from tests.webs.page import Linked, Look
from tests.webs.server import NOT_FOUND, Answer
from tests.webs.stories import RECENT, Story, slug, words, write

KEYS = ("news", "sport", "business", "culture")  # of sections whose names have no Latin letters
RSS, ATOM, RDF, JSON = "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"


@dataclass(slots=True)
class Paper:
    """A paper at `origin`.

    path:       target of an article
    section:    target of a section's first page
    pages:      what lies here, by target
    elsewhere:  what lies on other hosts, by host and target
    aliases:    further targets at which an article is found: twins, print views, old addresses
    traps:      by name, a pattern of targets that never end
    forbidden:  a pattern of targets that robots.txt shuts; "" for none
    entrance:   the address that a user would give, where it is not the front page at `origin`
    forms:      pages that are made when they are asked for
    encoding:   of pages; `header` says whether Content-Type names it
    """

    name: str
    origin: str
    stories: tuple[Story, ...]
    look: Look
    path: Callable[[Story], str]
    section: Callable[[str], str] = lambda name: f"/{name}/"
    pages: dict[str, Answer] = field(default_factory=dict)
    elsewhere: dict[str, dict[str, Answer]] = field(default_factory=dict)
    aliases: dict[str, Story] = field(default_factory=dict)
    traps: dict[str, str] = field(default_factory=dict)
    forms: list[Callable[[str], Answer | None]] = field(default_factory=list)
    forbidden: str = ""
    entrance: str = ""
    encoding: str = "utf-8"
    header: bool = True

    @property
    def start(self) -> str:
        """The address that a user would give."""
        return self.entrance or f"{self.origin}/"

    @property
    def host(self) -> str:
        """Its host, without the port."""
        return urlsplit(self.origin).hostname or ""

    def url(self, story: Story) -> str:
        """What the paper calls the article's address."""
        return self.origin + self.path(story)

    def linked(self, stories: Sequence[Story] | None = None) -> list[Linked]:
        """Absolute addresses with their articles."""
        return [(self.url(story), story) for story in (self.stories if stories is None else stories)]

    def near(self, stories: Sequence[Story]) -> list[Linked]:
        """The same with addresses as pages write them, from the root."""
        return [(self.path(story), story) for story in stories]

    def key(self, section: str) -> str:
        """A section's name as addresses have it."""
        return slug(section) or KEYS[words(self.look.language)["sections"].index(section)]

    def sections(self) -> list[tuple[str, list[Story]]]:
        """Sections with their articles, empty ones left out."""
        names = words(self.look.language)["sections"]
        found = [(name, [story for story in self.stories if story.section == name]) for name in names]
        return [(name, stories) for name, stories in found if stories]

    def answer(self, target: str) -> Answer:
        """What the paper says to a request: a query that means nothing here is overlooked, as servers do."""
        for form in self.forms:
            if (made := form(target)) is not None:
                return made
        return self.pages.get(target) or self.pages.get(target.partition("?")[0]) or NOT_FOUND

    def story_at(self, url: str) -> Story | None:
        """The article that lies at an address of this paper, whatever twin of it that is."""
        parts = urlsplit(url)
        known = self.aliases | {self.path(story): story for story in self.stories}
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        for each in (target, target.partition("?")[0], parts.path.rstrip("/"), parts.path + "/"):
            if each in known and parts.netloc.removeprefix("www.") == urlsplit(self.origin).netloc.removeprefix("www."):
                return known[each]
        return None

    def html(self, target: str, text: str) -> None:
        """Put a page."""
        mime = f"text/html; charset={self.encoding}" if self.header else "text/html"
        self.pages[target] = Answer(text.encode(self.encoding, "xmlcharrefreplace"), mime)

    def put(self, target: str, text: str | bytes, mime: str) -> None:
        """Put anything else; text goes out as UTF-8."""
        self.pages[target] = Answer(text.encode() if isinstance(text, str) else text, mime)

    def move(self, target: str, to: str, status: int = 301) -> None:
        """Put a redirect."""
        self.pages[target] = Answer(b"", "text/html", status, (("Location", to),))

    def robots(self, *lines: str) -> None:
        """Put a robots.txt that lets everybody in; `{origin}` may stand in a line."""
        text = "\n".join(("User-agent: *", "Disallow: /wp-admin/", *lines)).replace("{origin}", self.origin)
        self.put("/robots.txt", text + "\n", "text/plain")

    def names_feed(self, href: str, kind: str = RSS) -> None:
        """Every page's head is to name that feed. Before the pages are put."""
        line = f'<link rel="alternate" type="{kind}" title="{self.look.name}" href="{href}">'
        self.look = replace(self.look, head=self.look.head + line)

    def names_sections(self) -> None:
        """Every page's menu is to name the sections. Before the pages are put."""
        self.look = replace(self.look, nav=tuple((name, self.section(self.key(name))) for name, _ in self.sections()))

    def articles(self, more: Callable[[Story], str] = lambda _: "") -> None:
        """Put every article's page, with three others beside it; `more` goes into its head."""
        for place, story in enumerate(self.stories):
            others = [self.stories[(place + step) % len(self.stories)] for step in (1, 2, 3)]
            self.html(self.path(story), page.article(self.look, story, self.url(story), self.near(others), more(story)))

    def small_print(self) -> None:
        """Put the two pages that every footer links to."""
        say = words(self.look.language)
        for target, title, text in ((self.look.about, "about", "about_text"), (self.look.privacy, "privacy", "privacy_text")):
            self.html(target, page.document(self.look, say[title], f"<h1>{say[title]}</h1><p>{say[text]}</p>"))

    def front(self, count: int = 8, pager: str = "") -> None:
        """Put the front page with the newest articles."""
        self.html("/", page.document(self.look, self.look.name, page.cards(self.look, self.near(self.stories[:count])) + pager))

    def lists(
        self, title: str, stories: Sequence[Story], targets: Callable[[int], str], size: int = 8, *, numbers: bool = False
    ) -> None:
        """Put the pages of a list: `targets` gives that of page 0, 1 and so on; with `numbers` the pager has no words."""
        pages = [targets(place) for place in range(max(1, -(-len(stories) // size)))]
        for place, target in enumerate(pages):
            way = (
                page.numbered(pages, place)
                if numbers
                else page.pager(self.look, pages[place + 1] if place + 1 < len(pages) else "", pages[place - 1] if place else "")
            )
            some = stories[place * size : (place + 1) * size]
            self.html(target, page.listing(self.look, title, self.near(some), way))

    def section_lists(self, later: Callable[[str, int], str], size: int = 8, *, numbers: bool = False) -> None:
        """Put the pages of every section: `later` gives the target of page 1 and up from the first one's."""
        for name, stories in self.sections():
            first = self.section(self.key(name))
            self.lists(name, stories, lambda n, first=first: later(first, n) if n else first, size, numbers=numbers)

    def rss(self, target: str, stories: Sequence[Story] | None = None) -> None:
        """Put an RSS feed."""
        self.put(target, announce.rss(self.look.name, self.origin, self.linked(stories)), "application/rss+xml; charset=UTF-8")

    def sitemap(self, target: str, stories: Sequence[Story] | None = None, *, dated: bool = True) -> None:
        """Put a sitemap of articles."""
        rows = [(href, story.stamp if dated else "") for href, story in self.linked(stories)]
        self.put(target, announce.urlset(rows), "application/xml")


def begin(language: str, name: str, site: tuple[str, datetime], path: Callable[[Story], str], **more: Any) -> Paper:
    """A paper with its stories and nothing put yet. `site` is its origin and what it takes for now.

    Of `more`, count and days are for the stories, what `Look` knows goes into the look, and the rest is the paper's.
    """
    origin, now = site
    stories = write(language, name, more.pop("count", 26), now, more.pop("days", RECENT))
    about_look = {field.name: more.pop(field.name) for field in fields(Look) if field.name in more}
    look = Look(name=f"The {name.replace('-', ' ').title()} Courier", language=language, **about_look)
    return Paper(name, origin, stories, look, path, **more)


def beside(origin: str, network: int) -> str:
    """The origin of another host of the same server: http://127.20.0.7:1 and 21 give http://127.21.0.7:1."""
    return re.sub(r"//127\.\d+\.", f"//127.{network}.", origin)


def is_trapped(paper: Paper, target: str) -> bool:
    """Whether a target belongs to one of the paper's traps."""
    return any(re.search(pattern, target) for pattern in paper.traps.values())
