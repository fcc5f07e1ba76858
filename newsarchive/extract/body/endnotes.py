"""End notes. In: a block that stands last in a text. Out: whether it is a note below the article and not the article.

One convention for what stands at the end: a note set apart from the text (in italics, an address or a copyright, a line
without an end, where the text first appeared, a wall) is not the article; a credit set as a paragraph like the others is.
People who marked 600 pages left out 122 of the former and kept 52; of such credits they kept 16 and left out 10.
"""

from __future__ import annotations

import re

from newsarchive.extract.page.blocks import Block
from newsarchive.extract.words.wording import phrases

_CONTACT = re.compile(r"@\w|https?://|www\.|©|\(c\)|copyright", re.IGNORECASE)
# One sentence ends and the next begins, an agency's name or a sign closes the last, or all of it is somebody's speech: no end
# note, though it lacks its end.
_SENTENCES = re.compile(r"[^\W\d_]{3}[.!?][\"'”’)]* +[^\W\d_a-z]|[-–—] *\w{2,6}$|®$|^[\"„“»«].*[\"“”«»]$")  # noqa: RUF001


def is_end_note(block: Block, *, listed: bool) -> bool:
    """A note in italics, a contact, where it first appeared, a wall or the way on, or a short line without an end that is not
    `listed`.
    """
    note = block.italic > 0.9 and block.size < 350
    contact = block.size < 250 and _CONTACT.search(block.text)
    origin = block.size < 250 and phrases("first_appeared").search(block.text)
    wall = block.size < 250 and (phrases("wall").search(block.text) or phrases("onward").search(block.text))
    told = block.size >= 60 and block.link < 0.25 and _SENTENCES.search(block.text)
    short = not block.ends and block.size < 120 and not listed and not told
    return bool(note or contact or origin or wall or short)
