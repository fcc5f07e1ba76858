"""What an element's tag and class words say of its place on the page. In: tag and attributes. Out: flags in one number.

The words are those that page makers everywhere use for kinds of furniture; none belongs to one site. They are
hints only: whoever asks keeps what holds a large share of the page's text, whatever it is called.
"""

from __future__ import annotations

import functools
import itertools
import re

from newsarchive.extract.wording import vocabulary

# Flags as plain numbers: an enum's arithmetic took a fifth of a page's time.
PLAIN = 0
BAD = 1  # furniture: navigation, promotion, sharing, captions, author boxes
COMMENTS = 2  # readers' comments, or a box about them
STANDFIRST = 4  # named like a standfirst
CAPTION = 8
WALL = 16  # named like a wall that asks for money
LAYOUT = 32  # furniture by nothing but words that also name parts of a page's layout

_BAD_TAGS = frozenset({"nav", "footer", "aside", "form", "menu", "figure", "figcaption", "dialog", "address"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KINDS = ((BAD, "furniture"), (COMMENTS, "comments"), (STANDFIRST, "standfirst"), (CAPTION, "caption"), (WALL, "wall"))
_PAIRED = ((BAD, "furniture_pairs"), (STANDFIRST, "standfirst_pairs"), (WALL, "wall_pairs"))
_SPLIT = re.compile(r"[^a-zA-Z0-9]+|(?<=[a-z])(?=[A-Z])")


@functools.lru_cache(maxsize=20_000)
def of_words(names: str) -> int:
    """The flags of a class (or id) attribute."""
    tokens = [token.lower() for token in _SPLIT.split(names[:500]) if token]
    pairs = {f"{one}-{two}" for one, two in itertools.pairwise(tokens)}
    place = PLAIN
    for found, kinds in ((set(tokens), _KINDS), (pairs, _PAIRED)):
        for flag, kind in kinds:
            if found & vocabulary(kind):
                place |= flag
    sure = (set(tokens) & vocabulary("furniture")) - vocabulary("layout") or pairs & vocabulary("furniture_pairs")
    return place if sure or not place & BAD else place | LAYOUT


def of_element(tag: str, names: str, ident: str) -> int:
    """The flags of an element; the id of a heading is a slug of its words and says nothing."""
    place = BAD if tag in _BAD_TAGS else PLAIN
    if names:
        place |= of_words(names)
    if ident and tag not in _HEADINGS:
        place |= of_words(ident) & ~STANDFIRST
    return place
