"""What every archiving middleware does: exchanges off the request and into an archive. Which one, its children say."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from newsarchive.archive.exchange import Capture, Exchange


class ArchivingMiddleware(ABC):
    """Hands every exchange to the archive, nearest the wire. What it makes of them stays in `meta["captures"]`.

    This cannot be an item pipeline: robots.txt, redirects, retries and errors never reach one.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy asks of a component."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """A response came, of whatever status."""
        self._archive(request)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002 - Scrapy's parameters
        """Nothing whole came; what did is kept all the same."""
        self._archive(request)

    def _archive(self, request: Request) -> None:
        for exchange in request.meta.pop("wire", ()):  # popped, or a retry would carry the bytes along
            capture = self.keep(request, exchange)
            if capture is not None:
                request.meta["captures"] = (*request.meta.get("captures", ()), capture)

    @abstractmethod
    def keep(self, request: Request, exchange: Exchange) -> Capture | None:
        """Writes an exchange of a request; None where nothing was received."""
