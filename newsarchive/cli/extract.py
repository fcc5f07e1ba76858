"""`newsarchive extract`: archived pages read again, own or from elsewhere; no network."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rich.console import Console

from newsarchive.cli import options
from newsarchive.cli.explain import explain
from newsarchive.cli.explain_page import explain_page
from newsarchive.cli.logs import start_logging
from newsarchive.collection.files.origin import source_of
from newsarchive.collection.telling.holdings import Holdings
from newsarchive.errors import NoInput, StorageError, UsageError
from newsarchive.sources.catalogue import catalogue
from newsarchive.workers.extract_all import Extracted, finish_folder, into
from newsarchive.workers.pool import Pool


@click.command(short_help="Read archived pages again, without network.")
@click.argument("inputs", nargs=-1, required=True, metavar="SOURCE|WARC...")
@options.output
@click.option(
    "--to", type=click.Path(file_okay=False, path_type=Path), help="Write records below this folder, and read every page."
)
@click.option("--explain", "explained", metavar="URL", help="Show how one archived page of SOURCE is read, and write nothing.")
@options.as_json
def extract(inputs: tuple[str, ...], *, output: Path, to: Path | None, explained: str | None, as_json: bool) -> None:
    """Makes the records that are missing in a collection, or with --to all of them in another folder.

    SOURCE is a collection below --output. WARC is a file of any origin, and needs --to.
    """
    start_logging(verbose=False)
    warcs = [Path(name) for name in inputs if name.endswith((".warc", ".warc.gz", ".warc.gz.open"))]
    names = [name for name in inputs if Path(name) not in warcs]
    for path in warcs:
        if not path.exists():
            raise NoInput(f"{path}: no such file")
    if warcs and to is None:
        raise UsageError("WARC files are read into a folder of your choice: add --to DIR")
    if explained and (warcs or to or len(names) != 1):
        raise UsageError("--explain takes one SOURCE and goes without --to")
    pool = Pool(1 if explained else None)
    try:
        if explained:
            held = Holdings(output / names[0])
            explain_page(held, explained, source_of(held.layout, catalogue()), pool)
            return
        results = [_collection(output / name, to, pool) for name in names]
        results += [("WARC files", into(to, warcs, None, pool))] if to and warcs else []
    finally:
        pool.close(wait=False)
    _show(results, as_json=as_json)
    if faults := [fault for _, made in results for fault in made.faults]:
        raise StorageError("; ".join((*faults, "what could be read is recorded")))


def _collection(folder: Path, to: Path | None, pool: Pool) -> tuple[str, Extracted]:
    layout = Holdings(folder).layout
    source = source_of(layout, catalogue())
    if to:
        return layout.name, into(to / layout.name, layout.warc_files(), source, pool)
    collection = finish_folder(folder, source, pool)
    return layout.name, Extracted(collection.records_written, collection.counts)


def _show(results: list[tuple[str, Extracted]], *, as_json: bool) -> None:
    if as_json:
        facts = [
            {"source": name, "records": made.records, "outcomes": {o.value: n for o, n in sorted(made.outcomes.items())}}
            for name, made in results
        ]
        click.echo(json.dumps(facts, indent=2))
    elif sys.stderr.isatty():
        console = Console(stderr=True, highlight=False)
        for name, made in results:
            said = f"{made.records:,} records made" if made.outcomes else "every archived page has been read already"
            console.print(f"[bold]{name}[/bold]: {said}")
            if made.outcomes:
                console.print(explain(made.outcomes))
