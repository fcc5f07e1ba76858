"""Templates and escaping: plain words go in, markup that is safe to serve comes out.

A template is a file in `templates/` with `$name` holes. Whatever fills a hole is escaped unless it is `Html`,
so nothing reaches a page unescaped by being forgotten. It never knows what a page is about.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from string import Template

from newsarchive.demo.paper import Block

_TAGS = {"paragraph": "p", "heading": "h2", "quote": "blockquote", "item": "li"}


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def fill(template: str, **holes: object) -> Html:
    """The template of that name with its holes filled. KeyError where a hole is left open."""
    return Html(_template(template).substitute({name: escape(value) for name, value in holes.items()}))


def join(parts: Iterable[Html], between: str = "\n") -> Html:
    """Parts one after another."""
    return Html(between.join(parts))


def escape(value: object) -> Html:
    """`value` as markup: untouched where it is markup already."""
    return value if isinstance(value, Html) else Html(html.escape(str(value)))


def paragraphs(blocks: Iterable[Block]) -> list[Html]:
    """Blocks as top-level elements, in order; items that follow one another share a list."""
    elements: list[Html] = []
    for block in blocks:
        element = _element(block)
        if block.kind == "item" and elements and elements[-1].startswith("<ul>"):
            elements[-1] = Html(elements[-1].removesuffix("</ul>") + element + "</ul>")
        else:
            elements.append(Html(f"<ul>{element}</ul>") if block.kind == "item" else element)
    return elements


def _element(block: Block) -> Html:
    text = re.sub(r"\[([^]]+)]\(([^)]+)\)", r'<a href="\2">\1</a>', escape(block.text))
    text = re.sub(r"\*([^*]+)\*", r"<em>\1</em>", text)
    tag = _TAGS[block.kind]
    return Html(f"<{tag}>{text}</{tag}>")


@cache
def _template(name: str) -> Template:
    return Template(
        (files(__package__) / "templates" / (name if name.endswith(".svg") else f"{name}.html"))
        .read_text(encoding="utf-8")
        .rstrip("\n")
    )
