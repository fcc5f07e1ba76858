"""What one would put together today: Scrapy alone, and Scrapy with trafilatura in the callback and a JSONL feed.

python -m tests.benchmarks.rivals bare|trafilatura URLS STATS SETTINGS-JSON
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response


class Rival(scrapy.Spider):
    """Fetches a list of URLs."""

    name = "rival"
    urls: Path
    stats: Path
    extract = False

    async def start(self) -> AsyncIterator[Any]:
        self.began, self.pages = time.time(), 0
        for url in self.urls.read_text().split():
            yield scrapy.Request(url, dont_filter=True)

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:
        self.pages += 1
        if self.extract and response.status == 200 and b"html" in response.headers.get("Content-Type", b""):
            from trafilatura import bare_extraction

            found = bare_extraction(response.body, url=response.url, include_comments=False, with_metadata=True)
            if found is not None:
                yield {"url": response.url, "title": found.title, "text": found.text, "date": found.date, "author": found.author}

    def closed(self, reason: str) -> None:
        self.stats.write_text(json.dumps({"pages": self.pages, "seconds": time.time() - self.began}))


def main() -> None:
    kind, urls, stats, more = sys.argv[1:]
    Rival.urls, Rival.stats, Rival.extract = Path(urls), Path(stats), kind == "trafilatura"
    settings = {
        **json.loads(more),
        "DOWNLOAD_DELAY_JITTER": 0,
        "COOKIES_ENABLED": False,
        "LOG_LEVEL": "WARNING",
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "TWISTED_DNS_RESOLVER": "newsarchive.crawl.resolver.GuardedResolver",  # it alone knows names under .localhost
        "ALLOW_PRIVATE_ADDRESSES": True,
    }
    with tempfile.TemporaryDirectory() as folder:
        if Rival.extract:
            settings["FEEDS"] = {f"{folder}/articles.jsonl": {"format": "jsonlines"}}
        process = AsyncCrawlerProcess(settings)
        process.crawl(Rival)
        process.start()


if __name__ == "__main__":
    main()
