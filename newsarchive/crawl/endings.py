"""How a request ended, as one of the outcomes: an answer that is no page, or a failure and its reason."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from twisted.python.failure import Failure

from newsarchive.archive.exchange import Capture
from newsarchive.collection.outcomes import Outcome, Settlement
from newsarchive.collection.state.rows import GONE, Validators
from newsarchive.crawl.handlers import HeadersTooLarge, Stopping
from newsarchive.crawl.middlewares import BadAddress
from newsarchive.crawl.paper import REFUSED, PaperEnded
from newsarchive.crawl.redirects import RedirectedAway, RedirectedToKnown
from newsarchive.crawl.resolver import was_refused

SILENT = {Outcome.FAILED_DNS, Outcome.FAILED_CONNECTION, Outcome.FAILED_TIMEOUT}  # no answer at all
REFUSALS = REFUSED | {402, 407, 451}


class RefusedByRobots(IgnoreRequest):
    """robots.txt forbids this address, or there is no knowing whether it does."""


class Unreached(IgnoreRequest):
    """Nothing may be asked of a host whose robots.txt gets no answer (RFC 9309 section 2.3.1.4); `how` is how that ended."""

    def __init__(self, how: Settlement) -> None:
        super().__init__(how.reason)
        self.how = how


def of_status(response: Response) -> Settlement:
    """The outcome of an answer that is not a 200."""
    status = response.status
    if status in GONE:
        return Settlement(Outcome.GONE, "", status, response.url)
    if status in REFUSALS:
        return Settlement(Outcome.REFUSED, "the server refuses; respected", status, response.url)
    reason = "a redirect that leads nowhere" if 300 <= status < 400 else f"the server answered {status}"
    return Settlement(Outcome.FAILED_STATUS, reason, status, response.url)


def of_failure(failure: Failure) -> Settlement | None:
    """The outcome of a request without an answer; None for one that the end of the run cut short."""
    request = getattr(failure, "request", None)
    assert failure.value is not None
    return of_error(failure.value, request.url if request is not None else "")


def of_error(error: BaseException, url: str) -> Settlement | None:
    """The same of a request for that address that ended in an error."""
    text = str(error).rstrip(".")
    if isinstance(error, (Stopping, PaperEnded)):
        return None
    if isinstance(error, Unreached):
        return error.how
    if isinstance(error, RedirectedAway):
        known = isinstance(error, RedirectedToKnown)
        return Settlement(Outcome.REDIRECT if known else Outcome.REDIRECT_AWAY, text, 0, error.target)
    if isinstance(error, CannotResolveHostError):
        if was_refused(url):
            host = urlsplit(url).hostname
            return Settlement(Outcome.NOT_PUBLIC, f"the address of {host} is not public; ALLOW_PRIVATE_ADDRESSES=True permits it")
        return Settlement(Outcome.FAILED_DNS, text)
    for kind, outcome in _BY_KIND:
        if isinstance(error, kind):
            return Settlement(outcome, text)
    return Settlement(Outcome.FAILED_CONNECTION, f"{type(error).__name__}: {text}")


_BY_KIND: tuple[tuple[type[BaseException], Outcome], ...] = (
    (RefusedByRobots, Outcome.ROBOTS),
    (BadAddress, Outcome.BAD_ADDRESS),
    (HeadersTooLarge, Outcome.FAILED_HEADERS),
    (IgnoreRequest, Outcome.REDIRECT_LOOP),  # the only other one that is raised here: too many redirects
    (UnsupportedURLSchemeError, Outcome.BAD_ADDRESS),
    (NotSupported, Outcome.BAD_ADDRESS),
    (DownloadTimeoutError, Outcome.FAILED_TIMEOUT),
    (DownloadConnectionRefusedError, Outcome.FAILED_CONNECTION),
    (ResponseDataLossError, Outcome.FAILED_TRUNCATED),
    (DownloadCancelledError, Outcome.FAILED_TOO_LARGE),
)


def is_page(response: Response) -> bool:
    """Whether there is something to read: an answer of status 200, or a 304 for what the archive holds."""
    captures: tuple[Capture, ...] = response.meta.get("captures") or ()
    return bool(captures) and (response.status == 200 or (response.status == 304 and captures[-1].refers_to is not None))


def validators_of(response: Response, before: Validators) -> Validators:
    """What this answer can be asked by next time. A 304 need not say it again."""
    etag = (response.headers.get("ETag") or b"").decode("latin-1")
    modified = (response.headers.get("Last-Modified") or b"").decode("latin-1")
    return Validators(etag, modified) if etag or modified or response.status == 200 else before
