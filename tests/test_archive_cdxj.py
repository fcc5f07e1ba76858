"""The index of captures: its lines, its order, and that it is replaced in one step."""

from __future__ import annotations

import dataclasses
import json
import resource
from datetime import UTC, datetime

import pytest

from newsarchive.archive.cdxj import cdxj_line, write_index
from newsarchive.archive.exchange import Capture
from newsarchive.errors import StorageError
from newsarchive.urls import surt_key

CAPTURE = Capture(
    filename="paper-20260301-00000.warc.gz",
    offset=784,
    length=1228,
    record_id="<urn:uuid:0>",
    url="https://www.paper.example/News/1?b=2&a=1",
    date=datetime(2026, 3, 1, 9, 5, 7, 999999, tzinfo=UTC),
    status=200,
    mime="text/html",
    payload_digest="sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
)


def test_a_line_has_key_timestamp_and_the_seven_fields():
    key, stamp, fields = cdxj_line(CAPTURE).split(" ", 2)
    assert key == "example,paper)/news/1?a=1&b=2"
    assert stamp == "20260301090507"
    assert json.loads(fields) == {
        "url": CAPTURE.url,
        "mime": "text/html",
        "status": 200,
        "digest": CAPTURE.payload_digest,
        "length": 1228,
        "offset": 784,
        "filename": CAPTURE.filename,
    }


def test_the_index_is_sorted_by_bytes(tmp_path):
    urls = [f"http://paper.example/{path}" for path in ("b", "a-b", "a/b", "a", "a%20b", "", "~", "Z", "a?x=1")]
    many = [dataclasses.replace(CAPTURE, url=url, offset=number) for number, url in enumerate(urls)]
    many += [dataclasses.replace(CAPTURE, url=urls[0], offset=number, mime=mime) for number, mime in ((99, "b/b"), (98, "a/a"))]
    by_surt = sorted(many, key=lambda capture: (surt_key(capture.url), capture.date))
    write_index(tmp_path / "index.cdxj", by_surt)
    lines = (tmp_path / "index.cdxj").read_bytes().splitlines(keepends=True)
    assert lines == sorted(lines)
    assert len(lines) == len(many)


def test_a_capture_that_is_no_http_is_left_out(tmp_path):
    write_index(tmp_path / "index.cdxj", [dataclasses.replace(CAPTURE, status=0)])
    assert (tmp_path / "index.cdxj").read_bytes() == b""


def test_the_old_index_stays_until_the_new_one_is_whole(tmp_path):
    index = tmp_path / "index.cdxj"
    write_index(index, [CAPTURE])
    before = index.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 50, limits[1]))  # the disk is full in the second line
    try:
        with pytest.raises(StorageError):
            write_index(index, [CAPTURE, CAPTURE])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert index.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["index.cdxj"]


def test_an_index_that_cannot_be_written_is_a_storage_error(tmp_path):
    with pytest.raises(StorageError, match="run the same command again"):
        write_index(tmp_path / "nowhere" / "index.cdxj", [CAPTURE])
