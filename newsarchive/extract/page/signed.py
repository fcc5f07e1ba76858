"""Which links and spans are marked up as an author's. In: a walk, and the blocks to look in. Out: their texts.

They are asked about near the text alone: a page has two hundred of them, and its menus need not be looked at.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Iterator

import lxml.html

from newsarchive.extract.page import items
from newsarchive.extract.page.blocks import Walk
from newsarchive.extract.page.places import naming
from newsarchive.extract.words.strings import line

_names_author = naming(
    re.compile(r"(?:^|[\s_-])(?:authors?|auteurs?|autor(?:in|es)?|by-?line)(?:[_-]*(?:names?|link|txt))*(?:$|\s)", re.IGNORECASE)
)
_AUTHOR_PATH = re.compile(
    r"/(?i:authors?|autor(?:en|es)?|auteurs?|autori|people|staff|profiles?|reporters?|journalistes?|journalists?|contributors?|by)/[^/?#]{3,}"
    r"|/(?i:editors?|signataires?)/[^\W\d_]+-[^\W\d_][\w-]*/?$"
)
_MOST = 300  # of them
_LONGEST, _MOST_TEXTS = 200, 10  # characters, and pieces of text, that are read of one


def signed(walk: Walk, blocks: Container[int]) -> Iterator[tuple[int, str]]:
    """(number of the block, text) of each element in these blocks that is marked up as an author's, in order."""
    found = ((at, element) for at, element in walk.spans if at in blocks and _is_author(element))
    for at, element in itertools.islice(found, _MOST):
        yield at, line("".join(itertools.islice(element.itertext(), _MOST_TEXTS))[:_LONGEST])


def _is_author(element: lxml.html.HtmlElement) -> bool:
    get = element.get
    names = get("class")
    if (names and _names_author(names)) or (get("itemprop") == "author" and not items.of_another(element)):
        return True
    return element.tag == "a" and ("author" in get("rel", "") or _AUTHOR_PATH.search(get("href", "")) is not None)
