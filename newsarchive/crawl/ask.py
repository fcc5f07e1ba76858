"""One request that an agenda wants: what to ask for, and what hangs on the answer."""

from __future__ import annotations

from dataclasses import dataclass

from newsarchive.collection.rows import NONE, Place, Validators
from newsarchive.discovery.links import Hints

_NOTHING = Hints()


@dataclass(frozen=True, slots=True)
class Ask:
    """An address to ask for, and the one that it is kept by: an article's own, where `url` is a twin's.

    `purpose` is "article" or a place's kind. `instead` is asked for where an article is not there. `guess`: nobody said
    that there is anything. `first`: others wait for its answer. `recheck`: a record of it is held, made `rank` seconds
    after 1970 or so; with `validators` it is asked only whether it has changed.
    """

    url: str
    purpose: str
    asked: str
    hints: Hints = _NOTHING
    place: Place | None = None
    instead: str = ""
    recheck: bool = False
    validators: Validators = NONE
    rank: float = 0.0
    guess: bool = False
    first: bool = False
