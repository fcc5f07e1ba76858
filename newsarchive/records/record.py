"""A record: one line of JSON, valid against `record.schema.json`, that points back into the WARC.

The names are schema.org's NewsArticle's. The one clock in a record is the capture's WARC-Date, so that
extracting again gives the same bytes.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import inspect
from datetime import datetime
from typing import Any, Literal

import msgspec
from lxml import etree

from newsarchive import __version__
from newsarchive.archive.exchange import Capture
from newsarchive.discovery.links import Hints
from newsarchive.extract.article import Article
from newsarchive.records.changes import Change

SCHEMA: Literal["newsarchive/record/1"] = "newsarchive/record/1"
_READ_BY = ("lxml", "trafilatura", "htmldate", "w3lib", "cssselect", "regex", "libxml2")


class Extractor(msgspec.Struct, frozen=True, kw_only=True):
    """What read the page. `config` is a digest over the versions of all that takes part; `model` a site model's digest."""

    name: str = "newsarchive"
    version: str
    config: str
    model: str | None = None


class WarcPointer(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Where the page lies: the gzip member at `offset`, `length` bytes long, in `filename` below the paper's warc/ folder.

    `date` and `target_uri` are its WARC-Date and WARC-Target-URI, `payload_digest` "sha1:" and base 32 of the entity body.
    """

    filename: str
    offset: int
    length: int
    record_id: str
    target_uri: str
    date: str
    payload_digest: str


class Replaced(msgspec.Struct, frozen=True):
    """The line that a line follows. Its `url` is another where the article has got a new address."""

    url: str
    revision: int


class Record(Article, frozen=True, kw_only=True, rename="camel"):
    """An article with its place in the ledger.

    (url, revision) is unique in a collection; `revision` counts from 1. `event` is "published" for the first
    line of a url, "revised" for an edit, "moved" where it says the same at a new address, to which the old one redirects,
    "removed" where the article is gone: such a line has an empty body, the `status` seen and the `reason`, and its WARC
    record is the answer that shows it; "restored" where it came back.
    `replaces` is null for the first line; `change` too, and where nothing changed or the texts could not be compared.
    `announced_by` is the feed or page that led here.
    """

    schema: Literal["newsarchive/record/1"] = SCHEMA
    source: str
    revision: int
    event: Literal["published", "revised", "moved", "removed", "restored"]
    replaces: Replaced | None = None
    change: Change | None = None
    status: int | None = None
    reason: str | None = None
    announced_by: str | None = None
    extractor: Extractor
    warc: WarcPointer


@functools.cache
def extractor() -> Extractor:
    """What this installation reads pages with."""
    versions = [f"newsarchive={__version__}", f"libxml2={etree.LIBXML_VERSION}"]
    versions += [f"{name}={importlib.metadata.version(name)}" for name in _READ_BY if name != "libxml2"]
    return Extractor(version=__version__, config=hashlib.sha256(";".join(sorted(versions)).encode()).hexdigest()[:16])


def make_record(article: Article, capture: Capture, hints: Hints, *, source: str, revision: int) -> Record:
    """The ledger's line for an article read from a capture."""
    fields = {name: getattr(article, name) for name in Article.__struct_fields__}
    pointer = WarcPointer(
        filename=capture.filename,
        offset=capture.offset,
        length=capture.length,
        record_id=capture.record_id,
        target_uri=capture.url,
        date=capture.date.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        payload_digest=capture.payload_digest,
    )
    return Record(
        **fields,
        source=source,
        revision=revision,
        event="published" if revision == 1 else "revised",
        announced_by=hints.via or None,
        extractor=extractor(),
        warc=pointer,
    )


def read_by(record: Record, model: str | None) -> Record:
    """The record with the digest of the site model that its page was read by; None for without."""
    if model == record.extractor.model:
        return record
    return msgspec.structs.replace(record, extractor=msgspec.structs.replace(record.extractor, model=model))


def capture_of(record: Record) -> Capture:
    """The capture that a record points at. Its media type is not kept in a record."""
    at = record.warc
    return Capture(
        filename=at.filename,
        offset=at.offset,
        length=at.length,
        record_id=at.record_id,
        url=at.target_uri,
        date=datetime.fromisoformat(at.date),
        status=record.status or 200,
        mime="",
        payload_digest=at.payload_digest,
    )


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) that every line is valid against."""
    schema = msgspec.json.schema(Record)
    for definition in schema["$defs"].values():
        if "description" in definition:  # a docstring, which keeps its indentation up to Python 3.12
            definition["description"] = inspect.cleandoc(definition["description"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, **schema}
