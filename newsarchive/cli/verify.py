"""`newsarchive verify`: archive, records and state held against each other."""

from __future__ import annotations

from pathlib import Path

import click

from newsarchive.cli import options
from newsarchive.collection.holdings import Holdings, collections
from newsarchive.collection.verify import verify as faults_of
from newsarchive.errors import NoInput, StorageError


@click.command(short_help="Hold archive, records and state against each other.")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@options.output
def verify(sources: tuple[str, ...], *, output: Path) -> int:
    """Reads every byte of the collections below --output, or of those named. Exit code 74 where anything is wrong."""
    held = [Holdings(output / name) for name in sources] if sources else collections(output)
    if not held:
        raise NoInput(f"{output}: no collections there")
    wrong = 0
    for each in held:
        faults = list(faults_of(each.layout))
        wrong += len(faults)
        click.echo(f"{each.layout.name}: {'all holds' if not faults else f'{len(faults)} faults'}")
        for fault in faults:
            click.echo(f"  {fault}")
    return StorageError.exit_code if wrong else 0
