"""Every call by which Python code changes a disk, counted, and one of them made to fail.

For a process that ends with its run: `watch` puts wrappers into `os` and `io`, and gives SQLite's connections one call
more to count before BEGIN and COMMIT. What SQLite itself writes is C and passes by here: `traced.py` sees that.
"""

from __future__ import annotations

import errno
import io
import os
import signal
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsarchive.archive import files
from tests.faults.disk import Op

NAMES = ("fsync", "rename", "replace", "unlink", "mkdir", "rmdir")
_CREATES = os.O_CREAT | os.O_TRUNC


@dataclass(slots=True)
class Plan:
    """What is to happen at the nth call, counted from 1; 0 for never.

    kill   SIGKILL before it. With `share`, a write puts so much of its bytes on disk first
    error  the call fails with this errno. With `share`, a write puts so much on disk and says so, as a full disk does
    """

    at: int = 0
    kill: bool = False
    error: int = 0
    share: float | None = None
    pause: Callable[[], None] | None = None


@dataclass(slots=True)
class Calls:
    """The calls so far: `names` of them, and, where a `disk` is kept, what each did to it."""

    plan: Plan
    root: Path | None = None
    ops: list[Op] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    paths: dict[int, str] = field(default_factory=dict)
    told: list[int] = field(default_factory=list)  # for each thing that was told, the number of ops before it

    def step(self, name: str, size: int | None = None) -> int | None:
        """Counts a call. Returns how many bytes of a write are to be put on disk, None for all."""
        self.names.append(name if size is None else f"write {size}")
        plan = self.plan
        if len(self.names) != plan.at:
            return None
        if plan.pause:
            plan.pause()
        if plan.share is not None and size is not None:
            return min(max(int(size * plan.share), 1), size - 1)
        self.fail()
        return None

    def fail(self) -> None:
        """The fault itself."""
        if self.plan.kill:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.plan.error:
            raise OSError(self.plan.error, os.strerror(self.plan.error))

    def write(self, handle: int, data: Any, write: Callable[[Any], int]) -> int:
        """A write, whole or cut."""
        size = len(memoryview(data).cast("B"))
        part = self.step("write", size)
        data = data if part is None else bytes(data)[:part]
        offset = os.lseek(handle, 0, os.SEEK_CUR) if self.root else 0
        if self.root and _appends(handle):
            offset = os.fstat(handle).st_size
        written = write(data)
        self.note("write", self.paths.get(handle, ""), offset=offset, data=bytes(data))
        if part is not None and self.plan.kill:
            self.fail()
        return written

    def note(self, kind: str, path: object, other: object = "", *, offset: int = 0, data: bytes = b"") -> None:
        """What has been done to the disk, where it is below the root."""
        if self.root and (inside := _below(self.root, path)) is not None:
            self.ops.append(Op(kind, inside, _below(self.root, other) or "" if other else "", offset, data))


def _appends(handle: int) -> bool:
    import fcntl

    return bool(fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_APPEND)


def _below(root: Path, path: object) -> str | None:
    if not isinstance(path, str | os.PathLike):
        return None
    whole = Path(path).absolute()
    inside = str(whole.relative_to(root)) if whole.is_relative_to(root) else None
    return "" if inside == "." else inside


def watch(plan: Plan, record: Path | None = None) -> Calls:
    """Wraps the calls of this process. With `record`, all that they do below that folder is kept in `ops`."""
    calls = Calls(plan, record.absolute() if record else None)
    _wrap_handles(calls)
    _wrap_names(calls)
    _wrap_files(calls)
    _wrap_sqlite(calls)
    return calls


def _wrap_handles(calls: Calls) -> None:
    plain = {name: getattr(os, name) for name in ("open", "close", "write", "pwrite", "fdatasync", "ftruncate", "truncate")}

    def opened(path: Any, flags: int, *more: Any, **named: Any) -> int:
        new = flags & os.O_CREAT and not Path(path).exists()
        if flags & _CREATES:
            calls.step("create" if new else "open")
        handle: int = plain["open"](path, flags, *more, **named)
        calls.paths[handle] = os.fspath(path)
        if new:
            calls.note("create", path)
        elif flags & os.O_TRUNC:
            calls.note("truncate", path)
        return handle

    def datasync(handle: int) -> None:
        calls.step("fdatasync")
        plain["fdatasync"](handle)
        calls.note("sync", calls.paths.get(handle, ""))

    def truncated(name: str) -> Callable[[Any, int], None]:
        def truncate(what: Any, length: int) -> None:
            calls.step("truncate")
            plain[name](what, length)
            calls.note("truncate", calls.paths.get(what, "") if isinstance(what, int) else what, offset=length)

        return truncate

    os.open = opened
    os.write = lambda handle, data: calls.write(handle, data, lambda part: plain["write"](handle, part))
    os.pwrite = lambda handle, data, offset: calls.write(handle, data, lambda part: plain["pwrite"](handle, part, offset))
    os.fdatasync = files._datasync = datasync
    os.ftruncate, os.truncate = truncated("ftruncate"), truncated("truncate")


def _wrap_names(calls: Calls) -> None:
    def wrapped(name: str, plain: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, *more: Any, **named: Any) -> Any:
            if name == "mkdir" and Path(path).is_dir():
                return plain(path, *more, **named)  # it changes nothing
            calls.step(name)
            given = plain(path, *more, **named)
            said = calls.paths.get(path, "") if isinstance(path, int) else path
            kind = {"replace": "rename", "fsync": "sync"}.get(name, name)
            calls.note(kind, said, more[0] if kind == "rename" else "")
            return given

        return call

    for name in NAMES:
        setattr(os, name, wrapped(name, getattr(os, name)))


def _wrap_files(calls: Calls) -> None:
    plain_open = io.open

    class Counted(io.FileIO):
        """A file whose writes are counted."""

        def write(self, data: Any) -> int:
            return calls.write(self.fileno(), data, super().write)

        def truncate(self, length: int | None = None) -> int:
            calls.step("truncate")
            done = super().truncate(length)
            calls.note("truncate", calls.paths.get(self.fileno(), ""), offset=done)
            return done

    def opened(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
        if "b" not in mode or not set(mode) & set("wax+"):
            return plain_open(file, mode, *more, **named)
        new = not isinstance(file, int) and not Path(file).exists()
        if "w" in mode and not isinstance(file, int):
            calls.step("create" if new else "open")
        raw = Counted(file, mode.replace("b", ""))
        if not isinstance(file, int):
            calls.paths[raw.fileno()] = os.fspath(file)
            calls.note("create" if new else "truncate", file) if "w" in mode else None
        return io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)

    io.open = opened


def _wrap_sqlite(calls: Calls) -> None:
    plain_connect = sqlite3.connect

    class Connection(sqlite3.Connection):
        """A connection whose BEGIN, COMMIT and scripts are counted."""

        def execute(self, sql: str, *more: Any) -> sqlite3.Cursor:
            said = sql.partition(" ")[0]
            if said in ("BEGIN", "COMMIT"):
                _sqlite_step(calls, said)
            done = super().execute(sql, *more)
            if said == "COMMIT":
                _settle(calls, super().execute)
            return done

        def executescript(self, sql: str) -> sqlite3.Cursor:
            _sqlite_step(calls, "script")
            done = super().executescript(sql)
            _settle(calls, super().execute)
            return done

    sqlite3.connect = lambda *words, **named: plain_connect(*words, **{"factory": Connection, **named})


def _sqlite_step(calls: Calls, said: str) -> None:
    """A fault comes out as SQLite would tell it."""
    try:
        calls.step(f"sqlite {said}")
    except OSError as error:
        full = error.errno == errno.ENOSPC
        raise sqlite3.OperationalError("database or disk is full" if full else "disk I/O error") from error


def _settle(calls: Calls, execute: Callable[[str], sqlite3.Cursor]) -> None:
    """SQLite is taken as durable at COMMIT: its files as they are then, whole."""
    if calls.root:
        path = Path(execute("PRAGMA database_list").fetchone()[2])
        for each in (path, path.with_name(path.name + "-wal")):
            if each.exists():
                calls.note("settle", each, data=each.read_bytes())
