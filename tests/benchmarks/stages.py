"""Where a page's CPU time goes, stage by stage, over the pages of a crawl, in one process."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from newsarchive.archive.exchange import Exchange
from newsarchive.archive.files import WarcFile
from newsarchive.archive.reader import captures, read_page
from newsarchive.archive.stored import read_record
from newsarchive.collection.opening.rebuild import hints_of
from newsarchive.extract.article import Article
from newsarchive.extract.extract import extract
from newsarchive.records.jsonl import to_line
from newsarchive.records.record import make_record
from newsarchive.sources.model import Source

T = TypeVar("T")
MOST = 600  # pages


def stages(folder: Path) -> None:
    """Prints milliseconds a page of writing, reading back, extracting and encoding."""
    spent: dict[str, float] = defaultdict(float)
    pages = 0

    def timed(stage: str, work: Callable[[], T]) -> T:
        began = time.process_time()
        result = work()
        spent[stage] += time.process_time() - began
        return result

    warc = WarcFile.open(folder, "bench-20260101-00000.warc.gz", None)
    for path in sorted(folder.glob("*/warc/*.warc.gz")):
        source = Source.from_url(f"https://{path.parent.parent.name}/")
        for archived in captures(path):
            if archived.metadata.get("purpose") != "article" or archived.capture.status != 200 or pages >= MOST:
                continue
            pages += 1
            block = read_record(path, archived.capture.offset, archived.capture.length).block
            exchange = Exchange(archived.capture.url, archived.request, block, archived.capture.date)
            timed("write WARC members", lambda exchange=exchange, archived=archived: warc.append(exchange, archived.metadata))
            page = timed(
                "read back, gunzip, decode", lambda archived=archived, path=path: read_page(path.parent, archived.capture)
            )
            hints = hints_of(archived)
            answer = timed("extract", lambda page=page, hints=hints, source=source: extract(page, source, hints))
            if isinstance(answer, Article):
                record = make_record(answer, archived.capture, hints, source="bench", revision=1)
                timed("encode the record", lambda record=record: to_line(record))
    warc.close(final=True)
    print(f"CPU a page by stage, {pages} pages, one process, ms: ", end="")
    print(json.dumps({stage: round(1000 * seconds / max(pages, 1), 2) for stage, seconds in spent.items()}))
