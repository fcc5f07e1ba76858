"""Lines that stand between an article's paragraphs and are none of it. In: a line. Out: which kind of aside it is, if any.

A site model knows them when it has seen them on several pages; these are told by what they say, on the first page too.
"""

from __future__ import annotations

import functools
import re

from newsarchive.extract.words.credits import is_credit
from newsarchive.extract.words.wording import alternatives, names, phrases

_LONGEST_OFFER, _LONGEST_ADVERT, _LONGEST_POINTER = 350, 60, 200  # characters
_OF_PLAYERS = " Back to video"
_SPEECH = frozenset('"“”„«»')


def is_aside(line: str) -> bool:
    """Whether a line is the mark of an advertisement, leads to another story, credits a picture or speaks of the paper itself."""
    return is_advert(line) or is_pointer(line) or is_credit(line) or is_offer(line)


def is_advert(line: str) -> bool:
    """ "Advertisement", "Story continues below"; "The Bridge Is Mended Back to video", below a player."""
    return (len(line) <= _LONGEST_ADVERT and _advert().match(line) is not None) or line.endswith(_OF_PLAYERS)


def is_pointer(line: str) -> bool:
    """ "Read more: Ferry fares go up"."""
    return len(line) <= _LONGEST_POINTER and _pointer().match(line) is not None


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
