"""Kinds of fault of what is made again from the archive: SIGKILL in the midst of `verify --rebuild`, `extract` and `learn`.

After each the independent checker must have nothing to say, and the next command must bring the collection to the bytes
that it had, or that it would have had without the kill. What was there before a rebuild is nowhere deleted.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.checker import faults
from tests.faults.bench import KILLED, Bench, Tally, Trial, run, scratch, try_all
from tests.faults.calls import Plan
from tests.faults.held import COMMANDS, NAME, crawl
from tests.faults.paper import BEGAN, Clock

Start = Callable[[Path], None]
Bytes = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Killed:
    """SIGKILL at the nth call of a command on such a collection; `then` is the command that comes next."""

    start: str
    command: str
    then: str
    number: int
    call: str
    share: float | None = None

    def __str__(self) -> str:
        where = f"call {self.number} ({self.call}){f', {self.share:.0%} of it written' if self.share else ''}"
        return f"{self.command} on {self.start}, {where}, then {self.then}"


def whole(_: Path) -> None:
    """As the crawls left it."""


def lose_a_line(folder: Path) -> None:
    """A records file shorter than committed."""
    path = max(folder.glob("records/*/*/*.jsonl"))
    path.write_bytes(path.read_bytes().partition(b"\n")[2])


def lose_what_is_derived(folder: Path) -> None:
    """Only WARCs, ledgers and models are left."""
    for path in folder.glob("state.sqlite*"):
        path.unlink()
    shutil.rmtree(folder / "records")
    folder.joinpath("index.cdxj").unlink()


STARTS: dict[str, Start] = {"a whole collection": whole, "a line lost": lose_a_line, "nothing derived": lose_what_is_derived}


def rebuild(bench: Bench) -> Tally:
    """A rebuild is killed; another one, or the next run's opening, finds the collection as it was or as it will be."""
    again, opening = "verify --rebuild", "extract"
    plans = [("a whole collection", again, again), ("a whole collection", again, opening), ("a line lost", again, again)]
    plans += [("nothing derived", again, again), ("nothing derived", again, opening)]
    return _kill("kill -9 of a rebuild", bench, plans)


def extract(bench: Bench) -> Tally:
    """Records are being made again, in their place or in another folder; the same command is given once more."""
    plans = [("nothing derived", "extract", "extract"), ("a whole collection", "extract --to", "extract --to")]
    return _kill("kill -9 of extract", bench, plans)


def learn(bench: Bench) -> Tally:
    """A second model is being brought into use; then the same command again, or records made again by the models."""
    return _kill("kill -9 of learn", bench, [("a whole collection", "learn", "learn")])


def _kill(kind: str, bench: Bench, plans: Sequence[tuple[str, str, str]]) -> Tally:
    place = scratch()
    try:
        ended = run(place / "held", bench.mutant, Trial(work=crawl))
        assert ended.code == 0, ended.told
        cases = [each for plan in plans for each in _cases(place, bench, plan)]
        return try_all(kind, bench, cases, lambda folder, each: _case(folder, each, place, bench))
    finally:
        shutil.rmtree(place)


def _cases(place: Path, bench: Bench, plan: tuple[str, str, str]) -> list[Killed]:
    """Every call of the undisturbed command, writes in their middle too. What it leaves is kept in `place`, to be held against."""
    start, command, _ = plan
    goal = place / f"{command} on {start}"
    if goal.exists():
        shutil.rmtree(goal)
    _begin(goal, place, start)
    ended = run(goal, bench.mutant, Trial(work=COMMANDS[command]))
    assert ended.code == 0, ended.told
    numbered = list(enumerate(ended.calls, 1))
    cases = [Killed(*plan, number, call) for number, call in numbered]
    return cases + [Killed(*plan, number, call, 0.5) for number, call in numbered if call.startswith("write")]


def _begin(folder: Path, place: Path, start: str) -> None:
    shutil.copytree(place / "held", folder, symlinks=True)
    STARTS[start](folder / NAME)


def _case(folder: Path, at: Killed, place: Path, bench: Bench) -> list[str]:
    _begin(folder, place, at.start)
    before = list(_files(folder / NAME).values())
    killed = run(folder, bench.mutant, Trial(Plan(at.number, kill=True, share=at.share), work=COMMANDS[at.command]))
    wrong = [] if killed.code in KILLED else [f"I7 exit code {killed.code} {killed.bug}"]
    wrong += [f"killed: {each}" for each in faults(folder / NAME, finished=False)] if at.start == "a whole collection" else []
    ended = run(folder, bench.mutant, Trial(work=COMMANDS[at.then], clock=Clock(time=BEGAN + timedelta(seconds=600))))
    if ended.code != 0:
        said = next((each["error"] for each in ended.told if "error" in each), ended.bug)
        return [*wrong, f"I5 {at.then} exits with {ended.code}: {said}"]
    wrong += faults(folder / NAME)
    wrong += _differences(folder, place / f"{at.command} on {at.start}", rows=at.start != "nothing derived")
    return wrong + _lost(folder / NAME, before)


def _differences(folder: Path, goal: Path, *, rows: bool) -> list[str]:
    """What is not as the undisturbed command leaves it. `rows`: also what only the state knows."""
    there, wanted = _made(folder), _made(goal)
    wrong = [f"I5 {name} is missing" for name in sorted(wanted.keys() - there.keys())]
    wrong += [f"I5 {name} is left over" for name in sorted(there.keys() - wanted.keys())]
    wrong += [f"I5 {name} has other bytes" for name in sorted(wanted.keys() & there.keys()) if wanted[name] != there[name]]
    if rows and (more := _rows(folder / NAME) ^ _rows(goal / NAME)):
        wrong.append(f"I5 the state differs in {len(more)} rows, such as {min(more)}")
    return wrong + _models(folder / NAME / "models")


def _made(folder: Path) -> Bytes:
    """The files of the collection, and of the folder of --to: all but the state, the lock, what runs say, and what is set aside."""
    kept = ("state.sqlite", "lock", "runs/", "aside-", "torn/")
    return {name: data for name, data in _files(folder).items() if not name.removeprefix(f"{NAME}/").startswith(kept)}


def _files(folder: Path) -> Bytes:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _rows(folder: Path) -> set[tuple[str, ...]]:
    questions: tuple[str, ...] = (
        "urls: url, outcome, status, final_url, due, rank, hints, etag",
        "places: key, kind, read, fresh",
    )
    questions += ("records: url, revision, file, offset", "captures: filename, offset, purpose, waiting")
    with closing(sqlite3.connect(folder / "state.sqlite")) as db:
        return {
            (table, *map(str, row))
            for table, _, columns in (question.partition(": ") for question in questions)
            for row in db.execute(f"SELECT {columns} FROM {table}")
        }


def _models(folder: Path) -> list[str]:
    """Every model has the content that its name says, and every one in use is there."""
    held = {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.json") if path.stem != "in-use"}
    wrong = [f"I4 models/{name}.json: its content is another" for name, digest in held.items() if name != digest]
    used = [each["model"] for each in json.loads(folder.joinpath("in-use.json").read_bytes())]
    return wrong + [f"I1 models/{name}.json is in use and not there" for name in used if name not in held]


def _lost(folder: Path, before: list[bytes]) -> list[str]:
    """Lines and archived bytes that stood there before the kill and stand nowhere now."""
    now = _files(folder).values()
    lines = {line for data in now for line in data.splitlines() if line.startswith(b'{"')}
    gone = [line for data in before for line in data.splitlines() if line.startswith(b'{"') and line not in lines]
    return [f"I1 {len(gone)} lines that were there are nowhere now, such as {gone[0][:120]!r}"] if gone else []


KINDS = {"kill-rebuild": rebuild, "kill-extract": extract, "kill-learn": learn}
