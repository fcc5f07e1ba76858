"""Live blogs. In: what JSON-LD says, the walk and the lines. Out: whether the page is one, and where its entries begin and end,
with their times.

Told by the page (schema.org LiveBlogPosting) or shown by it: a word for it in the address or headline, and boxes of one kind,
side by side, each with a time of day of its own and a full paragraph, in the order of time, that hold most of the text. Without
the word, the boxes of 5 of 1,660 pages were threads of a forum or comments. An entry that the page does not show is none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsarchive.extract.fields import dates
from newsarchive.extract.page.blocks import FULL, HEADINGS, Block, Walk
from newsarchive.extract.page.jsonld import JsonLd
from newsarchive.extract.words.strings import text_of, words
from newsarchive.extract.words.wording import vocabulary

_TOKEN = re.compile(r"[^\W\d_]+")
_LEAST = 3  # entries of a page that does not call itself a live blog
_MOST_OF_TEXT = 0.6  # share of the lines that lie in them
_STAMP = 60  # characters of a block that gives little more than a time
_CLOCK = re.compile(r"(?<![\d:.])([01]?\d|2[0-3])[:.h]([0-5]\d)(?![\d:.]*\d)(?:\s?([ap])\.?m\b\.?)?", re.IGNORECASE)
_MOST_UPDATES = _MOST_STAMPS = 2_000
_MOST_OF_ENTRY = 200  # blocks
_STEPS = 12  # elements from a time up to the box that is its entry


@dataclass(frozen=True, slots=True)
class Span:
    """An entry: its blocks from `first` to before `end`, its node (-1 where only a heading is known), its time and headline."""

    first: int
    end: int
    node: int
    iso: str | None
    raw: str | None
    headline: str | None


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A time that stands in the page: the block that gives it."""

    block: int
    iso: str | None
    raw: str


def is_named(url: str, headline: str | None) -> bool:
    """Whether an address or a headline has a word for a live blog."""
    said = {*_TOKEN.findall(urlsplit(url).path.lower()), *words(headline or "")}
    return bool(said & vocabulary("live"))


def find_entries(walk: Walk, container: int, kept: list[int], data: JsonLd, *, named: bool) -> list[Span]:
    """The entries that hold kept blocks (`kept`, ascending), in the page's order; [] where the page is no live blog."""
    if container < 0 or not kept or not (named or data.live):
        return []
    told = list(_told(walk, container, kept, data))
    shown = _boxes(walk, container, kept, _stamps(walk, container), strict=not data.live)
    return _with_times(shown, told) if len(shown) >= len(told) else told


def join_entries(walk: Walk) -> None:
    """Makes the entries of a live blog that are <article>s parts of one: boxes side by side, each with its own time, and a
    heading that leads to no page of its own. To be asked for a page that is told or named to be one, before its body is found.
    """
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    for number, node in enumerate(walk.nodes):
        if node.tag == "article":
            groups[(node.parent, node.key)].append(number)
    for group in groups.values():
        entries = [number for number in group if _is_entry(walk, number)] if len(group) >= _LEAST else []
        for number in entries if len(entries) >= _LEAST else ():
            walk.nodes[number].tag = "div"


def _is_entry(walk: Walk, number: int) -> bool:
    node = walk.nodes[number]
    if node.end_block - node.first_block > _MOST_OF_ENTRY:
        return False
    linked = any(block.tag in HEADINGS and block.link > 0.5 for block in walk.blocks[node.first_block : node.end_block])
    return not linked and any(_leads(walk, number, stamp) for stamp in _stamps(walk, number))


def _told(walk: Walk, container: int, kept: list[int], data: JsonLd) -> Iterator[Span]:
    """The updates that JSON-LD lists, each where the page has its address's anchor as an id, or its headline."""
    updates = [item for item in data.items(data.live.get("liveBlogUpdate"), _MOST_UPDATES) if isinstance(item, dict)]
    if not updates:
        return
    nodes, top = walk.nodes, walk.nodes[container]
    ids = {name: at for at in range(container, top.end) if (name := nodes[at].element.get("id"))}
    titles = {" ".join(words(walk.blocks[n].text)): n for n in reversed(range(top.first_block, top.end_block))}
    starts: dict[int, tuple[int, dict[str, object]]] = {}
    for update in updates:
        anchor = (text_of(update.get("url")) or text_of(update.get("@id")) or "").partition("#")[2]
        title = titles.get(" ".join(words(text_of(update.get("headline")) or "")), -1)
        node = ids.get(anchor, -1) if anchor else -1
        first = nodes[node].first_block if node >= 0 else title
        if first >= 0 and (node < 0 or nodes[node].end_block > first):
            starts.setdefault(first, (node, update))
    order = sorted(starts)
    for first, following in zip(order, [*order[1:], kept[-1] + 1], strict=False):
        node, update = starts[first]
        end = min(nodes[node].end_block, following) if node >= 0 else following
        if _holds(first, end, kept):
            raw = text_of(update.get("datePublished"))
            yield Span(first, end, node, dates.normalise(raw or ""), raw, text_of(update.get("headline")))


def _with_times(shown: list[Span], told: list[Span]) -> list[Span]:
    """The boxes of the page, with the times that JSON-LD gives for them."""
    by_block = {span.first: span for span in told}
    merged = []
    for span in shown:
        known = next((by_block[n] for n in range(span.first, span.end) if n in by_block), None)
        iso, raw = (known.iso, known.raw) if known and known.iso else (span.iso, span.raw)
        merged.append(Span(span.first, span.end, span.node, iso, raw, span.headline or (known.headline if known else None)))
    return merged


def _stamps(walk: Walk, top: int) -> list[_Stamp]:
    """The times of day in a node: <time datetime> and its like, and short blocks that give a time."""
    node = walk.nodes[top]
    inside = slice(bisect_left(walk.times, (node.first_block,)), bisect_left(walk.times, (node.end_block,)))
    times = [(at, raw, dates.normalise(raw)) for at, _, raw in walk.times[inside][:_MOST_STAMPS]]
    found = {at: _Stamp(at, iso, raw) for at, raw, iso in times if iso}
    for at in range(node.first_block, node.end_block):
        block = walk.blocks[at]
        if at not in found and block.size <= _STAMP and (stamp := _stamp(walk, at, block)):
            found[at] = stamp
    order = [found[at] for at in sorted(found)]
    return [stamp for stamp in order if stamp.iso is None or "T" in stamp.iso][:_MOST_STAMPS]


def _stamp(walk: Walk, at: int, block: Block) -> _Stamp | None:
    if (raw := walk.nodes[block.node].element.get("datetime")) and (iso := dates.normalise(raw)):
        return _Stamp(at, iso, raw)
    match = _CLOCK.search(block.text) if any(char.isdigit() for char in block.text) and not block.ends else None
    if match is None:
        return None
    iso = dates.normalise(block.text) if dates.YEAR.search(block.text) else None
    return _Stamp(at, iso if iso and "T" in iso else None, block.text if iso else match[0])


def _boxes(walk: Walk, container: int, kept: list[int], stamps: list[_Stamp], *, strict: bool) -> list[Span]:
    """The most boxes of one kind, side by side, that have a time each and hold kept blocks; `strict` asks for more signs."""
    if len({stamp.raw for stamp in stamps}) < (_LEAST if strict else 1):
        return []
    groups: dict[tuple[int, str], dict[int, _Stamp]] = defaultdict(dict)
    for stamp in stamps:
        number = walk.blocks[stamp.block].node
        for _ in range(_STEPS):
            if number <= container:
                break
            node = walk.nodes[number]
            groups[(node.parent, node.key)].setdefault(number, stamp)
            number = node.parent
    best: list[Span] = []
    for key in sorted(groups):
        spans = [_span(walk, number, stamp) for number, stamp in sorted(groups[key].items()) if _leads(walk, number, stamp)]
        spans = [span for span in spans if _holds(span.first, span.end, kept)]
        if len(spans) > len(best) and (not strict or _convinces(walk, spans, kept)):
            best = spans
    return best


def _leads(walk: Walk, number: int, stamp: _Stamp) -> bool:
    """Whether a time stands before the first full paragraph of a box, or after its last one."""
    node = walk.nodes[number]
    full = [n for n in range(node.first_block, node.end_block) if walk.blocks[n].weight >= FULL]
    return not full or stamp.block <= full[0] or stamp.block > full[-1]


def _span(walk: Walk, number: int, stamp: _Stamp) -> Span:
    node = walk.nodes[number]
    title = next((block.text for block in walk.blocks[node.first_block : node.end_block] if block.tag in HEADINGS), None)
    return Span(node.first_block, node.end_block, number, stamp.iso, stamp.raw, title)


def _convinces(walk: Walk, spans: list[Span], kept: list[int]) -> bool:
    """Three or more with a full paragraph each, in the order of time, that hold most of the text."""
    if len(spans) < _LEAST or walk.nodes[spans[0].node].tag in ("tr", "td", "th"):
        return False
    good = [n for n in kept if walk.blocks[n].weight >= FULL]
    full = [span for span in spans if _holds(span.first, span.end, good)]
    inside = sum(bisect_left(kept, span.end) - bisect_left(kept, span.first) for span in spans)
    times = [_moment(span) for span in spans]
    ordered = times in (sorted(times), sorted(times, reverse=True)) and len(set(times)) > 1
    return len(full) >= _LEAST and inside >= _MOST_OF_TEXT * len(kept) and ordered


def _moment(span: Span) -> str:
    """What entries are ordered by: the moment as given, or the time of day."""
    match = _CLOCK.search(span.raw or "")
    if span.iso or not match:
        return span.iso or ""
    hour = int(match[1]) % 12 + 12 * (match[3].lower() == "p") if match[3] else int(match[1])
    return f"{hour:02}:{match[2]}"


def _holds(first: int, end: int, kept: list[int]) -> bool:
    at = bisect_left(kept, first)
    return at < len(kept) and kept[at] < end
