"""The headline. In: what the page's metadata call it, and its headings. Out: one line as readers see it.

The name of the paper is taken off by comparing what the page says in several places, not by a list of papers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import lxml.html

from newsarchive.extract.page.blocks import HEADINGS, Node, Walk
from newsarchive.extract.page.places import naming
from newsarchive.extract.words import written
from newsarchive.extract.words.strings import line, reading_size, wide, words

_SEPARATOR = re.compile(r"\s+[|–—·•»›:/\\-]+\s+|\s*[|»·•]\s*|\s+::\s+|:\s+")  # noqa: RUF001
_names_headline = naming(re.compile(r"title|headline|heading", re.IGNORECASE))
_H1_OVERLAP, _OTHER_OVERLAP = 0.45, 0.9
_LONGEST_DATE = 60  # characters of a line in a heading that may be a date alone
_LEAST_PART, _MOST_PART, _MOST_CUTS = 3, 40, 6  # words of a part of a title that may be a headline; separators looked at
_LONG_H1 = 28  # characters of a heading that is no label
_KICKER = re.compile(
    r"kicker|over-?line|top-?line|roof-?line|eyebrow|(?:over|pre)-?title|dachzeile|spitzmarke|antetitulo|surtitre|occhiello",
    re.IGNORECASE,
)
_PARTED = re.compile(r"[\s:|/,;.\u2013\u2014-]")  # what parts a kicker from a headline


@dataclass(frozen=True, slots=True)
class Named:
    """What metadata call the article, best first, and the names that the paper goes by."""

    titles: Sequence[str]
    site_names: Sequence[str] = ()


def find_headline(named: Named, walk: Walk) -> tuple[str | None, str | None]:
    """(headline, the string it was made from). The visible heading that agrees with the metadata, else the metadata.

    A single long <h1> goes before metadata that say something else: they are written for search engines (11 right, none
    wrong). A heading that is one whole part of "headline - section - paper" is the headline.
    """
    titles = [title for title in (_strip(title, named) for title in named.titles) if title]
    h1s = _headings(walk, ("h1",))
    best, overlap = _closest(h1s, titles)
    if best and overlap >= _H1_OVERLAP:
        return _without_kicker(best, titles), best
    if len(h1s) == 1 and reading_size(h1s[0]) >= _LONG_H1:
        return h1s[0], h1s[0]
    if not (best and titles):
        others = [text for text in _headings(walk, tuple(HEADINGS - {"h1"})) if len(_tokens(text)) >= 3]
        close, closeness = _closest(others, titles)
        if close and closeness >= _OTHER_OVERLAP:
            return close, close
        if part := next((text for text in others if _is_part(text, titles)), None) or _shown_part(walk, titles):
            return part, part
    if titles:
        return titles[0], named.titles[0]
    if len(h1s) == 1 and len(words(h1s[0])) >= 2:
        return h1s[0], h1s[0]
    return None, None


def headline_block(walk: Walk, first: int) -> int:
    """The block of the last <h1> above the body, else of the last heading not far above it, else one some way above.

    `first` is the body's first block, -1 for none.
    """
    above = walk.nodes[walk.blocks[first].node].end if 0 <= first < len(walk.blocks) else len(walk.nodes)  # later ones lie below
    for number in range(above - 1, -1, -1):
        node = walk.nodes[number]
        if node.tag == "h1" and (first < 0 or node.first_block <= first):
            return node.first_block
    far = max(0, first - 15)
    return next((n for n in range(first, far, -1) if walk.blocks[n].tag in HEADINGS), far)


def _without_kicker(heading: str, titles: Sequence[str]) -> str:
    """A heading that is some words, a separator and then a whole title is that title: "Harbour: Bridge to be mended"."""
    for cut in _SEPARATOR.finditer(heading):
        rest = words(heading[cut.end() :])
        if words(heading[: cut.start()]) and len(rest) >= _LEAST_PART and any(rest == words(title) for title in titles):
            return heading[cut.end() :]
    return heading


def _is_part(text: str, titles: Sequence[str]) -> bool:
    """Whether a heading is what stands before the first separator of a title, or after the last, or between two."""
    own = words(text)
    return any(own == words(piece) for title in titles for piece in _SEPARATOR.split(title) if piece)


def _shown_part(walk: Walk, titles: Sequence[str]) -> str | None:
    """The longest line of the page, in whatever element, that is what a title has between two of its separators.

    Papers of before 2012 know no headings: "Boat sinks - World - Northern Times" with the first part in a <b>.
    """
    parts = {tuple(words(part)) for title in titles[:6] for part in _spans(title)}
    wanted = {part for part in parts if len(part) >= _LEAST_PART}
    if not wanted:
        return None
    shown = (block.text for block in walk.blocks if block.link < 0.5 and _LEAST_PART <= block.text.count(" ") + 1 <= _MOST_PART)
    return max((text for text in shown if tuple(words(text)) in wanted), key=len, default=None)


def _spans(title: str) -> Iterator[str]:
    """What lies between any two separators of a title, or between one and its start or end."""
    cuts = list(_SEPARATOR.finditer(title))[:_MOST_CUTS]
    starts, ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(title)]
    for first, start in enumerate(starts):
        for end in ends[first:]:
            if end - start < len(title):
                yield title[start:end]


def _headings(walk: Walk, tags: tuple[str, ...]) -> list[str]:
    found = []
    for node in walk.nodes:
        if node.tag in tags or (
            "h1" not in tags
            and node.tag in ("div", "p", "td")
            and node.end_block - node.first_block == 1
            and _names_headline(node.names)
        ):
            text = " ".join(_texts(walk, node))
            if text and len(text) <= 400:
                found.append(text.removeprefix(_glued_kicker(node.element, text)))
    return list(dict.fromkeys(found))[:200]


def _texts(walk: Walk, node: Node) -> list[str]:
    """The lines of a heading, less those that are a date alone."""
    texts = [block.text for block in walk.blocks[node.first_block : node.end_block]]
    return [text for text in texts if not _is_date(text)] if len(texts) > 1 else texts


def _is_date(text: str) -> bool:
    found = written.first(text) if len(text) <= _LONGEST_DATE else None
    return found is not None and not re.search(r"\w", text[: found.start] + text[found.end :])


def _glued_kicker(heading: lxml.html.HtmlElement, text: str) -> str:
    """The words of a kicker that no sign parts from the headline: <h1><span class=kicker>Harbour</span>Bridge to be …</h1>."""
    first = next((child for child in heading if isinstance(child.tag, str)), None)
    if first is None or not _KICKER.search(first.get("class") or ""):
        return ""
    kicker = line("".join(first.itertext()))
    rest = text.removeprefix(kicker)
    return kicker if rest != text and not _PARTED.match(rest) and len(words(rest)) >= _LEAST_PART else ""


def _closest(texts: Sequence[str], titles: Sequence[str]) -> tuple[str | None, float]:
    """The text with the largest overlap of words with any title."""
    best, most = None, 0.0
    for text in texts:
        overlap = max((_overlap(text, title) for title in titles), default=0.0)
        if overlap > most + 1e-9:
            best, most = text, overlap
    return best, most


def _overlap(one: str, other: str) -> float:
    a, b = set(_tokens(one)), set(_tokens(other))
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _tokens(text: str) -> list[str]:
    """Words; where no spaces part them, as in Chinese and Japanese, signs."""
    return [token for word in words(text) for token in ([word] if word.isascii() or not wide(word) else word)]


def _strip(title: str, named: Named) -> str:
    """A title without the paper's name before or after it, as far as the other titles or the names give it away."""
    names = {" ".join(words(name)) for name in named.site_names} - {""}
    others = [" ".join(words(other)) for other in named.titles]
    changed = True
    while changed:
        changed = False
        for match in list(_SEPARATOR.finditer(title)):
            front, back = title[: match.start()], title[match.end() :]
            for rest, cut in ((front, back), (back, front)):
                if _is_name(cut, names) or (len(words(rest)) >= 3 and " ".join(words(rest)) in others):
                    title, changed = rest.strip(), True
                    break
            if changed:
                break
    return title if " ".join(words(title)) not in names else ""


def _is_name(part: str, names: set[str]) -> bool:
    own = " ".join(words(part))
    squeezed = own.replace(" ", "")
    return bool(own) and any(own == name or (len(squeezed) >= 4 and squeezed == name.replace(" ", "")) for name in names)
