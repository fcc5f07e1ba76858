"""Side by side, over the same pages: bare Scrapy, Scrapy with trafilatura in the callback, and newsarchive.

    python -m tests.benchmarks.crawl [--rounds 3] [ORIGIN ...]

Without ORIGIN it serves a synthetic site of some thousand pages (`site.py`) on loopback. With a local web of real
pages, run it inside that: the origins as arguments. A first, uncounted crawl by newsarchive lists the URLs that it
asks for; the other two fetch exactly those. All three run in turn, `--rounds` times, with the same concurrency,
cookies off, log level WARNING; medians and ratios are printed. Machines are noisy: believe ratios.

pages/s    from the opening of the spider to its end; for newsarchive, to the last COMMIT
CPU        of all processes, user and system, start-up included, by page
peak PSS   of all processes together, sampled five times a second
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.processes import Watched
from tests.benchmarks.site import Site
from tests.benchmarks.stages import stages

CONCURRENCY = {"CONCURRENT_REQUESTS": 100, "CONCURRENT_REQUESTS_PER_DOMAIN": 4, "DOWNLOAD_DELAY": 0}


@dataclass(frozen=True, slots=True)
class Result:
    """One run: pages fetched, seconds, CPU seconds of all processes, and of the main one, peak PSS in MB."""

    pages: int
    seconds: float
    cpu: float
    cpu_main: float
    pss: float


def run_newsarchive(origins: list[str], folder: Path) -> Result:
    """A crawl from nothing into a fresh folder."""
    words = [sys.executable, "-m", "newsarchive", "crawl", *origins, "--since", "all", "--output", str(folder)]
    words += ["-s", "ALLOW_PRIVATE_ADDRESSES=True", "-s", "LOG_LEVEL=WARNING"]
    for name, value in CONCURRENCY.items():
        words += ["-s", f"{name}={value}"]
    watched = Watched(subprocess.Popen(words, stderr=subprocess.DEVNULL))
    summaries = [json.loads(path.read_text()) for path in folder.glob("*/runs/*.json")]
    began = min(summary["began"] for summary in summaries)
    ended = max(summary["committed"] for summary in summaries)
    return Result(len(asked(folder)), _seconds(began, ended), watched.cpu, watched.cpu_main, watched.pss)


def _seconds(began: str, ended: str) -> float:
    from datetime import datetime

    return (datetime.fromisoformat(ended) - datetime.fromisoformat(began)).total_seconds()


def asked(folder: Path) -> list[str]:
    """Every URL of a crawl that was answered with a page or an error, robots.txt and feeds too."""
    entries = [json.loads(line) for path in folder.glob("*/runs/*.jsonl") for line in path.read_text().splitlines()]
    return [entry["url"] for entry in entries if entry.get("status")]


def run_scrapy(kind: str, urls: Path) -> Result:
    """`rivals.py` over a list of URLs."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "stats.json"
        words = [sys.executable, "-m", "tests.benchmarks.rivals", kind, str(urls), str(out), json.dumps(CONCURRENCY)]
        watched = Watched(subprocess.Popen(words, stderr=subprocess.DEVNULL))
        stats = json.loads(out.read_text())
    return Result(stats["pages"], stats["seconds"], watched.cpu, watched.cpu_main, watched.pss)


def rounds(origins: list[str], number: int) -> dict[str, list[Result]]:
    """The three in turn, `number` times."""
    results: dict[str, list[Result]] = {"bare Scrapy": [], "Scrapy + trafilatura": [], "newsarchive": []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run_newsarchive(origins, folder / "first")
        urls = folder / "urls.txt"
        urls.write_text("\n".join(asked(folder / "first")))
        for each in range(number):
            results["bare Scrapy"].append(run_scrapy("bare", urls))
            results["Scrapy + trafilatura"].append(run_scrapy("trafilatura", urls))
            results["newsarchive"].append(run_newsarchive(origins, folder / str(each)))
            print(f"round {each + 1} of {number} done", file=sys.stderr, flush=True)
        show(results)
        stages(folder / "first")
    return results


def show(results: dict[str, list[Result]]) -> None:
    """Medians and ratios to bare Scrapy."""
    base = results["bare Scrapy"]
    print(f"{'':22}{'pages':>7}{'pages/s':>9}{'ratio':>7}{'CPU ms/page':>13}{'ratio':>7}{'main process':>14}{'peak PSS':>10}")
    for name, runs in results.items():
        speeds = [run.pages / run.seconds for run in runs]
        costs = [1000 * run.cpu / run.pages for run in runs]
        ratio = statistics.median(s / (b.pages / b.seconds) for s, b in zip(speeds, base, strict=True))
        cost = statistics.median(c / (1000 * b.cpu / b.pages) for c, b in zip(costs, base, strict=True))
        share = statistics.median(run.cpu_main / run.cpu for run in runs)
        print(
            f"{name:22}{runs[0].pages:>7}{statistics.median(speeds):>9.1f}{ratio:>7.2f}{statistics.median(costs):>13.1f}"
            f"{cost:>7.2f}{share:>13.0%} {max(run.pss for run in runs):>7.0f} MB"
        )


@contextlib.contextmanager
def _origins(given: list[str]) -> Iterator[list[str]]:
    if given:
        yield given
    else:
        with Site() as site:
            yield site.origins


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("origins", nargs="*")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    began = time.monotonic()
    with _origins(args.origins) as origins:
        rounds(origins, args.rounds)
    print(f"({time.monotonic() - began:.0f} s)", file=sys.stderr)


if __name__ == "__main__":
    main()
