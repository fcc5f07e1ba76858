"""Copies of a collection that a run is writing, made as docs/years.md says: each opens, holds, and can be crawled on with."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from newsarchive.collection.checking.verify import verify
from newsarchive.collection.collection import Collection
from newsarchive.collection.files.layout import Layout
from newsarchive.demo.paper import stories
from newsarchive.demo.server import DemoServer
from newsarchive.errors import DataLoss, StorageError
from tests.checker import committed, faults, lines
from tests.conftest import ALL, ROOT, environment
from tests.test_crash import RIGHT, start
from tests.underway import captured, folder_of, wait_for
from tests.warm import Running, Warm

DOCS = (ROOT / "docs" / "years.md").read_text()
RECIPE = next(block for block in re.findall(r"```sh\n(.*?)```", DOCS, re.DOTALL) if "$TO" in block)
COPIES = 12


@pytest.fixture
def crawl(warm: Warm, paper: DemoServer, tmp_path: Path) -> Iterator[Running]:
    """A crawl of some ten seconds, with a commit every second or so."""
    running = start(warm, paper, tmp_path / "output", RIGHT, 0.05)
    wait_for(lambda: captured(folder_of(paper, tmp_path / "output")) > 0)
    yield running
    running.end()


def copy_state(source: Path, copy: Path) -> None:
    """What `.backup` of the sqlite3 command does."""
    copy.mkdir(parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(f"file:{source / 'state.sqlite'}?mode=ro", uri=True)) as live,
        closing(sqlite3.connect(copy / "state.sqlite")) as into,
    ):
        live.backup(into)


def copy_files(source: Path, copy: Path) -> None:
    """What `cp -a`, tried twice, does: a file may get its final name between the look and the copy."""
    for _ in range(2):
        for path in source.rglob("*"):
            into = copy / path.relative_to(source)
            if path.is_file() and path.name not in ("lock", "state.sqlite", "state.sqlite-wal", "state.sqlite-shm"):
                into.parent.mkdir(parents=True, exist_ok=True)
                try:
                    shutil.copy2(path, into)
                except FileNotFoundError:
                    continue


def holds(copy: Path) -> list[str]:
    """What is wrong with a copy once it was opened to write."""
    Collection.open(copy).close(finished=True)
    return [fault.what for fault in verify(Layout(copy)).faults] + [
        each for each in faults(copy) if "outcome" not in each and "never read" not in each
    ]


def test_copies_made_while_a_crawl_writes_open_hold_and_can_be_crawled_on_with(newsarchive, paper, crawl, tmp_path):
    source, chance = folder_of(paper, tmp_path / "output"), random.Random(1)
    copies, held = [], []
    for number in range(COPIES):
        copy = folder_of(paper, tmp_path / f"copy-{number}")
        copy_state(source, copy)
        held.append(captured(copy))
        seen = captured(source)
        more = chance.choice((0, 0, 1, 4))
        wait_for(lambda least=seen + more: captured(source) >= least or crawl.poll() is not None)
        copy_files(source, copy)
        copies.append(copy)
    before = {copy: {record["url"] for record in lines(copy)[: rows(copy)]} for copy in copies}

    assert len(set(held)) > COPIES / 3, f"the crawl wrote too little between the copies: {held}"
    assert {copy: found for copy in copies if (found := faults(copy, finished=False) + holds(copy))} == {}
    for copy in (copies[0], copies[COPIES // 2], copies[-1]):
        done = newsarchive("crawl", f"{paper.origin}/", "--output", copy.parent, *ALL)
        assert done.returncode == 0, done.stderr
        assert faults(copy) == []
        assert before[copy] <= {record["url"] for record in lines(copy)}
        assert sorted(record["headline"] for record in lines(copy)) == sorted(story.headline for story in stories())


def rows(copy: Path) -> int:
    with closing(sqlite3.connect(copy / "state.sqlite")) as state:
        return int(state.execute("SELECT count(*) FROM records").fetchone()[0])


def test_in_the_other_order_the_copy_is_refused(paper, crawl, tmp_path):
    source, copy = folder_of(paper, tmp_path / "output"), folder_of(paper, tmp_path / "copy")
    copy_files(source, copy)
    seen = captured(source)
    wait_for(lambda: captured(source) > seen or crawl.poll() is not None)
    copy_state(source, copy)

    with pytest.raises(DataLoss, match="were committed"):
        Collection.open(copy)


@pytest.mark.skipif(not shutil.which("sqlite3"), reason="the recipe needs the sqlite3 command")
def test_the_documented_commands_make_such_a_copy_again_and_again_into_one_folder(newsarchive, paper, crawl, tmp_path):
    source, copy = folder_of(paper, tmp_path / "output"), folder_of(paper, tmp_path / "copy")
    sizes = []
    while crawl.poll() is None:
        seen = captured(source)
        subprocess.run(["sh", "-eu", "-c", RECIPE], env={**environment(), "FROM": str(source), "TO": str(copy)}, check=True)
        trial = folder_of(paper, tmp_path / f"trial-{len(sizes)}")
        shutil.copytree(copy, trial)
        sizes.append(sum(committed(trial).values()))
        assert holds(trial) == []
        wait_for(lambda seen=seen: captured(source) > seen + 3 or crawl.poll() is not None)
    subprocess.run(["sh", "-eu", "-c", RECIPE], env={**environment(), "FROM": str(source), "TO": str(copy)}, check=True)

    assert len(set(sizes)) > 1
    assert {path.suffix for path in copy.glob("warc/*")} == {".gz", ".open"}, "copies of one file under both of its names"
    assert holds(copy) == []
    assert faults(copy) == []
    assert lines(copy) == lines(source)


@pytest.mark.skipif(not shutil.which("flock"), reason="the recipe needs the flock command")
def test_under_the_lock_no_run_writes_and_the_copy_is_the_collection(newsarchive, paper, tmp_path):
    output, started = tmp_path / "output", tmp_path / "started"
    words = ("crawl", f"{paper.origin}/", "--output", output, "--limit", "3", *ALL)
    newsarchive(*words)
    folder = folder_of(paper, output)
    holder = subprocess.Popen(["flock", folder / "lock", "sh", "-c", f"touch {started}; read line"], stdin=subprocess.PIPE)
    wait_for(started.exists)

    assert newsarchive(*words).returncode == 75
    assert holder.stdin is not None
    holder.stdin.close()
    holder.wait()
    (tmp_path / "backup").mkdir()
    subprocess.run(["flock", folder / "lock", "cp", "-a", folder, tmp_path / "backup"], check=True)
    copy = folder_of(paper, tmp_path / "backup")
    assert holds(copy) == []
    assert lines(copy) == lines(folder)


@pytest.mark.parametrize("earlier", ["with .open", "without"])
def test_of_one_warc_under_both_of_its_names_the_longer_is_it(newsarchive, paper, tmp_path, earlier):
    newsarchive("crawl", f"{paper.origin}/", "--output", tmp_path, "--limit", "3", *ALL)
    folder = folder_of(paper, tmp_path)
    (warc,) = folder.glob("warc/*.warc.gz")
    whole, other = warc.read_bytes(), warc.with_name(warc.name + ".open")
    warc.write_bytes(whole if earlier == "with .open" else whole[:9999])
    other.write_bytes(whole[:9999] if earlier == "with .open" else whole)

    Collection.open(folder).close(finished=True)
    assert [(path.name, path.read_bytes()) for path in folder.glob("warc/*")] == [(warc.name, whole)]


def test_two_files_that_differ_under_both_names_of_a_warc_are_left_for_a_person(newsarchive, paper, tmp_path):
    newsarchive("crawl", f"{paper.origin}/", "--output", tmp_path, "--limit", "3", *ALL)
    folder = folder_of(paper, tmp_path)
    (warc,) = folder.glob("warc/*.warc.gz")
    other = warc.with_name(warc.name + ".open")
    other.write_bytes(warc.read_bytes()[:-1] + b"?" * 9)
    before = {path: path.read_bytes() for path in (warc, other)}

    with pytest.raises(StorageError, match="two different files"):
        Collection.open(folder)
    assert {path: path.read_bytes() for path in (warc, other)} == before
