"""One site of thousands of articles: memory, time, order, and whether a stopped crawl asks for anything twice.

    python -m tests.benchmarks.large_site [--shape sitemaps|sections|both] [--numbers 5000 20000] [--oldest-first] [--no-resume]

For each number a site is served on loopback and crawled from nothing with `--since all` and no delay; then once more from
nothing, stopped by SIGTERM after half of the articles, and run again. Printed side by side:

requests     all that the server was asked; articles: different ones among them; twice: articles asked for more than once
recorded     different articles in the records
in order     share of neighbours in the row of article requests of which the first is the newer one; 1 is newest first
peak RSS     of the main process alone, workers left out; its last column is the ratio to the smallest number
files        most open descriptors of the main process
resident     what the main process held at each tenth of an unbroken run's requests, and by how much that moved in its last
             three quarters, when it was warm
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.checker import lines
from tests.webs.large import Large
from tests.webs.server import Web
from tests.webs.watch import Watched, watch_crawl

HOST = "127.60.0.1"


@dataclass(frozen=True, slots=True)
class Result:
    """What one crawl (or a stopped one and its second half) did."""

    name: str
    watched: Watched
    requests: int
    articles: int
    twice: int
    recorded: int
    in_order: float


def measure(name: str, site: tuple[int, str, bool], *, resume: bool) -> Result:
    """One site, served anew and crawled from nothing; with `resume` stopped midway and run again."""
    count, shape, newest_first = site
    with Web() as web, tempfile.TemporaryDirectory() as folder:
        large = Large(web.origin(HOST), count, shape, newest_first)  # type: ignore[arg-type]
        web.serve(HOST, large.answer)
        output = Path(folder)
        half = lambda: len(web.log) > count / 2  # noqa: E731 - a name for one question
        watched = watch_crawl([f"{large.origin}/"], output, stop_when=half if resume else None, requests=lambda: len(web.log))
        if resume:
            print(f"  stopped with code {watched.code} after {len(web.log)} requests", flush=True)
            again = watch_crawl([f"{large.origin}/"], output)
            watched = _joined(watched, again)
        places = [place for target in web.asked(HOST) if (place := large.place(target)) is not None]
        held = {large.place(record["url"].removeprefix(large.origin)) for record in lines(output / f"{HOST}-{web.port}")}
        times = Counter(places)
        twice = sum(number > 1 for number in times.values())
        return Result(name, watched, len(web.log), len(times), twice, len(held - {None}), in_order(places))


def _joined(one: Watched, two: Watched) -> Watched:
    return Watched(one.seconds + two.seconds, max(one.rss, two.rss), max(one.files, two.files), two.code)


def resident(course: list[tuple[int, float]]) -> str:
    """What was resident at each tenth of the requests, and the spread when warm: (most - least) / least."""
    last = course[-1][0]
    tenths = [next(held for seen, held in course if seen >= last * tenth / 10) for tenth in range(1, 11)]
    warm = [held for seen, held in course if seen >= last / 4 and held]
    return f"{' '.join(f'{held:.0f}' for held in tenths)} MB; warm, within {max(warm) / min(warm) - 1:.1%}"


def in_order(places: list[int]) -> float:
    """Share of neighbours of which the first is the newer (article 0 is the newest)."""
    pairs = list(itertools.pairwise(places))
    return sum(one < two for one, two in pairs) / len(pairs) if pairs else 0.0


def show(results: list[Result]) -> None:
    """All runs as a table."""
    print(
        f"{'':34}{'code':>5}{'seconds':>9}{'requests':>10}{'articles':>10}{'twice':>7}{'recorded':>10}{'in order':>10}{'peak RSS':>12}{'files':>7}"
    )
    base = results[0].watched.rss or 1.0
    for each in results:
        seen = each.watched
        print(
            f"{each.name:34}{seen.code!s:>5}{seen.seconds:>9.1f}{each.requests:>10}{each.articles:>10}{each.twice:>7}{each.recorded:>10}"
            f"{each.in_order:>10.3f}{seen.rss:>9.0f} MB{seen.files:>7}  {seen.rss / base:.2f}"
        )
        if seen.course:
            print(f"{'':4}resident at each tenth: {resident(seen.course)}")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shape", choices=("sitemaps", "sections", "both"), default="both")
    parser.add_argument("--numbers", type=int, nargs="+", default=[5000, 20_000])
    parser.add_argument("--oldest-first", action="store_true", help="the sitemap index begins with the oldest part")
    parser.add_argument("--no-resume", action="store_true", help="leave out the runs that are stopped midway")
    args = parser.parse_args()
    for shape in ("sitemaps", "sections") if args.shape == "both" else (args.shape,):
        results = []
        for resume in (False,) if args.no_resume else (False, True):
            for number in args.numbers:
                name = f"{shape}, {number}" + (", stopped and resumed" if resume else "")
                print(f"{name} ...", flush=True)
                results.append(measure(name, (number, shape, not args.oldest_first), resume=resume))
        show(results)


if __name__ == "__main__":
    main()
