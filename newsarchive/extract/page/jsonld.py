"""What a page says of itself in JSON-LD. In: the tree. Out: the article's node, what it refers to, and the types named.

Values stay as JSON gave them, but for {"@value": …}, {"@list": […]} and {"@set": […]}, which are what they hold: whoever
reads one goes through `strings`. Blocks that no careful repair makes readable (`slips.py`) are left alone.
"""

from __future__ import annotations

import itertools
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import lxml.html

from newsarchive.extract.words import slips

Node = dict[str, Any]

_MOST_NODES = 5_000
_ARTICLE = re.compile(r"(?:^|[/:#])(\w*Article|BlogPosting|LiveBlogPosting|Report|SocialMediaPosting)$")
_HOLDERS = ("@value", "@list", "@set")
_LISTING = {"CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage"}


@dataclass(frozen=True, slots=True)
class JsonLd:
    """`article` is the node that describes this page's article, {} where there is none; `types` all that occur.

    `nodes` maps "@id" to node. `articles` counts nodes that look like articles at the top of the graph. `live` is the node of
    the live blog that the page says it is, {} where it says no such thing.
    """

    article: Node = field(default_factory=dict)
    types: frozenset[str] = frozenset()
    nodes: dict[str, Node] = field(default_factory=dict)
    articles: int = 0
    live: Node = field(default_factory=dict)

    def resolve(self, value: object) -> object:
        """The node that a bare {"@id": …} points to, else the value itself."""
        if isinstance(value, dict) and len(value) <= 2 and isinstance(value.get("@id"), str):
            return self.nodes.get(value["@id"], value)
        return value

    def items(self, value: object, most: int = 100) -> list[object]:
        """A value as list, lists in it opened, its references resolved; at most 100, or what is asked for."""
        raw = value if isinstance(value, list) else [] if value is None else [value]
        flat = itertools.chain.from_iterable(item if isinstance(item, list) else (item,) for item in raw[:most])
        return [self.resolve(_held(item)) for item in itertools.islice(flat, most)]


def read(root: lxml.html.HtmlElement, page_keys: frozenset[str]) -> JsonLd:
    """All blocks of a page; `page_keys` are the addresses by which an article node may name this page."""
    found = [(node, depth) for block in _blocks(root) for node, depth in _nodes(block)]
    index: dict[str, Node] = {}
    for node, _ in found:
        name = node.get("@id")
        if isinstance(name, str) and len(node) > len(index.get(name, {})):
            index[name] = node
    articles = [(node, depth) for node, depth in found if is_article(node)]
    types = frozenset(name for node, _ in found for name in types_of(node))
    best: Node = max(articles, key=lambda pair: _fitness(pair[0], pair[1], page_keys), default=({}, 0))[0]
    count = sum(depth <= 1 and bool(node.get("headline")) for node, depth in articles)
    return JsonLd(best, types, index, count, _live(articles, best, page_keys) if "LiveBlogPosting" in types else {})


def types_of(node: Node) -> list[str]:
    """The names of a node's types, without vocabulary."""
    raw = node.get("@type")
    return [re.split(r"[/:#]", name)[-1] for name in (raw if isinstance(raw, list) else [raw]) if isinstance(name, str)]


def is_article(node: Node) -> bool:
    """Whether a node is schema.org Article or one of its kinds."""
    return any(_ARTICLE.search(name) for name in types_of(node))


def _fitness(node: Node, depth: int, page_keys: frozenset[str]) -> tuple[int, int, int, int]:
    """The article's node names this page, has a headline and a date, lies near the top and says much."""
    main = node.get("mainEntityOfPage")
    named = {value for value in (node.get("url"), node.get("@id"), main) if isinstance(value, str)}
    if isinstance(main, dict):
        named |= {value for value in (main.get("@id"), main.get("url")) if isinstance(value, str)}
    here = any(name.partition("#")[0].rstrip("/") in page_keys for name in named)
    told = sum(bool(node.get(key)) for key in ("headline", "datePublished", "author"))
    return here, told, -depth, len(node)


def _live(articles: list[tuple[Node, int]], best: Node, page_keys: frozenset[str]) -> Node:
    """The live blog among the nodes: the article itself, or one near the top that names this page or lists its updates."""
    for node, depth in sorted(articles, key=lambda pair: pair[0] is not best):
        near = depth <= 1 and (_fitness(node, depth, page_keys)[0] or node.get("liveBlogUpdate"))
        if "LiveBlogPosting" in types_of(node) and (node is best or near):
            return node
    return {}


def _blocks(root: lxml.html.HtmlElement) -> Iterator[object]:
    for script in root.iter("script"):
        if (script.get("type") or "").partition(";")[0].strip().lower() == "application/ld+json":
            block = slips.load("".join(script.itertext()))
            if block is not None:
                yield block


def _nodes(block: object) -> Iterator[tuple[Node, int]]:
    """Every object in a block, breadth first, with its depth; {"@graph": […]} and lists do not count as a level."""
    queue: deque[tuple[object, int]] = deque([(block, 0)])
    seen = 0
    while queue and seen < _MOST_NODES:
        value, depth = queue.popleft()
        seen += 1
        if isinstance(value, list):
            queue.extend((item, depth) for item in value[:_MOST_NODES])
        elif isinstance(value, dict):
            yield value, depth
            for key in value:
                item = value[key] = _held(value[key])
                if isinstance(item, dict | list):
                    queue.append((item, depth if key == "@graph" else depth + 1))


def _held(value: object) -> object:
    """What an object that only holds a value, a list or a set holds; any other value itself."""
    return next((value[name] for name in _HOLDERS if name in value), value) if isinstance(value, dict) else value
