"""What the pages of a paper teach together. In: lessons, of two pages or more. Out: a `Model`.

Nobody labels anything: what counts is what the plain reading kept, what stands on several pages, and whether a place speaks
of its own page. The order of the lessons changes nothing, and the model is bounded.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from newsarchive.archive.exchange import Page
from newsarchive.extract.page.model import LINE, ChromeLine, Model, Place, SeatPlace, ShutPlace
from newsarchive.extract.site.lesson import Lesson, lesson
from newsarchive.extract.site.nearness import Nearness
from newsarchive.extract.words.strings import words
from newsarchive.sources.model import Source

FEWEST, ENOUGH, MOST = 2, 8, 40  # pages: without two nothing recurs; more than forty teach nothing new
_SHARE = 0.3  # of the pages on which a place must stand to be known
_TWINS = 0.4  # share of equal lines above which two pages tell the same story
_TITLES = 0.5  # share of equal words above which their headlines are the same
_MOST_SHUT, _MOST_LINES, _MOST_NAMES, _MOST_SEATS = 400, 300, 12, 6
_SMALL = 0.25  # share of a page's text: what holds more is the text
_PARAGRAPH = 40  # characters
_SLIPS, _SLIP_SHARE = 0.34, 0.25  # a place kept so much more rarely than not was kept by mistake, if it held little


def learn(pages: Iterable[Page], source: Source) -> Model | None:
    """The model of a paper by its archived pages; None where fewer than two are articles."""
    found = (lesson(page, source, None) for page in pages)
    return conclude([one for one in found if one], source.name)


def conclude(lessons: Sequence[Lesson], name: str) -> Model | None:
    """The model that these lessons make; None for fewer than two."""
    own = _one_each(lessons)
    if len(own) < FEWEST:
        return None
    lines = _lines(own)
    strangers = _strangers(own, frozenset(line.text for line in lines))
    return Model(
        source=name,
        pages=len(own),
        typical=int(statistics.median(sum(map(len, one.lines)) for one in own)),
        shut=_shut(own, strangers),
        lines=lines,
        names=_names(own),
        bylines=_seats(Counter(place for one in own for place in one.bylines), len(own)),
        dates=_seats(Counter(place for one in own for place in one.dates), len(own)),
        templates=tuple(sorted({one.template for one in own if one.template})),
    )


def _one_each(lessons: Sequence[Lesson]) -> list[Lesson]:
    """One lesson an address and a story, in an order of their own."""
    chosen: list[Lesson] = []
    for one in sorted(lessons, key=lambda each: (each.url, each.lines)):
        if one.lines and not any(one.url == other.url or _same_story(one, other) for other in chosen):
            chosen.append(one)
    return chosen


def _same_story(one: Lesson, other: Lesson) -> bool:
    """Whether two pages share much of their text, and their headlines do too: what is left of a template may be long."""
    size = sum(map(len, set(one.lines) & set(other.lines)))
    if size <= _TWINS * min(sum(map(len, each.lines)) for each in (one, other)):
        return False
    own, others = set(words(one.headline)), set(words(other.headline))
    return 2 * len(own & others) >= _TITLES * (len(own) + len(others))


def _known(pages: int) -> int:
    """On how many pages a place must stand."""
    return max(2, math.ceil(_SHARE * pages))


def _recurring(pages: int) -> int:
    """On how many pages a line must stand: a quarter of them; three at least, or two of three.

    On fewer it may be a paragraph that a paper uses again, or such as "Anyone who saw it is asked to call the police".
    """
    return 2 if pages <= 3 else max(3, math.ceil(pages / 4))


def _shut(lessons: Sequence[Lesson], strangers: dict[Place, tuple[int, int]]) -> tuple[ShutPlace, ...]:
    stood: Counter[Place] = Counter()
    most: dict[Place, int] = defaultdict(int)
    for one in lessons:
        for place, size in one.shut.items():
            stood[place] += 1
            most[place] = max(most[place], size)
    taken = _taken(lessons, stood)
    empty = [
        ShutPlace(own=place[0], within=place[1], pages=pages, most=most[place])
        for place, pages in stood.items()
        if pages >= _known(len(lessons)) and place not in taken and place not in strangers
    ]
    other = [
        ShutPlace(own=own, within=within, pages=pages, most=size, why="other-story")
        for (own, within), (pages, size) in strangers.items()
    ]
    ordered = sorted((*other, *empty), key=lambda each: (each.why == "empty", -each.pages, each.within, each.own))
    return tuple(ordered[:_MOST_SHUT])


def _taken(lessons: Sequence[Lesson], shut: Counter[Place]) -> set[Place]:
    """Places that may hold something of an article: looked at around it, or kept on more than a few pages, or much of one."""
    taken = {place for one in lessons for place in one.near}
    pages: Counter[Place] = Counter()
    for one in lessons:
        whole = sum(map(len, one.lines))
        for place, size in one.kept.items():
            pages[place] += 1
            if size > _SLIP_SHARE * whole:
                taken.add(place)
    return taken | {place for place, times in pages.items() if times > _SLIPS * shut[place]}


def _lines(lessons: Sequence[Lesson]) -> tuple[ChromeLine, ...]:
    stood = Counter(text for one in lessons for text in set(one.lines))
    least = _recurring(len(lessons))
    heads = Counter(text for one in lessons for text, item in one.labels.items() if stood[item] < least)
    fewer = _placed_again(lessons, stood)
    found = [
        ChromeLine(text=text, pages=pages)
        for text, pages in stood.items()
        if (pages >= least or text in fewer)
        and heads[text] <= _SLIPS * pages
        and any(map(str.isalnum, text))  # signs alone divide a text
    ]
    return tuple(sorted(found, key=lambda each: (-each.pages, each.text))[:_MOST_LINES])


def _placed_again(lessons: Sequence[Lesson], stood: Counter[str]) -> set[str]:
    """Lines of two pages or more in places that hold no line of a single page: there, no article says anything of its own."""
    own = {place for one in lessons for place, text in one.stood if stood[text[:LINE]] < FEWEST}
    places: dict[str, set[Place]] = defaultdict(set)
    for one in lessons:
        for place, text in one.stood:
            places[text[:LINE]].add(place)
    return {text for text, at in places.items() if stood[text] >= FEWEST and at.isdisjoint(own)}


def _names(lessons: Sequence[Lesson]) -> tuple[str, ...]:
    stood = Counter(part for one in lessons for part in one.parts)
    found = [(pages, part) for part, pages in stood.items() if pages >= max(2, math.ceil(len(lessons) / 2))]
    return tuple(part for _, part in sorted(found, key=lambda each: (-each[0], each[1]))[:_MOST_NAMES])


def _seats(stood: Counter[Place], pages: int) -> tuple[SeatPlace, ...]:
    found = [(count, place) for place, count in stood.items() if count >= max(2, math.ceil(pages / 2))]
    ordered = sorted(found, key=lambda each: (-each[0], each[1]))[:_MOST_SEATS]
    return tuple(SeatPlace(own=own, within=within, pages=count) for count, (own, within) in ordered)


# -- places that speak of other stories


def _strangers(lessons: Sequence[Lesson], chrome: frozenset[str]) -> dict[Place, tuple[int, int]]:
    """Places in the text whose paragraphs are hardly nearer to their own page than to the others: (pages, characters)."""
    near = Nearness(lessons)
    stood: dict[Place, list[tuple[int, str]]] = defaultdict(list)
    for number, one in enumerate(lessons):
        for place, text in one.stood:
            if _says_something(place) and len(text) >= _PARAGRAPH and text[:LINE] not in chrome:
                stood[place].append((number, text))
    found: dict[Place, tuple[int, int]] = {}
    for place, texts in stood.items():
        on = {number for number, _ in texts}
        if len(on) >= FEWEST and _is_small(texts, lessons) and not near.are_own(texts):
            found[place] = (len(on), max(len(text) for _, text in texts))
    return found


def _says_something(place: Place) -> bool:
    own, within = place
    return "." in own or (within.count(".") >= 1 and not within.startswith(("div", "article", "main", "section", "td")))


def _is_small(texts: Sequence[tuple[int, str]], lessons: Sequence[Lesson]) -> bool:
    held: Counter[int] = Counter()
    for number, text in texts:
        held[number] += len(text)
    return all(size <= _SMALL * sum(map(len, lessons[number].lines)) for number, size in held.items())
