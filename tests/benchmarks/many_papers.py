"""A thousand papers of five articles in one run, a fifth of which refuses, hangs or drips for ever.

    python -m tests.benchmarks.many_papers [--papers 1000] [--timeout 10] [--faulty 0.2]

The papers are served on loopback and crawled by one command, `--since all`, no delay. Printed: how it ended, seconds, the
main process's peak memory and open descriptors, requests, how many of the live papers' articles are held, and when the
last live paper was asked for the last time, which shows whether the faulty ones held the others up.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.checker import lines
from tests.webs.many import ARTICLES, serve_many
from tests.webs.server import Web
from tests.webs.watch import watch_crawl


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=1000)
    parser.add_argument("--timeout", type=float, default=10, help="DOWNLOAD_TIMEOUT, in seconds")
    parser.add_argument("--faulty", type=float, default=0.2, help="share of papers that never answer")
    args = parser.parse_args()
    with Web() as web, tempfile.TemporaryDirectory() as folder:
        many = serve_many(web, args.papers, args.faulty)
        began = time.monotonic()
        seen = watch_crawl([paper.start for paper in many], Path(folder), "-s", f"DOWNLOAD_TIMEOUT={args.timeout}")
        live = [paper for paper in many if paper.kind == "live"]
        hosts = {paper.host for paper in live}
        held = {paper.host: len(lines(Path(folder) / f"{paper.host}-{web.port}")) for paper in live}
        last = max((each.when for each in web.log if each.host in hosts), default=began) - began
        asked = Counter((each.host, each.target) for each in web.log if each.status == 200)
    print(f"papers           {dict(Counter(paper.kind for paper in many))}")
    print(f"exit code        {seen.code}")
    print(f"seconds          {seen.seconds:.1f}, the last request to a live paper after {last:.1f}")
    print(f"peak RSS         {seen.rss:.0f} MB (main process)")
    print(f"open descriptors {seen.files} at most (main process)")
    print(
        f"requests         {len(web.log)}, of which {sum(number - 1 for number in asked.values())} for a page that was had already"
    )
    print(
        f"articles held    {sum(held.values())} of {ARTICLES * len(live)}; whole papers {sum(n == ARTICLES for n in held.values())} of {len(live)}"
    )


if __name__ == "__main__":
    main()
