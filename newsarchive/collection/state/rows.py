"""The rows of a state: what is known of an address, of a page that announces, of a capture and of a line of records."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec

from newsarchive.archive.exchange import Capture
from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.discovery.links import Hints
from newsarchive.urls import surt_key, url_key


@dataclass(frozen=True, slots=True)
class Validators:
    """What an answer gave to ask by whether it has changed: ETag and Last-Modified, as they stood (RFC 9110 section 8.8)."""

    etag: str = ""
    modified: str = ""


NONE = Validators()
_NOTHING = Hints()
GONE = (404, 410)
REDIRECTS = (301, 302, 303, 307, 308)
MISSING = -1
_DAY = timedelta(days=1)


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
    validators: Validators = NONE


@dataclass(frozen=True, slots=True)
class AnnouncedUrl:
    """An address, who announced it and how it ended. `kinds` are the kinds of pages, as in Hints; `line` its first record."""

    url: str
    hints: Hints
    found: datetime
    settlement: Settlement | None
    kinds: frozenset[str]
    line: tuple[str, int, int] | None  # file, offset, length


@dataclass(frozen=True, slots=True)
class Place:
    """A row of `places`: a page where the paper announces articles. `kind` is "front", "feed", "sitemap" or "section".

    lastmod  what the sitemap index said of this part when it was read last
    read     when it was read last; None for never
    since    how far back it was read: an ISO 8601 time, "" for all of it
    fresh    links that it brought then and that nothing had brought before; MISSING where it was not there
    older    for a section: the next page, where reading it was left off
    whole    when it was read last without being asked whether it had changed
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
    validators: Validators = NONE
    whole: datetime | None = None

    @property
    def is_missing(self) -> bool:
        """Whether it was not there when it was asked for last."""
        return self.fresh == MISSING

    def rests(self, now: datetime) -> bool:
        """Whether it was not there within the last day, and is left alone so long."""
        return self.is_missing and self.read is not None and now - self.read < _DAY


@dataclass(frozen=True, slots=True)
class Asked:
    """What an exchange was for.

    `purpose` is "article", "robots" or a place's kind; `asked` the address that the paper announced, which redirects
    may have left behind; `again`: an answer may be the same as one that is held.
    """

    purpose: str
    asked: str
    hints: Hints
    again: bool = False

    def metadata(self) -> dict[str, str]:
        """What the archive keeps of it, beside the exchange."""
        said = {name: value for name, value in asdict(self.hints).items() if value}
        return {"purpose": self.purpose, "asked": self.asked, **said}

    def held(self, capture: Capture) -> HeldCapture:
        """The row of a capture that answers it. A redirect in answer to a re-check waits for what comes after it."""
        judged = self.again and self.purpose == "article" and capture.status in REDIRECTS
        waiting = judged or to_be_read(self.purpose, capture)
        return HeldCapture(url_key(self.asked), self.purpose, capture, waiting, self.asked, self.hints)


@dataclass(frozen=True, slots=True)
class HeldCapture:
    """A row of `captures`. `purpose` is "article", "robots" or a place's kind; `waiting` until its outcome is committed.

    `withdrawn`: what waits was judged by an earlier run, whose ledger says that it shows a withdrawal.
    """

    key: str
    purpose: str
    capture: Capture
    waiting: bool
    asked: str = ""
    hints: Hints = _NOTHING
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A row of `records`: one line of a records file."""

    url: str
    revision: int
    digest: str
    headline: str | None
    file: str
    record_id: str
    offset: int = 0
    length: int = 0  # 0 where it is not known: written before version 2


@dataclass(frozen=True, slots=True)
class Check:
    """That an article was asked for: when, in seconds since 1970, what it can be asked by, and when it is due again."""

    key: str
    validators: Validators
    checked: float
    due: float | None


def to_be_read(purpose: str, capture: Capture) -> bool:
    """Whether a capture tells of an article by itself: an answer to a request for one, whole and of status 200, or gone."""
    whole = capture.status == 200 and capture.truncated is None and capture.refers_to is None
    return purpose == "article" and (whole or capture.status in GONE)


def place_row(place: Place) -> tuple[object, ...]:
    """The columns of `places`."""
    p = place
    return (
        *(p.key, p.url, p.kind, p.title, p.lastmod, p.read.isoformat() if p.read else None, p.since, p.fresh, p.older),
        *(p.validators.etag, p.validators.modified, p.whole.isoformat() if p.whole else None),
    )


def capture_row(held: HeldCapture) -> tuple[object, ...]:
    """The columns of `captures`, but for its number."""
    c = held.capture
    return (
        *(
            held.key,
            held.purpose,
            2 if held.waiting and held.withdrawn else int(held.waiting),
            c.filename,
            c.offset,
            c.length,
            c.record_id,
            c.url,
        ),
        *(c.date.isoformat(), c.status, c.mime, c.payload_digest, c.truncated, surt_key(c.url), c.refers_to),
        *((held.asked, msgspec.json.encode(held.hints).decode()) if held.waiting else (None, None)),
    )


def known_url(row: tuple[str, ...]) -> KnownUrl:
    """A row of `urls`: key, url, hints, rank, outcome, reason, status, final_url, run, etag, modified."""
    key, url, hints, rank, outcome, reason, status, final, run, etag, modified = row
    settled = Settlement(Outcome(outcome), reason or "", int(status or 0), final or "") if outcome else None
    return KnownUrl(key, url, msgspec.json.decode(hints, type=Hints), settled, float(rank), run or "", Validators(etag, modified))


def announced_url(row: tuple[Any, ...]) -> AnnouncedUrl:
    """A row of `urls` with the kinds of `announced`, and the place of its first line of records."""
    url, hints, found, outcome, reason, status, final, kinds, file, offset, length = row
    said = msgspec.json.decode(hints, type=Hints)
    settled = Settlement(Outcome(outcome), reason or "", int(status or 0), final or "") if outcome else None
    by = frozenset(kinds.split(",") if kinds else [said.via_kind] if said.via_kind else [])
    line = (file, offset, length) if length else None
    return AnnouncedUrl(url, said, datetime.fromisoformat(found), settled, by, line)


def held_capture(row: tuple[object, ...]) -> HeldCapture:
    """A whole row of `captures`."""
    (
        _,
        key,
        purpose,
        waiting,
        filename,
        offset,
        length,
        record_id,
        url,
        date,
        status,
        mime,
        digest,
        truncated,
        _,
        refers_to,
        *said,
    ) = row
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
        refers_to=None if refers_to is None else str(refers_to),
    )
    asked, hints = said
    said_of = msgspec.json.decode(str(hints), type=Hints) if hints else _NOTHING
    return HeldCapture(str(key), str(purpose), capture, bool(waiting), str(asked or ""), said_of, waiting == 2)
