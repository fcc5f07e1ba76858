"""Round trips: what was written comes back to the byte, from files of ours and of others, whole and torn."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsarchive.archive.decode import TooLarge
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.files import WarcFile
from newsarchive.archive.members import compress_member, scan_members
from newsarchive.archive.reader import captures, read_page
from newsarchive.archive.records import sha1
from newsarchive.archive.stored import LARGEST_RECORD, read_record
from newsarchive.errors import NoInput, StorageError
from tests.test_archive_http import HTML, NASTY, ok

NAME = "paper.example-20260301-00000.warc.gz"
BEGAN = datetime(2026, 3, 1, 8, 0, 0, 1, tzinfo=UTC)
HEADS = [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Type:", b"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n"]
LINT = os.environ.get("WARCLINT", "")  # path of a strict WARC lint: prints JSON with findings of code and uri
# What these servers sent breaks HTTP; it is archived as it came, and the lint rightly says so.
BROKEN_BY_SERVER = {
    "chunked-in-name-only": "C36",
    "gzip-in-name-only": "C38",
    "bad-status-line": "C34",
    "no-head-at-all": "C34",
    "junk": "C34",
    "head-cut-off": "C34",
}


def exchange(name: str, received: bytes, number: int = 0) -> Exchange:
    return Exchange(
        url=f"https://paper.example/{name}?a=%20&b=1",
        sent=b"GET /%s?a=%%20&b=1 HTTP/1.1\r\nhOST: paper.example\r\n\r\n" % name.encode(),
        received=received,
        began=BEGAN + timedelta(milliseconds=number),
        ip="127.0.0.1",
        protocols=("http/1.1", "tls/1.3"),
        cipher="TLS_AES_128_GCM_SHA256",
        truncated="disconnect" if "cut-off" in name else None,
    )


@pytest.fixture(scope="module")
def nasty(tmp_path_factory):
    """(folder, exchanges, captures) of one file with all the nasty responses."""
    folder = tmp_path_factory.mktemp("warc")
    warc = WarcFile.open(folder, NAME, None)
    exchanges = [exchange(name, block, number) for number, (name, (block, _, _)) in enumerate(NASTY.items())]
    held = [warc.append(one, {"title": f"Überschrift {one.url}"}) for one in exchanges]
    warc.append(exchange("silence", b""))
    warc.close(final=True)
    return folder, exchanges, held


def test_every_response_and_request_comes_back_to_the_byte(nasty):
    folder, exchanges, held = nasty
    for one, capture in zip(exchanges, held, strict=True):
        assert read_record(folder / NAME, capture.offset, capture.length).block == one.received
    assert [archived.request for archived in captures(folder / NAME)] == [one.sent for one in exchanges]


def test_pages_are_read_back_decoded(nasty):
    folder, exchanges, held = nasty
    for one, capture, (_, status, content) in zip(exchanges, held, NASTY.values(), strict=True):
        page = read_page(folder, capture)
        assert (page.url, page.date, page.status, page.content) == (one.url, one.began, status, content)
        assert (page.truncated, page.capture) == (one.truncated, capture)
        assert page.mime == capture.mime


def test_a_file_read_from_its_beginning_gives_the_captures_of_when_it_was_written(nasty):
    folder, exchanges, held = nasty
    found = list(captures(folder / NAME))
    assert [archived.capture for archived in found] == held
    assert [archived.metadata for archived in found] == [{"title": f"Überschrift {one.url}"} for one in exchanges]
    assert all(archived.intact for archived in found)


def test_warcio_reads_every_record_and_agrees_about_places(nasty):
    folder, exchanges, held = nasty
    seen = {}
    with (folder / NAME).open("rb") as file:
        iterator = ArchiveIterator(file, no_record_parse=True)
        for record in iterator:
            block = record.raw_stream.read()
            place = (iterator.get_record_offset(), iterator.get_record_length())
            seen[record.rec_headers.get_header("WARC-Record-ID")] = (*place, record.rec_type, block)
    assert len(seen) == 1 + 3 * len(exchanges) + 1
    for one, capture in zip(exchanges, held, strict=True):
        assert seen[capture.record_id] == (capture.offset, capture.length, "response", one.received)


def test_warcio_finds_every_digest_right(nasty):
    folder, _, _ = nasty
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", folder / NAME]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("digest pass") > 60


@pytest.mark.skipif(not LINT, reason="WARCLINT does not name a lint on this machine")
def test_the_strict_lint_finds_only_what_the_servers_broke(nasty):
    folder, _, _ = nasty
    done = subprocess.run([sys.executable, LINT, "--json", folder / NAME], capture_output=True, text=True, check=False)
    findings = json.loads(done.stdout)["findings"]
    expected = {(code, exchange(name, b"").url) for name, code in BROKEN_BY_SERVER.items()}
    assert {(finding["code"], finding["uri"]) for finding in findings} == expected


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(head=st.sampled_from(HEADS), junk=st.binary(min_size=1), sent=st.binary())
def test_any_bytes_are_archived_and_come_back(tmp_path_factory, head, junk, sent):
    folder = tmp_path_factory.mktemp("any")
    warc = WarcFile.open(folder, NAME, None)
    capture = warc.append(dataclasses.replace(exchange("any", head + junk), sent=sent))
    warc.close(final=False)
    assert read_record(warc.path, capture.offset, capture.length).block == head + junk
    (archived,) = captures(warc.path)
    assert (archived.capture, archived.request, archived.intact) == (capture, sent, True)
    assert read_page(folder, capture).status == capture.status


def test_a_growing_file_is_read_by_its_final_name(tmp_path):
    warc = WarcFile.open(tmp_path, NAME, None)
    capture = warc.append(exchange("a", ok(b"", HTML)))
    assert capture.filename == NAME
    assert read_page(tmp_path, capture).content == HTML
    assert next(captures(warc.path)).capture == capture
    warc.close(final=False)


def test_what_lies_at_another_place_is_not_taken_for_the_page(nasty):
    folder, _, (first, second, *_) = nasty
    wrong = [
        dataclasses.replace(first, offset=second.offset, length=second.length),
        dataclasses.replace(first, url="https://paper.example/other"),
        dataclasses.replace(first, record_id=second.record_id),
        dataclasses.replace(first, length=first.length - 1),
        dataclasses.replace(first, length=first.length + 1),
        dataclasses.replace(first, offset=first.offset + 1),
        dataclasses.replace(first, offset=1 << 30),
    ]
    for capture in wrong:
        with pytest.raises(StorageError, match=r"20260301-00000.warc.gz at \d+: .*newsarchive verify"):
            read_page(folder, capture)
    with pytest.raises(NoInput):
        read_page(folder, dataclasses.replace(first, filename="gone.warc.gz"))


def test_a_damaged_member_is_never_read_as_a_page(nasty, tmp_path):
    folder, _, (capture, *_) = nasty
    data = (folder / NAME).read_bytes()[: capture.offset + capture.length]
    for at in range(capture.offset + 10, len(data)):
        (tmp_path / NAME).write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
        try:
            page = read_page(tmp_path, capture)
        except StorageError:
            continue
        assert page == read_page(folder, capture)  # the bit that fills up deflate's last byte means nothing


def test_a_page_beyond_the_limit_is_refused(nasty):
    folder, _, (capture, *_) = nasty
    with pytest.raises(TooLarge):
        read_page(folder, capture, limit=len(HTML) - 1)


def test_a_record_that_inflates_beyond_reason_is_refused(tmp_path):
    block = ok(b"", bytes(2 * LARGEST_RECORD))
    head = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\n" % len(block)
    member = compress_member(head + block + b"\r\n\r\n")
    (tmp_path / "bomb.warc.gz").write_bytes(member)
    with pytest.raises(TooLarge):
        read_record(tmp_path / "bomb.warc.gz", 0, len(member))


def test_a_file_torn_anywhere_gives_its_whole_captures_and_then_says_so(tmp_path):
    warc = WarcFile.open(tmp_path, NAME, None)
    held = [warc.append(exchange(str(number), ok(b"", b"short"))) for number in range(2)]
    warc.close(final=True)
    data = (tmp_path / NAME).read_bytes()
    ends = {offset + length for offset, length in scan_members(tmp_path / NAME)} | {0}
    torn = tmp_path / "torn" / NAME
    torn.parent.mkdir()
    for cut in range(len(data) + 1):
        torn.write_bytes(data[:cut])
        found = []
        if cut in ends:
            found.extend(archived.capture for archived in captures(torn))
        else:
            with pytest.raises(StorageError, match=str(torn)):
                found.extend(archived.capture for archived in captures(torn))
        assert found == [capture for capture in held if capture.offset + capture.length <= cut]


def test_a_changed_block_is_not_intact(tmp_path):
    warc = WarcFile.open(tmp_path, NAME, None)
    capture = warc.append(exchange("a", ok(b"", HTML)))
    warc.close(final=True)
    data = (tmp_path / NAME).read_bytes()
    stored = read_record(tmp_path / NAME, capture.offset, capture.length)
    head = b"".join(f"{name}: {value}\r\n".encode() for name, value in stored.fields)
    forged = b"WARC/1.1\r\n" + head + b"\r\n" + stored.block.replace(b"Tuesday", b"Mondays") + b"\r\n\r\n"
    (tmp_path / NAME).write_bytes(data[: capture.offset] + compress_member(forged))
    assert [archived.intact for archived in captures(tmp_path / NAME)] == [False]


def foreign(path: Path, *, request_first: bool) -> None:
    """A WARC as another program writes it: WARC/1.0, whole seconds, one way or the other round."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.suffix == ".gz", warc_version="WARC/1.0")
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "other"}))
        for number in range(3):
            url = f"http://other.example/{number}"
            status = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            response = writer.create_warc_record(url, "response", payload=io.BytesIO(HTML), http_headers=status)
            response.rec_headers.replace_header("WARC-Date", f"2020-01-01T00:00:0{number}Z")
            line = StatusAndHeaders(f"GET /{number} HTTP/1.1", [("Host", "other.example")], is_http_request=True)
            request = writer.create_warc_record(url, "request", http_headers=line)
            pair = (request, response) if request_first else (response, request)
            pair[1].rec_headers.add_header("WARC-Concurrent-To", pair[0].rec_headers.get_header("WARC-Record-ID"))
            for record in pair:
                writer.write_record(record)
        writer.write_record(writer.create_warc_record("urn:x", "resource", payload=io.BytesIO(b"not a page")))


@pytest.mark.parametrize("name", ["other.warc.gz", "other.warc"])
@pytest.mark.parametrize("request_first", [True, False])
def test_files_of_other_programs_are_read(tmp_path, name, request_first):
    foreign(tmp_path / name, request_first=request_first)
    found = list(captures(tmp_path / name))
    assert [archived.capture.url for archived in found] == [f"http://other.example/{number}" for number in range(3)]
    for number, archived in enumerate(found):
        capture = archived.capture
        assert archived.request.startswith(b"GET /%d HTTP/1.1\r\n" % number)
        assert (capture.status, capture.mime, capture.payload_digest) == (200, "text/html", sha1(HTML))
        assert capture.date == datetime(2020, 1, 1, 0, 0, number, tzinfo=UTC)
        page = read_page(tmp_path, capture)
        assert (page.content, page.charset) == (HTML, "utf-8")


def test_a_plain_warc_that_is_cut_says_so(tmp_path):
    foreign(tmp_path / "other.warc", request_first=False)
    data = (tmp_path / "other.warc").read_bytes()
    (tmp_path / "other.warc").write_bytes(data[: data.index(b"Tuesday", 2000)])
    with pytest.raises(StorageError):
        list(captures(tmp_path / "other.warc"))


def record(**fields: str) -> bytes:
    """A response record as bytes, with other fields where they are given, such as WARC_Date."""
    block = ok(b"", HTML)
    usual = {
        "WARC-Type": "response",
        "WARC-Record-ID": "<urn:x:1>",
        "WARC-Target-URI": "http://a.example/",
        "WARC-Date": "2020-01-01T00:00:00Z",
        "Content-Length": str(len(block)),
    }
    changed = usual | {name.replace("_", "-"): value for name, value in fields.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in changed.items())
    return b"WARC/1.1\r\n" + head.encode("latin-1") + b"\r\n" + block + b"\r\n\r\n"


@pytest.mark.parametrize("url", ["<http://a.example/>", "http://a.example/two words", "http://a.example/caf\xe9"])
def test_addresses_as_other_programs_write_them_lead_back_to_the_page(tmp_path, url):
    (tmp_path / "x.warc.gz").write_bytes(compress_member(record(WARC_Target_URI=url)))
    (archived,) = captures(tmp_path / "x.warc.gz")
    assert read_page(tmp_path, archived.capture).content == HTML


def test_a_record_that_claims_more_than_is_there_is_refused(tmp_path):
    data = compress_member(record(Content_Length="999999"))
    (tmp_path / "x.warc.gz").write_bytes(data)
    with pytest.raises(StorageError, match="Content-Length is '999999' but"):
        read_record(tmp_path / "x.warc.gz", 0, len(data))
    (tmp_path / "x.warc").write_bytes(record())
    assert read_record(tmp_path / "x.warc", 0, len(record())).id == "<urn:x:1>"
    with pytest.raises(StorageError, match=r"only .* bytes are there"):
        read_record(tmp_path / "x.warc", 0, len(record()) + 1)


def test_a_record_without_date_is_left_out_and_logged(tmp_path, caplog):
    found = []
    for date in ("2020-13-40T00:00:00Z", "yesterday", "2020-01-01T00:00:00.123456789Z"):
        (tmp_path / "x.warc.gz").write_bytes(compress_member(record(WARC_Date=date)))
        found += captures(tmp_path / "x.warc.gz")
    assert [archived.capture.date for archived in found] == [datetime(2020, 1, 1, microsecond=123456, tzinfo=UTC)]
    assert caplog.text.count("left out") == 2


@pytest.mark.parametrize("content", [b"<html>no archive</html>", b"\x1f\x8b" + bytes(50), bytes(100)])
def test_what_is_no_warc_is_said_to_be_none(tmp_path, content):
    (tmp_path / "x.warc.gz").write_bytes(content)
    with pytest.raises(StorageError, match=r"x\.warc\.gz"):
        list(captures(tmp_path / "x.warc.gz"))


def test_an_absent_file_is_no_input(tmp_path):
    with pytest.raises(NoInput):
        list(captures(tmp_path / "x.warc.gz"))
