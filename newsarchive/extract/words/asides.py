"""Lines that stand between an article's paragraphs and are none of it. In: a line. Out: which kind of aside it is, if any.

A site model knows them when it has seen them on several pages; these are told by what they say, on the first page too.
"""

from __future__ import annotations

import functools
import re

from newsarchive.extract.words.strings import words
from newsarchive.extract.words.wording import alternatives, names, phrases, vocabulary

_LONGEST_OFFER, _LONGEST_ADVERT, _LONGEST_POINTER = 350, 60, 200  # characters
_LONGEST_CREDIT, _LONGEST_CAPTION, _LAST_WORDS = 100, 600, 40
_CREDIT = re.compile(
    r"©|(?:photo(?:graph)?|picture|image|foto|bild|fotografía|imagen|фото)s?(?: credits?| by)?\s*:", re.IGNORECASE
)
_COPYRIGHT = re.compile(r"copyright\s*(?:©|\(c\)|(?:19|20)\d\d\b)", re.IGNORECASE)
# How agencies begin a caption: "In this Nov. 5, 2019, file photo".
_IN_THIS_PHOTO = re.compile(
    r"In this (?:\w+\.? \d{1,2}, \d{4},? |\w+\.? \d{4} )?(?:\w+ ){0,2}(?:photo|photograph|image|picture|frame grab|still)\b"
)
_OF_THE_FILES = re.compile(
    r"\b(?:(?:file|archive) (?:photo|photograph|picture|image)|(?:archiv|symbol)(?:bild|foto)|foto de archivo|photo d.archives?)"
    r"[.)]{0,2}$",
    re.IGNORECASE,
)
_OF_PLAYERS = " Back to video"
_PHOTO_BY = re.compile(
    r"[.!?]\W?\s+(?:photo(?:graph)?|image|picture|video|foto|bild)s?(?:[ -]credit)?(?: by)?:\s[^.:]{3,60}\.?$", re.IGNORECASE
)
_SPEECH = frozenset('"“”„«»')
_CLOSING = (")", ").")
_IN_BRACKETS = re.compile(r"\(([^()]{3,80})\)\.?$")
_CREDITED = re.compile(
    r"(?:photos?|video|images?|pictures?|fotos?|bilder?|vidéo|imagen|fotografía|grafik|graphic)\s*(?::|\b(?:by|von|por|par|av|courtesy)\b)"
    r"|(?:photo |image |picture )?(?:credits?|courtesy(?: of)?)\b|picture[ -]alliance\b",
    re.IGNORECASE,
)


def is_aside(line: str) -> bool:
    """Whether a line is the mark of an advertisement, leads to another story, credits a picture or speaks of the paper itself."""
    return is_advert(line) or is_pointer(line) or is_credit(line) or is_offer(line)


def is_advert(line: str) -> bool:
    """ "Advertisement", "Story continues below"; "The Bridge Is Mended Back to video", below a player."""
    return (len(line) <= _LONGEST_ADVERT and _advert().match(line) is not None) or line.endswith(_OF_PLAYERS)


def is_pointer(line: str) -> bool:
    """ "Read more: Ferry fares go up"."""
    return len(line) <= _LONGEST_POINTER and _pointer().match(line) is not None


def is_credit(line: str) -> bool:
    """ "Photo: Ann Lee / Some Pictures"; "© Ann Lee", before a whole caption; "(AP Photo/Ann Lee)", "(Video by Ann Lee)", "File
    photo" at the end of one; "In this May 5, 2026, photo" at its beginning; "Copyright 2026 The Courier".
    """
    if len(line) > _LONGEST_CAPTION:
        return False
    if match := _CREDIT.match(line):
        return match[0] == "©" or len(line) <= _LONGEST_CREDIT
    if _COPYRIGHT.match(line) or _IN_THIS_PHOTO.match(line) or _OF_THE_FILES.search(line[-_LAST_WORDS:]):
        return True
    if ":" in line[-_LONGEST_CREDIT:] and _PHOTO_BY.search(line[-_LONGEST_CREDIT:]):
        return True
    ends = _IN_BRACKETS.search(line) if line.endswith(_CLOSING) else None
    if ends is None:
        return False
    return "photo" in words(ends[1]) or _CREDITED.match(ends[1]) is not None or _is_dealt(ends[1])


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


def is_offer(line: str) -> bool:
    """Whether a line offers the paper's own newsletter, app or channels, or says whose money or opinion it is; no speech does."""
    if len(line) > _LONGEST_OFFER or not _SPEECH.isdisjoint(line):
        return False
    lower = line.lower()
    for word in names("offering"):  # a generator of all takes half as long again
        if word in lower:
            return phrases("offer").search(line) is not None
    return False


@functools.cache
def _advert() -> re.Pattern[str]:
    return re.compile(rf"{alternatives('advert_begins')}|(?:-+\s*)?{alternatives('advert')}\b\W*(?:$|-)", re.IGNORECASE)


@functools.cache
def _pointer() -> re.Pattern[str]:
    return re.compile(rf"[(\[]?{alternatives('pointer')}\s*(?:[:：|>»•]|$)", re.IGNORECASE)  # noqa: RUF001
