"""XML as servers send it, with its commonest faults mended. In: text. Out: text that a parser takes further."""

from __future__ import annotations

import re

# What makes XML ill-formed most often: control characters, a bare "&", and the entities of HTML.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BARE = re.compile(r"&(?!#\d{1,7};|#x[\da-f]{1,6};|(?:amp|lt|gt|quot|apos);)", re.IGNORECASE)
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)


def mended(text: str) -> str:
    """The text without control characters, and with every "&" that begins nothing written out. CDATA stays as it is."""
    pieces = _CDATA.split(_CONTROLS.sub("", text))
    pieces[::2] = [_BARE.sub("&amp;", piece) for piece in pieces[::2]]
    return "".join(pieces)
