"""The shape of the page around an article's text, as a short name. In: a walked page and its article's blocks. Out: a name.

Two pages made by one template get one name, whatever they say; what a paper's pages are called changes when its template
does. It judges nothing.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from newsarchive.extract.page.blocks import LISTED, Walk
from newsarchive.extract.page.model import kind_of

_DEEPEST = 60  # elements: a path is cut at its outer end, so that hostile nesting costs nothing


def template_of(walk: Walk, numbers: Iterable[int]) -> str | None:
    """Eight hex digits for the path from the top to the element that holds most of these blocks; None for no block.

    Tags alone, and of the innermost element its first class: further classes name sections and tags of a single article
    (WordPress writes a dozen), and would make a template of each page.
    """
    homes = Counter(_home(walk, walk.blocks[number].node) for number in numbers)
    if not homes:
        return None
    at = homes.most_common(1)[0][0]
    home = walk.nodes[at]
    path = [".".join(kind_of(home.tag, home.names).split(".")[:2])]
    while (at := walk.nodes[at].parent) >= 0 and len(path) < _DEEPEST:
        path.append(walk.nodes[at].tag)
    return hashlib.sha256("<".join(path).encode()).hexdigest()[:8]


def _home(walk: Walk, number: int) -> int:
    """The element around a paragraph."""
    node = walk.nodes[number]
    return node.parent if node.tag in LISTED and node.parent >= 0 else number
