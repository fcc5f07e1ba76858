"""The kinds of fault that need nothing but Python: kills, cut writes, errors, power cuts, clocks, handles, tails, two runs."""

from __future__ import annotations

import errno
import hashlib
import os
import pickle
import resource
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsarchive.collection.collection import Collection
from newsarchive.errors import NewsarchiveError
from tests.checker import faults
from tests.faults.bench import KILLED, REFUSALS, Bench, Tally, Trial, judge, rerun, run, scratch, try_all
from tests.faults.calls import Calls, Plan
from tests.faults.disk import Disk, Image, Op
from tests.faults.paper import FIRST, NAME, Clock


@dataclass(frozen=True, slots=True)
class At:
    """A fault at the nth call, which is one of this name."""

    number: int
    name: str
    error: int = 0
    share: float | None = None

    def __str__(self) -> str:
        how = [os.strerror(self.error)] if self.error else []
        how += [f"{self.share:.0%} of it written"] if self.share is not None else []
        return f"call {self.number} ({self.name}){': ' if how else ''}{', '.join(how)}"


def calls_of(bench: Bench) -> list[str]:
    """The calls of a run without fault. Its number is the same each time."""
    folder = scratch()
    try:
        ended = run(folder / "output", bench.mutant)
        assert ended.code == 0, ended.told[-1]
        return ended.calls
    finally:
        shutil.rmtree(folder)


def kill(bench: Bench) -> Tally:
    """SIGKILL before each call, SQLite's BEGIN and COMMIT included."""
    cases = [At(number, name) for number, name in enumerate(calls_of(bench), 1)]

    def case(folder: Path, at: At) -> list[str]:
        return judge(folder, run(folder, bench.mutant, Trial(Plan(at.number, kill=True))), bench.mutant, may=KILLED)

    return try_all("kill -9 before a call", bench, cases, case)


def cut(bench: Bench) -> Tally:
    """SIGKILL in the middle of each write: 1 byte of it, half, all but one."""
    writes = [(number, name) for number, name in enumerate(calls_of(bench), 1) if name.startswith("write")]
    cases = [At(number, name, share=share) for number, name in writes for share in (0.0, 0.5, 1.0)]

    def case(folder: Path, at: At) -> list[str]:
        plan = Plan(at.number, kill=True, share=at.share)
        return judge(folder, run(folder, bench.mutant, Trial(plan)), bench.mutant, may=KILLED)

    return try_all("kill -9 in a write", bench, cases, case)


def error(bench: Bench) -> Tally:
    """ENOSPC, EIO and EROFS at each call, and each write half taken by a full disk."""
    cases = []
    for number, name in enumerate(calls_of(bench), 1):
        cases += [At(number, name, code) for code in (errno.ENOSPC, errno.EIO, errno.EROFS)]
        cases += [At(number, name, errno.ENOSPC, 0.5)] if name.startswith("write") else []

    def case(folder: Path, at: At) -> list[str]:
        ended = run(folder, bench.mutant, Trial(Plan(at.number, error=at.error, share=at.share)))
        return judge(folder, ended, bench.mutant, may=REFUSALS)

    return try_all("error of a call", bench, cases, case)


# -- power cuts


@dataclass(frozen=True, slots=True)
class Cut:
    """A disk after a power cut behind the nth operation."""

    number: int
    op: str
    lost: str
    image: Image
    told: list[dict[str, Any]]

    def __str__(self) -> str:
        return f"after operation {self.number} ({self.op}), {self.lost}"


def power(bench: Bench) -> Tally:
    """Every disk that a power cut may leave, by what was written and synced. SQLite is taken as durable at COMMIT."""
    ops, told = recorded(bench)
    tally = power_cuts("power cut", bench, ops, told)
    tally.notes = "SQLite durable at COMMIT"
    return tally


def recorded(bench: Bench) -> tuple[list[Op], list[tuple[int, dict[str, Any]]]]:
    """The operations of a run, and what it told, each with the number of operations before it."""
    folder = scratch()
    try:
        journal = folder / "ops"

        def seen(calls: Calls) -> None:
            journal.write_bytes(pickle.dumps((calls.ops, calls.told)))

        (folder / "output").mkdir()
        ended = run(folder / "output", bench.mutant, Trial(seen=seen, record=folder / "output"))
        assert ended.code == 0, ended.told[-1]
        ops, marks = pickle.loads(journal.read_bytes())
        return ops, list(zip(marks, ended.told, strict=False))
    finally:
        shutil.rmtree(folder)


def power_cuts(kind: str, bench: Bench, ops: list[Op], told: list[tuple[int, dict[str, Any]]]) -> Tally:
    """The images of all cuts, each once."""

    def case(folder: Path, cut: Cut) -> list[str]:
        _lay(folder, cut.image)
        before = [each for each in cut.told if each.get("acknowledged")]
        wrong = faults(folder / NAME, finished=False, told=cut.told) if (folder / NAME).exists() else []
        wrong += [f"I1 {len(before)} acknowledgements, and the folder is gone"] if before and not (folder / NAME).exists() else []
        return wrong or rerun(folder, cut.told, bench.mutant)

    return try_all(kind, bench, list(cuts_of(ops, told)), case)


def cuts_of(ops: list[Op], told: list[tuple[int, dict[str, Any]]]) -> list[Cut]:
    """Every image of every cut that is not one seen before with as much told."""
    disk, seen, cuts = Disk(), set[tuple[frozenset[tuple[str, bytes | None]], int]](), []
    for number, op in enumerate(ops, 1):
        disk.do(op)
        said = [what for mark, what in told if mark <= number]
        for lost, image in disk.images():
            held = frozenset(image.items()), len(said)
            if held not in seen:
                seen.add(held)
                cuts.append(Cut(number, f"{op.kind} {op.path}", lost, image, said))
    return cuts


def _lay(folder: Path, image: Image) -> None:
    folder.mkdir()
    for path, data in sorted(image.items()):
        if data is None:
            (folder / path).mkdir()
        else:
            (folder / path).write_bytes(data)


# -- clocks, handles, tails, two runs


def clock(bench: Bench) -> Tally:
    """The clock jumps at each look at it: back a day or an hour, on an hour or ten years.

    What was looked at in the future is not due now: of the second visit's lines none is wanted, and none is forbidden.
    """
    jumps = (-86400.0, -3600.0, 3600.0, 10 * 365.25 * 86400)
    cases = [(at, jump) for at in range(1, 95) for jump in jumps]

    def case(folder: Path, jumped: tuple[int, float]) -> list[str]:
        at, jump = jumped
        ended = run(folder, bench.mutant, Trial(clock=Clock(jump=jump, at=at)))
        return judge(folder, ended, bench.mutant, wanted=FIRST)

    return try_all("clock jumps", bench, cases, case)


def handles(bench: Bench) -> Tally:
    """So many file handles and no more, from the first on."""

    def case(folder: Path, most: int) -> list[str]:
        used = len(list(Path("/dev/fd").iterdir()))
        limit: Callable[[], None] = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (used + most, used + most))  # noqa: E731
        return judge(folder, run(folder, bench.mutant, Trial(before=limit)), bench.mutant, may=REFUSALS)

    return try_all("no file handles left", bench, range(12), case)


TAILS = {
    "half a member": lambda whole: b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + whole[10:200],
    "a whole member": lambda whole: whole[: max(whole.find(b"\x1f\x8b\x08", 10), 0)] or whole,
    "zeros": lambda _: b"\0" * 4096,
    "half a line": lambda _: b'{"url":"https://paper.example/foreign","revi',
    "noise": lambda _: hashlib.sha512(b"noise").digest() * 9,
}


def tails(bench: Bench) -> Tally:
    """Another program appended to a file, or took its last byte: cut off again, or told and nothing touched."""
    name_of = {"warc": "warc/*.warc.gz", "records": "records/*/*/*.jsonl", "ledger": "runs/*.jsonl"}
    cases = [(which, what) for which in name_of for what in (*TAILS, "last byte lost", "gone")]

    def case(folder: Path, torn: tuple[str, str]) -> list[str]:
        which, what = torn
        told = run(folder, bench.mutant).told
        path = max((folder / NAME).glob(name_of[which]))
        whole = path.read_bytes()
        if what in TAILS:
            path.write_bytes(whole + TAILS[what](whole))
            return faults(folder / NAME, finished=False, told=told) + rerun(folder, told, bench.mutant)
        return _damaged(folder, path, whole[:-1] if what == "last byte lost" else None, bench)

    return try_all("foreign tails", bench, cases, case)


def _damaged(folder: Path, path: Path, data: bytes | None, bench: Bench) -> list[str]:
    path.unlink() if data is None else path.write_bytes(data)
    before = _bytes_of(folder)
    ended = run(folder, bench.mutant)
    wrong = [] if ended.code == 74 else [f"I7 exit code {ended.code} where a committed file is damaged"]
    changed = [
        name for name, now in _bytes_of(folder).items() if before.get(name) != now and "sqlite" not in name and "lock" not in name
    ]
    return wrong + [f"I1 {name} was touched though data were lost" for name in changed]


def _bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def two(bench: Bench) -> Tally:
    """A second run while a first one stands still at a call: refused at once with 75, and the first goes on unharmed."""
    cases = [At(number, name) for number, name in enumerate(calls_of(bench), 1) if number > 12 and name != "open"][::4]

    def case(folder: Path, at: At) -> list[str]:
        def second() -> None:
            if _second(folder) != 75:
                os.kill(os.getpid(), signal.SIGUSR1)

        ended = run(folder, bench.mutant, Trial(Plan(at.number, pause=second)))
        return ["I7 the second run was not refused"] if ended.code == -signal.SIGUSR1 else judge(folder, ended, bench.mutant)

    return try_all("two runs at once", bench, cases, case)


def _second(folder: Path) -> int:
    """What another process hears that opens the collection now; it is given five seconds."""
    pid = os.fork()
    if pid == 0:
        signal.alarm(5)
        code = 0
        try:
            Collection.open(folder / NAME)
        except NewsarchiveError as error:
            code = error.exit_code
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


KINDS = {"kill": kill, "cut": cut, "error": error, "power": power, "clock": clock, "handles": handles, "tails": tails, "two": two}
