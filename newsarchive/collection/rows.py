"""The rows of a state: what is known of an address, of a page that announces, of a capture and of a line of records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from newsarchive.archive.exchange import Capture
from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.discovery.links import Hints
from newsarchive.urls import surt_key


@dataclass(frozen=True, slots=True)
class KnownUrl:
    """A row of `urls`: an address that the paper announced, and how it ended (None: not yet).

    `rank` orders what is to be asked for, the largest first: seconds since 1970 of its date, or less than now by its
    place in the page where it has none. `run` is the run in which it ended.
    """

    key: str
    url: str
    hints: Hints
    settlement: Settlement | None = None
    rank: float = 0.0
    run: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A row of `places`: a page where the paper announces articles. `kind` is "front", "feed", "sitemap" or "section".

    lastmod  what the sitemap index said of this part when it was read last
    read     when it was read last; None for never
    since    how far back it was read: an ISO 8601 time, "" for all of it
    fresh    links that it brought then and that nothing had brought before
    older    for a section: the next page, where reading it was left off
    """

    key: str
    url: str
    kind: str
    title: str = ""
    lastmod: str = ""
    read: datetime | None = None
    since: str = ""
    fresh: int = 0
    older: str = ""


@dataclass(frozen=True, slots=True)
class HeldCapture:
    """A row of `captures`. `purpose` is "article", "robots" or a place's kind; `waiting` until its outcome is committed."""

    key: str
    purpose: str
    capture: Capture
    waiting: bool


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A row of `records`: one line of a records file."""

    url: str
    revision: int
    digest: str
    headline: str | None
    file: str
    record_id: str


def to_be_read(purpose: str, capture: Capture) -> bool:
    """Whether a capture may hold an article: a whole answer of status 200 to a request for one."""
    return purpose == "article" and capture.status == 200 and capture.truncated is None


def capture_row(held: HeldCapture) -> tuple[object, ...]:
    """The columns of `captures`, but for its number."""
    c = held.capture
    return (
        *(held.key, held.purpose, int(held.waiting), c.filename, c.offset, c.length, c.record_id, c.url),
        *(c.date.isoformat(), c.status, c.mime, c.payload_digest, c.truncated, surt_key(c.url)),
    )


def known_url(row: tuple[str, ...]) -> KnownUrl:
    """A row of `urls`: key, url, hints, rank, outcome, reason, status, final_url, run."""
    key, url, hints, rank, outcome, reason, status, final, run = row
    settled = Settlement(Outcome(outcome), reason or "", int(status or 0), final or "") if outcome else None
    return KnownUrl(key, url, msgspec.json.decode(hints, type=Hints), settled, float(rank), run or "")


def held_capture(row: tuple[object, ...]) -> HeldCapture:
    """A whole row of `captures`."""
    _, key, purpose, waiting, filename, offset, length, record_id, url, date, status, mime, digest, truncated, _ = row
    capture = Capture(
        filename=str(filename),
        offset=int(str(offset)),
        length=int(str(length)),
        record_id=str(record_id),
        url=str(url),
        date=datetime.fromisoformat(str(date)),
        status=int(str(status)),
        mime=str(mime),
        payload_digest=str(digest),
        truncated=None if truncated is None else str(truncated),
    )
    return HeldCapture(str(key), str(purpose), capture, bool(waiting))
