"""Names of forms that files are in, such as "newsarchive/record/1". In: bytes. Out: whether a newer newsarchive wrote them.

A field more is no new form, and is passed over; a new number means that what is known here no longer holds.
"""

from __future__ import annotations

import msgspec


class _Named(msgspec.Struct):
    schema: str = ""


def newer(raw: bytes, known: str) -> str:
    """The name of the form of this JSON, where it is one of later number than `known`; else ""."""
    try:
        name = msgspec.json.decode(raw, type=_Named).schema
    except msgspec.DecodeError:
        return ""
    kind, _, number = name.rpartition("/")
    own, _, own_number = known.rpartition("/")
    return name if kind == own and number.isdecimal() and int(number) > int(own_number) else ""
