from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from newsarchive.archive.exchange import Capture
from newsarchive.discovery.links import Hints
from newsarchive.extract.article import Article
from newsarchive.records.jsonl import placed_records, read_line, read_records, to_line
from newsarchive.records.record import make_record

CAPTURE = Capture(
    filename="paper-20261124-00000.warc.gz",
    offset=0,
    length=100,
    record_id="<urn:uuid:00000000-0000-4000-8000-000000000000>",
    url="https://paper.example/news/a",
    date=datetime(2026, 11, 24, tzinfo=UTC),
    status=200,
    mime="text/html",
    payload_digest="sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
)


def test_a_line_of_an_earlier_version_is_placed_where_it_lies_and_not_where_it_would_be_written_today(tmp_path: Path):
    records = [
        make_record(
            Article(url=f"https://paper.example/news/{n}", article_body=f"Text {n}."),
            CAPTURE,
            Hints(),
            source="paper",
            revision=1,
        )
        for n in range(3)
    ]
    path = tmp_path / "24.jsonl"
    with path.open("wb") as lines:
        for record in records:
            said = json.loads(to_line(record))
            for key in ("replaces", "change", "status", "reason"):  # fields that came later
                del said[key]
            lines.write(json.dumps(said).encode() + b"\n")

    placed = list(placed_records(path))
    assert [record for _, _, record in placed] == list(read_records(path)) == records
    assert [read_line(path, offset, length) for offset, length, _ in placed] == records
    assert sum(length for _, length, _ in placed) == path.stat().st_size


def test_what_lies_beyond_the_committed_length_is_not_read(tmp_path: Path):
    record = make_record(
        Article(url="https://paper.example/a", article_body="Text."), CAPTURE, Hints(), source="paper", revision=1
    )
    path = tmp_path / "24.jsonl"
    path.write_bytes(2 * to_line(record))
    assert len(list(read_records(path, len(to_line(record))))) == 1
    assert len(list(read_records(path, len(to_line(record)) + 5))) == 1
