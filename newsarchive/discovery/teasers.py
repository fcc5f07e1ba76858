"""The stories that a page links to: the best words that any link to one has, and the date of its teaser.

In: the links of a page that may lead to stories, and its tree. Out: one `Story` a key. A date is the raw string of an
attribute; none is read from words, and none is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from newsarchive.discovery.anchors import Anchor, leads_away
from newsarchive.discovery.shape import is_headline, is_slug

_LARGEST = 12  # links and dates of a teaser: more is a list of teasers
_HIGHEST = 6  # levels from a link up to its teaser, and from a date
_MOST_DATES = 2_000  # of a page; what is around each is looked at
_WHOLE = frozenset(("html", "body", "main", "nav"))
_ATTRIBUTES = ("datetime", "data-timestamp", "data-datetime", "data-published", "data-date")
_DATED = etree.XPath(f"descendant::*[{' or '.join(f'@{name}' for name in _ATTRIBUTES)} or @itemprop]")
_A_DAY = re.compile(r"(?<!\d)(?:(?:19|20)\d\d(?!\d)|(?:19|20)\d{6}|1\d{9}(?:\d{3})?(?!\d))")  # a year, or seconds since 1970
_CHANGE = 2  # the rank of a date of changing
_PUBLISHED = re.compile(r"publish|created|posted|issued", re.IGNORECASE)
_CHANGED = re.compile(r"modif|updat|edited|aktualis", re.IGNORECASE)
_OF_COMMENTS = re.compile(r"#.*(?:comment|kommentar|reacti|respond|disqus)", re.IGNORECASE)


@dataclass(slots=True)
class Story:
    """What may be an article. `rank` says how good its words are: 3 in a heading, 2 of a headline's length, 1 others, 0 none."""

    address: str
    rank: int = -1
    title: str = ""
    published: str = ""

    def hear(self, anchor: Anchor) -> None:
        """Takes the words of one more link to it, where they are better."""
        rank = 3 if anchor.title and anchor.in_heading else 2 if is_headline(anchor.title) else int(bool(anchor.title))
        if rank > self.rank:
            self.rank, self.title = rank, anchor.title

    @property
    def is_sure(self) -> bool:
        """A link with neither a headline nor an article's address is more often to an author or a place: it gets no date,
        and takes none from the article beside it.
        """
        return self.rank > 1 or is_slug(self.address)


def read_stories(root: etree._Element, links: Iterable[tuple[str, str, Anchor]]) -> dict[str, Story]:
    """The stories of a page in its order, by their keys. `links`: key, address and anchor of each link to one."""
    stories: dict[str, Story] = {}
    elements: dict[etree._Element, Story] = {}
    for key, address, anchor in links:
        story = elements[anchor.element] = stories.setdefault(key, Story(address))
        story.hear(anchor)
    _date(root, elements)
    return stories


def _date(root: etree._Element, links: Mapping[etree._Element, Story]) -> None:
    """Gives a story the date of the smallest teaser that holds it and no other. `links` are its `<a>` elements."""
    for box, dates in _boxes(root):
        inside = [link for link in islice(box.iter("a"), _LARGEST + 1) if leads_away(link)]
        if len(inside) + len(dates) > _LARGEST or not all(_is_near(link, box) for link in inside):
            continue
        held = [link for link in inside if link in links and links[link].is_sure]
        if len({id(links[link]) for link in held}) == 1 and not all(map(_is_of_comments, held)):
            story = links[held[0]]
            story.published = story.published or _chosen(dates)


def _boxes(root: etree._Element) -> Iterator[tuple[etree._Element, list[tuple[int, str]]]]:
    """The elements around dates, inner ones first, each with the dates in it and their ranks."""
    boxes: dict[etree._Element, list[tuple[int, str]]] = {}
    heights: dict[etree._Element, int] = {}
    for element in islice(_DATED(root), _MOST_DATES):
        if not (date := _date_of(element)):
            continue
        for height, box in enumerate(islice(_outwards(element), _HIGHEST + 1)):
            boxes.setdefault(box, []).append((_rank_of(element), date))
            heights[box] = max(heights.get(box, 0), height)
    yield from sorted(boxes.items(), key=lambda pair: heights[pair[0]])


def _outwards(element: etree._Element) -> Iterator[etree._Element]:
    yield element
    for around in element.iterancestors():
        if around.tag in _WHOLE:
            return
        yield around


def _is_near(link: etree._Element, box: etree._Element) -> bool:
    return link is box or any(around is box for around in islice(link.iterancestors(), _HIGHEST))


def _chosen(dates: Sequence[tuple[int, str]]) -> str:
    """The one that tells when it was published; "" where there are two."""
    best = min(rank for rank, _ in dates)
    told = {date for rank, date in dates if rank == best}
    return told.pop() if len(told) == 1 and best < _CHANGE else ""


def _date_of(element: etree._Element) -> str:
    values = [element.get(name) for name in _ATTRIBUTES]
    if element.get("itemprop") == "datePublished":
        values.append(element.get("content"))
    return next((value.strip() for value in values if value and len(value) < 100 and _A_DAY.search(value)), "")


def _rank_of(element: etree._Element) -> int:
    """0 where its words are of publishing, 2 of a change, else 1."""
    says = f"{element.get('itemprop') or ''} {(element.get('class') or '')[:300]}"
    return 0 if _PUBLISHED.search(says) else _CHANGE if _CHANGED.search(says) else 1


def _is_of_comments(link: etree._Element) -> bool:
    return _OF_COMMENTS.search(link.get("href", "")) is not None
