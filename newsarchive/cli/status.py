"""`newsarchive status`: what is held, what was missed and why, when each paper last ran."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsarchive import clock
from newsarchive.cli import options
from newsarchive.cli.coverage import json_line, show_days
from newsarchive.cli.explain import explain
from newsarchive.cli.health import STYLES, health_facts, show_health
from newsarchive.collection.outcomes import Outcome
from newsarchive.collection.state.rows import KnownUrl
from newsarchive.collection.telling.coverage import Window
from newsarchive.collection.telling.health import NO_NEWS, OK, Health
from newsarchive.collection.telling.holdings import Holdings, collections
from newsarchive.collection.turns.disk import Outlook, space
from newsarchive.errors import NoInput, UsageError

_MOST_DAYS = 100_000
SOON = 30  # days until the disk is full
_WIDEST = 27  # characters of a paper's name: the table then fits into 80


def _days(_context: click.Context, _option: click.Parameter, given: str | None) -> int | None:
    if given is None or given == "all":
        return 0 if given else None
    if given.isdecimal() and 0 < int(given) <= _MOST_DAYS:
        return int(given)
    raise click.BadParameter(f"{given}: neither a number from 1 to {_MOST_DAYS:,} nor all")


@click.command(short_help="What is held, what was missed and why.")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@options.output
@click.option("--urls", is_flag=True, help="List every address and how it ended.")
@click.option("--days", metavar="N|all", callback=_days, help="What was announced, held and missed, and why, day by day.")
@click.option("--until", metavar="YYYY-MM-DD", type=click.DateTime(["%Y-%m-%d"]), help="The last of the days; today without it.")
@click.option("--by", type=click.Choice(["published", "seen"]), default="published", help="Which day an address belongs to.")
@options.as_json
def status(sources: tuple[str, ...], *, output: Path, urls: bool, as_json: bool, **given: object) -> None:
    """Shows the collections below --output, or those named."""
    held = [Holdings(output / name) for name in sources] if sources else collections(output)
    if not held:
        raise NoInput(f"{output}: no collections there; make one with `newsarchive crawl` or `newsarchive demo`")
    if given["until"] and given["days"] is None:
        raise UsageError("--until goes with --days: `--days 1 --until 2026-11-03` is that day alone")
    if given["days"] is not None:
        _list_days(held, _window(**given), as_json=as_json)  # type: ignore[arg-type]
    elif urls:
        _list_urls(held, as_json=as_json)
    elif as_json:
        click.echo(json.dumps([_facts(each) for each in held], indent=2))
    else:
        _show(held, in_full=bool(sources))


def _facts(held: Holdings) -> dict[str, object]:
    outcomes = held.outcomes()
    runs, growth = held.runs(1), held.growth(clock.now().date())
    return {
        "source": held.layout.name,
        "folder": str(held.layout.folder),
        "records": held.count_records(),
        "warc_files": len(held.layout.warc_files()),
        "warc_bytes": sum(path.stat().st_size for path in held.layout.warc_files()),
        "bytes_a_day": None if growth is None else round(growth),
        "runs": held.count_runs(),
        "last_run": runs[-1].ended.isoformat() if runs else None,
        "last_run_finished": runs[-1].finished if runs else None,
        "unsettled": outcomes.get(None, 0),
        "outcomes": {outcome.value: number for outcome, number in sorted(_settled(outcomes).items())},
        "health": health_facts(held.health(clock.now())),
    }


def _settled(outcomes: Counter[Outcome | None]) -> Counter[Outcome]:
    return Counter({outcome: number for outcome, number in outcomes.items() if outcome})


def _window(days: int, until: datetime | None, by: str) -> Window:
    """The days that are asked for; 0 for all."""
    last = until.date() if until else clock.now().date()
    return Window(last - timedelta(days=days - 1) if days else None, last, seen=by == "seen")


def _list_days(held: list[Holdings], window: Window, *, as_json: bool) -> None:
    console = Console(highlight=False)
    for number, each in enumerate(held):
        days, name = each.coverage(window), each.layout.name
        if as_json:
            for day in days:
                click.echo(json_line(name, day))
            continue
        if number:
            console.print()
        show_days(console, name, days, seen=window.seen)


def _list_urls(held: list[Holdings], *, as_json: bool) -> None:
    for each in held:
        for known in each.urls():
            click.echo(json.dumps(_url_facts(each, known)) if as_json else _url_line(known))


def _url_facts(held: Holdings, known: KnownUrl) -> dict[str, object]:
    how = known.settlement
    facts: dict[str, object] = {"source": held.layout.name, "url": known.url, "outcome": how.outcome.value if how else None}
    return facts | ({"status": how.status, "reason": how.reason, "final_url": how.final_url} if how else {})


def _url_line(known: KnownUrl) -> str:
    how = known.settlement
    word = how.outcome.value if how else "to come"
    return f"{word:<18} {known.url}" + (f"  ({how.reason})" if how and how.reason else "")


def _show(held: list[Holdings], *, in_full: bool) -> None:
    """A line a paper; below, a sentence for each that needs a person, or that was asked after by name."""
    console = Console(highlight=False)
    now = clock.now()
    healths = [each.health(now) for each in held]
    console.print(_table(held, healths))
    _foresee(console, held)
    for each, health in zip(held, healths, strict=True):
        if in_full or health.state not in (OK, NO_NEWS):
            console.print()
            show_health(console, each.layout.name, health)
    for each in held if in_full or len(held) == 1 else ():
        if settled := _settled(each.outcomes()):
            console.print(f"\n[bold]{each.layout.name}[/bold]: how the addresses that it announced ended")
            console.print(explain(settled))


def _foresee(console: Console, held: list[Holdings]) -> None:
    """Whether the disk will be full, where that can be said."""
    disk = space(held[0].layout.folder)
    growth = sum(each.growth(clock.now().date()) or 0.0 for each in held)
    if soon := Outlook(disk.free, disk.reserve(None), growth).warning(SOON):
        console.print(f"\n{soon}", soft_wrap=True)


def _table(held: list[Holdings], healths: list[Health]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("paper", max_width=_WIDEST, overflow="ellipsis", no_wrap=True)
    for name in ("records", "to come", "new"):
        table.add_column(name, justify="right")
    table.add_column("last run (UTC)", no_wrap=True)
    table.add_column("state", no_wrap=True)
    for each, health in zip(held, healths, strict=True):
        when = f"{runs[-1].ended:%Y-%m-%d %H:%M}" if (runs := each.runs(1)) else "never ended"
        numbers = (f"{number:,}" if number else "·" for number in (each.count_records(), health.to_come, health.news))
        table.add_row(each.layout.name, *numbers, when, Text(health.state, style=STYLES[health.state]))
    return table
