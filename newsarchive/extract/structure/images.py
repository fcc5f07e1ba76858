"""The pictures of an article. In: a reading, and the ground on which the article stands. Out: the images of the record, each
once, and where those that the page shows have their place.

A picture is what metadata call the article's image, and what stands between headline and last line as <figure>, with a
caption, or on its own. One behind a link to another page is that page's teaser.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import lxml.html
import msgspec

from newsarchive.extract.article import ImageObject
from newsarchive.extract.fields.metadata import absolute
from newsarchive.extract.page.reading import Reading
from newsarchive.extract.structure import pictures
from newsarchive.extract.structure.captions import Caption, caption_of, holder_of, split_credit
from newsarchive.extract.structure.seats import Ground, Seat
from newsarchive.extract.words.strings import text_of

_MOST = 30  # images of a record
_MOST_LOOKED_AT = 400  # <img> of a page
_LINK_STEPS = 6  # elements up to the link that an image is in
_TAGS = frozenset({"img", "amp-img", "figure"})
_CREDITS = ("creditText", "copyrightNotice", "copyrightHolder", "creator")
_FILES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture in the page: its seat, and its number among the images."""

    seat: Seat
    index: int


def find_images(read: Reading, ground: Ground | None) -> tuple[tuple[ImageObject, ...], list[Placed]]:
    """The images that metadata name, then those in the article; sizes of one picture are one, with the caption of any."""
    album = _Album(read)
    for address, caption in _declared(read):
        album.add(address, caption)
    placed: dict[int, Seat] = {}
    for seat, address, caption in _shown(read, ground) if ground else ():
        index = album.add(address, caption)
        if index is not None:
            placed.setdefault(index, seat)
    return tuple(album.images), [Placed(seat, index) for index, seat in placed.items()]


class _Album:
    """The images of one record, each once."""

    def __init__(self, read: Reading) -> None:
        self.read = read
        self.images: list[ImageObject] = []
        self.known: dict[str, int | None] = {}

    def add(self, address: str, caption: Caption) -> int | None:
        """The number of the picture at an address; None for what is no picture, or beyond the most."""
        key = pictures.identity(address)
        if key not in self.known:  # making an address absolute costs more than knowing it again
            self.known[key] = self._new(address)
        index = self.known[key]
        if index is not None and (caption.text or caption.credit):
            old = self.images[index]
            both = {"caption": old.caption or caption.text, "credit_text": old.credit_text or caption.credit}
            self.images[index] = msgspec.structs.replace(old, **both)
        return index

    def _new(self, address: str) -> int | None:
        url = absolute(address, self.read.page, self.read.head)
        if not url or len(self.images) >= _MOST or not pictures.is_picture(url):
            return None
        self.images.append(ImageObject(url=url))
        return len(self.images) - 1


def _declared(read: Reading) -> Iterator[tuple[str, Caption]]:
    """The article's image by JSON-LD, else by og:image. An `alt` is no caption."""
    given = False
    for item in read.data.items(read.data.article.get("image")):
        node = item if isinstance(item, dict) else {"url": item}
        if address := _first_text(read, node, ("url", "contentUrl")):
            said = split_credit(text_of(node.get("caption")))
            given = True
            yield address, Caption(said.text, _first_text(read, node, _CREDITS) or said.credit)
    named = read.head.first("og:image:secure_url", "og:image", "og:image:url", "twitter:image")
    if named and not given:
        yield named, Caption()


def _first_text(read: Reading, node: dict[str, object], names: Iterable[str]) -> str | None:
    """The first of these values that says something: a string, or the name or address of an object."""
    for name in names:
        for value in read.data.items(node.get(name)):
            inner = value.get("name") or value.get("url") or value.get("@id") if isinstance(value, dict) else value
            if text := text_of(inner):
                return text
    return None


def _shown(read: Reading, ground: Ground) -> Iterator[tuple[Seat, str, Caption]]:
    """What the page shows inside the article, one picture a figure."""
    nodes, held = ground.walk.nodes, set()
    for number in itertools.islice(_candidates(ground), _MOST_LOOKED_AT):
        node = nodes[number]
        image = node.element if node.tag != "figure" else _hidden_in(node.element)
        if image is None or not ground.own(number):
            continue
        holder = holder_of(ground, number)
        if holder in held or (holder is None and not _stands_alone(ground, number)):
            continue
        address = pictures.address_of(image)
        if not address or not pictures.shows(image, address):
            continue
        caption = caption_of(ground.walk, holder) if holder is not None else Caption()
        if caption.text or not _teases(image, read.page.url):
            held |= {holder} - {None}
            yield Seat(node.first_block, number), address, caption


def _candidates(ground: Ground) -> Iterator[int]:
    nodes = ground.walk.nodes
    for number in range(ground.top, nodes[ground.top].end):
        if nodes[number].tag in _TAGS and ground.holds(nodes[number].first_block):
            yield number


def _hidden_in(figure: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    """The image of a figure whose only one stands in <noscript>, where the walk does not go."""
    image = next(figure.iter("img", "amp-img"), None)
    return image if image is not None and any(True for _ in image.iterancestors("noscript")) else None


def _stands_alone(ground: Ground, number: int) -> bool:
    """Whether an image without a caption is inside the text, in no box with a button, and as large as it says."""
    nodes = ground.walk.nodes
    node = nodes[number]
    inside = ground.container <= number < nodes[ground.container].end
    get = node.element.get
    width = (get("width") or "").removesuffix("px").strip()
    sized = width.isdecimal() and int(width[:6]) >= 2 * pictures.LEAST
    said = sized or any(get(name) for name in ("alt", "srcset", "data-srcset", "data-src", "sizes"))
    return inside and said and not (node.parent >= 0 and nodes[node.parent].controls)


def _teases(image: lxml.html.HtmlElement, page: str) -> bool:
    """Whether an image lies in a link that leads neither to a picture nor to a place on this page."""
    for count, around in enumerate(image.iterancestors()):
        if around.tag == "a" and (href := (around.get("href") or "").strip()):
            path = href.partition("?")[0].partition("#")[0]
            here = not path or path == urlsplit(page).path or path == page.partition("?")[0]
            return not (here or path.lower().endswith(_FILES) or href.startswith("javascript:"))
        if count >= _LINK_STEPS or around.tag in ("article", "section", "body"):
            break
    return False
