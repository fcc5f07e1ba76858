"""Outcomes as a table: how many, the word, and what it means."""

from __future__ import annotations

from collections import Counter

from rich.table import Table

from newsarchive.collection.outcomes import EXPLAINED, Outcome


def explain(outcomes: Counter[Outcome]) -> Table:
    """Outcomes, their number and what they mean."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column(style="bold")
    table.add_column()
    for outcome, number in outcomes.most_common():
        table.add_row(f"{number:,}", outcome.value, EXPLAINED[outcome])
    return table
