"""The command in a process of its own that begins at once: forked from one that has loaded what a run needs.

In: the words of a command line. Out: what it said, and its exit code. Importing costs `newsarchive crawl` 1.5 s of CPU, and
the tests begin some three hundred commands. A forked one goes on as `python -m newsarchive` does when it has imported: it
has a reactor, locks and threads of its own, spawns its workers as ever, and ends as Python ends. Whoever wants to see a real
start begins a real one.
"""

from __future__ import annotations

import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NoReturn, Self

LOADED = (
    "newsarchive.cli.crawl",
    "newsarchive.cli.demo",
    "newsarchive.cli.extract",
    "newsarchive.cli.history",
    "newsarchive.cli.learn",
    "newsarchive.cli.sources",
    "newsarchive.cli.status",
    "newsarchive.cli.verify",
    "newsarchive.crawl.addon",
    "newsarchive.crawl.extensions",
    "newsarchive.crawl.handlers",
    "newsarchive.crawl.middlewares",
    "newsarchive.crawl.pipelines",
    "newsarchive.crawl.spiders.news",
)


class Running:
    """A command that was begun, as `subprocess.Popen` would show it. `out` and `err` are its files."""

    def __init__(self, words: Sequence[str], answers: socket.socket, out: IO[bytes], err: IO[bytes]) -> None:
        self._words, self._answers, self._out, self._err = words, answers, out, err
        self._heard = b""
        self._closed = False
        self.pid = int(self._line(None))
        self.returncode: int | None = None

    def _line(self, seconds: float | None) -> str:
        """The next line of the one who stands between; "" where none comes in that time."""
        while b"\n" not in self._heard:
            if not select.select([self._answers], [], [], seconds)[0]:
                return ""
            self._heard += self._answers.recv(64) or b"1\n"  # who stands between was killed itself
        line, _, self._heard = self._heard.partition(b"\n")
        return line.decode()

    def poll(self) -> int | None:
        """The exit code where it has ended; -9 for SIGKILL."""
        return self._ended(0)

    def _ended(self, seconds: float | None) -> int | None:
        if self.returncode is None and (line := self._line(seconds)):
            self.returncode = int(line)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Raises TimeoutExpired."""
        if (code := self._ended(timeout)) is None:
            raise subprocess.TimeoutExpired(list(self._words), timeout or 0)
        return code

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """What it said on stdout and stderr, when it has ended."""
        self.wait(timeout)
        return _text(self._out), _text(self._err)

    def send_signal(self, signum: int) -> None:
        """To the command alone."""
        if self.poll() is None:
            os.kill(self.pid, signum)

    def end(self) -> None:
        """Kills it, where it has not ended, with all that it started where it was begun alone; and lets its files go."""
        if self._closed:
            return
        if self.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)
            self.wait()
        self._closed = True
        for each in (self._answers, self._out, self._err):
            each.close()


class Warm:
    """The process that has loaded it all, while its `with` block runs."""

    def __enter__(self) -> Self:
        self._door, inside = socket.socketpair()
        words = [sys.executable, "-m", "tests.warm", str(inside.fileno())]
        self._process = subprocess.Popen(words, cwd=Path(__file__).parent.parent, pass_fds=[inside.fileno()])
        inside.close()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._door.close()
        self._process.wait()

    def begin(
        self, words: Sequence[str], env: Mapping[str, str], *, cwd: Path | None = None, module: str = "newsarchive"
    ) -> Running:
        """As `subprocess.Popen([sys.executable, "-m", module, *words], …)`, in a process group of its own."""
        out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115 - open until the command is ended
        answers, theirs = socket.socketpair()
        request = {"module": module, "words": list(words), "env": dict(env), "cwd": str(cwd or Path.cwd())}
        with theirs, tempfile.TemporaryFile() as asked:
            asked.write(json.dumps(request).encode())
            asked.flush()
            socket.send_fds(self._door, [b"."], [each.fileno() for each in (asked, out, err, theirs)])
        return Running(words, answers, out, err)

    def run(
        self, words: Sequence[str], env: Mapping[str, str], *, cwd: Path | None = None, seconds: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """As `subprocess.run([sys.executable, "-m", "newsarchive", *words], …)`; raises TimeoutExpired as that does."""
        running = self.begin(words, env, cwd=cwd)
        try:
            said = running.communicate(seconds)
            return subprocess.CompletedProcess(list(words), running.wait(), *said)
        finally:
            running.end()


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode().replace("\r\n", "\n")


# -- in the process that has loaded it all


def serve(door: socket.socket) -> dict[str, Any] | None:
    """Forks for each request. Returns None at the end, and in the process that is to be the command what was asked."""
    while True:
        sign, handles, *_ = socket.recv_fds(door, 1, 4)
        if not sign:
            return None
        if os.fork() == 0:
            pid = os.fork()
            with suppress(OSError):  # whoever of the two comes second finds it done
                os.setpgid(pid, 0)
            if pid == 0:
                door.close()
                return _become(*handles)
            _tell_the_end(pid, handles[3])
        for handle in handles:
            os.close(handle)
        while _reaped():
            pass


def _tell_the_end(pid: int, handle: int) -> NoReturn:
    """Stands between the two, for only a parent hears how a process ended."""
    os.write(handle, f"{pid}\n".encode())
    os.write(handle, f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n".encode())
    os._exit(0)


def _reaped() -> bool:
    try:
        return os.waitpid(-1, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return False


def _become(asked: int, out: int, err: int, answers: int) -> dict[str, Any]:
    for handle, number in ((os.open(os.devnull, os.O_RDONLY), 0), (out, 1), (err, 2)):
        os.dup2(handle, number)
    request: dict[str, Any] = json.loads(os.pread(asked, os.fstat(asked).st_size, 0))
    for handle in (asked, out, err, answers):
        os.close(handle)
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    return request


def main() -> None:
    """The process. It has one thread and no reactor when it forks."""
    door = socket.socket(fileno=int(sys.argv[1]))
    for name in LOADED:
        importlib.import_module(name)
    assert "twisted.internet.reactor" not in sys.modules
    if request := serve(door):
        sys.argv[1:] = request["words"]
        runpy.run_module(request["module"], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
