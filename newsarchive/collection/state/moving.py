"""A paper that has moved to another host. In: its state, and the hosts that its entry names. Out: the state, with what it knows
of the old hosts under the new one's keys.

An address on a host that the paper has left and the one under the same path here are one page: so nothing that is held is
asked for as new, and lines of records go on. Records, WARCs and ledgers stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

from newsarchive.collection.state.rows import NONE, Place
from newsarchive.collection.state.state import State
from newsarchive.discovery.scope import current
from newsarchive.sources.model import Source
from newsarchive.urls import url_key

_MEMO = "hosts"  # names of the paper's hosts as keys begin with them, today's first


def hosts_in(memos: Mapping[str, str]) -> tuple[str, ...]:
    """The hosts of a paper that has moved, today's first, from what its state remembers; empty for one that has not."""
    return tuple(memos.get(_MEMO, "").split())


def same_pages(key: str, hosts: tuple[str, ...]) -> Iterator[str]:
    """The keys that an address has on all hosts of its paper, if it lies on one of them."""
    for host in hosts:
        if key == host or key.startswith((f"{host}/", f"{host}?")):
            yield from (other + key[len(host) :] for other in hosts)


def bring_home(state: State, source: Source | None) -> list[str]:
    """Gives what lies on hosts that the paper has left its key on the new one. Returns a sentence where that was much."""
    if source is None or not source.moved_from:
        return []
    here = url_key(f"https://{urlsplit(source.url).netloc}/")
    left = [url_key(f"https://{host}/") for host in source.moved_from]
    before = hosts_in(state.memos())
    hosts = tuple(dict.fromkeys((here, *left, *before)))
    if not any(state.knows_host(host) for host in hosts[1:]):
        if hosts != before:
            with state.transaction() as write:
                write.memo(_MEMO, " ".join(hosts))
        return []
    places = state.places()
    found_here = {(place.kind, place.key) for place in places}
    arriving = [place for place in map(partial(_at_home, source=source), places) if (place.kind, place.key) not in found_here]
    with state.transaction() as write:
        write.memo(_MEMO, " ".join(hosts))
        for host in hosts[1:]:
            write.moved(host, here)
        write.placed(arriving)
    return [f"{source.name} is at {here} now: what was known of {', '.join(hosts[1:])} is kept under that name"]


def _at_home(place: Place, source: Source) -> Place:
    """A page that announces, on the host where the paper is now: nothing that the old one said of changes holds there."""
    url = current(place.url, source)
    return place if url == place.url else replace(place, key=url_key(url), url=url, validators=NONE, whole=None)
