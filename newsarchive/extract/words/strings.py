"""What a page calls a value, as one clean string. In: anything that JSON or an attribute may hold. Out: str or None.

Never raises, never returns anything but a str without control characters and with its white space folded.
"""

from __future__ import annotations

import html
import re
import unicodedata

LONGEST = 2_000  # characters of one value; longer ones are cut at a space

# Controls, surrogates, zero-width spaces, byte order marks, soft hyphens and the marks that steer text direction.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufff9-\ufffb\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")


def line(text: str) -> str:
    """One line: NFC, no control characters, every run of white space one space."""
    text = " ".join(text.split())
    if not text.isprintable():  # nothing that is to go can be printed; few lines have any, and the search takes long
        text = " ".join(_INVISIBLE.sub("", text).split())
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def text_of(value: object) -> str | None:
    """`value` as one line if it is a non-empty string (or a number), without mark-up and entities, else None."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    raw = value if isinstance(value, str) else f"{value:.15g}"[:40] if isinstance(value, float) or abs(value) < 10**15 else ""
    raw = raw[: 4 * LONGEST]
    if "&" in raw:
        raw = html.unescape(html.unescape(raw))
    if "<" in raw:
        raw = _TAG.sub(" ", raw)
    clean = line(raw)
    if len(clean) > LONGEST:
        clean = clean[:LONGEST].rsplit(" ", 1)[0]
    return clean or None


def words(text: str) -> list[str]:
    """Lower-case words, for comparing one wording with another."""
    return _WORD.findall(text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold())


def same_words(text: str, told: list[str]) -> bool:
    """Whether a text has these words, in order, and no others; no words are like nothing. A much longer text is not split."""
    return bool(told) and len(text) <= 2 * sum(map(len, told)) + 100 and words(text) == told


_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_WIDE_FACTOR = 2.5  # what a sign of Chinese, Japanese or Korean says in letters


def reading_size(text: str) -> float:
    """Length in characters of an alphabet: signs of Chinese, Japanese and Korean count 2.5."""
    return float(len(text)) if text.isascii() else len(text) + (_WIDE_FACTOR - 1) * len(_WIDE.findall(text))


def wide(text: str) -> bool:
    """Whether signs of Chinese, Japanese or Korean stand in a text."""
    return _WIDE.search(text) is not None
