"""What of a page's text a parser is given. In: the text. Out: it without what is no text for readers, or None where a tag would
choke the parser. Never parses, never raises.

It takes time in proportion to the length of the text: no part of a pattern gives back what it has taken.
"""

from __future__ import annotations

import re

MAX_ATTRIBUTES = 400  # of one tag: the limit that gumbo-based parsers use

# One attribute as the HTML standard's tokenizer sees it (section 13.2.5.32 and following); then the attributes of a tag, if
# they are not too many: first as nearly all are written, which halves the time of the scan. The patterns name both cases of a
# letter, since IGNORECASE would slow down every set of characters in them.
_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?+|'[^']*+'?+|[^\s>"'][^\s>]*+)?+)?+"""
_USUAL = r"""\s++[^\s/>="']++="[^"]*+\""""
_MOST = f"{{0,{MAX_ATTRIBUTES}}}+"
_FEW = rf"(?:(?:{_USUAL}){_MOST}\s*+/?+>|(?:{_ATTRIBUTE}){_MOST}(?!{_ATTRIBUTE})[\s/]*+>?+)"
_COMMENT = r"!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+)"
_RAW = ("script", "style", "textarea", "title", "xmp", "noembed", "noframes")  # what they hold is no mark-up
_APART = rf"(?i:({'|'.join((*_RAW, 'svg'))}))(?=[\s/>])"
_PLAIN = re.compile(rf"(?:[^<]++|<(?:/[^<]*+|{_COMMENT}|(?!(?=[nNsStTxX]){_APART})[a-zA-Z][^\s/>]*+{_FEW}|(?![/a-zA-Z]|!--)))*+")
_OPENS = re.compile(rf"<{_APART}({_FEW})")
# The parts of a drawing, as machines write them; where another stands in one, it is left as it is.
_DRAWN = (
    "circle|clippath|defs|desc|ellipse|g|line|lineargradient|mask|path|polygon|polyline|radialgradient|rect|stop|symbol|text"
    "|title|tspan|use"
)
_HELD = {name: re.compile(rf"[^<]*+(?:<(?!/(?i:{name})[\s/>])[^<]*+)*+") for name in _RAW} | {
    "svg": re.compile(rf"[^<]*+(?:</?(?i:{_DRAWN})(?=[\s/>])[^<>]*+>[^<]*+)*+(?=</(?i:svg)\s*+>)")
}


def without_scripts(text: str) -> str | None:
    """The text of a page without what scripts, styles and drawings hold, JSON apart: half of a modern page, and a third of
    the time of its parser (measured on 107 pages). None where a tag has more than MAX_ATTRIBUTES: 40,000 of them in
    one hold libxml2 up for seconds, and an article's page has at most a few dozen in each.

    Scripts, styles and comments are text: a tag in them does not count. One that is never closed is left as it is, and so is a
    script with a comment in it, which browsers read by rules of its own. A title that is never closed is closed before the next
    tag: to a parser the whole page would be its title.
    """
    kept: list[str] = []
    titled = True  # whether every <title> so far was closed
    last, at = 0, _end(_PLAIN, text, 0)
    while at < len(text):
        opens = _OPENS.match(text, at)
        if opens is None:
            return None
        start, name = opens.end(), opens[1].lower()
        held = _HELD[name].match(text, start) if titled or name != "title" else None
        end = held.end() if held else start
        if name == "title" and (end == len(text) or not titled):
            titled, tag = False, text.find("<", start)
            end = tag if tag >= 0 else len(text)
            kept += text[last:end], "</title>"
            last = end
        elif start < end < len(text) and _is_dropped(name, opens[2], text[start:end]):
            kept.append(text[last:start])
            last = end
        at = _end(_PLAIN, text, end)
    return "".join((*kept, text[last:])) if kept else text


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _is_dropped(name: str, attributes: str, held: str) -> bool:
    if name == "script":
        return "json" not in attributes.lower() and not attributes.endswith("/>") and "<!--" not in held
    return name == "svg" or (name == "style" and not attributes.endswith("/>"))
