"""`newsarchive schema`: the JSON Schema of a record."""

from __future__ import annotations

import json

import click

from newsarchive.records.record import json_schema


@click.command(short_help="Print the JSON Schema of a record.")
def schema() -> None:
    """Prints the JSON Schema (2020-12) that every line of records/ is valid against."""
    click.echo(json.dumps(json_schema(), indent=2))
