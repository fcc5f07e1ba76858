"""One page, read once by everybody who reads it: what the readers hand to each other. It does nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from newsarchive.archive.exchange import Page
from newsarchive.discovery.links import Hints
from newsarchive.extract.page.blocks import Walk
from newsarchive.extract.page.head import Head
from newsarchive.extract.page.jsonld import JsonLd
from newsarchive.extract.page.parse import Document
from newsarchive.extract.page.rules import Ruled
from newsarchive.extract.page.taught import Taught
from newsarchive.sources.model import Source


@dataclass(frozen=True, slots=True)
class Reading:
    """A page with its tree, its head, its JSON-LD, its blocks, and what the paper's rules say of it.

    `hints` are empty where nothing was announced; `taught` is None where the page is read without a model.
    """

    page: Page
    source: Source
    hints: Hints
    document: Document
    head: Head
    data: JsonLd
    walk: Walk
    ruled: Ruled = field(default_factory=Ruled)
    taught: Taught | None = None
