"""`newsarchive status`: what is held, what was missed and why, when each paper last ran."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from newsarchive import clock
from newsarchive.cli import options
from newsarchive.cli.explain import explain
from newsarchive.collection.disk import Outlook, space
from newsarchive.collection.holdings import Holdings, collections
from newsarchive.collection.outcomes import Outcome
from newsarchive.collection.rows import KnownUrl
from newsarchive.errors import NoInput

SOON = 30  # days until the disk is full


@click.command(short_help="What is held, what was missed and why.")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@options.output
@click.option("--urls", is_flag=True, help="List every address and how it ended.")
@options.as_json
def status(sources: tuple[str, ...], *, output: Path, urls: bool, as_json: bool) -> None:
    """Shows the collections below --output, or those named."""
    held = [Holdings(output / name) for name in sources] if sources else collections(output)
    if not held:
        raise NoInput(f"{output}: no collections there; make one with `newsarchive crawl` or `newsarchive demo`")
    if urls:
        _list_urls(held, as_json=as_json)
    elif as_json:
        click.echo(json.dumps([_facts(each) for each in held], indent=2))
    else:
        _show(held, in_full=bool(sources))


def _facts(held: Holdings) -> dict[str, object]:
    outcomes = held.outcomes()
    runs, growth = held.runs(), held.growth(clock.now().date())
    return {
        "source": held.layout.name,
        "folder": str(held.layout.folder),
        "records": held.count_records(),
        "warc_files": len(held.layout.warc_files()),
        "warc_bytes": sum(path.stat().st_size for path in held.layout.warc_files()),
        "bytes_a_day": None if growth is None else round(growth),
        "runs": sum(run.runs for run in runs),
        "last_run": runs[-1].ended.isoformat() if runs else None,
        "last_run_finished": runs[-1].finished if runs else None,
        "unsettled": outcomes.get(None, 0),
        "outcomes": {outcome.value: number for outcome, number in sorted(_settled(outcomes).items())},
    }


def _settled(outcomes: Counter[Outcome | None]) -> Counter[Outcome]:
    return Counter({outcome: number for outcome, number in outcomes.items() if outcome})


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
    console = Console(highlight=False)
    table = Table(box=None, pad_edge=False)
    for name, justify in {
        "paper": "left",
        "records": "right",
        "addresses": "right",
        "to come": "right",
        "last run (UTC)": "left",
    }.items():
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for each in held:
        outcomes, runs = each.outcomes(), each.runs()
        when = f"{runs[-1].ended:%Y-%m-%d %H:%M}{'' if runs[-1].finished else ', interrupted'}" if runs else "never ended"
        to_come = outcomes.get(None, 0)
        records = each.count_records()
        table.add_row(each.layout.name, f"{records:,}", f"{outcomes.total():,}", f"{to_come:,}" if to_come else "·", when)
    console.print(table)
    _foresee(console, held)
    for each in held if in_full or len(held) == 1 else ():
        console.print(f"\n[bold]{each.layout.name}[/bold]: how the addresses that it announced ended")
        console.print(explain(_settled(each.outcomes())))


def _foresee(console: Console, held: list[Holdings]) -> None:
    """Whether the disk will be full, where that can be said."""
    disk = space(held[0].layout.folder)
    growth = sum(each.growth(clock.now().date()) or 0.0 for each in held)
    if soon := Outlook(disk.free, disk.reserve(None), growth).warning(SOON):
        console.print(f"\n{soon}", soft_wrap=True)
