"""What an article's address says of it. In: its parts by the paper's own grammar. Out: place, section, id, agency copy.

Nothing is looked up: a place is the word that stands in the path, made readable.
"""

from __future__ import annotations

from newsarchive.extract.article import Syndication
from newsarchive.extract.words.strings import text_of
from newsarchive.sources.grammar import UrlParts

# Words that stay small inside a name: Isle of Sheppey, Stoke on Trent, Val de Marne, Frankfurt am Main.
_SMALL = frozenset(
    {"of", "on", "upon", "in", "by", "and", "the", "under", "next", "de", "la", "le", "du", "des", "sur", "am", "an"}
)


def readable(slug: str | None) -> str | None:
    """ "bury-st-edmunds" as "Bury St Edmunds": hyphens are spaces, words begin with capitals; its own capitals stay."""
    text = text_of((slug or "").replace("-", " ").replace("_", " "))
    if text is None or text != text.lower():
        return text
    words = text.split()
    inner = range(1, len(words) - 1)
    return " ".join(word if n in inner and word in _SMALL else word[:1].upper() + word[1:] for n, word in enumerate(words))


def syndication(parts: UrlParts) -> Syndication | None:
    """That it is an agency's text, where the path says so."""
    return Syndication(kind="agency", evidence=f"url:{parts.agency}") if parts.agency else None
