"""Runs kinds of fault and the mutants, and prints what came of each. Exit code 1 where anything was violated."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from tests.faults import command, kinds, paper, places, remaking, traced
from tests.faults.bench import Bench, Tally, scratch
from tests.faults.mutants import MUTANTS
from tests.faults.paper import Clock

KINDS: dict[str, Callable[[Bench], Tally]] = kinds.KINDS | traced.KINDS | places.KINDS | remaking.KINDS | command.KINDS
#: Cases of a kind in a slice, where not all. A command costs seconds, what reads pages half of one, the rest a tenth.
SLICE = {
    "error": 100,
    "power": 120,
    "clock": 40,
    "kill-syscall": 80,
    "error-syscall": 80,
    "power-sqlite": 120,
    "disk-full": 40,
    "two": 12,
    "kill-rebuild": 20,
    "kill-extract": 8,
    "kill-learn": 6,
    "kill-command": 4,
    "signals": 2,
    "worker": 2,
}
#: Cases in a whole run, where all would take hours.
WHOLE = {"power-sqlite": 3000, "kill-command": 60}
#: The kinds by which each mutant is to be caught.
CATCHES = {
    "state first": ("kill",),
    "records last": ("kill",),
    "no sync": ("power",),
    "no truncation": ("kill", "cut"),
    "no carrying on": ("kill-rebuild",),
}


def main() -> int:
    """The command line."""
    asked = _parser().parse_args()
    if asked.list:
        print("\n".join(KINDS))
        return 0
    load()
    limits = SLICE if asked.slice else WHOLE
    tallies = []
    for name in asked.kinds or KINDS:
        bench = Bench(most=asked.most or limits.get(name), workers=asked.workers)
        began = time.monotonic()
        tallies.append(KINDS[name](bench))
        if not asked.json:
            print(row(tallies[-1], time.monotonic() - began), flush=True)
    if asked.json:
        print(places.as_json(tallies))
        return 0
    missed = [] if asked.kinds else missed_mutants(asked.workers)
    print(closing(tallies, missed))
    return 1 if missed or any(tally.violated for tally in tallies) else 0


def load() -> None:
    """A run here, so that those forked from now on find loaded what a first run loads: a third of the CPU of each."""
    folder = scratch()
    try:
        paper.run(folder / "output", lambda _: None, Clock())
    finally:
        shutil.rmtree(folder)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", choices=[*KINDS, []], help="only these kinds, and no mutants")
    parser.add_argument("--list", action="store_true", help="the names of the kinds")
    parser.add_argument("--slice", action="store_true", help="fewer cases: under three minutes on two cores")
    parser.add_argument("--most", type=int, help="at most so many cases of a kind, spread by chance that is always the same")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 2, help="cases at once")
    parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    return parser


def row(tally: Tally, seconds: float) -> str:
    """One kind's line, and a line for each of the first things that it violated."""
    counts = f"{tally.tried:5} tried {tally.skipped:3} skipped {len(tally.violated):3} violated {seconds:6.1f} s"
    more = f"  ({tally.reason or tally.notes})" if tally.reason or tally.notes else ""
    return "\n".join([f"{tally.kind:30}{counts}{more}", *(f"    {each}" for each in tally.violated[:5])])


def missed_mutants(workers: int) -> list[str]:
    """Tries each mutant until it is caught; returns the names of those that are not."""
    missed = []
    for name, mutant in MUTANTS.items():
        caught = first_catch(Bench(mutant=mutant, workers=workers, first_only=True), CATCHES[name])
        print(f"mutant {name:23}{'caught: ' + caught if caught else 'NOT CAUGHT'}", flush=True)
        missed += [] if caught else [name]
    return missed


def first_catch(bench: Bench, kinds_to_try: tuple[str, ...]) -> str:
    """What a mutant does that the checker sees; "" for nothing."""
    for kind in kinds_to_try:
        if violated := KINDS[kind](replace(bench, most=400)).violated:
            return violated[0][:160]
    return ""


def closing(tallies: list[Tally], missed: list[str]) -> str:
    """The last line. Whoever reads nothing else learns here what was not tried."""
    tried, violated = sum(tally.tried for tally in tallies), sum(len(tally.violated) for tally in tallies)
    skipped = [f"{tally.kind} ({tally.reason})" for tally in tallies if tally.skipped]
    said = [f"{tried} cases, {violated} violated"]
    said += [f"mutants not caught: {', '.join(missed)}"] if missed else []
    said += [f"NOT TRIED: {'; '.join(skipped)}"] if skipped else []
    return "; ".join(said)


if __name__ == "__main__":
    sys.exit(main())
