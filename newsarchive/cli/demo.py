"""`newsarchive demo`: crawls the built-in paper on loopback, and shows what came of it and what to run next."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from newsarchive.cli import options
from newsarchive.cli.explain import explain
from newsarchive.cli.logs import start_logging
from newsarchive.cli.progress import Progress
from newsarchive.cli.summary import show_run
from newsarchive.collection.telling.holdings import Holdings
from newsarchive.crawl.run import crawl, make_settings
from newsarchive.crawl.session import Session
from newsarchive.demo.server import PORT, DemoServer
from newsarchive.records.jsonl import to_line
from newsarchive.records.record import Record
from newsarchive.sources.model import Source

NAME = "demo"
NEXT = (
    ("demo", "again: nothing is fetched twice"),
    ("status demo --urls", "every address and what became of it"),
    ("crawl https://your.paper.example/", "a real paper, at one request a second"),
)


@click.command(short_help="Crawl the built-in demo paper.")
@options.output
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="Where the demo paper is served.")
def demo(*, output: Path, port: int) -> int:
    """Serves a made-up regional paper on this machine, crawls it into output/demo, and shows the result.

    Nothing leaves this machine. A second run asks only for what is new: nothing.
    """
    start_logging(verbose=False)
    with DemoServer(port) as server, Progress(wanted=sys.stderr.isatty()) as progress:
        settings = make_settings(
            {
                "NEWSARCHIVE_OUTPUT": str(output),
                "NEWSARCHIVE_SINCE": "all",
                "NEWSARCHIVE_CONTACT": "demo@newsarchive.invalid",
                "ALLOW_PRIVATE_ADDRESSES": True,  # the paper lives on loopback
                "DOWNLOAD_DELAY": 0,
            }
        )
        session = crawl([Source(name=NAME, url=f"{server.origin}/")], settings, progress.watch)
    show_run(session, as_json=False, talk=False)
    show(session, Console(highlight=False, soft_wrap=True))
    return session.exit_code


def show(session: Session, console: Console) -> None:
    """What the demo left behind, and where to go from here."""
    paper = session.papers[NAME]
    folder = paper.collection.layout.folder
    console.print(f"\n[bold]{paper.recorded} new articles[/bold] of {escape(paper.source.url)} are in [bold]{folder}/[/bold]")
    if paper.collection.counts:
        console.print()
        console.print(explain(paper.collection.counts))
    records = list(Holdings(folder).records())
    if records:
        _show_record(records[-1], console)
    console.print(f"\n[bold]{folder}/[/bold] holds")
    console.print("  warc/     every exchange exactly as it was on the wire, for any web-archive tool")
    console.print(f"  records/  {len(records)} articles, one JSON line each, pointing into warc/")
    console.print("  models/   what the paper's pages have taught: chrome that recurs, and is no news")
    console.print("  runs/     what each run did: every address and how it ended")
    console.print("\nNext")
    command = _as_typed()
    for words, what in NEXT:
        console.print(f"  {command} {words:<40} {what}")


def _as_typed() -> str:
    """The command as the user can type it here: by name where the shell finds it, else by its path."""
    if shutil.which("newsarchive") or not sys.argv[0].endswith("newsarchive"):
        return "newsarchive"
    path = os.path.relpath(sys.argv[0])
    return sys.argv[0] if path.startswith("..") else path


def _show_record(record: Record, console: Console) -> None:
    size = len(to_line(record))
    authors = ", ".join(person.name for person in record.author) or "no by-line"
    first = record.article_body.partition("\n")[0]
    console.print(f"\nOne of its records ({size:,} bytes)")
    console.print(f"  headline       {escape(record.headline or '')}")
    console.print(f"  author         {escape(authors)}")
    console.print(f"  datePublished  {record.date_published}")
    console.print(f"  articleBody    {escape(first[:90])}…")
    console.print(f"  warc           {record.warc.filename} at {record.warc.offset:,}")
