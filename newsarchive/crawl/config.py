"""What Scrapy's settings say to the library, read once and checked: a bad value names key, value and rule."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scrapy.settings import BaseSettings

from newsarchive import __version__, clock
from newsarchive.errors import BadConfiguration
from newsarchive.sources.model import Source
from newsarchive.sources.pace import DEFAULT, Pace, pace

DEFAULT_SINCE = timedelta(days=30)
PRODUCT = "newsarchive"


@dataclass(frozen=True, slots=True)
class Config:
    """One run's choices. `since` None means without limit; `limit` counts articles a paper; `time_limit` is in minutes.

    `only_due` leaves out papers whose turn has not come; `poll_every` bounds their turns where their entries do not.
    `reserve` are bytes of the disk that stay free; None for 5 %, at most 500 MB.
    `papers_at_once` bounds open files: a paper needs about eleven.
    """

    output: Path
    since: datetime | None
    limit: int | None = None
    time_limit: float | None = None
    workers: int | None = None
    papers_at_once: int = 64
    since_given: bool = False
    recheck: str = "due"
    only_due: bool = False
    poll_every: Pace = DEFAULT
    delay: float = 1.0
    allow_private: bool = False
    reserve: float | None = None
    proxy: str = ""
    user_agent: str = PRODUCT
    contact: str = ""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Config:
        """Reads NEWSARCHIVE_OUTPUT, _SINCE, _LIMIT, _TIME_LIMIT, _WORKERS, _PAPERS_AT_ONCE, _DUE, … and Scrapy's own settings."""
        reserve = _number(settings, "NEWSARCHIVE_RESERVE")  # MB
        return cls(
            output=Path(settings.get("NEWSARCHIVE_OUTPUT") or "output"),
            since=parse_since(settings.get("NEWSARCHIVE_SINCE") or "", clock.now()),
            limit=_count(settings, "NEWSARCHIVE_LIMIT"),
            time_limit=_number(settings, "NEWSARCHIVE_TIME_LIMIT"),
            workers=_count(settings, "NEWSARCHIVE_WORKERS"),
            papers_at_once=_count(settings, "NEWSARCHIVE_PAPERS_AT_ONCE") or 64,
            recheck=_recheck(settings),
            only_due=settings.getbool("NEWSARCHIVE_DUE"),
            poll_every=_pace(settings),
            since_given=bool(settings.get("NEWSARCHIVE_SINCE")),
            delay=_number(settings, "DOWNLOAD_DELAY") or 0.0,
            user_agent=settings["USER_AGENT"],
            contact=settings.get("NEWSARCHIVE_CONTACT") or "",
            allow_private=settings.getbool("ALLOW_PRIVATE_ADDRESSES"),
            reserve=None if reserve is None else reserve * 1_000_000,
            proxy=_proxy(settings),
        )

    def window(self, source: Source) -> datetime | None:
        """How far back a paper is crawled: what the command line says, else what its entry says, else 30 days."""
        if self.since_given or source.since is None:
            return self.since
        return parse_since(str(source.since), clock.now())

    def pace(self, source: Source) -> Pace:
        """The bounds of the time between two looks at a paper."""
        return pace("poll_every", source.poll_every) if source.poll_every else self.poll_every


def parse_since(text: str, now: datetime) -> datetime | None:
    """How far back: "all", a day or time in ISO 8601 (UTC where it names no zone), or "" for 30 days."""
    if not text:
        return now - DEFAULT_SINCE
    if text == "all":
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise BadConfiguration(f"--since {text!r}: give a date such as 2026-11-01, or all") from None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def user_agent(contact: str) -> str:
    """The software, and whom to ask: RFC 9110 section 10.1.5 asks robots for a contact."""
    contact = contact.strip()
    if re.search(r"[^\x20-\x7e]|[()]", contact):
        raise BadConfiguration(f"NEWSARCHIVE_CONTACT = {contact!r}: an address for mail or the web, ASCII, without brackets")
    return f"{PRODUCT}/{__version__} (+{contact})" if contact else f"{PRODUCT}/{__version__}"


def contact_from_environment() -> str:
    """What the environment variable NEWSARCHIVE_CONTACT says, "" where it is not set."""
    return os.environ.get("NEWSARCHIVE_CONTACT", "")


def _recheck(settings: BaseSettings) -> str:
    """Which articles that are held are asked for again."""
    choice = str(settings.get("NEWSARCHIVE_RECHECK") or "due")
    if choice not in ("due", "all", "none"):
        raise BadConfiguration(f"NEWSARCHIVE_RECHECK = {choice!r}: must be due, all or none")
    return choice


def _pace(settings: BaseSettings) -> Pace:
    """The bounds for papers whose entries have none: "15m,6h"."""
    given = str(settings.get("NEWSARCHIVE_POLL_EVERY") or "")
    return pace("NEWSARCHIVE_POLL_EVERY", tuple(each.strip() for each in given.split(","))) if given else DEFAULT


def _proxy(settings: BaseSettings) -> str:
    """An HTTP proxy of the user's choice, "" for none."""
    proxy = str(settings.get("NEWSARCHIVE_PROXY") or "")
    if proxy and not re.fullmatch(r"https?://[^/?#\s]+/?", proxy):
        raise BadConfiguration(f"NEWSARCHIVE_PROXY = {proxy!r}: must be the address of a proxy, such as http://localhost:3128")
    return proxy


def _number(settings: BaseSettings, key: str) -> float | None:
    value = settings.get(key)
    if value in (None, ""):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise BadConfiguration(f"{key} = {value!r}: must be a number") from None
    if number < 0:
        raise BadConfiguration(f"{key} = {value!r}: must not be negative")
    return number


def _count(settings: BaseSettings, key: str) -> int | None:
    number = _number(settings, key)
    if number is None:
        return None
    if number < 1 or number != int(number):
        raise BadConfiguration(f"{key} = {settings.get(key)!r}: must be a whole number, 1 or more")
    return int(number)
