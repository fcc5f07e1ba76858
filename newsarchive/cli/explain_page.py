"""One archived page explained: which of its blocks were kept, which were cut and why, where each field came from, and
which dates it names."""

from __future__ import annotations

import click

from newsarchive.archive.exchange import Capture
from newsarchive.cli.learn import shortened
from newsarchive.collection.files.models import model_for
from newsarchive.collection.state.state import State
from newsarchive.collection.telling.holdings import Holdings
from newsarchive.discovery.links import Hints
from newsarchive.errors import NewsarchiveError, NoInput
from newsarchive.extract.explaining import Explanation
from newsarchive.sources.model import Source
from newsarchive.urls import url_key
from newsarchive.workers.pool import Pool
from newsarchive.workers.read import Failure, Task


def explain_page(held: Holdings, url: str, source: Source, pool: Pool) -> None:
    """Prints the reading of the newest capture of an address. Raises NoInput where there is none."""
    capture, hints = _newest(held, url)
    task = Task(held.layout.warc, capture, "explanation", source, hints)
    answer = pool.submit((task,)).result()[0]
    if isinstance(answer, Failure):
        raise NewsarchiveError(f"{url}: {answer.reason}")
    assert isinstance(answer, Explanation)
    model = model_for(held.layout.warc, capture)
    click.echo(f"{capture.url}, archived {capture.date:%Y-%m-%d %H:%M} UTC, model {model.stem[:16] if model else 'none'}")
    click.echo(f"verdict: {answer.verdict}")
    for name, value, place in answer.fields:
        click.echo(f"  {name}: {value or '-'}" + (f"  (from {place})" if place else ""))
    for date in answer.dates:
        became = "CHOSEN" if date.chosen else "passed"
        click.echo(f"  {became} {date.field}: {date.iso or '-'}  (from {date.source}, {shortened(date.raw)!r})")
        click.echo(f"        [{date.why}]")
    for part in answer.parts:
        click.echo(f"{'KEPT' if part.why is None else 'cut '}  {shortened(part.text) or '(no text)'}")
        click.echo(f"        {part.place}" + (f"  [{part.why}]" if part.why else ""))


def _newest(held: Holdings, url: str) -> tuple[Capture, Hints]:
    """The newest capture of an article by its own or its announced address, with what was announced of it."""
    try:
        key = url_key(url)
    except ValueError as error:
        raise NoInput(f"{url}: no address ({error})") from error
    state = State(held.layout.state, read_only=True)
    try:
        if capture := state.newest_capture("article", key):
            known = state.known([key])
            return capture, known[key].hints if key in known else Hints()
    finally:
        state.close()
    raise NoInput(f"{url}: not archived in {held.layout.folder}; `newsarchive status --urls` lists what is")
