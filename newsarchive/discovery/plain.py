"""Plain text out of strings that may hold HTML. In: any value of a feed or page. Out: text; "" for what is no string."""

from __future__ import annotations

import html
import re

_READ = 20_000  # characters: a hint keeps 1,000, and markup in front of the words may be longer than the words
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h\d)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)


def text(value: object) -> str:
    """A string without the space around it; "" for anything else, such as the numbers and lists of a hostile feed."""
    return value[:_READ].strip() if isinstance(value, str) else ""


def plain(value: object) -> str:
    """The words of a string that may hold HTML, as titles in feeds do: `<b>Tom</b> &amp; Ann` gives `Tom & Ann`."""
    words = text(value)
    if "<" in words:
        words = _TAG.sub("", _BREAK.sub(" ", words))
    return " ".join(html.unescape(words).split())
