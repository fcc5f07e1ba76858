"""`newsarchive verify`: every kind of damage is found and told with its place, and `--rebuild` mends what can be mended."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from newsarchive.archive.members import scan_members
from newsarchive.collection.checking.verify import verify as evidence_of
from newsarchive.collection.collection import Collection
from newsarchive.collection.files.layout import Layout
from newsarchive.demo.server import DemoServer
from newsarchive.workers.rebuild_all import make_again
from tests.checker import count, faults, lines
from tests.conftest import EASY
from tests.here import HERE


@pytest.fixture(scope="module")
def crawled(newsarchive, tmp_path_factory):
    """The output of two runs over the demo paper, the second of which asks for every article again."""
    output = tmp_path_factory.mktemp("crawled")
    with DemoServer(port=0) as server:
        command = ("crawl", f"{server.origin}/", "--output", output, "--since", "all", *EASY)
        for more in ((), ("--recheck", "all")):
            done = newsarchive(*command, *more)
            assert done.returncode == 0, done.stderr
    return next(output.glob("gazette*"))


@pytest.fixture
def folder(crawled, tmp_path):
    """A copy of it, to be damaged."""
    return Path(shutil.copytree(crawled, tmp_path / crawled.name))


@pytest.fixture
def verify(newsarchive, folder):
    """`verify("--rebuild")` gives the exit code and what --json says of the one collection."""

    def run(*words: str):
        done = newsarchive("verify", folder.name, "--output", folder.parent, "--json", *words)
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, json.loads(done.stdout)[0] if done.stdout else done.stderr

    return run


def records_of(folder: Path) -> Path:
    return next(folder.glob("records/*/*/*.jsonl"))


def all_records(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.glob("records/*/*/*.jsonl")}


def execute(folder: Path, sql: str) -> None:
    with closing(sqlite3.connect(folder / "state.sqlite")) as db, db:
        db.execute(sql)


def test_of_a_whole_collection_it_says_what_was_held_against_what(verify, newsarchive, folder):
    code, said = verify()
    shown = newsarchive("verify", "--output", folder.parent)

    assert (code, said["faults"], said["holds"], said["notes"]) == (0, [], True, [])
    assert said["counts"]["records"] == len(lines(folder))
    assert said["counts"]["WARC bytes"] == sum(path.stat().st_size for path in folder.glob("warc/*"))
    assert said["counts"]["addresses"] == count(folder, "SELECT count(*) FROM urls")
    assert shown.returncode == 0
    assert f"{folder.name}: all holds" in shown.stdout
    assert f"{said['counts']['WARC records']:,} records read to their last byte" in shown.stdout


def test_it_changes_nothing_by_looking(verify, folder):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    verify()

    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def flip_a_byte(folder):
    path = next(folder.glob("warc/*.warc.gz"))
    offset, length = list(scan_members(path))[20]
    data = bytearray(path.read_bytes())
    data[offset + length // 2] ^= 0xFF
    path.write_bytes(data)
    return f"warc/{path.name}", offset, "whole records go on at"


def cut_a_warc(folder):
    path = next(folder.glob("warc/*.warc.gz"))
    path.write_bytes(path.read_bytes()[:-7])
    return f"warc/{path.name}", path.stat().st_size, "were committed"


def lose_records(folder):
    path = records_of(folder)
    path.unlink()
    return str(path.relative_to(folder)), 0, "the file is gone"


def break_a_line(folder):
    path = records_of(folder)
    whole = path.read_bytes()
    at = whole.index(b"\n") + 1
    path.write_bytes(whole[:at] + b"#" + whole[at + 1 :])
    return str(path.relative_to(folder)), at, "no line of records"


def write_a_line_twice(folder):
    path = records_of(folder)
    first, _, rest = path.read_bytes().partition(b"\n")
    second = rest.partition(b"\n")[0]
    assert len(first) + len(second) < path.stat().st_size
    path.write_bytes(first + b"\n" + first + b"\n" + rest[len(second) + 1 :])
    execute(folder, f"UPDATE files SET length = {path.stat().st_size} WHERE name = '{path.relative_to(folder)}'")
    return str(path.relative_to(folder)), 0, "two lines were made from capture"


def point_elsewhere(folder):
    path = records_of(folder)
    said = json.loads(path.read_bytes().partition(b"\n")[0])
    right, wrong = (f'"offset":{said["warc"]["offset"] + more},'.encode() for more in (0, 1))
    assert len(right) == len(wrong)
    path.write_bytes(path.read_bytes().replace(right, wrong, 1))
    return str(path.relative_to(folder)), 0, "where its page does not lie"


def forget_a_row(folder):
    execute(folder, "DELETE FROM records WHERE rowid = 3")
    return str(records_of(folder).relative_to(folder)), None, "is not known to the state"


def forget_a_capture(folder):
    execute(folder, "DELETE FROM captures WHERE seq = 9")
    return f"warc/{next(folder.glob('warc/*')).name}", None, "a capture that the state does not know"


def invent_an_outcome(folder):
    execute(
        folder, "UPDATE urls SET final_url = final_url || '/x' WHERE key = (SELECT key FROM urls WHERE outcome = 'unchanged')"
    )
    return "state.sqlite", None, "of which there is no line"


def lose_the_ledgers(folder):
    for path in folder.glob("runs/*.jsonl"):
        path.write_bytes(b" " * path.stat().st_size)
    return f"runs/{path.name}", 0, "no line of a ledger"


def lose_the_state(folder):
    folder.joinpath("state.sqlite").unlink()
    return "state.sqlite", None, "missing"


def overwrite_the_state(folder):
    path = folder / "state.sqlite"
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 9] = b"\xff" * (4096 * 6)
    path.write_bytes(data)
    return "state.sqlite", None, ""


def spoil_the_index(folder):
    path = folder / "index.cdxj"
    path.write_bytes(path.read_bytes().replace(b'"offset": ', b'"offset": 1', 1))
    return "index.cdxj", 0, "where no capture lies"


def change_the_model(folder):
    path = next(path for path in folder.glob("models/*.json") if path.name != "in-use.json")
    path.write_bytes(path.read_bytes() + b" ")
    return f"models/{path.name}", None, "its content is not what its name says"


DERIVED = (lose_records, break_a_line, write_a_line_twice, point_elsewhere, forget_a_row, forget_a_capture, invent_an_outcome)
DERIVED += (lose_the_state, overwrite_the_state, spoil_the_index)
OTHERS = (flip_a_byte, cut_a_warc, lose_the_ledgers, change_the_model)


@pytest.mark.parametrize("damage", [*DERIVED, *OTHERS])
def test_damage_is_told_with_its_file_its_place_and_how_to_mend_it(verify, folder, damage):
    file, offset, what = damage(folder)

    code, said = verify()

    assert code == 74
    told = [fault for fault in said["faults"] if fault["file"] == file and what in fault["what"]]
    assert told, said["faults"]
    assert offset in (None, told[0]["offset"])
    assert all(fault["mend"] for fault in said["faults"])
    assert told[0]["mend"].endswith("--rebuild") == (damage in DERIVED)


@pytest.mark.parametrize("damage", DERIVED)
def test_what_is_derived_is_made_again_to_the_byte_and_the_old_files_are_kept(folder, crawled, damage):
    damage(folder)
    damaged = {path.name: path.read_bytes() for path in (folder / "state.sqlite", folder / "index.cdxj") if path.exists()}
    damaged |= all_records(folder)

    rebuilt = make_again(Layout(folder), {}, HERE)

    assert evidence_of(Layout(folder)).faults == []
    assert all_records(folder) == all_records(crawled)
    assert folder.joinpath("index.cdxj").read_bytes() == crawled.joinpath("index.cdxj").read_bytes()
    assert faults(folder) == []
    aside = Path(rebuilt.aside)
    assert {name: (aside / name).read_bytes() for name in damaged if "sqlite" not in name} == {
        name: data for name, data in damaged.items() if "sqlite" not in name
    }
    assert aside.joinpath("state.sqlite").exists() == (damage is not lose_the_state)
    assert not folder.joinpath("rebuild.new").exists()


def outcomes(folder: Path) -> set[tuple[str, ...]]:
    with closing(sqlite3.connect(folder / "state.sqlite")) as db:
        return set(db.execute("SELECT url, outcome, status, final_url, due, rank, hints FROM urls"))


def test_a_state_that_can_be_read_hands_on_what_only_it_knows(folder, crawled):
    make_again(Layout(folder), {}, HERE)

    assert outcomes(folder) == outcomes(crawled)
    assert count(folder, "SELECT count(*) FROM places") == count(crawled, "SELECT count(*) FROM places") > 0


def test_a_warc_without_its_end_is_rebuilt_from_what_is_left_and_the_torn_bytes_are_kept(verify, folder, crawled):
    name, size, _ = cut_a_warc(folder)
    whole = folder.joinpath(name).read_bytes()

    code, said = verify("--rebuild")

    assert (code, said["faults"]) == (0, [])
    assert all_records(folder) == all_records(crawled)
    [torn] = folder.glob("torn/*")
    assert folder.joinpath(name).read_bytes() + torn.read_bytes() == whole
    assert len(whole) == size
    assert any(str(torn) in note for note in said["rebuilt"]["notes"])


def test_a_warc_that_is_damaged_in_its_middle_is_never_cut(verify, newsarchive, folder):
    flip_a_byte(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "lock"}

    code, said = verify("--rebuild")
    folder.joinpath("state.sqlite").rename(folder.parent / "state.sqlite")
    opened = newsarchive("extract", folder.name, "--output", folder.parent)
    folder.parent.joinpath("state.sqlite").rename(folder / "state.sqlite")

    assert (code, opened.returncode) == (74, 74)
    assert "nothing was changed" in said
    assert "nothing was changed" in opened.stderr
    for path, data in before.items():
        assert path.read_bytes() == data, path


def test_a_collection_in_use_is_not_rebuilt_and_can_be_verified(verify, folder):
    run = Collection.open(folder)
    try:
        assert verify()[0] == 0
        assert verify("--rebuild")[0] == 75
    finally:
        run.close(finished=True)


def test_a_log_without_its_database_is_not_taken_for_the_new_ones(verify, newsarchive, folder):
    with closing(sqlite3.connect(folder / "state.sqlite")) as db:
        db.execute("UPDATE files SET length = length + 1")
        db.commit()
        shutil.copy(folder / "state.sqlite-wal", folder.parent / "wal")
    folder.joinpath("state.sqlite").unlink()
    shutil.copy(folder.parent / "wal", folder / "state.sqlite-wal")

    assert newsarchive("extract", folder.name, "--output", folder.parent).returncode == 0
    assert verify()[0] == 0


def test_rebuilding_wants_a_name(newsarchive, folder):
    done = newsarchive("verify", "--rebuild", "--output", folder.parent)

    assert done.returncode == 64
    assert "newsarchive verify SOURCE --rebuild" in done.stderr
