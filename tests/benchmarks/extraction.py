"""Quality and CPU of reading one page, side by side with trafilatura, over a folder of labelled pages.

    python -m tests.benchmarks.extraction CORPUS [--source PACK,PACK] [--modern] [--limit N] [--learnt]

CORPUS holds `evaluate.py` (a scorer that knows its packs of pages) and `baselines.py`; without it there is nothing to
measure. `article` is the reader in the form that the scorer calls. With --learnt, hosts of three pages and more are read
twice, without a model and with one that was learnt from their other pages. What the readers load is loaded with this module:
newsarchive's workers load it when a page first asks, once in their lives, which is no page's time.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dateparser  # noqa: F401 - see above
import htmldate  # noqa: F401
import trafilatura  # noqa: F401

from newsarchive.archive.exchange import Capture, Page
from newsarchive.extract.article import Article, Rejection, Verdict
from newsarchive.extract.extract import extract
from newsarchive.extract.page.model import Model
from newsarchive.extract.site.learn import conclude
from newsarchive.extract.site.lesson import lesson
from newsarchive.sources.model import Source

BASELINES = ("trafilatura_default", "trafilatura_fast", "trafilatura_precision")
CAPTURED = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)  # after every page's own date
FEWEST = 3  # pages of a host for --learnt

Found = dict[str, Any]
Extractor = Callable[[bytes, str, str], Found]


def article(html: bytes, url: str, encoding: str) -> Found:
    """The reader without a model."""
    return with_model(html, url, encoding, None)


def given(html: bytes, url: str, encoding: str) -> tuple[Page, Source]:
    """A page as it would come from the archive, and its paper. A front page's address is one that the set did not keep."""
    parts = urlsplit(url or "https://unknown.example/a")
    whole = parts._replace(path=parts.path if parts.path.strip("/") else "/a/story-1").geturl()
    kind = f"text/html; charset={encoding}" if encoding else "text/html"
    capture = Capture("pages.warc.gz", 0, len(html), "<urn:uuid:0>", whole, CAPTURED, 200, "text/html", "sha1:A")
    page = Page(whole, CAPTURED, 200, (("Content-Type", kind),), html, None, capture)
    return page, Source(name="paper", url=f"https://{parts.hostname or 'unknown.example'}/")


def told(answer: Article | Rejection) -> Found:
    """An answer in the scorer's terms."""
    if isinstance(answer, Article):
        authors = [person.name for person in answer.author]
        return {
            "text": answer.article_body,
            "title": answer.headline,
            "authors": authors,
            "date_published": answer.date_published,
        }
    return {"text": None, "title": answer.headline, "date_published": answer.date_published}


def with_model(html: bytes, url: str, encoding: str, model: Model | None) -> Found:
    """The reader with a model, or without. A copy, an AMP page or a print view, is read as the page that it is a copy of: a
    crawl asks for that one, and holds the same text once. A page that is no article gives the headline and date that it says.
    """
    answer = extract(*given(html, url, encoding), None, model)
    if isinstance(answer, Rejection) and answer.verdict is Verdict.TWIN:
        answer = extract(*given(html, answer.links[0], encoding), None, model)
    return told(answer)


def models(pages: Sequence[Any]) -> dict[str, Model | None]:
    """For each page of a host with several a model that the host's other pages taught, by the page's id."""
    hosts: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for page in pages:
        if page.url:
            hosts[page.source, urlsplit(page.url).hostname or ""].append(page)
    found: dict[str, Model | None] = {}
    for own in hosts.values():
        if len(own) < FEWEST:
            continue
        lessons = [lesson(*given(page.html, page.url, page.encoding), None) for page in own]
        numbered = [replace(one, url=f"{number}") if one else None for number, one in enumerate(lessons)]
        for number, page in enumerate(own):
            found[page.id] = conclude([one for at, one in enumerate(numbered) if one and at != number], "paper")
    return found


def main() -> None:
    """Prints a table: one row a reader."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--source", default="")
    parser.add_argument("--modern", action="store_true")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--learnt", action="store_true")
    options = parser.parse_args()
    sys.path.insert(0, str(options.corpus))
    scorer, baselines = importlib.import_module("evaluate"), importlib.import_module("baselines")
    pages = scorer.select_pages(scorer.chosen_packs(options.source), False, options.modern)
    learnt = models(pages) if options.learnt else {}
    pages = [page for page in pages if not options.learnt or page.id in learnt]
    pages = pages[:: max(1, len(pages) // options.limit)] if options.limit else pages
    readers: dict[str, Callable[[Any], Extractor]] = {"newsarchive": lambda _: article}
    if options.learnt:
        readers["newsarchive, learnt"] = lambda page: functools.partial(with_model, model=learnt[page.id])
    readers |= {name: lambda _, name=name: getattr(baselines, name) for name in BASELINES}  # type: ignore[misc]
    print_table(scorer, readers, pages)


def print_table(scorer: Any, readers: Mapping[str, Callable[[Any], Extractor]], pages: Sequence[Any]) -> None:
    """Scores and times every reader on every page, page by page so that a busy machine is busy for all of them."""
    scores: dict[str, list[Any]] = {name: [] for name in readers}
    for page in pages:
        for name, reader in readers.items():
            scores[name].append(scorer.score_page(page, scorer.run_extractor(reader(page), page, 3)))
    print(scorer.markdown_table({name: scorer.summarise(found) for name, found in scores.items()}))
    yardstick = statistics.mean(score.cpu_s for score in scores[BASELINES[0]])
    for name, found in scores.items():
        mean = statistics.mean(score.cpu_s for score in found)
        print(f"{name}: {1000 * mean:.2f} ms of CPU a page, {mean / yardstick:.3f} of {BASELINES[0]}")


if __name__ == "__main__":
    main()
