"""How long the disk lasts: what collections grew by, what is kept in reserve, and what is said before it is full."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from newsarchive.collection.turns.disk import Outlook, Space, growth, size, space

TODAY = date(2026, 11, 24)
MB = 1_000_000


def files(*lengths: int, paper: str = "some-paper-2026") -> dict[str, int]:
    """WARC and records of as many days up to today, the oldest first; a tenth lies in the records."""
    days = [TODAY - timedelta(days=back) for back in reversed(range(len(lengths)))]
    made = zip(days, lengths, strict=True)
    named = [(f"{day:%Y%m%d}", f"{day:%Y/%m/%d}", length) for day, length in made]
    warcs = {f"warc/{paper}-{day}-00000.warc.gz": length * 9 // 10 for day, _, length in named}
    return warcs | {f"records/{day}.jsonl": length // 10 for _, day, length in named}


def test_a_collection_grows_by_its_last_whole_days():
    assert growth(files(900 * MB, 100 * MB, 140 * MB, 5 * MB), TODAY) == pytest.approx(120 * MB)


def test_the_day_that_filled_the_past_and_today_say_nothing():
    assert growth({}, TODAY) is None
    assert growth(files(900 * MB), TODAY) is None
    assert growth(files(900 * MB, 5 * MB), TODAY) is None


def test_only_the_last_week_counts_and_days_without_a_run_are_days():
    assert growth(files(1, *[700 * MB] * 20, *[7 * MB] * 7, 0), TODAY) == pytest.approx(7 * MB)
    assert growth(files(1, 70 * MB, *[0] * 6, 0), TODAY) == pytest.approx(10 * MB)


def test_several_files_of_a_day_and_other_files_of_the_collection():
    held = files(1, 100 * MB, 0)
    held[f"warc/some-paper-2026-{TODAY - timedelta(days=1):%Y%m%d}-00001.warc.gz"] = 50 * MB
    held["runs/20261123T000000Z.jsonl"] = 50 * MB
    assert growth(held, TODAY) == pytest.approx(150 * MB)
    assert growth(held, TODAY, beside=sum(held.values())) == pytest.approx(300 * MB)


def test_the_reserve_is_a_share_of_a_small_disk_and_no_more_than_half_a_gigabyte_of_a_large_one():
    assert Space(0, 100 * MB).reserve(None) == 5 * MB
    assert Space(0, 10**13).reserve(None) == 500 * MB
    assert Space(0, 10**13).reserve(2e9) == 2_000 * MB
    assert Space(0, 10**13).reserve(0) == 0


@pytest.mark.parametrize(
    ("free", "told"),
    [
        (860, "at the present 120 MB a day the disk is full in 3 days; 860 MB are free, of which 500 MB stay so: make room"),
        (621, "at the present 120 MB a day the disk is full in 1 day; 621 MB are free, of which 500 MB stay so: make room"),
        (
            501,
            "at the present 120 MB a day the disk is full in less than a day; 501 MB are free, of which 500 MB stay so: make room",
        ),
        (1101, ""),
        (100_000, ""),
    ],
)
def test_a_full_disk_is_told_of_days_before(free: int, told: str):
    assert Outlook(free * MB, 500 * MB, 120 * MB).warning(5) == told


def test_a_disk_is_low_when_the_reserve_is_touched():
    assert not Outlook(500 * MB, 500 * MB, 0).is_low
    assert Outlook(500 * MB - 1, 500 * MB, 0).is_low
    assert Outlook(1, 0, 0).warning(99) == ""


def test_sizes_are_told_as_people_read_them():
    assert [size(number) for number in (0, 999, 1000, 12_345, 1.2e9, 5e13)] == [
        *("0 bytes", "999 bytes", "1.0 kB", "12 kB", "1.2 GB", "50.0 TB")
    ]


def test_a_folder_that_is_not_there_yet_lies_on_the_disk_of_its_parents(tmp_path: Path):
    assert space(tmp_path / "not" / "there").total == space(tmp_path).total > 0
