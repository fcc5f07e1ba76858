"""The fault bench (`tests/faults/`), a slice of it: every kind, and the five mutants. `python -m tests.faults` runs all cases."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT, environment
from tests.faults.disk import Disk, Op


@pytest.fixture(scope="module")
def bench():
    """The slice, run once, in a process of its own: its cases are forked from it."""
    words = [sys.executable, "-m", "tests.faults", "--slice"]
    return subprocess.run(words, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=1200, check=False)


def test_no_fault_breaks_a_promise_and_each_mutant_is_caught(bench, told):
    told(f"{bench.stdout}{bench.stderr}")

    assert bench.returncode == 0
    assert bench.stdout.count("caught: ") == 5


def test_every_kind_of_fault_could_be_tried(bench):
    last = bench.stdout.strip().splitlines()[-1]

    if "NOT TRIED" in last:
        pytest.skip(last)
    assert " 0 violated" in last


def images(*ops: Op) -> set[tuple[tuple[str, bytes | None], ...]]:
    disk = Disk()
    for op in ops:
        disk.do(op)
    return {tuple(sorted(image.items())) for _, image in disk.images()}


def test_a_disk_keeps_what_was_synced_and_may_lose_all_else():
    begun = (Op("create", "a"), Op("write", "a", data=b"whole"), Op("sync", "a"), Op("sync", ""))

    assert images(*begun) == {(("a", b"whole"),)}
    assert images(*begun, Op("write", "a", offset=5, data=b"tail")) == {
        (("a", b"whole"),),
        (("a", b"wholeta"),),
        (("a", b"wholetail"),),
        (("a", b"whole\0\0\0\0"),),
    }
    assert images(*begun[:3]) == {(), (("a", b"whole"),)}, "its folder was not synced"
    assert images(*begun, Op("rename", "a", "b")) == {(("a", b"whole"),), (("b", b"whole"),)}


def test_what_lies_in_a_folder_whose_name_is_lost_is_lost_too():
    ops = (Op("mkdir", "d"), Op("create", "d/a"), Op("write", "d/a", data=b"x"), Op("sync", "d/a"), Op("sync", "d"))

    assert images(*ops) == {(), (("d", None), ("d/a", b"x"))}
