"""What changed between two readings of one article. In: two articles, read by one reader. Out: a `Change`, or None.

The rule: an edit is a word of the headline or the body that is another, new, gone or elsewhere. No edit is what a reader
would not call one: dates alone, punctuation, white space, paragraphs cut otherwise, lines of chrome between the paragraphs
(`words.py` lists them). Nor a by-line alone, since side boxes are read for one now and then: of 160 real pages whose boxes
were altered, 3 got other authors. Nor the structure (what is a heading or a list), a picture or an embed alone: a relaunch
alters the mark-up of every page, and no word of any. A headline that one of the readings took from the feed is not
compared: the page did not say it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

import msgspec

from newsarchive.extract.article import Article
from newsarchive.records.words import Words, keys_of, told, words_of

HEADLINE_WEIGHT = 10  # a word of the headline is read by everybody, and stands for some ten of the body's
# Pairs of equal words (or lines) that a comparison may have to look at: 250,000 between two live blogs of 5,000 words each.
# A text made of one word over and over has more; what differs of it then counts as one block.
_MOST_PAIRS = 1_000_000
# Fields that make no revision and are named where there is one, by their names in Article and at schema.org.
_ATTENDANT = {
    "author": "author",
    "description": "description",
    "date_published": "datePublished",
    "date_modified": "dateModified",
    "article_section": "articleSection",
    "keywords": "keywords",
    "is_accessible_for_free": "isAccessibleForFree",
}


class Change(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a revision changed.

    fields         schema.org names of what differs: headline and articleBody first, then what came with them
    words_added    of headline and body: each run of new words, as it stands in the new text
    words_removed  the same of the old text
    materiality    above 0 to 1: words touched (added and removed) by all words of both texts, a word of the headline
                   counting ten times
    """

    fields: tuple[str, ...]
    words_added: tuple[str, ...] = ()
    words_removed: tuple[str, ...] = ()
    materiality: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that both texts share, or one has. `gap` is what stands before it: spaces, dashes, line ends."""

    kind: Literal["same", "removed", "added"]
    gap: str
    text: str
    words: int


def compare(old: Article, new: Article) -> Change | None:
    """What a reader would call changed; None where that is nothing. Both must come from one extractor and model."""
    comparable = _said_headline(old) and _said_headline(new)
    headline = list(pieces(_headline(old), _headline(new))) if comparable else []
    body = list(pieces(told(old.article_body), told(new.article_body)))
    touched = [*_touched(headline), *_touched(body)]
    if not touched:
        return None
    fields = [name for name, text in (("headline", headline), ("articleBody", body)) if _touched(text)]
    return Change(
        fields=(*fields, *_attendant(old, new)),
        words_added=tuple(piece.text for piece in touched if piece.kind == "added"),
        words_removed=tuple(piece.text for piece in touched if piece.kind == "removed"),
        materiality=_materiality(headline, body),
    )


def content_digest(article: Article) -> str:
    """16 bytes of SHA-256, in hex, over what `compare` looks at: equal ones have no change. "" for a line without text."""
    if not article.article_body and article.headline is None:
        return ""
    headline = _headline(article) if _said_headline(article) else ""
    parts = (keys_of(headline), keys_of(told(article.article_body)))
    return hashlib.sha256("\n".join(map(" ".join, parts)).encode()).hexdigest()[:32]


def pieces(old: str, new: str) -> Iterator[Piece]:
    """Two texts as one sequence of what stayed, went and came, word by word."""
    before, after = words_of(old), words_of(new)
    for kind, a, a_end, b, b_end in _operations(before, after):
        if kind != "equal" and a_end > a:
            yield Piece("removed", before.gap(a), before.piece(a, a_end), a_end - a)
        if b_end > b:
            yield Piece("same" if kind == "equal" else "added", after.gap(b), after.piece(b, b_end), b_end - b)


def _touched(text: Sequence[Piece]) -> list[Piece]:
    return [piece for piece in text if piece.kind != "same"]


_Operation = tuple[str, int, int, int, int]


def _operations(old: Words, new: Words) -> Iterator[_Operation]:
    """difflib's operations on words. Paragraphs are set against each other first, then the words of those that differ."""
    if old.keys == new.keys:
        yield ("equal", 0, len(old.keys), 0, len(new.keys))
        return
    lines, new_lines = _lines(old), _lines(new)
    starts, new_starts = _starts(lines), _starts(new_lines)
    for kind, a, a_end, b, b_end in _matched(lines, new_lines):
        i, i_end, j, j_end = starts[a], starts[a_end], new_starts[b], new_starts[b_end]
        if kind != "replace":
            yield (kind, i, i_end, j, j_end)
            continue
        for inner, at, end, new_at, new_end in _matched(old.keys[i:i_end], new.keys[j:j_end]):
            yield (inner, i + at, i + end, j + new_at, j + new_end)


def _matched(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[_Operation]:
    counts = Counter(new)
    if sum(counts[each] for each in old) <= _MOST_PAIRS:
        return list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
    most = min(len(old), len(new))
    first = next((n for n in range(most) if old[n] != new[n]), most)
    last = next((n for n in range(most - first) if old[-1 - n] != new[-1 - n]), most - first)
    a_end, b_end = len(old) - last, len(new) - last
    return [("equal", 0, first, 0, first), ("replace", first, a_end, first, b_end), ("equal", a_end, len(old), b_end, len(new))]


def _lines(words: Words) -> list[tuple[str, ...]]:
    """The keys of each line that has any."""
    lines: list[list[str]] = []
    for number, key in enumerate(words.keys):
        if not lines or "\n" in words.gap(number):
            lines.append([])
        lines[-1].append(key)
    return [tuple(line) for line in lines]


def _starts(lines: Sequence[tuple[str, ...]]) -> list[int]:
    """Where each line begins, in words, and where the last one ends."""
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    return starts


def _headline(article: Article) -> str:
    return article.headline or ""


def _said_headline(article: Article) -> bool:
    """Whether the page itself gave the headline."""
    return article.field_source.headline != "feed"


def _attendant(old: Article, new: Article) -> Iterator[str]:
    for field, name in _ATTENDANT.items():
        if getattr(old, field) != getattr(new, field):
            yield name


def _materiality(headline: Sequence[Piece], body: Sequence[Piece]) -> float:
    touched = whole = 0
    for weight, text in ((HEADLINE_WEIGHT, headline), (1, body)):
        for piece in text:
            touched += weight * piece.words * (piece.kind != "same")
            whole += weight * piece.words * (2 if piece.kind == "same" else 1)  # what stayed is in both texts
    return max(0.0001, round(touched / whole, 4))  # never 0 where a word changed
