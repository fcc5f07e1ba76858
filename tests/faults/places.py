"""Kinds of fault that need a disk of their own: one that fills up and is grown, one that cannot be written.

They run in a mount namespace of their own, where a tmpfs is that disk; where there can be none, they are skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from tests.faults.bench import REFUSALS, Bench, Tally, held, rerun, run, try_all

INSIDE = "NEWSARCHIVE_FAULTS_INSIDE"
SIZES = tuple(range(16, 420, 4))  # KiB of a disk on which the run does not fit, or just so


def missing() -> str:
    """Why there can be no mount here; "" where there can."""
    if os.environ.get(INSIDE):
        return ""
    if shutil.which("unshare") is None:
        return "unshare is not installed"
    done = subprocess.run([*NAMESPACE, "sh", "-c", "mount -t tmpfs tmpfs /mnt"], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else f"nothing can be mounted here ({done.stderr.strip().splitlines()[-1]})"


NAMESPACE = ("unshare", "--mount", "--map-root-user")


def inside(kind: str, name: str, bench: Bench) -> Tally | None:
    """The tally of a kind from a process in a namespace of its own; None where this is that process."""
    if os.environ.get(INSIDE):
        return None
    if reason := missing():
        return Tally(name, skipped=1, reason=reason)
    most = [] if bench.most is None else ["--most", str(bench.most)]
    words = [*NAMESPACE, sys.executable, "-m", "tests.faults", "--json", *most, kind]
    done = subprocess.run(words, env=os.environ | {INSIDE: "1"}, capture_output=True, text=True, check=False)
    try:
        return Tally(**json.loads(done.stdout)[0])
    except (ValueError, IndexError):
        return Tally(name, violated=[f"the bench itself: {done.stderr}"])


def as_json(tallies: list[Tally]) -> str:
    """For the process outside."""
    return json.dumps([asdict(tally) for tally in tallies])


def mount(folder: Path, *options: str) -> None:
    """A tmpfs on a folder."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(folder)], check=True)


def unmounted(folder: Path, case: Callable[[], list[str]]) -> list[str]:
    """The case, and no mount left behind."""
    try:
        return case()
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def full(bench: Bench) -> Tally:
    """The disk fills up at each size, is grown, and the same run goes on."""
    name = "disk full, then grown"

    def case(folder: Path, size: int) -> list[str]:
        mount(folder, f"size={size}k")

        def tried() -> list[str]:
            ended = run(folder, bench.mutant)
            wrong = held(folder, ended, may=REFUSALS)
            subprocess.run(["mount", "-o", "remount,size=32m", str(folder)], check=True)
            return wrong + rerun(folder, ended.told, bench.mutant)

        return unmounted(folder, tried)

    return inside("disk-full", name, bench) or try_all(name, bench, SIZES, case)


def read_only(bench: Bench) -> Tally:
    """A folder that cannot be written, empty or with a collection in it: 73, and the collection is as it was."""
    name = "read-only folder"

    def case(folder: Path, there: str) -> list[str]:
        mount(folder, "size=8m")

        def tried() -> list[str]:
            told = run(folder, bench.mutant).told if there == "a collection" else []
            subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
            ended = run(folder, bench.mutant)
            wrong = [] if ended.code == 73 else [f"I7 exit code {ended.code} {ended.bug}"]
            subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=True)
            return wrong + rerun(folder, told, bench.mutant)

        return unmounted(folder, tried)

    return inside("read-only", name, bench) or try_all(name, bench, ("nothing", "a collection"), case)


KINDS = {"disk-full": full, "read-only": read_only}
