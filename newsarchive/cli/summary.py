"""What a run did, for a person or as JSON; and who needs one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

import click
from rich.console import Console
from rich.filesize import decimal
from rich.table import Table

from newsarchive.collection.outcomes import Outcome
from newsarchive.crawl.paper import Paper
from newsarchive.crawl.session import Session

_KINDS = {
    "articles": "article",
    "unchanged": "unchanged",
    "no article": "no article",
    "not asked": "not asked",
    "refused": "refused",
    "failed": "failed",
}
SOON = 3  # days until the disk is full: a person should look
NO_LOSS = {Outcome.ARTICLE, Outcome.UNCHANGED}


def show_run(session: Session, *, as_json: bool, talk: bool) -> None:
    """A table on a terminal; elsewhere only what needs a person. JSON goes to stdout."""
    if as_json:
        click.echo(json.dumps([*map(_as_json, session.papers.values()), *_left_out(session)], indent=2))
    elif talk:
        _show_table(session)
    for error in session.locked:
        click.echo(f"newsarchive: {error}", err=True)
    if soon := session.outlook.warning(SOON):
        click.echo(f"newsarchive: {session.config.output}: {soon}", err=True)
    for paper in session.papers.values():
        if paper.failed and not session.stopping:
            click.echo(f"newsarchive: {paper.source.name}: {why_failed(paper)}", err=True)
    if session.failure:
        click.echo(f"newsarchive: {session.failure}", err=True)
    if session.stopping and talk:
        click.echo(f"Stopped ({session.stopping}). Nothing is lost: the same command goes on from here.", err=True)


def _show_table(session: Session) -> None:
    if session.papers:
        Console(stderr=True, highlight=False).print(table_of(session))
    for name, turn in session.not_due.items():
        click.echo(f"{name}: not due until {turn.at:%Y-%m-%d %H:%M} UTC ({turn.why})", err=True)


def _left_out(session: Session) -> Iterator[dict[str, object]]:
    """The papers that were not asked, and why not."""
    for name, turn in session.not_due.items():
        yield {"source": name, "skipped": "not due", "due": turn.at.isoformat(), "why": turn.why}
    for error in session.locked:
        yield {"source": error.source, "skipped": "locked", "why": str(error)}


def why_failed(paper: Paper) -> str:
    """One sentence for a paper that a person should look at."""
    log = paper.collection.layout.runs / f"{paper.collection.stamp}.jsonl"
    if paper.ended:
        return f"{paper.ended}; see {log}"
    if paper.entrances == 0:
        why = f": {paper.shut_by}" if paper.shut_by else ""
        return f"neither its front page nor a feed or sitemap could be read{why}; see {log}"
    return f"none of the {sum(paper.collection.counts.values())} addresses asked for gave a page; see {log}"


def table_of(session: Session) -> Table:
    """Papers down, outcomes across."""
    table = Table(box=None, pad_edge=False)
    columns = ("paper", *_KINDS, "to come", "archived")
    for name in columns:
        table.add_column(name, justify="left" if name == "paper" else "right", style="bold" if name == "articles" else "")
    for paper in session.papers.values():
        table.add_row(*_row(paper))
    return table


def _row(paper: Paper) -> tuple[str, ...]:
    kinds: Counter[str] = Counter()
    for outcome, number in paper.collection.counts.items():
        kinds[kind_of(outcome)] += number
    numbers = (f"{kinds[name]:,}" if kinds[name] else "·" for name in _KINDS.values())
    to_come = paper.collection.to_come
    return (paper.source.name, *numbers, f"{to_come:,}" if to_come else "·", decimal(paper.collection.bytes_archived))


def kind_of(outcome: Outcome) -> str:
    """The column of the table that an outcome counts in."""
    if outcome in NO_LOSS:
        return outcome.value
    if outcome in (Outcome.TOO_OLD, Outcome.UNLIKELY):
        return "not asked"
    if outcome in (Outcome.ROBOTS, Outcome.REFUSED, Outcome.NOT_PUBLIC, Outcome.BAD_ADDRESS):
        return "refused"
    return "failed" if outcome.value.startswith("failed") else "no article"


def _as_json(paper: Paper) -> dict[str, object]:
    collection = paper.collection
    return {
        "source": paper.source.name,
        "folder": str(collection.layout.folder),
        "run": collection.stamp,
        "failed": paper.failed,
        "ended": paper.ended or None,
        "requests": paper.requests,
        "records": collection.records_written,
        "found": paper.found,
        "unsettled": collection.to_come,
        "bytes_archived": collection.bytes_archived,
        "outcomes": {outcome.value: number for outcome, number in sorted(collection.counts.items())},
    }
