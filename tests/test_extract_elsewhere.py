"""Records of WARCs that other programs wrote: page by page, host by host, whatever their addresses look like."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsarchive.collection.files.layout import Layout
from newsarchive.collection.outcomes import Outcome
from newsarchive.records.jsonl import read_records
from newsarchive.records.record import Record
from newsarchive.workers.extract_all import into
from newsarchive.workers.pool import Pool

from .pages.made import PARAGRAPHS, story


@pytest.fixture(scope="module")
def pool():
    made = Pool(1)
    yield made
    made.close(wait=False)


def foreign(path: Path, urls: Iterable[str], mime: str = "text/html; charset=utf-8") -> Path:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url in urls:
            status = StatusAndHeaders("200 OK", [("Content-Type", mime)], protocol="HTTP/1.1")
            payload = BytesIO(story().encode())
            writer.write_record(writer.create_warc_record(url, "response", payload=payload, http_headers=status))
    return path


def records(folder: Path) -> list[Record]:
    return [record for path in Layout(folder).record_files() for record in read_records(path)]


def test_every_article_of_every_host_is_recorded_and_no_front_page(tmp_path, pool):
    urls = [
        "http://courier.example/harbour/bridge-to-be-mended-4711",
        "https://www.gazette.example/town/bridge-to-be-mended-4712?id=2",
    ]
    warc = foreign(tmp_path / "other.warc.gz", [*urls, "http://courier.example/", "https://www.gazette.example/index.html"])

    made = into(tmp_path / "read", [warc], None, pool)

    found = records(tmp_path / "read")
    assert [record.url for record in found] == urls
    assert [record.source for record in found] == ["courier.example", "www.gazette.example"]
    assert {record.article_body for record in found} == {"\n".join(PARAGRAPHS)}
    assert made.outcomes == {Outcome.ARTICLE: 2, Outcome.LISTING: 2}


def test_an_address_that_is_none_for_the_web_costs_no_other_page_its_record(tmp_path, pool):
    odd = ["http://user:pw@courier.example/a-story-1", "http://courier.example:99999/a-story-2", "http://[bad/a-story-3"]
    plain = "http://courier.example/harbour/bridge-to-be-mended-4711"
    warc = foreign(tmp_path / "other.warc.gz", [*odd, plain])

    into(tmp_path / "read", [warc], None, pool)

    found = {record.url: record.source for record in records(tmp_path / "read")}
    assert found[plain] == "courier.example"
    assert {found[url] for url in found if url != plain} <= {"unknown"}


def test_what_lies_before_the_damage_of_a_file_and_in_the_files_after_it_is_recorded(tmp_path, pool):
    urls = [f"http://courier.example/harbour/bridge-to-be-mended-471{number}" for number in range(4)]
    torn, whole = foreign(tmp_path / "a.warc.gz", urls[:3]), foreign(tmp_path / "b.warc.gz", urls[3:])
    torn.write_bytes(torn.read_bytes()[:-40])
    noise = tmp_path / "c.warc.gz"
    noise.write_bytes(bytes(range(256)) * 4)

    made = into(tmp_path / "read", [torn, noise, whole], None, pool)

    assert [record.url for record in records(tmp_path / "read")] == [*urls[:2], urls[3]]
    assert [fault.partition(": ")[0].split(" after ")[0] for fault in made.faults] == [str(torn), str(noise)]
    assert all(fault.isascii() and fault.isprintable() and len(fault) < 400 for fault in made.faults)


def test_pictures_give_no_record(tmp_path, pool):
    warc = foreign(tmp_path / "other.warc.gz", ["http://courier.example/bridge.jpg"], mime="image/jpeg")
    assert into(tmp_path / "read", [warc], None, pool).records == 0
