"""`newsarchive sources`: the papers that have a short name."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from newsarchive.cli import options
from newsarchive.sources.catalogue import catalogue, read_sources


@click.command(short_help="List the papers of the catalogue.")
@options.sources_file
@options.as_json
def sources(*, sources_file: Path | None, as_json: bool) -> None:
    """Lists short names and front pages. Any other paper is crawled by its address."""
    known = {**catalogue(), **(read_sources(sources_file) if sources_file else {})}
    if as_json:
        click.echo(json.dumps([asdict(source) for source in known.values()], indent=2))
        return
    width = max(map(len, known), default=0)
    for name, source in known.items():
        click.echo(f"{name:<{width}}  {source.url}")
