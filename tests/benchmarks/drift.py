"""How often a drift is told where there is none, and how many articles it takes where there is one.

    python -m tests.benchmarks.drift [--papers 300]

Papers are made up (`tests/histories.py`): rhythms of 3 to 60 articles a day, weekends on which fields are filled half as
often, runs of agency copy, a week in which two in five articles fail to appear. Each is looked at once a day for eight weeks.
"""

from __future__ import annotations

import argparse
import statistics
from collections import Counter

from tests.histories import CHANGES, WEEKS, articles_until_told, false_alarms


def main() -> None:
    """Prints both."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--papers", type=int, default=300)
    papers = parser.parse_args().papers
    looks, alarms = false_alarms(range(papers))
    told = len({seed for seed, _, _ in alarms})
    print(f"{papers} papers x {WEEKS} weeks, {looks:,} looks: {len(alarms)} false alarms, in {told} papers")
    print(dict(Counter(what for _, _, what in alarms)))
    print(f"{'change':<24}{'papers':>8}{'median':>8}{'most':>6}{'over 20':>9}")
    for change in CHANGES:
        took = [articles_until_told(seed, change) or 41 for seed in range(papers // 3)]
        late = sum(number > 20 for number in took)
        print(f"{' '.join(change):<24}{len(took):>8}{statistics.median(took):>8.0f}{max(took):>6}{late:>9}")


if __name__ == "__main__":
    main()
