"""`newsarchive crawl`: one pass over each paper: discover, fetch, archive, extract, record."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from newsarchive.cli import options
from newsarchive.cli.logs import start_logging
from newsarchive.cli.progress import Progress
from newsarchive.cli.summary import show_run
from newsarchive.crawl.config import contact_from_environment
from newsarchive.crawl.run import crawl as run_crawl
from newsarchive.crawl.run import make_settings
from newsarchive.errors import UsageError
from newsarchive.sources.catalogue import catalogue, find, read_sources


@click.command(short_help="Crawl papers into their collections.")
@click.argument("sources", nargs=-1, metavar="[SOURCE|URL]...")
@options.everything
@options.output
@options.sources_file
@click.option("--since", help="How far back by the dates that are announced: a date, or all.  [default: 30 days]")
@click.option("--limit", type=click.IntRange(1), help="At most this many articles a paper.")
@click.option("--recheck", type=click.Choice(["due", "all", "none"]), help="Held articles to ask for again.  [default: due]")
@click.option("--due/--now", default=None, help="Leave out papers not due.  [default: --due with --all, but for --recheck all]")
@click.option("--time-limit", type=click.FloatRange(0, min_open=True), help="Stop after this many minutes.")
@click.option("-s", "settings", multiple=True, metavar="NAME=VALUE", help="Any Scrapy setting.")
@click.option("--verbose", is_flag=True, help="Say on stderr what is going on.")
@options.as_json
def crawl(sources: tuple[str, ...], *, everything: bool, as_json: bool, verbose: bool, **given: Any) -> int:  # noqa: ANN401
    """Crawls papers, each named by its short name in the catalogue or by its address.

    A second run asks only for what is new. Set NEWSARCHIVE_CONTACT to your mail or web address, so that a paper can reach you.
    """
    names = _names(sources, given["sources_file"], everything=everything)
    overrides = _overrides(given, due=_leaves_out(given, everything=everything))
    start_logging(verbose=verbose)
    settings = make_settings(overrides)
    _warn_without_contact(settings.get("NEWSARCHIVE_CONTACT"), verbose=verbose)
    with Progress(wanted=sys.stderr.isatty() and not verbose, talks=verbose) as progress:
        session = run_crawl(find(names, given["sources_file"]), settings, progress.watch)
    show_run(session, as_json=as_json, talk=verbose or sys.stderr.isatty())
    return session.exit_code


def _leaves_out(given: dict[str, Any], *, everything: bool) -> bool:
    """Whether papers that are not due are left out: where nobody asked for this run's papers, or their articles, by name."""
    return bool(everything and given["recheck"] != "all" if given["due"] is None else given["due"])


def _names(sources: tuple[str, ...], file: Path | None, *, everything: bool) -> list[str]:
    if everything and sources:
        raise UsageError("give names or --all, not both")
    if not everything and not sources:
        raise UsageError("name a paper: `newsarchive crawl kentonline`, `newsarchive crawl https://paper.example/`, or --all")
    return [*catalogue(), *(read_sources(file) if file else ())] if everything else list(sources)


def _overrides(given: dict[str, Any], *, due: bool) -> dict[str, Any]:
    chosen = {
        "NEWSARCHIVE_OUTPUT": str(given["output"]),
        "NEWSARCHIVE_SINCE": given["since"],
        "NEWSARCHIVE_LIMIT": given["limit"],
        "NEWSARCHIVE_RECHECK": given["recheck"],
        "NEWSARCHIVE_DUE": due,
        "NEWSARCHIVE_TIME_LIMIT": given["time_limit"],
    }
    for setting in given["settings"]:
        name, equals, value = setting.partition("=")
        if not equals or not name.isupper():
            raise UsageError(f"-s {setting}: write NAME=VALUE, such as -s DOWNLOAD_DELAY=2")
        chosen[name] = value
    if "NEWSARCHIVE_CONTACT" in chosen:
        os.environ["NEWSARCHIVE_CONTACT"] = chosen["NEWSARCHIVE_CONTACT"]
    return {name: value for name, value in chosen.items() if value is not None}


def _warn_without_contact(contact: str | None, *, verbose: bool) -> None:
    if not (contact or contact_from_environment()) and (verbose or sys.stderr.isatty()):
        click.echo("No contact is set: a paper that wants to reach you cannot. Set NEWSARCHIVE_CONTACT=you@example.org", err=True)
