"""Numbers as people read them. In: a number and what it counts. Out: words."""

from __future__ import annotations


def counted(number: int, word: str) -> str:
    """A number with its noun: "1 file", "1,234 files". For nouns that take an s."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"
