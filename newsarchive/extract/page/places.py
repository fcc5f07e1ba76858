"""What an element's tag and class words say of its place on the page. In: tag and attributes. Out: flags in one number.

The words are those that page makers everywhere use for kinds of furniture; none belongs to one site. They are
hints only: whoever asks keeps what holds a large share of the page's text, whatever it is called.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from newsarchive.extract.words.wording import vocabulary

# Flags as plain numbers: an enum's arithmetic took a fifth of a page's time.
PLAIN = 0
BAD = 1  # furniture: navigation, promotion, sharing, captions, author boxes
COMMENTS = 2  # readers' comments, or a box about them
STANDFIRST = 4  # named like a standfirst
CAPTION = 8
WALL = 16  # named like a wall that asks for money
LAYOUT = 32  # furniture by nothing but words that also name parts of a page's layout
SIGNING = 64  # named like what says who wrote it, or when

_SURE = 128  # furniture by a word that names nothing else; not told

_BAD_TAGS = frozenset({"nav", "footer", "aside", "form", "menu", "figure", "figcaption", "dialog", "address"})
# Parts of a page that are furniture by their role (WAI-ARIA 1.2, section 5.3.4).
BAD_ROLES = frozenset({"complementary", "navigation", "contentinfo", "search", "menu", "menubar", "dialog", "alertdialog"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KINDS = (
    (BAD, "furniture"),
    (COMMENTS, "comments"),
    (STANDFIRST, "standfirst"),
    (CAPTION, "caption"),
    (WALL, "wall"),
    (SIGNING, "signing"),
)
_PAIRED = ((BAD, "furniture_pairs"), (STANDFIRST, "standfirst_pairs"), (WALL, "wall_pairs"))
_NAME = re.compile(r"[a-zA-Z0-9]+")
# What WordPress says in the classes of an article of where it is filed: any word may stand there.
_FILED = re.compile(r"(?<!\S)(?:tag|category|post_tag|author|topic)-\S+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def naming(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    """Whether class words have such a name, remembered by the string: two thousand elements of a page share some hundred."""
    return functools.lru_cache(maxsize=20_000)(lambda names: pattern.search(names) is not None)


@functools.lru_cache(maxsize=50_000)
def of_words(names: str) -> int:
    """The flags of a class (or id) attribute."""
    if "hentry" in names or "type-post" in names:
        names = _FILED.sub("", names)
    flags, pair_flags, telling = _flags()
    # Most attributes are in small letters, so that no word in them is joined by humps, and say nothing.
    said = _NAME.findall(names[:500]) if names.islower() else [word.lower() for word in name_words(names)]
    if telling.isdisjoint(said):
        return PLAIN
    place, last = PLAIN, ""
    for word in said:
        place |= flags.get(word, PLAIN) | pair_flags.get((last, word), PLAIN)
        last = word
    if place & BAD and not place & _SURE:
        place |= LAYOUT
    return place & ~_SURE


@functools.cache
def _flags() -> tuple[dict[str, int], dict[tuple[str, ...], int], frozenset[str]]:
    """What each word, and each pair of neighbours, says; and the words that say something, or end a pair that does."""
    flags: dict[str, int] = defaultdict(int)
    pairs: dict[tuple[str, ...], int] = defaultdict(int)
    for flag, kind in _KINDS:
        for word in vocabulary(kind):
            flags[word] |= flag
    for word in vocabulary("furniture") - vocabulary("layout"):
        flags[word] |= _SURE
    for flag, kind in _PAIRED:
        for pair in vocabulary(kind):
            pairs[tuple(pair.split("-"))] |= flag | (_SURE if flag == BAD else PLAIN)
    return dict(flags), dict(pairs), frozenset(flags) | {pair[-1] for pair in pairs}


def name_words(names: str) -> Iterator[str]:
    """The words that names are made of; a name of three or more parts of hardly two letters each comes from a machine."""
    for name in _NAME.findall(names[:500]):
        parts = [name] if name.islower() else _HUMP.split(name)
        if len(parts) < 3 or len(name) >= 3 * len(parts):
            yield from parts


@functools.lru_cache(maxsize=50_000)
def of_element(tag: str, names: str, ident: str) -> int:
    """The flags of an element; the id of a heading is a slug of its words and says nothing, and <body> is named for the page."""
    if tag == "body":
        return PLAIN
    place = BAD if tag in _BAD_TAGS else PLAIN
    if names:
        place |= of_words(names)
    if ident and tag not in _HEADINGS:
        place |= of_words(ident) & ~STANDFIRST
    return place
