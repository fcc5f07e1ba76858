"""By-lines: the texts of a page that say who wrote its article. In: the walk, and where the text stands. Out: lines, unread.

`authors` reads names out of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from newsarchive.extract.fields.dates import YEAR
from newsarchive.extract.fields.headline import headline_block
from newsarchive.extract.page.blocks import HEADINGS, Block, Walk
from newsarchive.extract.page.places import naming
from newsarchive.extract.page.signed import signed
from newsarchive.extract.words import written
from newsarchive.extract.words.wording import phrases

_names_byline = naming(
    re.compile(
        r"(?:^|[-_\s])(?:by-?line|author|authors|writer|reporter|contributor)s?(?:$|[-_\s])|(?:author|byline)[-_]?name",
        re.IGNORECASE,
    )
)
_BY = re.compile(r"(?:(?:By|BY|Von|VON|Par|PAR|Por|POR|Door|Av|Af|Di|Text[eo]?|Autor)(?::\s*|\s+)|By(?=[A-Z][a-z]))[A-ZÀ-ÞŁŚŠŽ]")
_BY_SMALL = re.compile(r"(?:by|von|par|por|door|av|af|di):?\s+[A-ZÀ-ÞŁŚŠŽ]")  # only where the element is named so
# Two to four words with a capital, and what may stand between them.
_CAPITAL = r"[^\W\d_a-zß-ÿ][^\W\d_]*(?:['\u2019-][^\W\d_]+)*\.?"
_NAME = re.compile(rf"{_CAPITAL}(?: (?:(?:de|van|von|la|le|da|del|der|den|di|du|el|al|bin|dos|ten) )*{_CAPITAL}){{1,3}}")
_BETWEEN_NAMES = re.compile(r"\s*(?:[/,&]|\b(?:and|und|et|y|en|og|och)\b)\s*")
_LONGEST_BYLINE = 120
_MANY_STROKES = 3  # in a line of sections: "Energy / Storage / Research / Politics"
_SIGNATURE, _LONGEST_SIGNATURE = 2, 80  # blocks above and below the first of the text; characters
_FURTHER = 80  # blocks below it in which another such line would be a sub-heading
_BOLD, _FULL_LINE = 0.9, 1.0  # share of a signature in bold; weight of the paragraph below it
_REACH_BELOW, _REACH_ABOVE = 10, 12  # blocks below the headline, and above the text, in which a by-line may stand


def marked(walk: Walk, first: int, last: int) -> list[str]:
    """Texts near the headline or the body that name its author: marked-up links, then lines that begin with "By", then
    elements so named."""
    if first < 0:
        return []
    near, wide = _near(walk, first), range(max(0, first - 25), first + 3)
    linked = _linked(walk, near) or _linked(walk, wide) or _linked(walk, range(last + 1, last + 5))
    said = [walk.blocks[at].text for at in (*near, *wide) if at < len(walk.blocks) and _says_by(walk, at)]
    linked = [text for text in linked if any(text in line for line in said)] or linked
    if linked or said:
        return linked or said[:1]
    for node in walk.nodes:
        near_body = node.end_block > first - 25 and node.first_block <= last + 6
        if near_body and node.end_block - node.first_block <= 4 and (node.tag == "address" or _names_byline(node.names)):
            text = " ".join(block.text for block in walk.blocks[node.first_block : node.end_block])
            if 3 <= len(text) <= _LONGEST_BYLINE and text.count("/") < _MANY_STROKES:
                return [text]
    return list(filter(None, (_before_date(walk.blocks[at].text) for at in near if walk.blocks[at].tag not in HEADINGS)))[:1]


def plain(walk: Walk, first: int) -> list[str]:
    """Lines near the text that name people by their words alone: those that begin with "By"; a bold line right above a full
    paragraph that is nothing but names, as papers write them whose system signs every page with the paper's own name. Below
    its first line, where the text has more such lines, they are its sub-headings.
    """
    if first < 0:
        return []
    blocks = walk.blocks
    said = [blocks[at].text for at in _near(walk, first) if _says_by(walk, at)]
    if said:
        return said
    top, end = max(0, first - _SIGNATURE), first + _SIGNATURE
    below = range(top, min(end + _FURTHER, len(blocks) - 1))
    signed = [at for at in below if blocks[at + 1].weight >= _FULL_LINE and _is_signature(blocks[at])]
    names = bool(signed) and (signed[0] <= first or (signed[0] <= end and len(signed) == 1))
    return [blocks[signed[0]].text] if names else []


def _is_signature(block: Block) -> bool:
    plain = block.bold >= _BOLD and not block.link and block.tag not in HEADINGS and block.size <= _LONGEST_SIGNATURE
    return plain and all(map(_NAME.fullmatch, _BETWEEN_NAMES.split(block.text)))


def _before_date(text: str) -> str | None:
    """The name that a line by the headline gives before a date: "Ann Other | 4 March 2026", "ANN OTHER March 4, 2026"."""
    found = written.first(text) if 12 <= len(text) <= _LONGEST_BYLINE and YEAR.search(text) else None
    if found is None or phrases("updated").search(text, 0, found.start) or phrases("published").search(text, 0, found.start):
        return None
    name = text[: found.start].strip(" \t|•·,;/–—-")  # noqa: RUF001
    before, _, last = name.rpartition(" ")
    name = before.rstrip(" ,|") if last.casefold().rstrip(".") in written.weekdays() else name
    return name if _NAME.fullmatch(name) else None


def _near(walk: Walk, first: int) -> list[int]:
    """The blocks below the headline and right above the text, without the menu that may stand above both."""
    top = headline_block(walk, first)
    return [at for at in range(top, min(first + 3, len(walk.blocks))) if at <= top + _REACH_BELOW or at >= first - _REACH_ABOVE]


def _linked(walk: Walk, where: Iterable[int]) -> list[str]:
    found = (text for _, text in signed(walk, frozenset(where)) if 3 <= len(text) <= 80 and not text.endswith(":"))
    return list(dict.fromkeys(found))


def _says_by(walk: Walk, at: int) -> bool:
    block = walk.blocks[at]
    if block.size > 160 or block.tag == "h1":
        return False
    return bool(_BY.match(block.text) or (_BY_SMALL.match(block.text) and _names_byline(walk.nodes[block.node].names)))
