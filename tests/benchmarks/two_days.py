"""Two days of one paper, an hourly run each: forty-eight real runs whose clock, like the paper's, is ticked by an hour.

    python -m tests.benchmarks.two_days [--runs 48] [--restless] [--quiet]

The paper is served on loopback and publishes an article an hour from six to nine in the evening; `--quiet`: nothing after
the first run, and what there is is two weeks old by the second. `--restless`: no two answers of its front page are the same. Printed after every eighth run: articles held,
requests, and what lies on disk: WARC, state, index, ledgers (bytes and files of runs/) and records.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.checker import faults, lines
from tests.conftest import EASY, ROOT, environment
from tests.webs.server import Web
from tests.webs.ticking import Ticking

HOST = "127.60.0.1"
BEFORE = timedelta(days=2)  # of news when the first run begins
OLD = timedelta(days=14)
HEAD = "run  published  held  requests    WARC   state   index  runs/  files  records  seconds"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=48)
    parser.add_argument("--restless", action="store_true", help="no two answers of the front page are the same")
    parser.add_argument("--quiet", action="store_true", help="nothing is published after the first run")
    args = parser.parse_args()
    with Web() as web, tempfile.TemporaryDirectory() as output:
        begin = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - BEFORE
        site = Ticking(web.origin(HOST), begin, begin + BEFORE, restless=args.restless)
        web.serve(HOST, site.answer)
        folder = Path(output) / f"{HOST}-{web.port}"
        print(HEAD)
        began = time.monotonic()
        for run in range(args.runs):
            now = begin + BEFORE + timedelta(hours=run) + args.quiet * bool(run) * OLD
            if run == 0 or not args.quiet:
                site.now = now
            _crawl(site.origin, Path(output), now - datetime.now(UTC))
            if run % 8 == 7 or run == 0:
                print(_row(run + 1, site, web, folder) + f"{time.monotonic() - began:9.0f}", flush=True)
        print(f"faults: {faults(folder) or 'none'}")


def _crawl(origin: str, output: Path, ahead: timedelta) -> None:
    command = [sys.executable, "-m", "tests.ticked", str(ahead.total_seconds()), "crawl", f"{origin}/", "--output", str(output)]
    subprocess.run([*command, *EASY], check=True, cwd=ROOT, env=environment(), timeout=120)


def _row(run: int, site: Ticking, web: Web, folder: Path) -> str:
    runs = list((folder / "runs").iterdir())
    sizes = [
        sum(path.stat().st_size for path in (folder / "warc").iterdir()),
        (folder / "state.sqlite").stat().st_size,
        (folder / "index.cdxj").stat().st_size,
        sum(path.stat().st_size for path in runs),
    ]
    kilobytes = " ".join(f"{size / 1000:7.1f}" for size in sizes[:3]) + f" {sizes[3] / 1000:6.1f}"
    records = sum(path.stat().st_size for path in folder.glob("records/*/*/*.jsonl")) / 1000
    held = len(lines(folder))
    return f"{run:3}  {site.published:9}  {held:4}  {len(web.log):8} {kilobytes} {len(runs):6} {records:8.1f}"


if __name__ == "__main__":
    main()
