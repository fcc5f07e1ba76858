"""`newsarchive verify`: archive, records and state held against each other, and made again where they do not agree."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from newsarchive.cli import options
from newsarchive.cli.logs import start_logging
from newsarchive.collection.checking.verify import Evidence
from newsarchive.collection.checking.verify import verify as evidence_of
from newsarchive.collection.telling.holdings import Holdings, collections
from newsarchive.errors import NoInput, StorageError, UsageError
from newsarchive.figures import counted
from newsarchive.sources.catalogue import catalogue
from newsarchive.workers.pool import Pool
from newsarchive.workers.rebuild_all import Rebuilt, make_again

MOST = 20  # faults of a collection that are shown one by one; --json has them all


@click.command(short_help="Hold archive, records and state against each other.")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@options.output
@click.option("--rebuild", is_flag=True, help="First make records, index and state of each SOURCE again from its WARCs.")
@options.as_json
def verify(sources: tuple[str, ...], *, output: Path, rebuild: bool, as_json: bool) -> int:
    """Reads every byte of the collections below --output, or of those named. Exit code 74 where anything is wrong.

    A run may be at work meanwhile. --rebuild takes the collection for itself, reads every archived page again, and sets the
    old files aside: it deletes nothing.
    """
    if rebuild and not sources:
        raise UsageError("--rebuild wants names: newsarchive verify SOURCE --rebuild")
    held = [Holdings(output / name) for name in sources] if sources else collections(output)
    if not held:
        raise NoInput(f"{output}: no collections there")
    rebuilt = _rebuild(held) if rebuild else {}
    found = {each.layout.name: evidence_of(each.layout) for each in held}
    if as_json:
        click.echo(json.dumps([_facts(name, each, rebuilt.get(name)) for name, each in found.items()], indent=2))
    else:
        for name, each in found.items():
            _show(name, each, rebuilt.get(name))
    return StorageError.exit_code if any(each.faults for each in found.values()) else 0


def _rebuild(held: list[Holdings]) -> dict[str, Rebuilt]:
    start_logging(verbose=False)
    pool = Pool()
    try:
        return {each.layout.name: make_again(each.layout, catalogue(), pool) for each in held}
    finally:
        pool.close(wait=False)


def _facts(name: str, found: Evidence, rebuilt: Rebuilt | None) -> dict[str, object]:
    facts: dict[str, object] = {
        "source": name,
        "holds": not found.faults,
        "counts": dict(found.counts),
        "faults": [asdict(fault) for fault in found.faults],
        "notes": found.notes,
    }
    return facts | ({"rebuilt": asdict(rebuilt)} if rebuilt else {})


def _show(name: str, found: Evidence, rebuilt: Rebuilt | None) -> None:
    for note in rebuilt.notes if rebuilt else ():
        click.echo(f"{name}: {note}")
    click.echo(f"{name}: {counted(len(found.faults), 'fault') if found.faults else 'all holds'}")
    for what, line in _held_against(found):
        click.echo(f"  {what:<9} {line}")
    for fault in found.faults[:MOST]:
        where = f" at {fault.offset:,}" if fault.offset is not None else ""
        click.echo(f"  FAULT     {fault.file}{where}: {fault.what}\n            mend: {_mend(fault.mend, name)}")
    if len(found.faults) > MOST:
        click.echo(f"  … and {len(found.faults) - MOST:,} faults more: --json shows all")
    for note in found.notes:
        click.echo(f"  note      {note}")


def _held_against(found: Evidence) -> list[tuple[str, str]]:
    n = found.counts
    files, read = counted(n["WARC files"], "file"), counted(n["WARC records"], "record")
    archive = f"{files}, {n['WARC bytes']:,} bytes: {read} read to their last byte"
    records = f"{counted(n['records'], 'line')} in {counted(n['records files'], 'file')}"
    ledgers = f"{counted(n['ledger lines'], 'line')} of {counted(n['ledgers'], 'ledger')}"
    addresses = f"{n['addresses']:,} known, {n['addresses to be asked for']:,} of them to be asked for, the others ended"
    return [
        ("archive", f"{archive}, {counted(len(found.captures), 'capture')} held against their rows"),
        ("records", f"{records}, each held against its page, its url's others and its row"),
        ("state", f"{counted(n['rows'], 'row')}, each held against what it points to"),
        ("addresses", f"{addresses}: each outcome held against {ledgers}"),
        ("index", f"{counted(n['index lines'], 'line')}, each held against its capture"),
        ("models", f"{n['models']:,}, each held against its name"),
    ]


def _mend(how: str, name: str) -> str:
    return how.replace("newsarchive verify --rebuild", f"newsarchive verify {name} --rebuild")
