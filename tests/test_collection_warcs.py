"""Which WARC file a run writes to: a new one when it is full or the day is over, and never one twice at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsarchive.archive.exchange import Exchange
from newsarchive.archive.files import WarcFile
from newsarchive.collection.collection import Collection
from newsarchive.collection.files import warcs
from newsarchive.collection.state.rows import Asked
from newsarchive.discovery.links import Hints
from newsarchive.errors import StorageError
from tests.checker import faults

NIGHT = datetime(2026, 11, 24, 0, 0, 30, tzinfo=UTC)


def archive(run: Collection, name: str) -> None:
    url = f"https://paper.example/{name}"
    sent = f"GET /{name} HTTP/1.1\r\nHost: paper.example\r\n\r\n".encode()
    received = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nok"
    run.archive(Exchange(url=url, began=datetime.now(UTC), sent=sent, received=received), Asked("front", url, Hints()))


def test_a_file_that_fills_up_between_two_commits_is_not_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(WarcFile.should_roll, "__defaults__", (2000,))
    monkeypatch.setattr(warcs, "LARGEST", 2000)
    run = Collection.open(tmp_path / "paper")
    archive(run, "a")
    run.commit()
    for name in "bcdefg":  # the file is full after the third, and only the first is committed
        archive(run, name)
    run.close(finished=True)

    assert faults(tmp_path / "paper") == []
    assert len(list(tmp_path.glob("paper/warc/*.warc.gz"))) > 2


def test_a_clock_that_is_set_back_begins_no_file_before_the_one_that_is_written(tmp_path: Path):
    warc = WarcFile.open(tmp_path, "paper-20261124-00000.warc.gz", None)

    assert not warc.should_roll(NIGHT - timedelta(hours=1))
    assert not warc.should_roll(NIGHT)
    assert warc.should_roll(NIGHT + timedelta(days=1))
    warc.close(final=True)


def test_a_folder_that_cannot_be_read_is_a_storage_error_and_no_bug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    Collection.open(tmp_path / "paper").close(finished=True)
    tmp_path.joinpath("paper/runs/20261124T000000Z.jsonl").mkdir()  # no file: it cannot be removed as one

    with pytest.raises(StorageError, match=r"20261124T000000Z.jsonl: Is a directory; mend"):
        Collection.open(tmp_path / "paper")
