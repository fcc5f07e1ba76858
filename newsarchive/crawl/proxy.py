"""An HTTP proxy for every request of a run, where the user sets NEWSARCHIVE_PROXY; never one that the environment names.

Through a proxy names become addresses elsewhere, where the guard at the resolver does not see them: here only what an
address itself shows not to be public is refused. The archive holds what passed between us and the proxy.
"""

from __future__ import annotations

from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware
from scrapy.exceptions import CannotResolveHostError, NotConfigured

from newsarchive.crawl.config import Config
from newsarchive.crawl.resolver import refuse, shows_not_public


class ProxyMiddleware(HttpProxyMiddleware):
    """Scrapy's, which makes the credentials in a proxy's address into a header, with the user's proxy and no other."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.proxies = {}
        self._proxy = config.proxy
        self._allow_private = config.allow_private

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy asks of a component."""
        config = Config.from_settings(crawler.settings)
        if not config.proxy:
            raise NotConfigured  # without a word: most have none
        return cls(config)

    def process_request(self, request: Request, spider: Any = None) -> None:
        """Sends a request by way of the proxy."""
        host = urlsplit(request.url).hostname or ""
        if not self._allow_private and shows_not_public(host):
            refuse(host)
            raise CannotResolveHostError(f"{host} is not public")
        request.meta["proxy"] = self._proxy
        super().process_request(request, spider)
