"""The closed list of what a URL can end in. Every URL that a run meets ends in exactly one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from newsarchive.extract.article import Verdict


class Outcome(StrEnum):
    """One word for what became of a URL. Texts for people are in `EXPLAINED`."""

    # the archive holds the page, and it was read
    ARTICLE = "article"
    UNCHANGED = "unchanged"
    READ = "read"
    ABSENT = "absent"
    # the archive holds the page, and it is no article
    LISTING = "listing"
    PAYWALL_STUB = "paywall-stub"
    CONSENT_WALL = "consent-wall"
    BOT_CHECK = "bot-check"
    SOFT_404 = "soft-404"
    TWIN = "twin"
    GALLERY = "gallery"
    VIDEO = "video"
    NO_TEXT = "no-text"
    NOT_HTML = "not-html"
    UNREADABLE = "unreadable"
    NOT_A_FEED = "not-a-feed"
    # the paper said no, or moved it
    GONE = "gone"
    REMOVED = "removed"
    REFUSED = "refused"
    ROBOTS = "refused-by-robots"
    REDIRECT = "redirect"
    REDIRECT_AWAY = "redirect-away"
    REDIRECT_LOOP = "redirect-loop"
    # we did not ask
    TOO_OLD = "too-old"
    UNLIKELY = "unlikely"
    NOT_PUBLIC = "not-public-address"
    BAD_ADDRESS = "bad-address"
    # it went wrong
    FAILED_DNS = "failed-dns"
    FAILED_CONNECTION = "failed-connection"
    FAILED_TIMEOUT = "failed-timeout"
    FAILED_TRUNCATED = "failed-truncated"
    FAILED_STATUS = "failed-status"
    FAILED_TOO_LARGE = "failed-too-large"
    FAILED_HEADERS = "failed-headers"
    FAILED_READING = "failed-reading"


EXPLAINED: dict[Outcome, str] = {
    Outcome.ARTICLE: "recorded",
    Outcome.UNCHANGED: "says what its newest record says",
    Outcome.READ: "a feed, sitemap, front or section page or robots.txt that was read",
    Outcome.ABSENT: "no robots.txt there, so nothing is forbidden",
    Outcome.LISTING: "a page of links",
    Outcome.PAYWALL_STUB: "only the opening, the rest is for subscribers",
    Outcome.CONSENT_WALL: "asks for consent before it shows anything",
    Outcome.BOT_CHECK: "a challenge page; respected",
    Outcome.SOFT_404: "says not found, with status 200",
    Outcome.TWIN: "the AMP copy, print view or a part of an article",
    Outcome.GALLERY: "pictures without an article",
    Outcome.VIDEO: "a video without an article",
    Outcome.NO_TEXT: "no article text found",
    Outcome.NOT_HTML: "not a web page",
    Outcome.UNREADABLE: "no parser may be given this",
    Outcome.NOT_A_FEED: "not the feed or sitemap that was hoped for",
    Outcome.GONE: "404 or 410",
    Outcome.REMOVED: "was recorded, and has been withdrawn since",
    Outcome.REFUSED: "401, 403, 407 or 451; respected",
    Outcome.ROBOTS: "robots.txt forbids it, or answers with an error",
    Outcome.REDIRECT: "leads to an article known by another address",
    Outcome.REDIRECT_AWAY: "leads out of this paper",
    Outcome.REDIRECT_LOOP: "redirected more often than is sane",
    Outcome.TOO_OLD: "older than --since",
    Outcome.UNLIKELY: "its address is not one of an article",
    Outcome.NOT_PUBLIC: "the host's address is not public",
    Outcome.BAD_ADDRESS: "no address that can be asked for",
    Outcome.FAILED_DNS: "no such host",
    Outcome.FAILED_CONNECTION: "no connection, or it broke before an answer",
    Outcome.FAILED_TIMEOUT: "took too long",
    Outcome.FAILED_TRUNCATED: "broke off in the middle, each time",
    Outcome.FAILED_STATUS: "the server answered with an error",
    Outcome.FAILED_TOO_LARGE: "larger than DOWNLOAD_MAXSIZE",
    Outcome.FAILED_HEADERS: "more headers than is sane",
    Outcome.FAILED_READING: "cost its worker too much time or memory",
}

#: Worth asking again in the next run: the fault may be passing. All other outcomes are final until a re-check.
PASSING = frozenset(
    {
        Outcome.FAILED_DNS,
        Outcome.FAILED_CONNECTION,
        Outcome.FAILED_TIMEOUT,
        Outcome.FAILED_TRUNCATED,
        Outcome.FAILED_STATUS,
        Outcome.ROBOTS,
        Outcome.REFUSED,
        Outcome.TOO_OLD,
        Outcome.NOT_PUBLIC,
    }
)


#: Not there yet, or not any more: papers announce some stories minutes before they can be had.
NOT_THERE = frozenset({Outcome.GONE, Outcome.SOFT_404})

#: Why robots.txt refuses an address, where it could be read; and for how long what it says is good (RFC 9309 section 2.4).
FORBIDDEN, RULES_HOLD = "robots.txt forbids it", timedelta(hours=24)

#: A record was made of it: it is asked for again by the schedule.
HELD = frozenset({Outcome.ARTICLE, Outcome.UNCHANGED, Outcome.REMOVED})


#: What an answer must say to be a withdrawal of what is held.
WITHDRAWN = NOT_THERE | {Outcome.REMOVED}


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a URL ended: the outcome, why in one sentence, the HTTP status (0 where there was none), where it led.

    `shown_by` is the id of the WARC record that shows it, where the run alone could judge that it does. `headline` and
    `published` are what a dated page that gives no record says of itself. These three stand in the ledger alone.
    """

    outcome: Outcome
    reason: str = ""
    status: int = 0
    final_url: str = ""
    shown_by: str = ""
    headline: str = ""
    published: str = ""


def of_verdict(verdict: Verdict) -> Outcome:
    """A rejection's verdict as an outcome: each has one of the same name."""
    return Outcome(verdict.value)
