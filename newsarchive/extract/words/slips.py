"""JSON as pages write it. In: a block's text. Out: what it says, as far as the usual slips can be mended without guessing.

Strings are found first, so that nothing is ever taken for a comment or an end that stands inside one. Time is linear in the
text: every step is one pass.
"""

from __future__ import annotations

import html
import json
import re

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\Z)|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)', re.DOTALL)
_ESCAPE = re.compile(r'\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|["\\/bfnrt]|.)', re.DOTALL)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_BETWEEN = re.compile(r"[\s,;}\])]*+")
MOST = 1_000_000  # characters of one block
_MOST_VALUES = 200
_WRAPPERS = ("<!--", "-->", "//<![CDATA[", "//]]>", "<![CDATA[", "]]>", "/*", "*/")


def load(text: str) -> object | None:
    """JSON, or JSON with the usual slips: a comment or CDATA around it, commas too many, entities; comments inside, escapes that
    JSON does not know ("\\\\'"), brackets too many at the end, several values in a row (a list of them). None for the rest.
    """
    if len(text) > MOST:
        return None
    for attempt in (str, unwrapped, _unescaped):
        try:
            value: object = json.loads(attempt(text), strict=False)
        except (ValueError, RecursionError):
            continue
        return value
    text = html.unescape(text) if "&quot;" in text else text
    return _values(unwrapped(_TOKEN.sub(_mended, text)))


def unwrapped(text: str) -> str:
    """Without what may stand around JSON in a script, and without commas before a closing bracket."""
    for wrap in _WRAPPERS:
        text = text.removeprefix(wrap).removesuffix(wrap).strip() if wrap in text else text.strip()
    return _TRAILING_COMMA.sub(r"\1", text.rstrip(";"))


def _unescaped(text: str) -> str:
    return unwrapped(html.unescape(text)) if "&quot;" in text else unwrapped(text)


def _mended(match: re.Match[str]) -> str:
    """A string with escapes that JSON knows; nothing for a comment."""
    token = match[0]
    return _ESCAPE.sub(_escape, token) if token.startswith('"') else ""


def _escape(match: re.Match[str]) -> str:
    what = match[1]
    if len(what) == 3:
        return f"\\u00{what[1:]}"
    return match[0] if len(what) > 1 or what in '"\\/bfnrt' else what


def _values(text: str) -> object | None:
    """The values that stand one after the other, up to what cannot be read; one alone as itself."""
    decoder = json.JSONDecoder(strict=False)
    found: list[object] = []
    at = _next(text, 0)
    while at < len(text) and len(found) < _MOST_VALUES and text[at] in "{[":
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        found.append(value)
        at = _next(text, at)
    return (found if len(found) > 1 else found[0]) if found else None


def _next(text: str, at: int) -> int:
    match = _BETWEEN.match(text, at)
    return match.end() if match else at
