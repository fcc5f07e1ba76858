"""Pages for tests: a made-up paper's article, put together from parts. In: parts of HTML. Out: a `Page`."""

from __future__ import annotations

from datetime import UTC, datetime

from newsarchive.archive.exchange import Capture, Page
from newsarchive.extract.article import Article, Rejection
from newsarchive.extract.extract import extract
from newsarchive.sources.model import Source

URL = "https://courier.example/harbour/bridge-to-be-mended-4711"
DATE = datetime(2026, 3, 5, 6, 0, tzinfo=UTC)
SOURCE = Source(name="courier", url="https://courier.example/")

PARAGRAPHS = (
    "The harbour board will mend the old swing bridge before the winter, its chairwoman told residents on Tuesday evening.",
    "Work is to start in the first week of May and will close the crossing to lorries for about four months, she said.",
    "“We have waited nine years for this day,” said a baker from the quay, who loses half an hour on every delivery.",
    "The county pays two thirds of the cost; the rest comes from a loan that the board agreed upon in January.",
)


def in_parts(parts: int) -> tuple[str, ...]:
    """The paragraphs so many times over, no two of them alike."""
    return tuple(f"{paragraph} That was part {n + 1}." for n in range(parts) for paragraph in PARAGRAPHS)


def long_text(parts: int) -> str:
    """The same as they stand in a page."""
    return "".join(f"<p>{paragraph}</p>" for paragraph in in_parts(parts))


TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
HEADLINE = "Old swing bridge to be mended before winter"


def document(body: str, head: str = "", attributes: str = 'lang="en-GB"') -> str:
    """A whole document around a body."""
    return f"<!doctype html><html {attributes}><head>{head}</head><body>{body}</body></html>"


def story(inside: str = TEXT, head: str = "", before: str = "", after: str = "") -> str:
    """An article with navigation above and a footer below it."""
    nav = '<nav><ul><li><a href="/">Home</a></li><li><a href="/harbour">Harbour</a></li></ul></nav>'
    foot = "<footer><p>The Courier is published by nobody at all, in a town that is on no map whatsoever.</p></footer>"
    return document(f"{nav}<article><h1>{HEADLINE}</h1>{before}<div class='text'>{inside}</div></article>{after}{foot}", head)


def page(
    content: str | bytes, url: str = URL, headers: tuple[tuple[str, str], ...] = (), mime: str = "text/html", **changes: object
) -> Page:
    """An archived response with status 200; text is sent as UTF-8."""
    raw = content.encode() if isinstance(content, str) else content
    fields: dict[str, object] = {
        "url": url,
        "date": DATE,
        "status": 200,
        "headers": headers or (("Content-Type", mime),),
        "content": raw,
        "truncated": None,
        "capture": Capture("courier.warc.gz", 0, len(raw), "<urn:uuid:0>", url, DATE, 200, mime, "sha1:A"),
    }
    return Page(**(fields | changes))  # type: ignore[arg-type]


def read(content: str | bytes, **changes: object) -> Article | Rejection:
    """What the reader makes of a page."""
    return extract(page(content, **changes), SOURCE, None)  # type: ignore[arg-type]


def article(content: str | bytes, **changes: object) -> Article:
    """The same where it must be an article."""
    found = read(content, **changes)
    assert isinstance(found, Article), found
    return found


def refusal(content: str | bytes, **changes: object) -> Rejection:
    """The same where it must be refused, with a sentence that says why."""
    found = read(content, **changes)
    assert isinstance(found, Rejection), found
    assert found.reason.endswith(".")
    return found
