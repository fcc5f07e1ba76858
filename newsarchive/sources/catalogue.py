"""Papers by name: the packaged catalogue, a file of one's own, and what the command line asks for.

In: short names, addresses, a TOML file. Out: checked sources. Files are read, nothing is fetched.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from newsarchive.errors import BadConfiguration, NoInput, UsageError
from newsarchive.sources.model import Source
from newsarchive.sources.tables import parse_sources
from newsarchive.urls import page_url, url_key

_PACKAGED = "catalogue.toml"


@cache
def catalogue() -> Mapping[str, Source]:
    """The packaged papers by short name, in the file's order."""
    return MappingProxyType(parse_sources(files(__package__).joinpath(_PACKAGED).read_bytes(), _PACKAGED))


def read_sources(path: Path) -> dict[str, Source]:
    """The papers of a TOML file of one's own. BadConfiguration names file, key, value and rule; NoInput: no such file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NoInput(f"{path}: {error.strerror or error}; give the path of a TOML file with one table a paper") from error
    return parse_sources(content, str(path))


def find(names: Iterable[str], extra: Path | None = None) -> tuple[Source, ...]:
    """The source of each name, in order and once. A name is a short name or an http(s) address.

    `extra` is a file of one's own papers: they go before the catalogue's where both use a name. UsageError for a name
    that is in neither, and for two addresses that would share one folder.
    """
    known = {**catalogue(), **(read_sources(extra) if extra else {})}
    fronts = {url_key(f"https://{host}/"): source for source in known.values() for host in source.moved_from}
    fronts |= {url_key(source.url): source for source in known.values()}
    found: dict[str, Source] = {}
    for name in names:
        source = _one(name.strip(), known, fronts)
        kept = found.setdefault(source.name, source)
        if url_key(kept.url) != url_key(source.url):
            raise UsageError(
                f"{kept.url} and {source.url} would both be kept as {source.name!r}: "
                "name one of them in a file of your own and give it with --sources"
            )
    return tuple(found.values())


def _one(name: str, known: Mapping[str, Source], fronts: Mapping[str, Source]) -> Source:
    if "://" in name:
        address = page_url(name)
        if address is not None and (listed := fronts.get(url_key(address))):
            return listed
        try:
            return Source.from_url(name)
        except BadConfiguration as error:
            raise UsageError(str(error)) from error
    if name in known:
        return known[name]
    raise UsageError(_unknown(name, known))


def _unknown(name: str, known: Mapping[str, Source]) -> str:
    close = difflib.get_close_matches(name.lower(), known, n=3, cutoff=0.6)
    hint = f"did you mean {' or '.join(close)}? " if close else ""
    if "." in name and page_url(f"https://{name}/") is not None:
        hint += f"For a paper that is not listed give its whole address: https://{name}/. "
    return f"unknown source {name!r}: {hint}`newsarchive sources` lists the known ones"
