"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path

import click

output = click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("output"),
    show_default=True,
    help="The folder that holds the collections.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Machine-readable results on stdout.")
sources_file = click.option(
    "--sources",
    "sources_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TOML file of your own papers, beside the built-in catalogue.",
)
everything = click.option("--all", "everything", is_flag=True, help="Every paper of the catalogue and of --sources.")
