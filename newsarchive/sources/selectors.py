"""Selectors, CSS or XPath, of the rules for a page. In: a selector's text. Out: a compiled XPath, or `BadValue`."""

from __future__ import annotations

import functools

import lxml.html
from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from newsarchive.sources.checks import BadValue

_XPATH = ("/", "./", "(")
_LONGEST = 500


def selector(key: str, value: str, *, elements: bool) -> str:
    """A selector that compiles; where `elements`, one that gives elements and no text or number."""
    if not value.strip() or len(value) > _LONGEST:
        raise BadValue(key, value, f"must be a CSS or XPath selector of 1 to {_LONGEST} characters")
    try:
        found = compiled(value)(lxml.html.Element("html"))
    except (SelectorError, etree.XPathError) as error:
        kind = "an XPath, as it begins with / or ./ or (" if value.startswith(_XPATH) else "a CSS selector"
        raise BadValue(key, value, f"cannot be read as {kind}: {error}") from error
    if elements and not isinstance(found, list):
        raise BadValue(key, value, "must select elements, not text or a number")
    return value


@functools.cache
def compiled(value: str) -> etree.XPath:
    """A selector ready for use: XPath where it begins with "/", "./" or "(", else CSS. Compiled once a process."""
    return etree.XPath(value if value.startswith(_XPATH) else HTMLTranslator().css_to_xpath(value))
