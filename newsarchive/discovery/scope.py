"""Which announced links belong to a paper, and which are recent enough for its first crawl.

In: an address or its hints. Out: yes or no. What cannot be told counts as yes.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime

from newsarchive.discovery.links import Hints
from newsarchive.sources.model import Source
from newsarchive.urls import page_url, same_site

# A date without a zone may be meant anywhere on earth: UTC-12 is the last place where it comes true.
_LAST_ZONE = timedelta(hours=12)


def in_scope(url: str, source: Source) -> bool:
    """Whether `url` lies on the host of the paper's front page (with or without `www.`) or on one of its `hosts`."""
    if page_url(url) is None:
        return False
    return same_site(url, source.url) or any(same_site(url, f"https://{host}/") for host in source.hosts)


def inside_window(hints: Hints, since: datetime | None) -> bool:
    """False only where a date of the hints can be read and even the latest lies before `since` (aware; None for no limit).

    What was published long ago and changed yesterday is inside, and so is what has no date.
    """
    if since is None:
        return True
    latest = [moment for moment in map(latest_moment, (hints.published, hints.modified)) if moment is not None]
    return not latest or max(latest) >= since


def latest_moment(date: str) -> datetime | None:
    """The last moment, UTC, that a date of a feed can mean; None where it is neither ISO 8601 nor RFC 822.

    A bare day lasts until its end, and a time without a zone until it has come everywhere.
    """
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(date.strip())
            return _latest(moment, bare_day=":" not in date and moment.time() == time())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _latest(moment: datetime, *, bare_day: bool) -> datetime:
    if bare_day:
        moment += timedelta(days=1)
    return moment.replace(tzinfo=UTC) + _LAST_ZONE if moment.tzinfo is None else moment.astimezone(UTC)
