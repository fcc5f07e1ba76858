"""Coverage as a table for a person, or as one JSON object a paper and day. Used by `newsarchive status --days`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from newsarchive.collection.outcomes import EXPLAINED, Outcome
from newsarchive.collection.telling.coverage import WAYS, Address, Day, total

_WAYS = tuple(dict.fromkeys(WAYS.values()))
_QUIET = 2  # days in a row without anything that are written out
_LISTED = 20  # missed addresses of a paper that are written out: more are for --json


def json_line(source: str, day: Day) -> str:
    """A paper and day as one line of JSON. Every missed address is in it, with the reason."""
    facts: dict[str, object] = {
        "source": source,
        "day": day.day.isoformat(),
        "runs": day.runs,
        "announced": {"total": len(day.announced), **{way: day.ways[way] for way in _WAYS}},
        "held": day.fates["held"],
        "missed": day.fates["missed"],
        "no_article": day.fates["no article"],
        "to_come": day.fates["to come"],
        "linked": day.linked,
        "dated_by": dict(sorted(Counter(each.dated for each in day.announced).items())),
        "missed_why": {outcome.value: number for outcome, number in sorted(day.reasons("missed").items())},
    }
    for fate in ("missed", "no article", "to come"):
        facts[f"{fate.replace(' ', '_')}_urls"] = [_address(each) for each in day.announced if each.fate == fate]
    return json.dumps(facts, ensure_ascii=False)


def _address(each: Address) -> dict[str, object]:
    facts: dict[str, object] = {"url": each.url, "announced_by": sorted(each.ways), "first_seen": each.found.isoformat()}
    facts["dated_by"] = each.dated
    how = each.how
    return facts | ({"outcome": how.outcome.value, "status": how.status, "reason": why(each)} if how else {})


def why(each: Address) -> str:
    """Why an address is not held, in a few words: the status that was seen, or what the outcome means."""
    how = each.how
    if how is None:
        return "still to be asked for"
    if how.outcome is Outcome.GONE:
        return f"{how.status or 'gone'}"
    return how.reason or EXPLAINED[how.outcome]


def show_days(console: Console, source: str, days: Sequence[Day], *, seen: bool) -> None:
    """The table of a paper, and below it what was missed."""
    by = "on which it was first seen" if seen else "of publication, as the paper announced it"
    console.print(f"[bold]{source}[/bold], by the day {by}")
    if not days:
        console.print("nothing was announced")
        return
    whole = total(days)
    console.print(_table(days, whole))
    console.print(_notes(whole, seen=seen))
    missed = [each for day in reversed(days) for each in day.announced if each.fate == "missed"]
    if missed:
        console.print(f"\nmissed, and why{f' (the newest {_LISTED}; all by --json)' if len(missed) > _LISTED else ''}")
    for each in missed[:_LISTED]:
        console.print(Text(f"  {each.url}\n    {_label(each)}"), soft_wrap=True)


def _label(each: Address) -> str:
    assert each.how is not None
    said = why(each)
    return f"{each.how.outcome.value}: {said}" if said != each.how.outcome.value else said


def _table(days: Sequence[Day], whole: Day) -> Table:
    table = Table(box=None, pad_edge=False, footer_style="bold")
    table.add_column("day", footer=f"{len(days)} days", no_wrap=True)
    for name, footer in zip(("all", *_WAYS, "held", "missed"), _numbers(whole), strict=True):
        table.add_column(name, justify="right", style="bold" if name == "held" else "", footer=footer)
    table.add_column("why not", style="dim", footer=_reasons(whole))
    for quiet, group in groupby(reversed(days), key=lambda day: not day.announced):
        some = [*group]
        if quiet and len(some) > _QUIET:
            table.add_row(f"{len(some)} days", *_numbers(some[0]), "no run" if not any(day.runs for day in some) else "")
            continue
        for day in some:
            table.add_row(f"{day.day} {day.day:%a}", *_numbers(day), _reasons(day))
    table.show_footer = table.row_count > 1  # a lone row is the sum already
    return table


def _numbers(day: Day) -> tuple[str, ...]:
    numbers = (len(day.announced), *(day.ways[way] for way in _WAYS), day.fates["held"], day.fates["missed"])
    return tuple(f"{number:,}" if number else "·" for number in numbers)


def _reasons(day: Day) -> str:
    """The reasons of a day in words of the outcomes, one a line. What is no article stands in brackets."""
    told = [f"{number} {outcome.value}" for outcome, number in day.reasons("missed").most_common()]
    none = [f"({number} {outcome.value})" for outcome, number in day.reasons("no article").most_common()]
    to_come = [f"{day.fates['to come']} to come"] if day.fates["to come"] else []
    quiet = ["no run"] if not day.runs and not day.announced else []
    return "\n".join((*told, *to_come, *none, *quiet))


def _notes(whole: Day, *, seen: bool) -> Group:
    """What the numbers mean, where they need it."""
    counted = whole.fates["held"] + whole.fates["missed"]
    notes = []
    if counted:
        share = 100 * whole.fates["held"] / counted
        notes.append(f"{whole.fates['held']:,} of {counted:,} articles held, {share:.1f} %.")
    undated = sum(each.dated == "seen" for each in whole.announced)
    if undated and not seen:
        notes.append(f"{undated:,} had no date and stand on the day on which they were first seen.")
    if whole.linked:
        notes.append(f"{whole.linked:,} more are held that only links of articles led to.")
    if whole.fates["no article"]:
        notes.append("In brackets: announced, and no articles of their own.")
    return Group(*(Text(note, style="dim") for note in notes))
