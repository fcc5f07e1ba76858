"""Lines that are captions by what they say: they credit a picture, or begin or end as agencies' captions do. In: a line."""

from __future__ import annotations

import functools
import re

from newsarchive.extract.words.strings import words
from newsarchive.extract.words.wording import alternatives, vocabulary

_LONGEST_CREDIT, _LONGEST_CAPTION, _LAST_WORDS = 100, 600, 40  # characters
_COPYRIGHT = re.compile(r"copyright\s*(?:©|\(c\)|(?:19|20)\d\d\b)", re.IGNORECASE)
# How agencies begin a caption: "In this Nov. 5, 2019, file photo".
_IN_THIS_PHOTO = re.compile(
    r"In this (?:\w+\.? \d{1,2}, \d{4},? |\w+\.? \d{4} )?(?:\w+ ){0,2}(?:photo|photograph|image|picture|frame grab|still)\b"
)
_CLOSING = (")", ").")
_IN_BRACKETS = re.compile(r"\(([^()]{3,80})\)\.?$")


def is_credit(line: str) -> bool:
    """ "Photo: Ann Lee / Some Pictures"; "© Ann Lee", before a whole caption; "(AP Photo/Ann Lee)", "(Video by Ann Lee)", "File
    photo" at the end of one; "In this May 5, 2026, photo" at its beginning; "Copyright 2026 The Courier".
    """
    if len(line) > _LONGEST_CAPTION:
        return False
    if match := _begins().match(line):
        return match[0] == "©" or len(line) <= _LONGEST_CREDIT
    if _COPYRIGHT.match(line) or _IN_THIS_PHOTO.match(line) or _of_the_files().search(line[-_LAST_WORDS:]):
        return True
    if ":" in line[-_LONGEST_CREDIT:] and _ends().search(line[-_LONGEST_CREDIT:]):
        return True
    ends = _IN_BRACKETS.search(line) if line.endswith(_CLOSING) else None
    if ends is None:
        return False
    return "photo" in words(ends[1]) or _credited().match(ends[1]) is not None or _is_dealt(ends[1])


def _is_dealt(credit: str) -> bool:
    """Whether a picture's maker and dealer are named: "Ann Lee/AP", "Getty/AFP"; "dpa/lno", "AFP/dpa" close a text."""
    maker, stroke, dealer = credit.partition("/")
    if not stroke:
        return False
    told, first_names = words(maker), maker.split()[:2]
    if not vocabulary("picture_agencies").isdisjoint((*told, *words(dealer))):
        return True
    is_person = len(first_names) == 2 and all(name[0].isupper() for name in first_names)
    agencies = vocabulary("agencies")
    return is_person and agencies.isdisjoint(told) and not agencies.isdisjoint(words(dealer))


@functools.cache
def _begins() -> re.Pattern[str]:
    """ "Photo: Ann Lee", "© Ann Lee"."""
    return re.compile(rf"©|{alternatives('picture')}(?: by)?\s*:", re.IGNORECASE)


@functools.cache
def _ends() -> re.Pattern[str]:
    """ "… the bridge. Photo: Ann Lee"."""
    return re.compile(rf"[.!?]\W?\s+{alternatives('picture')}(?: by)?:\s[^.:]{{3,60}}\.?$", re.IGNORECASE)


@functools.cache
def _of_the_files() -> re.Pattern[str]:
    """ "… the bridge in May. File photo"."""
    return re.compile(rf"\b{alternatives('picture_of_files')}[.)]{{0,2}}$", re.IGNORECASE)


@functools.cache
def _credited() -> re.Pattern[str]:
    """ "(Photo by Ann Lee)", "(courtesy of the museum)", without the brackets."""
    picture, by, courtesy = (alternatives(f"picture{name}") for name in ("", "_by", "_courtesy"))
    labelled = rf"(?:{picture}|graphics?)\s*(?::|\b{by}\b)"
    return re.compile(rf"{labelled}|(?:{picture} )?(?:credits?|{courtesy})\b|picture[ -]alliance\b", re.IGNORECASE)
