"""What a page says of itself in JSON-LD. In: the tree. Out: the article's node, what it refers to, and the types named.

Values stay as JSON gave them: whoever reads one goes through `strings`. Blocks that no careful repair makes
readable are left alone, as no regular expression is ever run over broken JSON.
"""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import lxml.html

Node = dict[str, Any]

_MOST_BYTES = 1_000_000  # of one block
_MOST_NODES = 5_000
_ARTICLE = re.compile(r"(?:^|[/:#])(\w*Article|BlogPosting|LiveBlogPosting|Report|SocialMediaPosting)$")
_LISTING = {"CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage"}
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


@dataclass(frozen=True, slots=True)
class JsonLd:
    """`article` is the node that describes this page's article, {} where there is none; `types` all that occur.

    `nodes` maps "@id" to node. `articles` counts nodes that look like articles at the top of the graph.
    """

    article: Node = field(default_factory=dict)
    types: frozenset[str] = frozenset()
    nodes: dict[str, Node] = field(default_factory=dict)
    articles: int = 0

    def resolve(self, value: object) -> object:
        """The node that a bare {"@id": …} points to, else the value itself."""
        if isinstance(value, dict) and len(value) <= 2 and isinstance(value.get("@id"), str):
            return self.nodes.get(value["@id"], value)
        return value

    def items(self, value: object) -> list[object]:
        """A value as list, its references resolved; at most 100."""
        raw = value if isinstance(value, list) else [] if value is None else [value]
        return [self.resolve(item) for item in raw[:100]]


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
    return JsonLd(best, types, index, sum(depth <= 1 and bool(node.get("headline")) for node, depth in articles))


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


def _blocks(root: lxml.html.HtmlElement) -> Iterator[object]:
    for script in root.iter("script"):
        if (script.get("type") or "").partition(";")[0].strip().lower() == "application/ld+json":
            block = load("".join(script.itertext()))
            if block is not None:
                yield block


def load(text: str) -> object | None:
    """JSON, or JSON with the usual slips: a comment or CDATA around it, commas too many, entities. None for the rest."""
    if len(text) > _MOST_BYTES:
        return None
    for attempt in (_as_is, _unwrapped, _unescaped):
        try:
            value: object = json.loads(attempt(text), strict=False)
        except (ValueError, RecursionError):
            continue
        return value
    return None


def _as_is(text: str) -> str:
    return text


def _unwrapped(text: str) -> str:
    for wrap in ("<!--", "-->", "//<![CDATA[", "//]]>", "<![CDATA[", "]]>", "/*", "*/"):
        text = text.removeprefix(wrap).removesuffix(wrap).strip() if wrap in text else text.strip()
    return _TRAILING_COMMA.sub(r"\1", text.rstrip(";"))


def _unescaped(text: str) -> str:
    return _unwrapped(html.unescape(text)) if "&quot;" in text else _unwrapped(text)


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
            for key, item in value.items():
                if isinstance(item, dict | list):
                    queue.append((item, depth if key == "@graph" else depth + 1))
