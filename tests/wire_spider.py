"""An ordinary small spider in a process of its own: a plan (JSON) in, what became of each request (JSON) out.

    python -m tests.wire_spider plan.json result.json

The plan: `settings` on top of Scrapy's own or, with `ours`, of newsarchive's; `requests`, asked in order, each with url and,
as needed, method, body, headers, meta. The result: `outcomes`, the addresses that sockets were bound to, and peak memory.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings

bound: list[str] = []
outcomes: list[dict[str, Any]] = []


class FirstHop:
    """Stands for a server out in the world: answers `…?to=ADDRESS` with a redirect there."""

    def process_request(self, request: Request) -> Response | None:
        _, asks, target = request.url.partition("?to=")
        return Response(request.url, status=302, headers={"Location": unquote(target)}) if asks else None


class WireSpider(Spider):
    """Asks for what the plan says, in that order."""

    name = "wire"
    rows: list[dict[str, Any]] = []

    async def start(self) -> AsyncIterator[Request]:
        for number, row in enumerate(self.rows):
            yield Request(
                **row,
                callback=self.came,
                errback=self.failed,
                dont_filter=True,
                priority=-number,
                cb_kwargs={"asked": row["url"]},
            )

    def came(self, response: Response, asked: str) -> None:
        captures = [capture.status for capture in response.meta.get("captures", ())]
        outcomes.append({"asked": asked, "status": response.status, "size": len(response.body), "captures": captures})

    def failed(self, failure: Any) -> None:
        kinds = [kind.__name__ for kind in type(failure.value).__mro__]
        outcomes.append({"asked": failure.request.cb_kwargs["asked"], "error": kinds, "text": str(failure.value)})


def peak_memory() -> int:
    """Bytes. Not ru_maxrss on Linux: a child begins with its parent's, and the parent is a whole test run."""
    if sys.platform == "linux":
        return 1024 * int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(plan: Path, result: Path) -> None:
    sys.addaudithook(lambda event, words: bound.append(repr(words[1])) if event == "socket.bind" else None)
    wanted = json.loads(plan.read_text())
    settings = Settings()
    if wanted.get("ours"):
        from newsarchive.crawl.run import make_settings

        settings = make_settings(wanted["settings"])
    settings.setdict(wanted["settings"], priority="cmdline")
    WireSpider.rows = wanted["requests"]
    process = AsyncCrawlerProcess(settings)
    process.crawl(WireSpider)
    process.start()
    result.write_text(json.dumps({"outcomes": outcomes, "bound": bound, "peak": peak_memory()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
