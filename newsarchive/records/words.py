"""The words of a text, as a reader tells them apart. In: text as it was extracted. Out: words, each with its place.

Two spellings are one word where a reader sees no edit: typographic or plain quotes and dashes, soft hyphens, composed
or decomposed accents, white space, and the punctuation round a word. Case, digits and signs do count.
Nothing here knows articles or records.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

from newsarchive.extract.words import wording
from newsarchive.extract.words.asides import is_advert, is_pointer

# Scripts without spaces (Thai, Lao, kana, Han): every character is a word, or one edit would touch a whole sentence.
_ALONE = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_CHUNK = re.compile(rf"[{_ALONE}]|[^\s{re.escape(_DASHES)}{_ALONE}]+")
_UNPARTED = re.compile(f"[{_ALONE}]")
_MINUS = re.compile(r"(?:^|\s)[-\u2212]\Z")  # "at -5", but not "2019-20"
_SIGNED = re.compile(r"[-\u2212](?<!\S.)\S")  # more than `_MINUS` may hold for; a sign first, so that nothing else is looked at
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_KEPT = frozenset("%&#@§")  # punctuation to Unicode, and part of what is told
_QUOTES = str.maketrans(dict.fromkeys("\u2019\u2018\u201b\u02bc`\u00b4\u2032", "'") | dict.fromkeys("“”„‟«»″", '"'))

# Lines that stand in a text and are none of it. Each is read as one only where the line is short.
_COUNTER = re.compile(
    r"\W*[\d.,\s]+\s?[kKmM]?\s*(?:comments?|views?|shares?|likes?|reads?|reactions?|replies|kommentare?|aufrufe|commentaires?"
    r"|partages|comentarios?|commenti|reacties|kommentarer|min(?:ute)?s?[ -]read)\W*"
    r"|(?:comments?|views?|shares?|likes?|kommentare?|commentaires?)\W*[\d.,\s]+\W*",
    re.IGNORECASE,
)
_AGO = re.compile(r".{0,30}\d+\s*(?:second|minute|min|hour|hr|day)s? ago\W*", re.IGNORECASE)
_SHORT, _STAMP, _POINTING = 60, 100, 200  # characters of such lines


@dataclass(frozen=True, slots=True)
class Words:
    """The words of `text` in their order: how each is compared, and from where to where it stands."""

    text: str
    keys: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    def piece(self, first: int, end: int) -> str:
        """The text from word `first` to the one before `end`, as it stands there."""
        return self.text[self.spans[first][0] : self.spans[end - 1][1]] if end > first else ""

    def gap(self, first: int) -> str:
        """What stands between a word and the one before it."""
        return self.text[self.spans[first - 1][1] if first else 0 : self.spans[first][0]] if first < len(self.spans) else ""


def words_of(text: str) -> Words:
    """The words of a text."""
    keys, spans = [], []
    for chunk in _CHUNK.finditer(text):
        if key := _key(chunk[0]):
            start = chunk.start()
            if key[0].isdigit() and _MINUS.search(text[max(0, start - 2) : start]):
                key, start = f"-{key}", start - 1
            keys.append(key)
            spans.append((start, chunk.end()))
    return Words(text, tuple(keys), tuple(spans))


def keys_of(text: str) -> tuple[str, ...]:
    """`words_of(text).keys`, in half the time where words are parted by spaces and no number has a minus."""
    if _SIGNED.search(text) or _UNPARTED.search(text):
        return words_of(text).keys
    for dash in _DASHES:
        text = text.replace(dash, " ")
    edges = _ascii_edges()
    keys = [chunk.strip(edges) if chunk.isascii() else _key(chunk) for chunk in text.split()]
    return tuple(filter(None, keys))


@functools.lru_cache(maxsize=50_000)  # a language's usual words: most of an article's come again
def _key(chunk: str) -> str:
    if chunk.isascii():
        return chunk.strip(_ascii_edges())
    plain = _UNSEEN.sub("", chunk)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain.translate(_QUOTES))
    first, end = 0, len(plain)
    while first < end and _is_edge(plain[first]):
        first += 1
    while first < end and _is_edge(plain[end - 1]):
        end -= 1
    return plain[first:end]


def _is_edge(char: str) -> bool:
    return not char.isalnum() and char not in _KEPT and unicodedata.category(char)[0] in "PZC"


@functools.cache
def _ascii_edges() -> str:
    return "".join(filter(_is_edge, map(chr, range(128))))


def told(text: str) -> str:
    """The lines of a text that tell something: without adverts, counters, pointers to other articles and times of change."""
    return "\n".join(line for line in text.split("\n") if not is_passing(line))


def is_passing(line: str) -> bool:
    """Whether a line of a text is furniture that comes and goes between its paragraphs: no edit where it does."""
    size = len(line)
    if size > _POINTING:
        return False
    if size <= _SHORT and (_COUNTER.fullmatch(line) or _AGO.fullmatch(line) or is_advert(line)):
        return True
    return is_pointer(line) or (size <= _STAMP and _is_stamp(line))


def _is_stamp(line: str) -> bool:
    """ "Updated 4 March 2026, 10:15" and its like: no sentence, and more figures than two."""
    if line.endswith((".", "!", "?")) or sum(char.isdigit() for char in line) < 3 or len(line.split()) > 12:
        return False
    return any(wording.phrases(name).match(line) for name in ("updated", "published"))
