"""Every address of the paper and what it answers.

In: the origin under which the paper is served. Out: a table from path to `Answer`. Nothing is read but the
paper's own data, and nothing is sent: that is the server's work.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from newsarchive.demo import paper
from newsarchive.demo.articles import amp_page, card, item, most_read, story_page, stub_page
from newsarchive.demo.feed import rss
from newsarchive.demo.markup import Html, escape, fill, join, paragraphs
from newsarchive.demo.paper import Block, Story, slug, stories
from newsarchive.demo.pictures import MOTIFS, draw

ROBOTS = "User-agent: *\nDisallow: /members/\n"
_ON_FRONT = 9  # cards; older stories stand in a list
_CLOSED = ("/subscribe", "/sign-in", "/search", "/newsletter", "/contact", "/privacy", "/terms")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says: status, media type, body; where to go instead."""

    status: int
    mime: str
    body: bytes
    location: str = ""

    @property
    def etag(self) -> str:
        """A validator that changes when the body does."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


def site(origin: str) -> dict[str, Answer]:
    """Path to answer, for the paper served at `origin` (no slash at its end)."""
    return {path: answer for part in (_readable(origin), _for_machines(origin)) for path, answer in part}


def not_found() -> Answer:
    """The page for every address that is not in the table."""
    text = paragraphs([Block("paragraph", "Nothing is printed at this address. It may have been moved, or never written.")])
    return _page("Page not found", Html(""), fill("plain", headline="Page not found", text=join(text)), status=404)


def _readable(origin: str) -> Iterator[tuple[str, Answer]]:
    yield "/", _page(paper.NAME, _about_front(origin), _front())
    for story in stories():
        yield story.path, _page(f"{story.headline} | {paper.NAME}", *story_page(story, origin))
    stub = paper.stub()
    yield stub.path, _page(f"{stub.headline} | {paper.NAME}", *stub_page(stub, origin))
    twin = paper.story(paper.AMP_OF)
    yield f"/amp{twin.path}", _html(amp_page(twin, origin))
    for section in paper.SECTIONS:
        yield from _listing(section, f"/{slug(section)}", [story for story in stories() if story.section == section])
    for writer in sorted({name for story in stories() for name in story.authors if not story.newsroom}):
        yield from _listing(writer, f"/writers/{slug(writer)}", [story for story in stories() if writer in story.authors])
    yield from _sheets()


def _for_machines(origin: str) -> Iterator[tuple[str, Answer]]:
    yield "/robots.txt", Answer(200, "text/plain; charset=utf-8", ROBOTS.encode())
    yield paper.FEED, Answer(200, "application/rss+xml; charset=utf-8", rss(origin))
    target = paper.story(paper.MOVED_TO).path
    yield paper.MOVED, Answer(301, "text/plain; charset=utf-8", f"Moved to {target}\n".encode(), location=target)
    yield "/style.css", Answer(200, "text/css; charset=utf-8", (files(__package__) / "style.css").read_bytes())
    yield "/favicon.svg", _svg(fill("favicon.svg"))
    for story in (*stories(), paper.stub()):
        for number in (story.number, story.number + 1):
            yield f"/pictures/{story.motif}-{number}.svg", _svg(draw(story.motif, number))
    for number, motif in enumerate(MOTIFS):
        yield f"/pictures/gallery-{number}.svg", _svg(draw(motif, number))


def _front() -> Html:
    lead, *rest = stories()
    twin, moved = paper.story(paper.AMP_OF), "Old clock to strike, says town council"
    return fill(
        "front",
        lead=card(lead, "lead"),
        cards=join(card(story) for story in rest[:_ON_FRONT]),
        older=join(item(story.headline, story.path) for story in rest[_ON_FRONT:]),
        most_read=most_read(),
        subscribers=join([item(paper.stub().headline, paper.stub().path), item(paper.sheet("members").headline, paper.MEMBERS)]),
        archive=join(
            [
                item(moved, paper.MOVED),
                item(f"On your telephone: {twin.headline}", f"/amp{twin.path}"),
                item("Carnival queen crowned in a thunderstorm", paper.MISSING),
                item(paper.sheet("gallery").headline, paper.GALLERY),
            ]
        ),
    )


def _about_front(origin: str) -> Html:
    line = "News, sport and business from Merrowby, Stannick, Saltmere and the villages of the Leme valley."
    image = f"{origin}/pictures/gallery-0.svg"
    return fill("head", url=f"{origin}/", teaser=line, headline=paper.NAME, kind="website", image=image)


def _listing(title: str, path: str, found: list[Story]) -> Iterator[tuple[str, Answer]]:
    """Listing pages of a section or writer: `path`, `path`/2 and so on."""
    size = paper.PER_SECTION_PAGE
    starts = range(0, len(found), size)
    for number, start in enumerate(starts, 1):
        cards = join(card(story) for story in found[start : start + size])
        main = fill("section", section=title, cards=cards, pager=_pager(path, number, len(starts)))
        yield path if number == 1 else f"{path}/{number}", _page(f"{title} | {paper.NAME}", Html(""), main)


def _pager(path: str, number: int, last: int) -> Html:
    newer = path if number == 2 else f"{path}/{number - 1}"
    links = [(newer, "Newer stories")] * (number > 1) + [(f"{path}/{number + 1}", "Older stories")] * (number < last)
    return join((Html(f'<a href="{escape(to)}">{escape(words)}</a>') for to, words in links), " ")


def _sheets() -> Iterator[tuple[str, Answer]]:
    for name, path in (("about", paper.ABOUT), ("members", paper.MEMBERS)):
        sheet = paper.sheet(name)
        text = join(paragraphs(Block("paragraph", line) for line in sheet.lines))
        yield path, _page(sheet.headline, Html(""), fill("plain", headline=sheet.headline, text=text))
    gallery = paper.sheet("gallery")
    shots = [
        fill("picture", picture=f"/pictures/gallery-{number}.svg", caption=line, credit="Len Pascoe")
        for number, line in enumerate(gallery.lines)
    ]
    yield paper.GALLERY, _page(gallery.headline, Html(""), fill("plain", headline=gallery.headline, text=join(shots)))
    sorry = join(paragraphs([Block("paragraph", "A made-up newspaper has no desk behind this door.")]))
    for path in _CLOSED:
        yield path, _page("Nobody in", Html(""), fill("plain", headline="Nobody in", text=sorry))


def _page(title: str, head: Html, main: Html, status: int = 200) -> Answer:
    nav = join(item(section, f"/{slug(section)}") for section in paper.SECTIONS)
    return _html(fill("base", title=title, head=head, nav=nav, main=main), status)


def _html(text: Html, status: int = 200) -> Answer:
    return Answer(status, "text/html; charset=utf-8", text.encode())


def _svg(text: Html) -> Answer:
    return Answer(200, "image/svg+xml", text.encode())
