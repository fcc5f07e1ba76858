"""`newsarchive sources`: the papers that have a short name, one of them in full, or what is wrong with a file of one's own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import click

from newsarchive.cli import options
from newsarchive.figures import counted
from newsarchive.sources.catalogue import catalogue, find, read_sources
from newsarchive.sources.model import Source
from newsarchive.sources.rules import Rule

_FACTS = (
    ("publisher", "publisher"),
    ("feeds", "feeds"),
    ("sitemaps", "sitemaps"),
    ("sections", "sections"),
    ("hosts", "further hosts"),
    ("twins", "hosts with copies"),
    ("include", "articles hold"),
    ("exclude", "no articles hold"),
    ("article_url", "an article's path"),
    ("agency", "agency copy holds"),
    ("delay", "seconds between requests"),
    ("poll_every", "looked at every"),
    ("since", "goes back to"),
)
_RULE_FACTS = (
    ("body", "the text lies in"),
    ("drop", "not the article"),
    ("drop_lines", "lines left out"),
    ("headline", "headline"),
    ("byline", "by-line"),
    ("date", "date"),
    ("section", "section"),
    ("note", "note"),
)
_WIDTH = max(len(label) for _, label in (*_FACTS, *_RULE_FACTS))


@click.command(short_help="List the papers of the catalogue, or check a file of your own.")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@options.sources_file
@click.option("--check", "checked", type=click.Path(dir_okay=False, path_type=Path), help="Check a TOML file of your own papers.")
@options.as_json
def sources(*, names: tuple[str, ...], sources_file: Path | None, checked: Path | None, as_json: bool) -> None:
    """Lists short names and front pages; with NAME, all that is known of a paper.

    Any paper that is not listed is crawled by its address.
    """
    if checked is not None:
        click.echo(_verdict(len(read_sources(checked))))
        return
    known: Mapping[str, Source] = {**catalogue(), **(read_sources(sources_file) if sources_file else {})}
    if names:
        known = {source.name: source for source in find(names, sources_file)}
    if as_json:
        click.echo(json.dumps([asdict(source) for source in known.values()], indent=2, default=str, ensure_ascii=False))
    elif names:
        click.echo("\n\n".join("\n".join(_in_full(source)) for source in known.values()))
    else:
        width = max(map(len, known), default=0)
        for name, source in known.items():
            click.echo(f"{name:<{width}}  {source.url}{_summary(source)}")


def _verdict(count: int) -> str:
    return f"{counted(count, 'paper')}, all good" if count else "no paper in it"


def _summary(source: Source) -> str:
    """How a paper's articles are found, and how many rules are known for its pages."""
    counts = [("feed", source.feeds), ("sitemap", source.sitemaps), ("section", source.sections), ("rule", source.rules)]
    said = [counted(len(items), word) for word, items in counts if items]
    return f"  ({', '.join(said)})" if said else ""


def _in_full(source: Source) -> Iterator[str]:
    yield f"{source.name}  {source.url}"
    yield from _facts(source, _FACTS)
    for number, rule in enumerate(source.rules, 1):
        yield f"  rule {number}, for pages captured {_span(rule)}"
        yield from _facts(rule, _RULE_FACTS)


def _facts(of: Source | Rule, facts: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for key, label in facts:
        value = getattr(of, key)
        for number, item in enumerate(value if isinstance(value, tuple) else () if value is None else (value,)):
            yield f"  {label if not number else '':<{_WIDTH}}  {item}"


def _span(rule: Rule) -> str:
    days = [f"from {rule.valid_from}" if rule.valid_from else "", f"until {rule.valid_until}" if rule.valid_until else ""]
    return " ".join(filter(None, days)) or "at any time"
