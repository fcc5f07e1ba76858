"""How near paragraphs are to their pages, by the rare words that they share. In: lessons. Out: whether they are their pages' own.

A paragraph of an article shares rare words with the rest of it; a teaser of another story does not.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from newsarchive.extract.site.lesson import Lesson
from newsarchive.extract.words.strings import words

_SHORTEST_WORD = 4  # characters
_OWN = 2.5  # times as much as with another page: below stood only teasers (0 to 2.2), from 3.5 on only text (45 places)


class Nearness:
    """The words of some pages, each page's and how many have each."""

    def __init__(self, lessons: Sequence[Lesson]) -> None:
        self._pages = [Counter(word for _, text in one.stood for word in _rare(text)) for one in lessons]
        self._spread = Counter(word for page in self._pages for word in page)

    def are_own(self, texts: Sequence[tuple[int, str]]) -> bool:
        """Whether paragraphs, each with its page's number, share much more with the rest of it than with the average other."""
        own = others = 0.0
        for number, text in texts:
            for word in sorted(_rare(text)):  # sums of floats depend on their order
                worth = math.log((1 + len(self._pages)) / self._spread[word])
                own += worth * (self._pages[number][word] > 1)
                others += worth * (self._spread[word] - 1) / (len(self._pages) - 1)
        return own > _OWN * others


def _rare(text: str) -> set[str]:
    return {word for word in words(text) if len(word) >= _SHORTEST_WORD}
