"""Disks that fill up, folders that cannot be written, and two runs at once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newsarchive.collection.collection import Collection
from tests.checker import faults, lines
from tests.conftest import EASY, ROOT, environment
from tests.underway import HEADLINES

LEFT_FREE = (
    960_000,
    1_060_000,
    860_000,
    1_120_000,
    780_000,
)  # bytes: the lock, the state with its log and a part of the pages fit


def can_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "--mount", "--map-root-user", "true"], capture_output=True, check=False).returncode == 0


needs_mount = pytest.mark.skipif(not can_mount(), reason="no mount namespaces here (needs Linux, and root or user namespaces)")


def in_namespace(script: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs a shell script in a mount namespace of its own; `$CRAWL` crawls into the folder that follows."""
    return subprocess.run(
        ["unshare", "--mount", "--map-root-user", "sh", "-euc", script, "sh", *map(str, words)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=ROOT,
        env=environment(),
    )


# Seven seconds of fetching: at full speed the disk may be full before the workers have read their first page.
PACED = "-s DOWNLOAD_DELAY=0.15"
CRAWL = f"{sys.executable} -m newsarchive crawl --since all -s NEWSARCHIVE_RESERVE=0 {' '.join(EASY)}"


@needs_mount
def test_a_full_disk_ends_the_run_with_74_and_the_rerun_completes(paper, tmp_path):
    """How much fits depends on when SQLite folds its log: sizes are tried until the disk is full in the middle of the records."""
    middles = []
    for number, left_free in enumerate(LEFT_FREE):
        held = fill_and_grow(paper, tmp_path / str(number), left_free)
        middles.append(0 < held < len(HEADLINES))
        if middles[-1]:
            break
    assert any(middles), "the disk was never full in the middle of the run"


def fill_and_grow(paper, folder: Path, left_free: int) -> int:
    """Crawls onto a disk that fills up, and again when it has been grown. Returns how many records there were before."""
    disk, copy = folder / "disk", folder / "copy"
    disk.mkdir(parents=True)
    script = f"""
        mount -t tmpfs -o size=5m tmpfs "$1"
        head -c {5 * 1024 * 1024 - left_free} /dev/zero > "$1/ballast"
        {CRAWL} {PACED} --output "$1/output" "$2" && echo code 0 || echo code $?
        cp -r "$1/output" "$3.full"
        mount -o remount,size=60m "$1"
        {CRAWL} --output "$1/output" "$2" && echo code 0 || echo code $?
        cp -r "$1/output" "$3"
    """
    done = in_namespace(script, disk, f"{paper.origin}/", copy)

    name = f"gazette.localhost-{paper.port}"
    first, second = done.stdout.split("\n")[:2]
    held = len(lines(Path(f"{copy}.full") / name))
    assert second == "code 0", done.stderr
    assert first == "code 74" or held == len(HEADLINES), done.stderr
    assert first != "code 74" or "run" in done.stderr
    assert "Traceback" not in done.stderr
    assert faults(Path(f"{copy}.full") / name, finished=False) == []
    assert faults(copy / name) == []
    assert sorted(record["headline"] for record in lines(copy / name)) == HEADLINES
    return held


@needs_mount
def test_an_output_that_cannot_be_written_ends_with_73_before_anything_is_asked(paper, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    done = in_namespace(f'mount -t tmpfs -o ro tmpfs "$1"; exec {CRAWL} --output "$1" "$2"', disk, f"{paper.origin}/")

    assert done.returncode == 73
    assert "--output" in done.stderr
    assert "Traceback" not in done.stderr
    assert paper.requests == []


def test_a_second_run_at_once_ends_with_75_and_says_who_holds_it(paper, newsarchive, tmp_path):
    held = Collection.open(tmp_path / f"gazette.localhost-{paper.port}")
    try:
        second = newsarchive("crawl", f"{paper.origin}/", "--output", tmp_path, *EASY)
    finally:
        held.close(finished=True)

    assert second.returncode == 75
    assert "in use by process" in second.stderr
    assert paper.requests == []


def test_a_file_shorter_than_committed_is_data_loss_and_nothing_is_touched(paper, newsarchive, tmp_path):
    assert newsarchive("crawl", f"{paper.origin}/", "--output", tmp_path, "--since", "all", *EASY).returncode == 0
    folder = tmp_path / f"gazette.localhost-{paper.port}"
    records = next(folder.glob("records/*/*/*.jsonl"))
    whole = records.read_bytes()
    records.write_bytes(whole[:-10])

    rerun = newsarchive("crawl", f"{paper.origin}/", "--output", tmp_path, *EASY)

    assert rerun.returncode == 74
    assert "were committed" in rerun.stderr
    assert records.read_bytes() == whole[:-10]


@needs_mount
def test_a_disk_that_runs_low_ends_the_run_with_74_before_it_is_full_and_the_rerun_completes(paper, tmp_path):
    disk, copy = tmp_path / "disk", tmp_path / "copy"
    disk.mkdir()
    low = f"{CRAWL.replace('RESERVE=0', 'RESERVE=2')} {PACED}"
    script = f"""
        mount -t tmpfs -o size=4m tmpfs "$1"
        head -c {1_750_000} /dev/zero > "$1/ballast"
        {low} --output "$1/output" "$2" && echo code 0 || echo code $?
        cp -r "$1/output" "$3.low"; stat -f -c "free %a blocks of %S" "$1"
        {low} --output "$1/output" "$2" && echo code 0 || echo code $?
        mount -o remount,size=60m "$1"
        {low} --output "$1/output" "$2" && echo code 0 || echo code $?
        cp -r "$1/output" "$3"
    """
    done = in_namespace(script, disk, f"{paper.origin}/", copy)

    first, left, second, third = done.stdout.splitlines()
    assert (first, second, third) == ("code 74", "code 74", "code 0"), done.stderr
    assert int(left.split()[1]) * int(left.split()[4]) > 1_000_000, "more than half of the reserve is left"
    assert "are free, of which 2.0 MB stay so; make room" in done.stderr
    assert "Traceback" not in done.stderr
    name = f"gazette.localhost-{paper.port}"
    assert faults(Path(f"{copy}.low") / name, finished=False) == []
    assert not list(Path(f"{copy}.low").glob("*/warc/*.open"))
    assert faults(copy / name) == []
    assert sorted(record["headline"] for record in lines(copy / name)) == HEADLINES


def test_a_state_that_is_no_database_any_more_says_how_it_is_made_again(paper, newsarchive, tmp_path):
    words = ("crawl", f"{paper.origin}/", "--output", tmp_path, "--since", "all", *EASY)
    assert newsarchive(*words).returncode == 0
    name = f"gazette.localhost-{paper.port}"
    (tmp_path / name / "state.sqlite").write_bytes(b"x" * 5000)

    told = newsarchive("status", "--output", tmp_path)
    assert told.returncode == 74
    assert f"newsarchive verify {name} --rebuild" in told.stderr
    assert newsarchive("verify", name, "--rebuild", "--output", tmp_path).returncode == 0
    assert newsarchive(*words).returncode == 0
    assert sorted(record["headline"] for record in lines(tmp_path / name)) == HEADLINES
