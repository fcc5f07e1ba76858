"""The day that a page's scripts call that of publication: `var publication_date = "2026-03-04 21:18:11"`. Out: candidates.

Pages without marked-up data often tell it to what counts their readers. Where scripts tell one day alone it is that of the
page's data on 203 of the 226 pages that have both (measured); pages whose scripts tell several days list other articles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from newsarchive.extract.fields import dates
from newsarchive.extract.fields.dates import Candidate

_LONGEST, _MOST = 20_000, 200_000  # characters of one script, above which it is a program or a list, and of all that are read
_OPENING = re.compile(r"<(?:script|SCRIPT)\b")  # IGNORECASE would look at every sign
_CLOSING = re.compile(r"</(?:script|SCRIPT)\b")
_DAY = re.compile(r"""["']((?:19|20)\d\d[-/]\d\d[-/]\d\d[^"'<>]{0,30})["']""")
_NAMED = re.compile(r"""([\w.-]{4,40})["']?\s{0,4}[:=,(]\s{0,4}$""")
_BEFORE = 60  # characters in which the name stands
_SQUEEZED = re.compile(r"[^a-z]")


def published(source: str, is_published: Callable[[str], bool]) -> list[Candidate]:
    """What the scripts of a page name as its date of publication; none where they name two days.

    `source` is the page as decoded; `is_published` tells of a name in lower-case letters whether it means that date.
    """
    found = []
    for script in _scripts(source):
        for match in _DAY.finditer(script):
            name = _NAMED.search(script[max(0, match.start() - _BEFORE) : match.start()])
            if name and is_published(_SQUEEZED.sub("", name[1].lower())) and (iso := dates.normalise(match[1])):
                found.append(Candidate(match[1], "script", iso))
    return found if len({(candidate.read or "")[:10] for candidate in found}) == 1 else []


def _scripts(source: str) -> Iterator[str]:
    """The short scripts of a page with their attributes, but for its JSON-LD, which is read as such. The tree has none of them:
    what they hold is left out before it is built.
    """
    left = _MOST
    for piece in _OPENING.split(source)[1:]:
        script = _CLOSING.split(piece, maxsplit=1)[0]
        if len(script) > min(_LONGEST, left) or "ld+json" in script[:200]:
            continue
        left -= len(script)
        yield script
