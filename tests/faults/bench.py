"""One case: a run with a fault in a process of its own, the checker, a rerun without fault, the checker again.

Processes are forked from this one, which has loaded all that a run needs: some twenty runs a second on two cores.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import tempfile
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

from tests.checker import faults, lines
from tests.faults import paper
from tests.faults.calls import Calls, Plan, watch
from tests.faults.paper import BEGAN, FORBIDDEN, LINES, NAME, Clock

REFUSALS = (73, 74, 75)  # what a disk that fails may make of a run
MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path(tempfile.gettempdir())  # no real disk is worn out
Mutant = Callable[[], None]
Work = Callable[[Path, Callable[[dict[str, Any]], None], Clock], int]
Lines = Sequence[tuple[str, int, str, str | None]]


@dataclass(frozen=True, slots=True)
class Bench:
    """How cases are run. `mutant` changes the product in each run's process; `most` cases of a kind, None for all."""

    mutant: Mutant = lambda: None
    most: int | None = None
    workers: int = 2
    first_only: bool = False

    def some(self, cases: Sequence[Any]) -> list[Any]:
        """So many of them, spread by chance that is the same each time."""
        if self.most is None or len(cases) <= self.most:
            return list(cases)
        return random.Random(len(cases)).sample(list(cases), self.most)


@dataclass(slots=True)
class Tally:
    """What came of one kind of fault."""

    kind: str
    tried: int = 0
    violated: list[str] = field(default_factory=list)
    skipped: int = 0
    reason: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run's process ended: its exit code (-9 for SIGKILL), and what it told before."""

    code: int
    told: list[dict[str, Any]]

    @property
    def bug(self) -> str:
        return next((each["bug"] for each in self.told if "bug" in each), "")

    @property
    def calls(self) -> list[str]:
        return next((each["calls"] for each in self.told if "calls" in each), [])


@dataclass(slots=True)
class Trial:
    """What a run has to go through.

    work    what the run does; returns its exit code
    before  called in its process, when all is loaded and nothing has begun
    seen    called there at its end, with its calls
    record  the folder of which every change is to be kept in `Calls.ops`
    """

    plan: Plan = field(default_factory=Plan)
    work: Work = paper.run
    clock: Clock = field(default_factory=Clock)
    before: Callable[[], None] = lambda: None
    seen: Callable[[Calls], None] = lambda _: None
    record: Path | None = None


def run(folder: Path, mutant: Mutant, trial: Trial | None = None) -> Ended:
    """A run in a process of its own."""
    journal = folder.with_name(folder.name + ".told")
    pid = os.fork()
    if pid == 0:
        child(folder, journal, mutant, trial or Trial())
    return collect(pid, journal)


def collect(pid: int, journal: Path) -> Ended:
    """Waits for a run."""
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    told = [json.loads(line) for line in journal.read_bytes().splitlines()] if journal.exists() else []
    journal.unlink(missing_ok=True)
    return Ended(code, told)


def child(folder: Path, journal: Path, mutant: Mutant, trial: Trial) -> NoReturn:
    """The run, in this process, which ends with it."""
    leave = os._exit
    handle = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    calls: Calls | None = None

    def say(what: dict[str, Any]) -> None:
        if calls:
            calls.told.append(len(calls.ops))
        os.writev(handle, [json.dumps(what).encode() + b"\n"])  # by a call that no fault is planned for

    code = 1
    try:
        mutant()
        trial.clock.set()
        trial.before()
        calls = watch(trial.plan, trial.record)
        code = trial.work(folder, say, trial.clock)
        say({"calls": calls.names})
        trial.seen(calls)
    except BaseException:
        say({"bug": traceback.format_exc()})
    finally:
        leave(code)


def scratch() -> Path:
    """A new folder in memory."""
    return Path(tempfile.mkdtemp(prefix="newsarchive-faults-", dir=MEMORY))


def judge(folder: Path, ended: Ended, mutant: Mutant, *, may: Iterable[int] = (), wanted: Lines = LINES) -> list[str]:
    """The checker, a rerun, and the checker again. `may`: exit codes that the fault allows."""
    return held(folder, ended, may=may, wanted=wanted) + rerun(folder, ended.told, mutant, wanted)


def held(folder: Path, ended: Ended, *, may: Iterable[int] = (), wanted: Lines = LINES) -> list[str]:
    """What a run left wrong, before anything is repaired."""
    wrong = []
    if ended.bug:
        wrong.append(f"I7 ended as a bug: {_last_of(ended.bug)}")
    elif ended.code not in (0, *may):
        wrong.append(f"I7 exit code {ended.code}")
    collection = folder / NAME
    if ended.code == 0:
        wrong += [f"I7 exit code 0, but {fault}" for fault in _finished(collection, ended.told, wanted)]
    elif collection.exists():
        wrong += faults(collection, finished=False, told=ended.told)
    return wrong


def rerun(folder: Path, told: list[dict[str, Any]], mutant: Mutant, wanted: Lines = LINES) -> list[str]:
    """What a run without fault leaves wrong, after one that told this."""
    folder.mkdir(exist_ok=True)
    again = run(folder, mutant, Trial(clock=Clock(time=BEGAN + timedelta(seconds=600))))
    if again.code != 0:
        said = _last_of(again.bug) or next((each["error"] for each in again.told if "error" in each), "")
        return [f"I5 the rerun exits with {again.code}: {said}"]
    wrong = _finished(folder / NAME, [*told, *again.told], wanted)
    ended = {each["ended"] for each in told if "ended" in each and not each["ended"].endswith(FORBIDDEN)}
    twice = ended & {each["asked"] for each in again.told if "asked" in each and not each["again"]}
    return wrong + [f"I3 {url}: asked for again, though its outcome was acknowledged" for url in twice]


def _finished(collection: Path, told: list[dict[str, Any]], wanted: Lines) -> list[str]:
    wrong = faults(collection, told=told)
    if not any(fault.startswith("I4") for fault in wrong):
        there = sorted((r["url"], r["revision"], r["event"], r["headline"]) for r in lines(collection))
        wrong += [f"I5 not there: {line}" for line in wanted if line not in there]
        wrong += [f"I5 not wanted: {line}" for line in there if line not in LINES]
    return wrong


def _last_of(trace: str) -> str:
    where = [line.strip() for line in trace.splitlines() if line.strip().startswith("File") and "newsarchive" in line]
    return f"{trace.strip().splitlines()[-1]} ({where[-1]})" if trace and where else trace.strip()


def try_all(kind: str, bench: Bench, cases: Sequence[Any], case: Callable[[Path, Any], list[str]]) -> Tally:
    """Tries cases in several processes. `case` gets an empty folder and says what was violated."""
    chosen = bench.some(cases)
    parts = [chosen[number :: bench.workers] for number in range(bench.workers)]
    pipes = [_fork_part(part, case, first_only=bench.first_only) for part in parts if part]
    tally = Tally(kind)
    for pid, read in pipes:
        with os.fdopen(read, "rb") as answers:
            for line in answers:
                label, wrong = json.loads(line)
                tally.tried += 1
                tally.violated += (
                    [f"{label}: {wrong[0]}" + (f" (and {len(wrong) - 1} more)" if wrong[1:] else "")] if wrong else []
                )
        os.waitpid(pid, 0)
    if not bench.first_only and tally.tried != len(chosen):
        tally.violated.append(f"the bench itself broke off: {tally.tried} of {len(chosen)} cases were tried")
    return tally


def _fork_part(part: Sequence[Any], case: Callable[[Path, Any], list[str]], *, first_only: bool) -> tuple[int, int]:
    read, write = os.pipe()
    pid = os.fork()
    if pid:
        os.close(write)
        return pid, read
    try:
        os.close(read)
        for each in part:
            folder = scratch()
            try:
                wrong = case(folder / "output", each)
            except Exception:
                wrong = [f"the bench itself: {traceback.format_exc()}"]
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            os.write(write, json.dumps([str(each), wrong]).encode() + b"\n")
            if wrong and first_only:
                break
    finally:
        os._exit(0)


KILLED = (-signal.SIGKILL,)
