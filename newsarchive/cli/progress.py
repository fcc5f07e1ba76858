"""The progress display of a crawl on a terminal: papers, found, fetched, articles, rate, bytes."""

from __future__ import annotations

import threading
from time import monotonic
from types import TracebackType
from typing import Self

import click
from rich.console import Console
from rich.filesize import decimal
from rich.live import Live
from rich.table import Table

from newsarchive.crawl.session import Session

ROWS = 12  # papers shown one by one; the rest in the last line


class Progress:
    """`with Progress(wanted=…) as progress: progress.watch(session)`. Draws from a thread of its own, on stderr.

    `talks`: without the picture, notices are written there line by line.
    """

    def __init__(self, *, wanted: bool, talks: bool = False) -> None:
        self._wanted = wanted
        self._talks = talks
        self._live = Live(console=Console(stderr=True), transient=True, auto_refresh=False)
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def watch(self, session: Session) -> None:
        """Begins to show a session, and says what it has to say in between."""
        session.on_notice = self._say
        if self._wanted:
            self._thread = threading.Thread(target=self._draw, args=(session,), daemon=True)
            self._thread.start()

    def _say(self, notice: str) -> None:
        if self._wanted:
            self._live.console.print(notice, highlight=False, markup=False)
        elif self._talks:
            click.echo(notice, err=True)

    def _draw(self, session: Session) -> None:
        began = monotonic()
        with self._live:
            while not self._ended.wait(0.25):
                self._live.update(picture(session, monotonic() - began), refresh=True)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ended.set()
        if self._thread:
            self._thread.join()


def picture(session: Session, seconds: float) -> Table:
    """The table as it stands now: the busiest papers, and a line for all."""
    papers = list(session.papers.values())
    table = Table(box=None, pad_edge=False, title=session.stopping and f"stopping: {session.stopping}", title_justify="left")
    for name, justify in (("paper", "left"), ("found", "right"), ("fetched", "right"), ("articles", "right"), ("bytes", "right")):
        table.add_column(name, justify=justify, style="bold" if name == "articles" else "")  # type: ignore[arg-type]
    for paper in sorted(papers, key=lambda each: -each.fetched)[:ROWS]:
        table.add_row(*_row(paper.source.name, paper.found, paper.fetched, paper.recorded, paper.collection.bytes_archived))
    fetched = sum(paper.fetched for paper in papers)
    if len(papers) > 1:
        numbers = [(p.found, p.fetched, p.recorded, p.collection.bytes_archived) for p in papers]
        table.add_row(*_row(f"{len(papers)} papers", *map(sum, zip(*numbers, strict=True))), style="cyan")
    table.caption = f"{seconds:.0f} s, {fetched / max(seconds, 0.1):.1f} pages/s"
    table.caption_justify = "left"
    return table


def _row(name: str, found: int, fetched: int, articles: int, size: int) -> tuple[str, ...]:
    return name, f"{found:,}", f"{fetched:,}", f"{articles:,}", decimal(size)
