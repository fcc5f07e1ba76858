"""`newsarchive learn`: what a paper's archived pages teach of it; no network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from newsarchive.cli import options
from newsarchive.cli.logs import start_logging
from newsarchive.collection.files.lock import Lock
from newsarchive.collection.files.origin import source_of
from newsarchive.collection.telling.holdings import Holdings
from newsarchive.errors import NoInput
from newsarchive.extract.page.model import Model, shown
from newsarchive.sources.catalogue import catalogue
from newsarchive.workers.learn_all import Learnt, keep, learn_from
from newsarchive.workers.pool import Pool


@click.command(short_help="Learn a paper's templates from its archived pages.")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@options.output
@click.option("--show", is_flag=True, help="Say in words what was learnt.")
@options.as_json
def learn(sources: tuple[str, ...], *, output: Path, show: bool, as_json: bool) -> None:
    """Makes a site model from the newest articles of a collection, two at least and forty at most.

    Pages that are archived from now on are read by it, and their records name it. What is archived already keeps the
    records that it has.
    """
    start_logging(verbose=False)
    pool = Pool()
    facts = []
    try:
        for name in sources:
            digest, learnt = _learn(output / name, pool)
            facts.append({"source": name, "model": digest, "pages": learnt.model.pages if learnt.model else 0})
            if not as_json:
                _say(name, digest, learnt, show=show)
    finally:
        pool.close(wait=False)
    if as_json:
        click.echo(json.dumps(facts, indent=2))


def _learn(folder: Path, pool: Pool) -> tuple[str, Learnt]:
    held = Holdings(folder)
    lock = Lock(held.layout.lock)
    try:
        learnt = learn_from(held, source_of(held.layout, catalogue()), pool)
        digest = keep(held, learnt)
    finally:
        lock.release()
    if digest is None:
        raise NoInput(f"{folder}: fewer than two archived pages are articles to learn from; crawl more of the paper first")
    return digest, learnt


def _say(name: str, digest: str, learnt: Learnt, *, show: bool) -> None:
    assert learnt.model is not None
    click.echo(
        f"{name}: learnt from {learnt.model.pages} of {learnt.articles} articles; model {digest[:16]} is in use from now on"
    )
    for line in in_words(learnt.model) if show else ():
        click.echo(line)


def in_words(model: Model) -> Iterator[str]:
    """A model as sentences and lists."""
    yield f"Half of the articles are longer than {model.typical:,} characters."
    if len(model.templates) > 1:
        yield f"They were made by {len(model.templates)} templates."
    yield from _list("The paper calls itself in titles:", model.names)
    for label, seats in (("By-lines stand in:", model.bylines), ("Dates stand in:", model.dates)):
        yield from _list(label, [f"{shown(seat.own, seat.within)}  ({seat.pages} pages)" for seat in seats])
    yield from _list(
        "No part of an article, though it stands in the text:",
        [f"{shortened(line.text)}  ({line.pages} pages)" for line in model.lines],
    )
    for why, label in (
        ("other-story", "Holds other stories, and is not entered:"),
        ("empty", "Never holds the article, and is not entered:"),
    ):
        yield from _list(
            label, [f"{shown(place.own, place.within)}  ({place.pages} pages)" for place in model.shut if place.why == why]
        )


def shortened(text: str) -> str:
    """The first 80 characters of a text."""
    return text if len(text) <= 80 else f"{text[:79]}…"


def _list(label: str, items: tuple[str, ...] | list[str]) -> Iterator[str]:
    if items:
        yield label
        yield from (f"  {item}" for item in items)
