"""Whose pages a collection holds: the source, read from the WARCs' own warcinfo."""

from __future__ import annotations

from collections.abc import Mapping

from newsarchive.archive.members import scan_members
from newsarchive.archive.records import parse_warc_fields
from newsarchive.archive.stored import read_record
from newsarchive.collection.files.layout import Layout
from newsarchive.errors import NoInput
from newsarchive.sources.model import Source


def source_of(layout: Layout, catalogue: Mapping[str, Source]) -> Source:
    """The catalogue's source of the collection's name, else the one that its newest WARC file names."""
    if layout.name in catalogue:
        return catalogue[layout.name]
    for path in reversed(layout.warc_files()):
        for offset, length in scan_members(path):
            said = parse_warc_fields(read_record(path, offset, length).block)
            if seed := said.get("seed"):
                return Source(name=layout.name, url=seed, moved_from=tuple(said.get("movedFrom", "").split()))
            break
    raise NoInput(
        f"{layout.warc}: no WARC file of newsarchive there, so there is nothing to read; give WARC files and --to instead"
    )
