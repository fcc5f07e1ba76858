"""Which announced links belong to a paper, and which are recent enough for its first crawl.

In: an address or its hints. Out: yes or no. What cannot be told counts as yes.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from newsarchive.discovery.links import Link
from newsarchive.sources.model import Source
from newsarchive.urls import page_url, same_site

# A date without a zone may be meant anywhere on earth: UTC-12 is the last place where it comes true.
_LAST_ZONE = timedelta(hours=12)
_DATED = re.compile(r"/(?P<year>(?:19|20)\d\d)[/-](?P<month>0?[1-9]|1[0-2])(?:[/-](?P<day>0?[1-9]|[12]\d|3[01]))?(?=[/-])")


def in_scope(url: str, source: Source) -> bool:
    """Whether `url` lies on the host of the paper's front page (with or without `www.`) or on one of its `hosts`."""
    if page_url(url) is None:
        return False
    return same_site(url, source.url) or any(same_site(url, f"https://{host}/") for host in source.hosts)


def current(url: str, source: Source) -> str:
    """An address on a host that the paper has left, as it would be on the one where it is; any other as it is."""
    if not any(same_site(url, f"https://{host}/") for host in source.moved_from):
        return url
    home = urlsplit(source.url)
    return urlsplit(url)._replace(scheme=home.scheme, netloc=home.netloc).geturl()


def inside_window(moment: datetime | None, since: datetime | None) -> bool:
    """False only where the moment is known and lies before `since` (aware; None for no limit)."""
    return since is None or moment is None or moment >= since


def moment_of(link: Link) -> datetime | None:
    """The last moment, UTC, that the hints of a link can mean; where they say nothing, the date that its address holds.

    What was published long ago and changed yesterday is of yesterday. None where nothing can be read.
    """
    moments = [moment for moment in map(latest_moment, (link.hints.published, link.hints.modified)) if moment is not None]
    return max(moments) if moments else _moment_of_address(link.url)


def _moment_of_address(url: str) -> datetime | None:
    """/2026/11/20/…, /2026-11-20-…, /2026/11/…: the end of that day or month."""
    match = _DATED.search(urlsplit(url).path)
    if match is None:
        return None
    year, month, day = int(match["year"]), int(match["month"]), match["day"]
    try:
        start = datetime(year, month, int(day or 1), tzinfo=UTC)
    except ValueError:
        return None
    return start + (timedelta(days=1) if day else timedelta(days=31)) + _LAST_ZONE


def day_of(date: str) -> dt.date | None:
    """The day that a date of a feed names, as it stands there: no zone is reckoned into another."""
    read = _read(date)
    return read.date() if read else None


def day_of_address(url: str) -> dt.date | None:
    """/2026/11/20/… or /2026-11-20-…; None where the address has no whole date."""
    match = _DATED.search(urlsplit(url).path)
    with contextlib.suppress(ValueError):
        return dt.date(int(match["year"]), int(match["month"]), int(match["day"])) if match and match["day"] else None
    return None


def latest_moment(date: str) -> datetime | None:
    """The last moment, UTC, that a date of a feed can mean; None where it is neither ISO 8601 nor RFC 822.

    A bare day lasts until its end, and a time without a zone until it has come everywhere.
    """
    moment = _read(date)
    try:
        return _latest(moment, bare_day=":" not in date and moment.time() == time()) if moment else None
    except OverflowError:
        return None


def _read(date: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        with contextlib.suppress(ValueError, TypeError, IndexError, OverflowError):
            return read(date.strip())
    return None


def _latest(moment: datetime, *, bare_day: bool) -> datetime:
    if bare_day:
        moment += timedelta(days=1)
    return moment.replace(tzinfo=UTC) + _LAST_ZONE if moment.tzinfo is None else moment.astimezone(UTC)
