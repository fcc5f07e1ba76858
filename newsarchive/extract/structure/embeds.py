"""What is embedded in an article: players, posts, charts. In: a reading, and the article's ground. Out: embeds with their seats.

The page names an address; what lies there is not looked at. Advertising, buttons and forms in frames are left out, and a post
whose words were kept as a quotation is that quotation.
"""

from __future__ import annotations

import functools
import itertools
import re
from urllib.parse import urlsplit

import lxml.html

from newsarchive.extract.fields.metadata import absolute
from newsarchive.extract.page.reading import Reading
from newsarchive.extract.parts import Embed
from newsarchive.extract.structure.seats import Ground, Seat, around_of, seat_of
from newsarchive.extract.words.wording import vocabulary

KINDS = ("post", "video", "audio", "chart", "map", "document")
_TAGS = ("iframe", "video", "audio", "object", "embed", "amp-iframe", "amp-video", "blockquote")
_MOST, _MOST_LOOKED_AT = 50, 200
_MOST_LINKS = 20  # of a post
_SOURCES = ("src", "data-src", "data-lazy-src", "data-original", "data")
_PERMALINKS = ("cite", "data-instgrm-permalink", "data-bluesky-uri", "data-href", "data-url")
_LEAST = 50  # pixels of width or height: a smaller frame shows nothing
_WORD = re.compile(r"[a-z]+")
_PICTURE = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp")
_POST = re.compile(
    r"/(?:status(?:es)?|p|reels?|posts?|videos?|photos?|t|comments|profile/[^/]+/post|watch|permalink\.php)(?:/|$)|/@[^/]+/\d"
)


def find_embeds(read: Reading, ground: Ground, kept: frozenset[int]) -> list[tuple[Seat, Embed]]:
    """What is embedded between headline and last line, in order. `kept` are the nodes in which kept lines stand."""
    nodes = ground.walk.nodes
    elements = itertools.islice(nodes[ground.top].element.iter(*_TAGS), _MOST_LOOKED_AT)
    shown = [(element, embed) for element in elements if (embed := _embed(read, element))]
    if not shown:  # most frames serve advertising, and where they stand would cost more than the rest
        return []
    numbers = {nodes[number].element: number for number in range(ground.top, nodes[ground.top].end)}
    found: dict[Embed, Seat] = {}
    for element, embed in shown:
        seat, around = seat_of(element, numbers, nodes), around_of(element, numbers)
        if seat is None or around is None or numbers.get(element) in kept or not ground.holds(seat.block):
            continue
        if ground.own(around):
            found.setdefault(embed, seat)
    return [(seat, embed) for embed, seat in itertools.islice(found.items(), _MOST)]


def permalink(read: Reading, quote: lxml.html.HtmlElement) -> str | None:
    """The address of the post that a <blockquote> shows; None where it shows none."""
    for name in _PERMALINKS:
        if (url := absolute(quote.get(name), read.page, read.head)) and kind_of(url) == "post":
            return url
    for link in reversed(list(itertools.islice(quote.iter("a"), _MOST_LINKS))):
        href = link.get("href") or ""
        url = absolute(href, read.page, read.head) if _POST.search(href) else None
        if url and kind_of(url) == "post" and _POST.search(urlsplit(url).path):
            return url
    return None


def kind_of(url: str) -> str:
    """What the provider of an address serves: one of `KINDS`, or "frame"."""
    host = urlsplit(url).hostname or ""
    return _kind_of_host(host) if not host.endswith("google.com") or "/maps" in url else "document" if "docs" in host else "frame"


@functools.lru_cache(maxsize=2_000)
def _kind_of_host(host: str) -> str:
    labels = host.split(".")
    ends = {".".join(labels[at:]) for at in range(len(labels))}
    return next((kind for kind in KINDS if ends & vocabulary(f"embed_{kind}")), "frame")


def _embed(read: Reading, element: lxml.html.HtmlElement) -> Embed | None:
    if element.tag == "blockquote":
        url = permalink(read, element) if element.get("class") or element.get("cite") else None
    else:
        address = _source(element) or ""
        fits = address and not _small(element) and not _shows_nothing(address.partition("?")[0].lower())
        url = absolute(address, read.page, read.head) if fits else None
    provider = urlsplit(url).hostname if url else None
    if not url or not provider:
        return None
    kind = element.tag if element.tag in ("video", "audio") else kind_of(url)
    return Embed(kind=kind, provider=provider.removeprefix("www."), url=url)


def _shows_nothing(address: str) -> bool:
    """Whether an address is that of a picture, or its words name advertising, a button or a form."""
    return address.endswith(_PICTURE) or not vocabulary("no_embed").isdisjoint(_WORD.findall(address))


def _source(element: lxml.html.HtmlElement) -> str | None:
    """The address that an element or its <source> names; that of a lazy frame is in a data attribute."""
    for named in (element, element.find("source")):
        for name in _SOURCES if named is not None else ():
            value = (named.get(name) or "").strip()
            if value and not value.startswith(("about:", "javascript:", "data:", "blob:")):
                return str(value)
    return None


def _small(element: lxml.html.HtmlElement) -> bool:
    sizes = ((element.get(name) or "").removesuffix("px").strip() for name in ("width", "height"))
    return any(size.isdecimal() and int(size) < _LEAST for size in sizes) or element.get("hidden") is not None
