"""Whether a tag would choke a parser. In: the text of a page. Out: a warning. Never parses, never raises.

It takes time in proportion to the length of the text.
"""

from __future__ import annotations

import re

MAX_ATTRIBUTES = 400  # of one tag: the limit that gumbo-based parsers use

# One attribute as the HTML standard's tokenizer sees it (section 13.2.5.32 and following).
_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?+|'[^']*+'?+|[^\s>"'][^\s>]*+)?+)?+"""
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE)
# Comments, then elements whose content is no markup, then any start tag. Every alternative consumes what it
# looks at, so the scan is linear.
_TAGS = re.compile(
    rf"<(?:!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+)"
    rf"|(?P<raw>script|style|textarea|title|xmp|noembed|noframes)(?=[\s/>])(?P<rawattrs>(?:{_ATTRIBUTE})*+)[^<]*+(?:<(?!/(?P=raw))[^<]*+)*+"
    rf"|[a-z][^\s/>]*+(?P<attrs>(?:{_ATTRIBUTE})*+))",
    re.IGNORECASE,
)


def too_many_attributes(text: str) -> bool:
    """Whether one tag has more than MAX_ATTRIBUTES: 40,000 of them in one tag hold libxml2 up for half a minute.

    An article's page has at most a few dozen. Scripts, styles and comments are text and do not count.
    """
    shortest = 2 * MAX_ATTRIBUTES  # characters that so many attributes need at least
    for match in _TAGS.finditer(text):
        if match.end() - match.start() > shortest:
            start, end = max(match.span("attrs"), match.span("rawattrs"))
            if end - start > shortest and sum(1 for _ in _ONE_ATTRIBUTE.finditer(text, start, end)) > MAX_ATTRIBUTES:
                return True
    return False
