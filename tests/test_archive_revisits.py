"""Answers that are archived already: what becomes a revisit, what stays a response, and how a page comes back from both."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from warcio.archiveiterator import ArchiveIterator

from newsarchive.archive.cdxj import cdxj_line
from newsarchive.archive.decode import TooLarge
from newsarchive.archive.exchange import Earlier, Exchange
from newsarchive.archive.files import WarcFile
from newsarchive.archive.members import compress_member
from newsarchive.archive.reader import captures, read_page
from newsarchive.archive.records import exchange_records, parse_warc_fields, sha1
from newsarchive.archive.revisits import earlier
from newsarchive.archive.stored import parse_record, read_record
from newsarchive.errors import NoInput, StorageError
from tests.test_archive_http import CHUNKED, HTML, NASTY, chunks, ok

FIRST, SECOND = "paper.example-20260301-00000.warc.gz", "paper.example-20260302-00000.warc.gz"
BEGAN = datetime(2026, 3, 1, 8, 0, 0, 1, tzinfo=UTC)
LATER = BEGAN + timedelta(days=1)
URL = "https://paper.example/a?b=%20"
SENT = b"GET /a?b=%20 HTTP/1.1\r\nHost: paper.example\r\n\r\n"
EMPTY = sha1(b"")
# Odd on purpose: two spaces, a byte that is no ASCII, a percent sign, a lonely tab and no space after a colon.
NOT_MODIFIED = b'HTTP/1.1 304 Not  Modified\r\nETag:"caf\xe9 100%25"\r\nX-Tab: a\tb \r\nDate: x\r\n\r\n'
PROFILES = "http://netpreserve.org/warc/1.1/revisit/"
LINT = os.environ.get("WARCLINT", "")  # path of a strict WARC lint: prints JSON with findings of code and uri
REPEATED = [name for name, (_, status, _) in NASTY.items() if status == 200 and "cut-off" not in name]


def exchange(received: bytes, began: datetime = BEGAN, **changes) -> Exchange:
    return dataclasses.replace(Exchange(URL, SENT, received, began, "127.0.0.1"), **changes)


def twice(folder, first: bytes, second: Exchange, metadata=None):
    """(capture of the first, capture of the second that may refer to it), each in a file of its own."""
    held = []
    for name, one in ((FIRST, exchange(first)), (SECOND, second)):
        warc = WarcFile.open(folder, name, None)
        held.append(warc.append(one, metadata, earlier(folder, held[0]) if held else None))
        warc.close(final=True)
    return held


def stored(folder, capture):
    return read_record(folder / capture.filename, capture.offset, capture.length)


@pytest.fixture
def not_modified(tmp_path):
    """(folder, first capture, its 304)."""
    return tmp_path, *twice(tmp_path, ok(b"", HTML), exchange(NOT_MODIFIED, LATER), {"purpose": "article"})


def test_a_304_becomes_an_empty_revisit_that_names_the_response(not_modified):
    folder, first, capture = not_modified
    record = stored(folder, capture)
    assert (record.type, record.block, record.date, record.url) == ("revisit", b"", LATER, URL)
    assert record.get("WARC-Profile") == f"{PROFILES}server-not-modified"
    assert record.get("WARC-Refers-To") == first.record_id == capture.refers_to
    assert record.get("WARC-Refers-To-Target-URI") == URL
    assert record.get("WARC-Refers-To-Date") == stored(folder, first).get("WARC-Date") == "2026-03-01T08:00:00.000001Z"
    assert record.get("WARC-Payload-Digest") == sha1(HTML)
    assert record.get("WARC-Block-Digest") == EMPTY
    assert (record.get("WARC-Truncated"), record.get("Content-Type"), record.get("Content-Length")) == ("", "", "0")
    assert record.get("WARC-IP-Address") == "127.0.0.1"
    assert (capture.status, capture.mime, capture.payload_digest, capture.truncated) == (304, "", sha1(HTML), None)


def test_the_bytes_of_a_304_are_kept_in_its_metadata(not_modified):
    folder, _, capture = not_modified
    (archived,) = captures(folder / SECOND)
    assert archived.answer == NOT_MODIFIED
    assert archived.metadata == {"purpose": "article"}
    assert (archived.capture, archived.request, archived.intact) == (capture, SENT, True)


def test_a_304_without_metadata_keeps_its_bytes_too(tmp_path):
    twice(tmp_path, ok(b"", HTML), exchange(NOT_MODIFIED, LATER))
    (archived,) = captures(tmp_path / SECOND)
    assert (archived.answer, archived.metadata) == (NOT_MODIFIED, {})


def test_the_page_of_a_304_is_the_original_at_the_time_of_the_304(not_modified):
    folder, first, capture = not_modified
    original, page = read_page(folder, first), read_page(folder, capture)
    assert (page.url, page.date, page.capture, page.truncated) == (URL, LATER, capture, None)
    assert (page.status, page.headers, page.content) == (200, original.headers, HTML)


@pytest.mark.parametrize("name", REPEATED)
def test_the_same_again_keeps_its_head_and_no_body(tmp_path, name):
    block, _, content = NASTY[name]
    changed = block.replace(b"200", b"200", 1).replace(b"\n", b"\nX-New: 1\n", 1)
    first, capture = twice(tmp_path, block, exchange(changed, LATER))
    record = stored(tmp_path, capture)
    assert (record.type, record.get("WARC-Profile")) == ("revisit", f"{PROFILES}identical-payload-digest")
    assert changed.startswith(record.block)
    assert record.block.endswith((b"\n\r\n", b"\n\n"))
    assert (record.get("WARC-Truncated"), record.get("WARC-Payload-Digest")) == ("length", first.payload_digest)
    assert (capture.refers_to, capture.status, capture.mime) == (first.record_id, 200, first.mime)
    assert capture.truncated is None
    page = read_page(tmp_path, capture)
    assert (page.content, page.status, page.date, page.header("x-new")) == (content, 200, LATER, "1")
    assert [archived.capture for archived in captures(tmp_path / SECOND)] == [capture]


@pytest.mark.parametrize("names", [("plain", "chunked"), ("chunked", "plain"), ("gzip", "gzip-in-chunks")])
def test_the_same_payload_in_another_framing_is_the_same(tmp_path, names):
    one, other = (NASTY[name][0] for name in names)
    if "gzip" in names:  # two runs of gzip differ in their time stamp
        other = CHUNKED + b"Content-Encoding: gzip\r\n\r\n" + chunks(one.partition(b"\r\n\r\n")[2])
    _, capture = twice(tmp_path, one, exchange(other, LATER))
    assert capture.refers_to
    assert read_page(tmp_path, capture).content == HTML


@pytest.mark.parametrize("framed", [ok, lambda head, body: CHUNKED + head + b"\r\n" + chunks(body)])
def test_a_body_that_looks_like_chunks_is_not_unframed_twice(tmp_path, framed):
    body = b"5\r\nabcde\r\n0\r\n\r\n"
    _, capture = twice(tmp_path, framed(b"", body), exchange(CHUNKED + b"\r\n" + chunks(body), LATER))
    page = read_page(tmp_path, capture)
    assert (page.content, page.header("transfer-encoding")) == (body, "chunked")


OTHERS = {
    "another body": exchange(ok(b"", HTML + b"!"), LATER),
    "another status": exchange(b"HTTP/1.1 404 Not Found\r\n\r\n" + HTML, LATER),
    "an answer cut off": exchange(ok(b"", HTML), LATER, truncated="time"),
    "a 304 cut off": exchange(NOT_MODIFIED[:-9], LATER, truncated="disconnect"),
    "a 304 whose head does not end": exchange(NOT_MODIFIED[:-2], LATER),
    "a 304 with a body": exchange(NOT_MODIFIED + b"body\r\n\r\n", LATER),
    "a 304 for another address": exchange(NOT_MODIFIED, LATER, url="https://paper.example/other"),
    "a broken status line": exchange(b"HTTP/1.1 two hundred\r\n\r\n" + HTML, LATER),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_not_the_same_stays_a_response_to_the_byte(tmp_path, name):
    first, capture = twice(tmp_path, ok(b"", HTML), OTHERS[name], {"purpose": "article"})
    assert earlier(tmp_path, first) is not None
    assert capture.refers_to is None
    assert (stored(tmp_path, capture).type, stored(tmp_path, capture).block) == ("response", OTHERS[name].received)
    (archived,) = captures(tmp_path / SECOND)
    assert (archived.capture, archived.answer, archived.metadata) == (capture, b"", {"purpose": "article"})


def test_the_same_payload_at_another_address_refers_to_the_first_address(tmp_path):
    _, capture = twice(tmp_path, ok(b"", HTML), exchange(ok(b"", HTML), LATER, url="https://paper.example/print"))
    assert stored(tmp_path, capture).get("WARC-Refers-To-Target-URI") == URL
    assert read_page(tmp_path, capture).url == "https://paper.example/print"


def test_a_revisit_of_a_revisit_refers_to_the_response(tmp_path):
    held = []
    warc = WarcFile.open(tmp_path, FIRST, None)  # one file, still growing
    for day, block in enumerate((ok(b"", HTML), NOT_MODIFIED, ok(b"", HTML), NOT_MODIFIED)):
        one = exchange(block, BEGAN + timedelta(days=day))
        held.append(warc.append(one, None, earlier(tmp_path, held[-1]) if held else None))
        assert read_page(tmp_path, held[-1]).content == HTML
    warc.close(final=True)
    assert [capture.refers_to for capture in held] == [None, *[held[0].record_id] * 3]
    assert [archived.capture for archived in captures(tmp_path / FIRST)] == held
    assert read_page(tmp_path, held[-1]).content == HTML


def test_what_an_exchange_may_refer_to_names_the_record_and_its_place(tmp_path):
    first, _ = twice(tmp_path, CHUNKED + b"\r\n" + chunks(HTML), exchange(NOT_MODIFIED, LATER))
    date = "2026-03-01T08:00:00.000001Z"
    assert earlier(tmp_path, first) == Earlier(first.record_id, URL, date, sha1(HTML), FIRST, first.offset)


@pytest.mark.parametrize(
    "one",
    [
        exchange(ok(b"", HTML), truncated="length"),
        exchange(b"HTTP/1.1 404 Not Found\r\n\r\n" + HTML),
        exchange(NOT_MODIFIED),
        exchange(b"HTTP/1.1 301 Moved\r\nLocation: /x\r\n\r\n"),
    ],
)
def test_nothing_refers_to_what_is_no_whole_page(tmp_path, one):
    warc = WarcFile.open(tmp_path, FIRST, None)
    assert earlier(tmp_path, warc.append(one)) is None
    warc.close(final=True)


def test_nothing_refers_to_a_record_that_is_damaged_or_gone(not_modified, caplog):
    folder, first, capture = not_modified
    data = (folder / FIRST).read_bytes()
    forged = data[: first.offset + 40] + bytes([data[first.offset + 40] ^ 4]) + data[first.offset + 41 :]
    (folder / FIRST).write_bytes(forged)
    assert earlier(folder, first) is earlier(folder, capture) is None
    (folder / FIRST).unlink()
    assert earlier(folder, first) is earlier(folder, capture) is None
    assert caplog.text.count("archived in full") == 4


def test_a_block_that_was_changed_is_not_referred_to(tmp_path):
    first, _ = twice(tmp_path, ok(b"", HTML), exchange(NOT_MODIFIED, LATER))
    record = stored(tmp_path, first)
    head = b"".join(f"{name}: {value}\r\n".encode() for name, value in record.fields)
    forged = compress_member(b"WARC/1.1\r\n" + head + b"\r\n" + record.block.replace(b"Tuesday", b"Mondays") + b"\r\n\r\n")
    (tmp_path / FIRST).write_bytes((tmp_path / FIRST).read_bytes()[: first.offset] + forged)
    assert earlier(tmp_path, dataclasses.replace(first, length=len(forged))) is None


def test_a_revisit_whose_original_is_not_there_is_an_error_and_never_another_page(not_modified):
    folder, first, capture = not_modified
    whole = (folder / FIRST).read_bytes()
    other = WarcFile.open(folder, FIRST.replace("00000", "00001"), None)
    another = other.append(exchange(ok(b"", b"another page")))
    other.close(final=True)
    (folder / FIRST).write_bytes(whole[: first.offset] + (folder / other.name).read_bytes()[another.offset :])
    with pytest.raises(StorageError, match=f"not the response {first.record_id}; run `newsarchive verify`"):
        read_page(folder, capture)
    (folder / FIRST).write_bytes(whole[: first.offset + 9])
    with pytest.raises(StorageError):
        read_page(folder, capture)
    (folder / FIRST).unlink()
    with pytest.raises(NoInput):
        read_page(folder, capture)


def test_the_limit_holds_for_a_revisit_too(not_modified):
    folder, _, capture = not_modified
    with pytest.raises(TooLarge):
        read_page(folder, capture, limit=len(HTML) - 1)


def foreign(profile: str, block: bytes = b"", **fields: str) -> bytes:
    """A revisit as another program writes it."""
    head = {
        "WARC-Type": "revisit",
        "WARC-Record-ID": "<urn:x:1>",
        "WARC-Target-URI": URL,
        "WARC-Date": "2020-01-01T00:00:00Z",
        "WARC-Profile": f"http://netpreserve.org/warc/1.0/revisit/{profile}",
        "Content-Length": str(len(block)),
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return compress_member(b"WARC/1.0\r\n" + lines.encode() + b"\r\n" + block + b"\r\n\r\n")


@pytest.mark.parametrize(
    ("data", "status", "refers_to"),
    [
        (foreign("server-not-modified", NOT_MODIFIED, WARC_Refers_To="<urn:x:0>"), 304, "<urn:x:0>"),
        (foreign("server-not-modified"), 304, ""),
        (foreign("identical-payload-digest", ok(b"", b"")), 200, ""),
        (foreign("identical-payload-digest"), 0, ""),
    ],
)
def test_revisits_of_other_programs_are_captures_whose_page_is_not_at_hand(tmp_path, data, status, refers_to):
    (tmp_path / "x.warc.gz").write_bytes(data)
    (archived,) = captures(tmp_path / "x.warc.gz")
    assert (archived.capture.status, archived.capture.refers_to) == (status, refers_to)
    with pytest.raises(NoInput, match="does not say where the record lies"):
        read_page(tmp_path, archived.capture)


@pytest.mark.parametrize("filename", ["../secret.warc.gz", "/etc/passwd", "sub/x.warc.gz", ""])
@pytest.mark.parametrize("offset", ["0", "-1", "1" * 40, "٣", ""])
def test_a_revisit_cannot_lead_out_of_the_folder(tmp_path, filename, offset):
    fields = {"WARC_Refers_To_Filename": filename, "WARC_Refers_To_File_Offset": offset, "WARC_Refers_To": "<urn:x:0>"}
    folder = tmp_path / "warc"
    folder.mkdir()
    (tmp_path / "secret.warc.gz").write_bytes(foreign("x"))
    (folder / "x.warc.gz").write_bytes(foreign("server-not-modified", **fields))
    (archived,) = captures(folder / "x.warc.gz")
    with pytest.raises(NoInput):
        read_page(folder, archived.capture)


@pytest.mark.parametrize("offset", ["-1", "1" * 40, "٣", "1.5", ""])
def test_an_offset_that_is_none_is_no_input(tmp_path, offset):
    fields = {"WARC_Refers_To_Filename": "x.warc.gz", "WARC_Refers_To_File_Offset": offset}
    (tmp_path / "x.warc.gz").write_bytes(foreign("server-not-modified", **fields))
    (archived,) = captures(tmp_path / "x.warc.gz")
    with pytest.raises(NoInput, match="does not say where"):
        read_page(tmp_path, archived.capture)


def test_a_revisit_of_itself_ends(tmp_path):
    fields = {"WARC_Refers_To_Filename": "x.warc.gz", "WARC_Refers_To_File_Offset": "0", "WARC_Refers_To": "<urn:x:1>"}
    (tmp_path / "x.warc.gz").write_bytes(foreign("server-not-modified", **fields))
    (archived,) = captures(tmp_path / "x.warc.gz")
    with pytest.raises(StorageError, match="not the response"):
        read_page(tmp_path, archived.capture)


def test_the_index_calls_a_revisit_one(not_modified):
    _, first, capture = not_modified
    lines = [json.loads(cdxj_line(one).split(" ", 2)[2]) for one in (first, capture)]
    assert [(line["mime"], line["status"], line["digest"]) for line in lines] == [
        ("text/html", 200, sha1(HTML)),
        ("warc/revisit", 304, sha1(HTML)),
    ]


def test_without_an_earlier_response_the_records_are_what_they_were():
    for received in (ok(b"", HTML), NOT_MODIFIED):
        made = exchange_records(exchange(received), "<urn:x:info>", None)
        records = [parse_record(record.data, "memory") for record in made.records]
        assert [record.type for record in records] == ["response", "request"]
        assert (records[0].block, made.refers_to) == (received, None)


def test_request_and_metadata_belong_to_the_revisit():
    again = Earlier("<urn:x:0>", URL, "2026-03-01T08:00:00.000001Z", sha1(HTML), FIRST, 340)
    made = exchange_records(exchange(NOT_MODIFIED, LATER), "<urn:x:info>", {"via": "x"}, again)
    revisit, request, metadata = [parse_record(record.data, "memory") for record in made.records]
    assert [record.get("WARC-Concurrent-To") for record in (request, metadata)] == [revisit.id] * 2
    assert {record.date for record in (revisit, request, metadata)} == {LATER}
    assert list(parse_warc_fields(metadata.block)) == ["via", "not-modified-response"]
    assert b"HTTP/1.1 304 Not  Modified%0D%0AETag:" in metadata.block  # to be read without tools


def test_warcio_reads_both_kinds(tmp_path):
    warc = WarcFile.open(tmp_path, FIRST, None)
    first = warc.append(exchange(ok(b"", HTML)))
    for number, block in enumerate((NOT_MODIFIED, ok(b"X-New: 1\r\n", HTML))):
        warc.append(exchange(block, LATER + timedelta(seconds=number)), None, earlier(tmp_path, first))
    warc.close(final=True)
    with (tmp_path / FIRST).open("rb") as file:
        heads = [record.http_headers for record in ArchiveIterator(file) if record.rec_type == "revisit"]
    assert heads[0] is None
    assert (heads[1].get_statuscode(), heads[1].get_header("X-New")) == ("200", "1")
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", tmp_path / FIRST]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(not LINT, reason="WARCLINT does not name a lint on this machine")
@pytest.mark.parametrize("second", [NOT_MODIFIED, ok(b"", HTML)])
def test_the_strict_lint_finds_nothing(tmp_path, second):
    twice(tmp_path, CHUNKED + b"\r\n" + chunks(HTML), exchange(second, LATER), {"purpose": "article"})
    command = [sys.executable, LINT, "--json", "--replay", tmp_path / FIRST, tmp_path / SECOND]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["findings"] == []
