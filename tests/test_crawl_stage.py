"""More papers than are open at one time: each gets its turn, a locked one costs no other, a fault of storage ends the run."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsarchive.collection.collection import Collection
from tests.checker import faults, lines
from tests.conftest import ALL, Command
from tests.webs.many import ARTICLES, small_paper
from tests.webs.server import NEEDS_LINUX, Answer, Web, has_whole_loopback

pytestmark = pytest.mark.skipif(not has_whole_loopback(), reason=NEEDS_LINUX)

HOSTS = [f"127.75.0.{number}" for number in range(1, 6)]
AT_ONCE = ("-s", "NEWSARCHIVE_PAPERS_AT_ONCE=2", "--json")


class Stage:
    """Five tiny papers, and how many of their collections were open at each request."""

    def __init__(self, web: Web, output: Path, newsarchive: Command) -> None:
        self.web, self.output, self._newsarchive = web, output, newsarchive
        self.open: Counter[int] = Counter()
        self.starts = [f"{web.origin(host)}/" for host in HOSTS]
        for host in HOSTS:
            made = small_paper(web.origin(host))
            web.serve(host, lambda target, made=made: self._answer(made, target))

    def _answer(self, made, target: str) -> Answer:
        self.open[sum(1 for _ in self.output.glob("*/state.sqlite-wal"))] += 1
        return made.answer(target)

    def crawl(self) -> subprocess.CompletedProcess[str]:
        """One run over all five."""
        return self._newsarchive("crawl", "--output", self.output, *ALL, *self.starts, *AT_ONCE)

    def folder(self, place: int) -> Path:
        return self.output / f"{HOSTS[place]}-{self.web.port}"

    def order(self) -> list[str]:
        """Hosts in the order of their first requests."""
        return list(dict.fromkeys(each.host for each in self.web.log))


@pytest.fixture
def stage(tmp_path: Path, newsarchive: Command) -> Iterator[Stage]:
    with Web() as web:
        yield Stage(web, tmp_path / "output", newsarchive)


def test_all_papers_get_their_turn_and_never_more_than_set_are_open(stage: Stage):
    said = stage.crawl()

    assert said.returncode == 0, said.stderr
    assert [len(lines(stage.folder(place))) for place in range(5)] == [ARTICLES] * 5
    assert [faults(stage.folder(place)) for place in range(5)] == [[]] * 5
    assert max(stage.open) == 2, stage.open
    assert set(stage.order()[:2]) == set(HOSTS[:2])
    assert len(json.loads(said.stdout)) == 5
    assert all(json.loads(next(stage.folder(place).glob("runs/*Z.json")).read_text())["finished"] for place in range(5))


def test_a_locked_paper_is_told_and_the_others_are_read(stage: Stage):
    place = 2
    held = Collection.open(stage.folder(place))
    try:
        said = stage.crawl()
    finally:
        held.close(finished=True)

    assert said.returncode == 0, said.stderr
    assert f"{stage.folder(place)}: in use by process" in said.stderr
    assert stage.web.asked(HOSTS[place]) == []
    assert {each: len(lines(stage.folder(each))) for each in range(5)} == {each: ARTICLES * (each != place) for each in range(5)}


@pytest.mark.parametrize(("place", "code"), [(3, 74), (3, 73), (0, 74)])
def test_a_fault_of_storage_in_one_paper_stops_the_run_with_its_code(stage: Stage, place: int, code: int):
    """A state that is no database, or a file where the folder should be made."""
    folder = stage.folder(place)
    folder.parent.mkdir(parents=True)
    if code == 74:
        folder.mkdir()
        (folder / "state.sqlite").write_bytes(b"this is no database" * 1000)
    else:
        folder.write_text("in the way")
    said = stage.crawl()

    assert said.returncode == code, said.stderr
    assert str(folder) in said.stderr
    assert "Traceback" not in said.stderr
    assert stage.web.asked(HOSTS[place]) == []
    assert stage.web.asked(HOSTS[4]) == [], "its turn would have come after"
    read = [each for each in range(5) if stage.folder(each).is_dir() and each != place]
    assert [faults(stage.folder(each), finished=False) for each in read] == [[]] * len(read)
