"""What an article's page links to that may be an article: related stories, the newest, those read most.

In: the tree of an article's page, and its address. Out: links in page order, with
the words and the date that stand with them. A front or section page is read for more, and at three times the cost:
see `listing`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from newsarchive.discovery.anchors import HEADINGS, Place, base_of, clean_words, label_of, leads_away, place_of
from newsarchive.discovery.links import RELATED, Hints, Link
from newsarchive.discovery.listing import MAX_ANCHORS, OF_COMMENTS, may_be_article, rank_of_words
from newsarchive.discovery.shape import is_slug, resolved
from newsarchive.discovery.teasers import DATED, HIGHEST, LARGEST, WHOLE, chosen, date_of, rank_of
from newsarchive.urls import page_url, url_key

_MOST_DATES = 500  # of a page: each is looked at with what is around it
_MOST_TEXTS = 50  # pieces of text that are read of one link
_DATES = etree.XPath(f"descendant::*[{' or '.join(f'@{name}' for name in DATED)} or @itemprop]")


@dataclass(slots=True)
class _Story:
    """What may be an article: the best words that any link to it has, and the date of its teaser."""

    address: str
    rank: int = -1
    title: str = ""
    published: str = ""


def read_related(root: etree._Element, url: str) -> tuple[Link, ...]:
    """The links of the page at `url` that may lead to other articles, each once; hints name the page as their origin."""
    around, base = _Around(), base_of(root, url)
    here = page_url(url)
    own = url_key(here) if here else ""
    stories: dict[str, _Story] = {}
    links: dict[etree._Element, _Story] = {}
    for element in islice(root.iter("a"), MAX_ANCHORS):
        address = resolved(element.get("href", ""), base) if leads_away(element) else None
        if address is None or (key := url_key(address)) == own:
            continue
        heading = next(element.iter(*HEADINGS), None)
        title = _words(element, heading)
        place, in_heading = around.at(element)
        in_heading = in_heading or heading is not None
        if title.isdecimal() or not may_be_article(address, title, place, in_heading=in_heading):
            continue
        story = links[element] = stories.setdefault(key, _Story(address))
        if (rank := rank_of_words(title, in_heading=in_heading)) > story.rank:
            story.rank, story.title = rank, title
    _date(root, links)
    return tuple(
        Link(one.address, Hints(via=url, via_kind=RELATED, title=one.title, published=one.published)) for one in stories.values()
    )


def _words(link: etree._Element, heading: etree._Element | None) -> str:
    """The words of the heading in a link, if any: it may hold its picture's caption and a summary too."""
    said = clean_words("".join(islice((link if heading is None else heading).itertext(), _MOST_TEXTS)))
    return said or label_of(link)


class _Around:
    """In which part of the page, and whether in a heading, an element stands. What lies around many is looked at once."""

    def __init__(self) -> None:
        self._known: dict[etree._Element | None, tuple[Place, bool]] = {None: ("open", False)}

    def at(self, element: etree._Element) -> tuple[Place, bool]:
        unknown: list[etree._Element] = []
        outer: etree._Element | None = element.getparent()
        while outer is not None and outer not in self._known:
            unknown.append(outer)
            outer = outer.getparent()
        place, heading = self._known[outer]
        for one in reversed(unknown):
            place, heading = place_of(one, place) or place, heading or one.tag in HEADINGS
            self._known[one] = (place, heading)
        return place, heading


def _date(root: etree._Element, links: dict[etree._Element, _Story]) -> None:
    """Gives an article the date of the smallest teaser that holds it and no other article."""
    for box, dates in _boxes(root):
        inside = [link for link in islice(box.iter("a"), LARGEST + 1) if leads_away(link)]
        held = [link for link in inside if link in links and _is_sure(links[link])]
        stories = {id(links[link]): links[link] for link in held}
        if len(stories) == 1 and len(inside) + len(dates) <= LARGEST and not all(map(_is_of_comments, held)):
            story = next(iter(stories.values()))
            story.published = story.published or chosen(dates)


def _boxes(root: etree._Element) -> Iterator[tuple[etree._Element, list[tuple[int, str]]]]:
    """The elements around dates, inner ones first, each with the dates in it and their ranks."""
    boxes: dict[etree._Element, list[tuple[int, str]]] = {}
    depths: dict[etree._Element, int] = {}
    for element in islice(_DATES(root), _MOST_DATES):
        if not (date := date_of(element)):
            continue
        for above, box in enumerate(islice(_outwards(element), HIGHEST + 1)):
            boxes.setdefault(box, []).append((rank_of(element), date))
            depths[box] = max(depths.get(box, 0), above)
    yield from sorted(boxes.items(), key=lambda pair: depths[pair[0]])


def _outwards(element: etree._Element) -> Iterator[etree._Element]:
    yield element
    for around in element.iterancestors():
        if around.tag in WHOLE:
            return
        yield around


def _is_sure(story: _Story) -> bool:
    """Whether a link leads to an article and not to an author or a place, which take no date from the article beside them."""
    return story.rank > 1 or is_slug(story.address)


def _is_of_comments(link: etree._Element) -> bool:
    return OF_COMMENTS.search(link.get("href", "")) is not None
