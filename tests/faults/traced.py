"""Kinds of fault that strace puts in: at system calls, and so at those of SQLite too.

A run is forked and waits; strace takes hold of it; then it goes on. That costs a tenth of a second, where a command of its
own costs three. Where strace is missing, or may not trace, these kinds are skipped.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.bench import KILLED, REFUSALS, Bench, Ended, Tally, Trial, child, collect, judge, scratch, try_all
from tests.faults.disk import Op
from tests.faults.kinds import power_cuts

CALLS = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "truncate", "rename", "unlink", "mkdir", "openat")
FAILING = {"EIO": CALLS[:9], "ENOSPC": ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "mkdir")}
_LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)")


def missing() -> str:
    """Why there can be no tracing here; "" where there can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    waiting = subprocess.Popen(["sleep", "5"])
    try:
        strace = subprocess.Popen(["strace", "-e", "trace=none", "-p", str(waiting.pid)], stderr=subprocess.PIPE, text=True)
        assert strace.stderr
        said = strace.stderr.readline()
        strace.terminate()
        strace.communicate()
        return "" if "attached" in said else f"strace may not trace here ({said.strip()})"
    finally:
        waiting.kill()
        waiting.wait()


def traced(folder: Path, bench: Bench, words: Sequence[str]) -> Ended:
    """A run in a process of its own, under strace with these words."""
    journal = folder.with_name(folder.name + ".told")
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        child(folder, journal, bench.mutant, Trial(before=lambda: (os.close(write), os.read(read, 1))[0]))
    strace = subprocess.Popen(["strace", *words, "-p", str(pid)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert strace.stderr
    said = strace.stderr.readline()
    os.close(read)
    os.close(write)  # end of file: the run begins
    ended = collect(pid, journal)
    strace.stderr.close()
    strace.wait(timeout=30)
    assert "attached" in said, said
    return ended


@dataclass(frozen=True, slots=True)
class At:
    """A fault at the nth system call of this name."""

    call: str
    number: int
    error: str = ""

    def __str__(self) -> str:
        return f"{self.call} {self.number}{': ' if self.error else ''}{self.error}"

    @property
    def words(self) -> list[str]:
        """For strace."""
        what = f"error={self.error}" if self.error else "signal=KILL"
        return ["-e", f"trace={self.call}", "-e", f"inject={self.call}:{what}:when={self.number}", "-o", "/dev/null"]


def counted(bench: Bench) -> Counter[str]:
    """How often a run without fault makes each system call."""
    folder = scratch()
    try:
        log = folder / "log"
        ended = traced(folder / "output", bench, ["-e", f"trace={','.join(CALLS)}", "-o", str(log)])
        assert ended.code == 0, ended.told[-1]
        return Counter(found[1] for line in log.read_text().splitlines() if (found := _LINE.match(line)))
    finally:
        shutil.rmtree(folder)


def kill(bench: Bench) -> Tally:
    """SIGKILL at each system call that changes a disk."""
    if reason := missing():
        return Tally("kill -9 at a system call", skipped=1, reason=reason)
    cases = [At(call, number) for call, most in counted(bench).items() if call != "openat" for number in range(1, most + 1)]

    def case(folder: Path, at: At) -> list[str]:
        return judge(folder, traced(folder, bench, at.words), bench.mutant, may=KILLED)

    return try_all("kill -9 at a system call", bench, cases, case)


def error(bench: Bench) -> Tally:
    """EIO and ENOSPC at each system call that changes a disk."""
    if reason := missing():
        return Tally("error of a system call", skipped=1, reason=reason)
    counts = counted(bench)
    cases = [At(call, n, code) for code, calls in FAILING.items() for call in calls for n in range(1, counts[call] + 1)]

    def case(folder: Path, at: At) -> list[str]:
        return judge(folder, traced(folder, bench, at.words), bench.mutant, may=REFUSALS)

    return try_all("error of a system call", bench, cases, case)


# -- power cuts, SQLite's own files among what is lost


def power(bench: Bench) -> Tally:
    """Every disk that a power cut may leave, by all that the kernel was asked to write and to sync."""
    if reason := missing():
        return Tally("power cut, SQLite's files too", skipped=1, reason=reason)
    ops, told = recorded(bench)
    return power_cuts("power cut, SQLite's files too", bench, ops, told)


def recorded(bench: Bench) -> tuple[list[Op], list[tuple[int, dict[str, Any]]]]:
    """The operations of a run as the kernel saw them, and what it told, each with the number of operations before it."""
    folder = scratch()
    try:
        log, root = folder / "log", folder / "output"
        root.mkdir()
        words = ["-y", "-xx", "-s", "100000000", "-e", f"trace={','.join((*CALLS, 'writev', 'close'))}", "-o", str(log)]
        ended = traced(root, bench, words)
        assert ended.code == 0, ended.told[-1]
        ops: list[Op] = []
        marks = [len(ops) for op in _Log(root).ops(log.read_text().splitlines()) if _is_told(op, ops)]
        return ops, list(zip(marks, ended.told, strict=False))
    finally:
        shutil.rmtree(folder)


def _is_told(op: Op, ops: list[Op]) -> bool:
    """Whether this is no operation, but the run telling something; an operation joins the others."""
    if op.kind != "told":
        ops.append(op)
    return op.kind == "told"


class _Log:
    """strace's lines in, operations out."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._at: dict[int, int] = {}  # of handles that do not append, where the next write goes
        self._sizes: dict[str, int] = {}

    def ops(self, lines: Sequence[str]) -> Iterator[Op]:
        for line in lines:
            found = _LINE.match(line)
            if found and int(found[3]) >= 0:
                yield from self._op(found[1], _words(found[2]), int(found[3]))

    def _op(self, call: str, words: list[str], gave: int) -> Iterator[Op]:
        if call == "writev":
            yield Op("told", "")
        elif call == "openat":
            yield from self._opened(self._inside(words[1]), words[2], gave)
        elif call in ("mkdir", "unlink", "rename"):
            path, other = self._inside(words[0]), self._inside(words[1]) if call == "rename" else ""
            if path is not None and other is not None and not path.endswith("-shm"):
                self._sizes[other] = self._sizes.pop(path, 0)
                yield Op(call, path, other)
        elif call != "close":
            handle, path = _handle(words[0])
            inside = self._inside(path)
            if inside is not None and not inside.endswith("-shm"):
                yield from self._changed(call, handle, inside, words)

    def _opened(self, path: str | None, flags: str, handle: int) -> Iterator[Op]:
        self._at.pop(handle, None)
        if path is None or path.endswith("-shm"):
            return
        if "O_APPEND" not in flags:
            self._at[handle] = 0
        if "O_CREAT" in flags and path not in self._sizes:
            yield Op("create", path)
        if "O_TRUNC" in flags or path not in self._sizes:
            self._sizes[path] = 0
        if "O_TRUNC" in flags:
            yield Op("truncate", path)

    def _changed(self, call: str, handle: int, path: str, words: list[str]) -> Iterator[Op]:
        if call in ("fsync", "fdatasync"):
            yield Op("sync", path)
        elif call == "ftruncate":
            self._sizes[path] = int(words[1])
            yield Op("truncate", path, offset=int(words[1]))
        else:
            data = _text(words[1])
            at = int(words[3]) if call == "pwrite64" else self._at.get(handle, self._sizes.get(path, 0))
            if call == "write" and handle in self._at:
                self._at[handle] = at + len(data)
            self._sizes[path] = max(self._sizes.get(path, 0), at + len(data))
            yield Op("write", path, offset=at, data=data)

    def _inside(self, said: str) -> str | None:
        path = _text(said).decode()
        if path == self._root:
            return ""
        return path.removeprefix(self._root + "/") if path.startswith(self._root + "/") else None


def _words(said: str) -> list[str]:
    """The arguments of a call: with -xx no string holds a comma."""
    return said.split(", ")


def _handle(said: str) -> tuple[int, str]:
    number, _, path = said.partition("<")
    return int(number), path.removesuffix(">")


def _text(said: str) -> bytes:
    r"""A string of strace's: "\x2f\x74…", with or without quotes."""
    said = said.strip('"')
    return bytes.fromhex(said.replace("\\x", "")) if said.startswith("\\x") else said.encode()


KINDS = {"kill-syscall": kill, "error-syscall": error, "power-sqlite": power}
