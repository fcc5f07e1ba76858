"""Captions and credits of pictures. In: the walk, and the node of a picture. Out: what is said of it, and who is credited.

A caption is what <figcaption> holds, or an element named so; what else a <figure> says belongs to it too. An `alt` is none.
A credit is an element named so, or the end of a caption in one of the usual forms.
"""

from __future__ import annotations

import functools
import itertools
import re
from typing import NamedTuple

import lxml.html

from newsarchive.extract.page.blocks import Walk
from newsarchive.extract.page.places import CAPTION
from newsarchive.extract.structure.seats import Ground
from newsarchive.extract.words.strings import line, text_of, words
from newsarchive.extract.words.wording import alternatives, names, vocabulary

_STEPS = 4  # elements around a picture in which its caption may stand
_MOST_BLOCKS = 6  # of a caption
_LONGEST_CREDIT = 100
_MOST_INLINE = 100  # elements of one caption that are asked for their class
_BEFORE = r".!?…\"”’»)\]|–—-"  # noqa: RUF001 - what may stand before a credit
_WORD = re.compile(r"[a-z]+")
_STOP = re.compile(r"(?<!\b\w)[.!?…][”\"»]?\s+")  # the end of a sentence, and not of an initial
_INLINE = ("span", "small", "em", "cite", "i", "b", "strong", "div", "p", "a")


class Caption(NamedTuple):
    """What is said of a picture; None for what is not."""

    text: str | None = None
    credit: str | None = None


def holder_of(ground: Ground, number: int) -> int | None:
    """The node that holds a picture and its caption and nothing else: a <figure>, or what is built like one. None for none."""
    nodes, found = ground.walk.nodes, None
    for _ in range(_STEPS):
        if number < ground.top or nodes[number].end_block - nodes[number].first_block > _MOST_BLOCKS:
            break
        if nodes[number].tag == "figure":
            found = number
        elif nodes[number].end_block > nodes[number].first_block:
            if not _all_caption(ground.walk, number):
                break
            found = number
        number = nodes[number].parent
    return found


def caption_of(walk: Walk, holder: int) -> Caption:
    """The caption and credit that a holder gives."""
    node = walk.nodes[holder]
    texts: list[str] = []
    credit: str | None = None
    for block in walk.blocks[node.first_block : node.end_block]:
        if _named_credit(walk.nodes[block.node].names):
            credit = credit or block.text
        elif words(block.text) and block.text not in texts and not _label().fullmatch(block.text):
            texts.append(block.text)
    text = text_of(" ".join(texts)) or ""
    if credit is None and text:
        text, credit = _marked_up(node.element, text)
    if credit is None:
        return split_credit(text_of(text))
    return Caption(text_of(text), _bare(credit))


def split_credit(text: str | None) -> Caption:
    """A caption that ends in a credit: "A bridge (Photo: N.N.)", "A bridge. Photo by N.N.", "A bridge. N.N./Agency"."""
    if not text:
        return Caption()
    match = _tail().search(text)
    if match and len(match["credit"]) <= _LONGEST_CREDIT:
        return Caption(text[: match.start()].strip(" |/–—-") or None, _bare(match["credit"]))  # noqa: RUF001
    stop = max((match.end() for match in _STOP.finditer(text)), default=0)
    if stop and _is_credit(text[stop:]):
        return Caption(text[:stop].strip(), _bare(text[stop:]))
    return Caption(None, _bare(text)) if _is_credit(text) else Caption(text)


def _is_credit(text: str) -> bool:
    """Whether a short text is nothing but who took a picture: an agency is named, and a stroke or few words stand beside it."""
    told = [word for word in _WORD.findall(text.lower()) if word != "images"]
    dealers = sum(word in vocabulary("agencies", "picture_agencies") for word in told)
    return len(text) <= _LONGEST_CREDIT and len(told) <= 8 and dealers > 0 and ("/" in text or len(told) <= dealers + 2)


@functools.cache
def _label() -> re.Pattern[str]:
    """What may stand alone where a credit is to follow."""
    return re.compile(f"{alternatives('picture')}|{alternatives('picture_source')}", re.IGNORECASE)


@functools.cache
def _tail() -> re.Pattern[str]:
    label, courtesy = f"(?:{_label().pattern})", alternatives("picture_courtesy")
    return re.compile(
        rf"(?:^|(?<=[{_BEFORE}])\s*|\s*[(\[]\s*|\s+(?=©))"
        rf"(?P<credit>(?:{label}\s*[:/]\s*|{label}\s+(?:{alternatives('picture_by')}|{alternatives('picture_of')})\s+|{courtesy}\s+|©\s*)[^\n()\[\]]{{2,{_LONGEST_CREDIT}}}(?:\([^()]{{2,30}}\))?)[)\]]?\.?$",
        re.IGNORECASE,
    )


def _all_caption(walk: Walk, top: int) -> bool:
    """Whether all text in a node stands in captions."""
    node = walk.nodes[top]
    for block in walk.blocks[node.first_block : node.end_block]:
        number = block.node
        while number > top and not (walk.nodes[number].tag == "figcaption" or walk.nodes[number].place & CAPTION):
            number = walk.nodes[number].parent
        if number <= top and not (node.tag == "figcaption" or node.place & CAPTION):
            return False
    return True


def _marked_up(element: lxml.html.HtmlElement, text: str) -> tuple[str, str | None]:
    """(caption, credit), the credit as an inline element named so has it."""
    for inner in itertools.islice(element.iter(*_INLINE), _MOST_INLINE):
        if _named_credit(inner.get("class") or "") or inner.get("itemprop") in names("credit_property"):
            credit = line(inner.text_content())
            if credit and len(credit) <= 2 * _LONGEST_CREDIT and credit in text:
                before, _, after = text.rpartition(credit)
                return f"{before.rstrip(' (|[')} {after.lstrip(' )|]')}".strip(), credit
    return text, None


@functools.lru_cache(maxsize=5_000)
def _named_credit(names_given: str) -> bool:
    return bool(set(_WORD.findall(names_given.lower())) & vocabulary("credit"))


def _bare(credit: str) -> str | None:
    """A credit without the brackets around it."""
    clean = credit.strip(" |[]–—")  # noqa: RUF001
    return text_of(clean[1:-1] if clean.startswith("(") and clean.endswith(")") else clean)
