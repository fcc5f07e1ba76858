"""WARC files that grow, break off, fill the disk and are taken up again."""

from __future__ import annotations

import dataclasses
import gzip
import os
import resource
import subprocess
import sys
import textwrap
import zlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from newsarchive.archive.files import WarcFile, locate, next_name
from newsarchive.archive.members import compress_member, scan_members, whole_length
from newsarchive.archive.reader import captures, read_page
from newsarchive.archive.stored import read_record
from newsarchive.errors import CannotCreate, DataLoss, NoInput, StorageError
from tests.test_archive_http import HTML, ok
from tests.test_archive_records import EXCHANGE

NAME = "paper.example-20260301-00000.warc.gz"


def exchange(number: int, body: bytes = HTML):
    url = f"http://paper.example/{number}"
    return dataclasses.replace(EXCHANGE, url=url, received=ok(b"", body), began=EXCHANGE.began + timedelta(seconds=number))


def types(path: Path) -> list[str]:
    return [read_record(path, offset, length).type for offset, length in scan_members(path)]


@pytest.fixture
def warc(tmp_path):
    file = WarcFile.open(tmp_path, NAME, None)
    yield file
    file.close(final=False)


def test_a_new_file_begins_with_its_warcinfo_and_is_open_until_it_is_final(tmp_path, warc):
    assert types(tmp_path / f"{NAME}.open") == ["warcinfo"]
    first = warc.append(exchange(1), {"title": "x"})
    warc.close(final=True)
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
    assert types(tmp_path / NAME) == ["warcinfo", "response", "request", "metadata"]
    assert read_page(tmp_path, first).content == HTML


def test_length_is_what_is_on_disk_after_every_append(tmp_path, warc):
    for number in range(3):
        capture = warc.append(exchange(number))
        assert warc.length == (tmp_path / f"{NAME}.open").stat().st_size
        assert capture.offset + capture.length < warc.length
    warc.sync()
    assert whole_length(warc.path) == warc.length


def test_every_exchange_is_one_write(tmp_path, warc, monkeypatch):
    sizes = []
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: sizes.append(len(data)) or write(handle, data))
    before = warc.length
    warc.append(exchange(1), {"title": "x"})
    assert sizes == [warc.length - before]


def test_an_exchange_without_answer_is_written_and_gives_no_capture(tmp_path, warc):
    assert warc.append(dataclasses.replace(EXCHANGE, received=b"")) is None
    assert types(warc.path) == ["warcinfo", "request"]


def test_a_refused_exchange_leaves_the_file_as_it_was(warc):
    before = warc.path.read_bytes()
    with pytest.raises(ValueError, match="WARC-Target-URI"):
        warc.append(dataclasses.replace(EXCHANGE, url="http://paper.example/\r\n"))
    assert warc.path.read_bytes() == before


def test_a_file_of_the_same_day_is_taken_up_again_and_cut_to_what_was_committed(tmp_path, warc):
    first = warc.append(exchange(1))
    committed = warc.length
    warc.append(exchange(2))
    warc.close(final=True)
    kept = (tmp_path / NAME).read_bytes()[:committed]
    again = WarcFile.open(tmp_path, NAME, committed)
    assert [path.name for path in tmp_path.iterdir()] == [f"{NAME}.open"]
    third = again.append(exchange(3))
    again.close(final=True)
    assert (tmp_path / NAME).read_bytes()[:committed] == kept
    assert [archived.capture for archived in captures(tmp_path / NAME)] == [first, third]
    assert types(tmp_path / NAME).count("warcinfo") == 1


def test_records_name_the_warcinfo_that_is_true_for_them(tmp_path, warc):
    warc.append(exchange(1))
    warc.close(final=False)
    changed = WarcFile.open(tmp_path, NAME, warc.length, {"operator": "someone else"})
    capture = changed.append(exchange(2))
    changed.append(exchange(3))
    changed.close(final=True)
    found = [read_record(tmp_path / NAME, *place) for place in scan_members(tmp_path / NAME)]
    assert [record.type for record in found] == [*["warcinfo", "response", "request"] * 2, "response", "request"]
    assert {record.get("WARC-Warcinfo-ID") for record in found[1:3]} == {found[0].id}
    assert {record.get("WARC-Warcinfo-ID") for record in found[4:]} == {found[3].id}
    assert read_page(tmp_path, capture).url == "http://paper.example/2"


def test_a_file_of_which_nothing_was_committed_is_begun_anew(tmp_path, warc):
    warc.append(exchange(1))
    warc.close(final=False)
    again = WarcFile.open(tmp_path, NAME, 0)
    assert types(again.path) == ["warcinfo"]
    again.close(final=False)


def test_a_new_file_never_touches_one_that_is_there(tmp_path, warc):
    warc.append(exchange(1))
    before = warc.path.read_bytes()
    with pytest.raises(CannotCreate):
        WarcFile.open(tmp_path, NAME, None)
    assert warc.path.read_bytes() == before
    warc.close(final=True)
    with pytest.raises(CannotCreate):
        WarcFile.open(tmp_path, NAME, None)
    assert (tmp_path / NAME).read_bytes() == before


def test_a_file_shorter_than_committed_is_data_loss(tmp_path, warc):
    warc.close(final=True)
    with pytest.raises(DataLoss, match="committed"):
        WarcFile.open(tmp_path, NAME, warc.length + 1)
    with pytest.raises(DataLoss, match="is gone"):
        WarcFile.open(tmp_path, NAME.replace("00000", "00001"), 10)


def test_a_final_file_is_never_written_over(tmp_path, warc):
    (tmp_path / NAME).write_bytes(b"precious")
    with pytest.raises(StorageError, match="is there beside"):
        warc.close(final=True)
    with pytest.raises(StorageError, match="is there beside"):
        WarcFile.open(tmp_path, NAME, 5)
    assert (tmp_path / NAME).read_bytes() == b"precious"


def test_a_symbolic_link_is_not_followed(tmp_path):
    (tmp_path / "elsewhere").write_bytes(b"precious")
    (tmp_path / f"{NAME}.open").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CannotCreate):
        WarcFile.open(tmp_path, NAME, None)
    with pytest.raises(StorageError):
        WarcFile.open(tmp_path, NAME, 0)
    assert (tmp_path / "elsewhere").read_bytes() == b"precious"


def test_a_closed_file_takes_nothing_and_closing_twice_is_harmless(warc):
    warc.close(final=True)
    warc.close(final=True)
    with pytest.raises(StorageError, match="is closed"):
        warc.append(exchange(1))


def test_a_missing_folder_cannot_be_written_to(tmp_path):
    with pytest.raises(CannotCreate, match="--output"):
        WarcFile.open(tmp_path / "nowhere", NAME, None)


FULL_DISK = """
    import resource, sys
    from pathlib import Path
    from newsarchive.archive.files import WarcFile
    from newsarchive.errors import StorageError
    from tests.test_archive_files import NAME, exchange
    folder, room = Path(sys.argv[1]), int(sys.argv[2])
    warc = WarcFile.open(folder, NAME, None)
    first = warc.append(exchange(1))
    before = warc.path.read_bytes()
    resource.setrlimit(resource.RLIMIT_FSIZE, (warc.length + room, resource.RLIM_INFINITY))
    try:
        warc.append(exchange(2))
    except StorageError as error:
        assert str(warc.path) in str(error) and "run the same command again" in str(error), error
    else:
        sys.exit("the disk was not full")
    assert warc.path.read_bytes() == before, "something was left behind"
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    second = warc.append(exchange(2))
    assert second.offset == len(before)
    warc.close(final=True)
"""


@pytest.mark.parametrize("room", [0, 1, 300])
def test_a_disk_that_fills_up_leaves_the_file_as_it_was_and_usable(tmp_path, room):
    command = [sys.executable, "-c", textwrap.dedent(FULL_DISK), str(tmp_path), str(room)]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(list(captures(tmp_path / NAME))) == 2


def test_a_disk_too_full_for_the_warcinfo_leaves_no_file(tmp_path):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(StorageError):
            WarcFile.open(tmp_path, NAME, None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(tmp_path.iterdir()) == []


def test_after_a_failed_sync_nothing_more_is_taken(tmp_path, warc):
    handle, warc._handle = warc._handle, os.pipe()[1]  # a pipe cannot be synced
    with pytest.raises(StorageError):
        warc.sync()
    os.close(warc._handle)
    warc._handle = handle
    with pytest.raises(StorageError, match="failed before"):
        warc.append(exchange(1))
    with pytest.raises(StorageError, match="failed before"):
        warc.close(final=True)
    assert [path.name for path in tmp_path.iterdir()] == [f"{NAME}.open"]


def test_a_file_rolls_by_size_and_when_its_utc_day_is_over(warc):
    now = datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC)
    assert not warc.should_roll(now)
    assert warc.should_roll(now + timedelta(seconds=1))
    assert warc.should_roll(now, largest=warc.length)
    assert not warc.should_roll(now, largest=warc.length + 1)


def test_serials_count_on_from_what_is_there_finished_or_open(tmp_path):
    day = date(2026, 3, 1)
    assert next_name(tmp_path, "paper", day) == "paper-20260301-00000.warc.gz"
    for name in ("paper-20260301-00000.warc.gz", "paper-20260301-00007.warc.gz.open"):
        (tmp_path / name).touch()
    for name in ("paper-20260302-00050.warc.gz", "paper-two-20260301-00060.warc.gz", "paper-20260301-00070.cdxj"):
        (tmp_path / name).touch()
    assert next_name(tmp_path, "paper", day) == "paper-20260301-00008.warc.gz"


def test_a_file_is_found_under_its_final_name_or_while_open(tmp_path):
    (tmp_path / "a.warc.gz.open").touch()
    assert locate(tmp_path, "a.warc.gz").name == "a.warc.gz.open"
    (tmp_path / "a.warc.gz").touch()
    assert locate(tmp_path, "a.warc.gz").name == "a.warc.gz"
    for name in ("b.warc.gz", "../a.warc.gz", str(tmp_path / "a.warc.gz"), "sub/a.warc.gz"):
        with pytest.raises(NoInput):
            locate(tmp_path, name)


def test_the_whole_length_is_exact_at_every_cut(tmp_path, warc):
    for number in range(2):
        warc.append(exchange(number, b"short"), {"title": "x"})
    data = warc.path.read_bytes()
    ends = [0, *(offset + length for offset, length in scan_members(warc.path))]
    assert ends[-1] == len(data)
    torn = tmp_path / "torn.warc.gz"
    for cut in range(len(data) + 1):
        torn.write_bytes(data[:cut])
        assert whole_length(torn) == max(end for end in ends if end <= cut)


def test_a_flipped_bit_ends_what_is_whole(tmp_path):
    members = [compress_member(b"member %d " % number * 50) for number in range(3)]
    path = tmp_path / "flipped.gz"
    for at in range(len(members[0]) + 10, len(members[0]) + len(members[1])):
        data = bytearray(b"".join(members))
        data[at] ^= 0x10
        path.write_bytes(data)
        assert whole_length(path) == len(members[0])


@pytest.mark.parametrize("tail", [bytes(5000), b"\x1f", b"\x1f\x8b", b"WARC/1.1\r\n"])
def test_what_a_crash_leaves_behind_the_last_member_does_not_count(tmp_path, tail):
    path = tmp_path / "tail.gz"
    whole = compress_member(b"one") + gzip.compress(b"two")
    path.write_bytes(whole + tail)
    assert whole_length(path) == len(whole)
    path.write_bytes(tail)
    assert whole_length(path) == 0


def test_members_larger_than_the_read_buffer_are_scanned(tmp_path):
    noise = os.urandom(1 << 20)
    members = [compress_member(noise * 2), zlib.compress(bytes(5 << 20), wbits=31), compress_member(b"end")]
    path = tmp_path / "large.gz"
    path.write_bytes(b"".join(members))
    assert [length for _, length in scan_members(path)] == [len(member) for member in members]
    assert next(scan_members(path, len(members[0]))) == (len(members[0]), len(members[1]))


def test_members_end_where_reads_end(tmp_path):
    path, noise = tmp_path / "edge.gz", os.urandom(1 << 20)
    frame = len(zlib.compress(noise, 0, wbits=31)) - len(noise)
    for surplus in range(-3, 4):  # the first member ends about where the first read of 1 MiB does
        member = zlib.compress(noise[: len(noise) - frame + surplus], 0, wbits=31)
        assert abs(len(member) - (1 << 20)) < 4
        path.write_bytes(member + compress_member(b"next"))
        assert [offset for offset, _ in scan_members(path)] == [0, len(member)]
