"""What the bytes of a record say, and what may not be made one."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.archive.exchange import Exchange
from newsarchive.archive.records import exchange_records, parse_warc_fields, sha1, warc_fields, warcinfo
from newsarchive.archive.stored import StoredRecord, parse_record
from tests.test_archive_http import CHUNKED, HTML, NASTY, chunks, ok

INFO = "<urn:uuid:6a6d3b44-2f0e-4a68-9bd6-000000000000>"
EXCHANGE = Exchange(
    url="https://paper.example/news/1?a=b",
    sent=b"GET /news/1?a=b HTTP/1.1\r\nHost: paper.example\r\n\r\n",
    received=ok(b"", HTML),
    began=datetime(2026, 3, 1, 12, 30, 5, 42, tzinfo=UTC),
    ip="2001:0DB8:0:0::1%eth0",
    protocols=("http/1.1", "tls/1.3"),
    cipher="TLS_AES_128_GCM_SHA256",
)


def records(metadata=None, **changes) -> list[StoredRecord]:
    made = exchange_records(dataclasses.replace(EXCHANGE, **changes), INFO, metadata).records
    return [parse_record(record.data, "memory") for record in made]


def test_response_comes_first_then_request_then_metadata_all_of_one_event():
    response, request, metadata = found = records({"title": "Übung"})
    assert [record.type for record in found] == ["response", "request", "metadata"]
    assert len({record.id for record in found}) == 3
    for record in found:
        assert record.get("WARC-Date") == "2026-03-01T12:30:05.000042Z"
        assert record.get("WARC-Target-URI") == EXCHANGE.url
        assert record.get("WARC-Warcinfo-ID") == INFO
        assert record.get("WARC-Block-Digest") == sha1(record.block)
    assert request.links == metadata.links == (response.id,)
    assert response.links == ()
    assert (response.block, request.block) == (EXCHANGE.received, EXCHANGE.sent)
    assert metadata.get("Content-Type") == "application/warc-fields"
    assert parse_warc_fields(metadata.block) == {"title": "Übung"}


def test_the_connection_is_described_on_both_sides():
    for record in records()[:2]:
        assert [value for name, value in record.fields if name == "WARC-Protocol"] == ["http/1.1", "tls/1.3"]
        assert record.get("WARC-Cipher-Suite") == "TLS_AES_128_GCM_SHA256"
        assert record.get("WARC-IP-Address") == "2001:db8::1"


def test_no_address_is_named_behind_a_proxy():
    assert all(not record.get("WARC-IP-Address") for record in records(ip=None))


def test_the_bytes_are_exactly_those_of_the_standard():
    data = exchange_records(EXCHANGE, INFO, None).records[0].data
    assert data.startswith(b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:")
    assert data.endswith(b"\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (len(EXCHANGE.received), EXCHANGE.received))


def test_where_nothing_was_received_the_request_stands_alone():
    (request,) = records({"title": "x"}, received=b"")
    assert (request.type, request.links) == ("request", ())


def test_where_nothing_was_sent_there_is_no_request_record():
    assert [record.type for record in records(sent=b"")] == ["response"]
    assert exchange_records(dataclasses.replace(EXCHANGE, sent=b"", received=b""), INFO, None).records == ()


def test_the_payload_digest_is_of_the_entity_and_left_out_where_readers_disagree():
    assert records()[0].get("WARC-Payload-Digest") == sha1(HTML)
    for name in ("chunked", "line-of-blanks", "bad-status-line", "junk"):
        assert records(received=NASTY[name][0])[0].get("WARC-Payload-Digest") == ""


def test_the_facts_of_a_chunked_response_have_the_digest_of_its_entity():
    facts = exchange_records(dataclasses.replace(EXCHANGE, received=CHUNKED + b"\r\n" + chunks(HTML)), INFO, None).facts
    assert facts is not None
    assert (facts.status, facts.mime, facts.payload_digest) == (200, "text/html", sha1(HTML))


def test_a_cut_response_says_why():
    assert [record.get("WARC-Truncated") for record in records(truncated="time")] == ["time", ""]
    with pytest.raises(ValueError, match="must be None or one of length, time"):
        records(truncated="tired")


@pytest.mark.parametrize(
    "url",
    [
        "http://paper.example/a\r\nWARC-Type: warcinfo\r\n\r\n",
        "http://paper.example/a\nb",
        "http://paper.example/a b",
        "http://paper.example/\x00",
        "http://paper.example/caf\xe9",
        "<http://paper.example/>",
        'http://paper.example/"{}|\\^`',
        "http://",
        "/news/1",
        "ftp://paper.example/",
        "",
    ],
)
def test_an_address_that_could_break_the_record_is_refused(url):
    with pytest.raises(ValueError, match="cannot be a WARC-Target-URI"):
        records(url=url)


def test_an_address_with_an_ipv6_host_is_taken():
    assert records(url="http://[::1]:8080/")[0].url == "http://[::1]:8080/"


def test_dates_are_utc_whatever_their_zone_and_a_naive_one_is_refused():
    began = EXCHANGE.began.astimezone(timezone(timedelta(hours=-7)))
    assert records(began=began)[0].date == EXCHANGE.began
    with pytest.raises(ValueError, match="no time zone"):
        records(began=EXCHANGE.began.replace(tzinfo=None))


def test_a_warcinfo_says_who_wrote_the_file_and_how():
    record = parse_record(warcinfo("p-20260301-00000.warc.gz", {"operator": "County Archive"}, EXCHANGE.began).data, "memory")
    fields = parse_warc_fields(record.block)
    assert record.get("WARC-Filename") == "p-20260301-00000.warc.gz"
    assert record.get("WARC-Target-URI") == record.get("WARC-Warcinfo-ID") == ""
    assert fields["operator"] == "County Archive"
    assert re.fullmatch(r"newsarchive/\d+\.\d+.*", fields["software"])
    assert fields["format"] == "WARC File Format 1.1"


def test_line_ends_and_control_characters_in_values_become_one_space():
    block = warc_fields({"title": " a\r\n\r\nvia: evil\x00\x1b[0m\u2028\x85b\ud800 ", "via": "x"})
    assert parse_warc_fields(block) == {"title": "a via: evil [0m b", "via": "x"}
    assert block.count(b"\r\n") == 2


def test_a_field_name_that_is_no_token_is_refused():
    for name in ("", "a b", "a:b", "a\r\nb", "ä"):
        with pytest.raises(ValueError, match="field name"):
            warc_fields({name: "x"})


def test_fields_of_other_writers_are_read():
    block = b"via:http://a/\nfolded: one\r\n  two\r\nno colon\r\nvia: again\r\nbad: \xff\r\n\r\n"
    assert parse_warc_fields(block) == {"via": "http://a/", "folded": "one two", "bad": "ÿ"}


CLEAN = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])).map(str.strip)


@given(st.dictionaries(st.from_regex(r"[A-Za-z-]{1,12}", fullmatch=True), CLEAN, max_size=5))
def test_clean_values_round_trip(fields):
    assert parse_warc_fields(warc_fields(fields)) == fields


@given(st.text())
def test_no_value_makes_more_than_one_line(value):
    block = warc_fields({"a": value, "b": "end"})
    assert list(parse_warc_fields(block)) == ["a", "b"]
    assert block.count(b"\n") == 2
