"""What a page's head says in names and contents. In: the tree. Out: meta values by name, links by relation.

The whole document is searched, since broken heads end early and leave their rest in the body.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field

import lxml.html

from newsarchive.extract.page import items
from newsarchive.extract.words.strings import text_of

_MOST = 2_000  # elements looked at
_NAMING = ("property", "name", "itemprop", "http-equiv")


@dataclass(frozen=True, slots=True)
class Head:
    """`metas` maps a lower-case name, property, itemprop or http-equiv to its contents in order of the page.

    `links` maps a lower-case rel to addresses as written; `title` is the <title>; `lang` and `amp` are <html>'s.
    """

    metas: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    title: str | None = None
    lang: str | None = None
    base: str = ""
    amp: bool = False

    def first(self, *names: str) -> str | None:
        """The first content under the first of these names that has one."""
        return next((self.metas[name][0] for name in names if name in self.metas), None)

    def all(self, names: Iterable[str]) -> list[str]:
        """All contents under these names, doubles left out."""
        return list(dict.fromkeys(value for name in names for value in self.metas.get(name, ())))


def read(root: lxml.html.HtmlElement) -> Head:
    """The head of a page, whatever state it is in."""
    metas: dict[str, list[str]] = {}
    links: dict[str, list[str]] = {}
    title, base = None, ""
    for element in itertools.islice(root.iter("meta", "link", "base", "title"), _MOST):
        if element.tag == "meta":
            _read_meta(element, metas)
        elif element.tag == "title":
            title = "".join(element.itertext()) if title is None else title
        elif href := element.get("href"):
            base = base or (href.strip() if element.tag == "base" else "")
            for rel in (element.get("rel") or "").lower().split()[:10] if element.tag == "link" else ():
                links.setdefault(rel, []).append(href.strip())
    return Head(
        metas,
        links,
        text_of(title),
        text_of(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang")),
        base,
        any(name in root.attrib for name in ("amp", "⚡", "amp4ads")),
    )


def _read_meta(element: lxml.html.HtmlElement, metas: dict[str, list[str]]) -> None:
    said = dict(element.items())
    content = text_of(said.get("content") or said.get("value"))  # the second is no HTML, and is met
    if content is None:
        return
    for attribute in _NAMING:
        name = said.get(attribute, "").strip().lower()
        if name and len(name) <= 100 and not (attribute == "itemprop" and items.of_another(element)):
            metas.setdefault(name, []).append(content)
