"""Transfer and content codings undone: whole, cut, lying and hostile ones."""

from __future__ import annotations

import gzip
import pickle
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.archive.decode import TooLarge, coding_is_cut, decoded_body, entity_body
from newsarchive.archive.http import split_response
from tests.test_archive_http import CHUNKED, HTML, NASTY, chunks, ok

MIB = 1024 * 1024
GZIPPED = (("Content-Encoding", "gzip"),)
DEFLATED = (("content-encoding", "deflate"),)


def decode(head: bytes, body: bytes, limit: int = 10 * MIB) -> bytes:
    return decoded_body(split_response(ok(head, body)), limit)


def bomb(size: int) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(stream.compress(bytes(MIB)) for _ in range(size // MIB)) + stream.flush()


@pytest.mark.parametrize("name", NASTY)
def test_bodies_come_out_decoded(name):
    block, _, content = NASTY[name]
    assert decoded_body(split_response(block)) == content


@given(body=st.binary(max_size=500), size=st.integers(1, 60), keep=st.integers(0, 5000))
def test_a_chunked_body_cut_anywhere_gives_a_prefix_of_the_entity(body, size, keep):
    framed = chunks(body, size, b";x=1", b"T: 1\r\n")
    entity = entity_body(split_response(CHUNKED + b"\r\n" + framed[:keep]))
    assert body.startswith(entity)
    assert entity == body if keep >= len(framed) else len(entity) <= keep


def test_bytes_behind_the_last_chunk_are_no_part_of_the_entity():
    assert entity_body(split_response(CHUNKED + b"\r\n" + chunks(b"news") + b"junk")) == b"news"


def test_a_gzip_stream_cut_anywhere_gives_what_is_there_and_is_seen_to_be_cut():
    whole = gzip.compress(HTML)
    for cut in range(2, len(whole)):
        assert HTML.startswith(decode(b"Content-Encoding: gzip\r\n", whole[:cut]))
        assert coding_is_cut(GZIPPED, whole[:cut])
    assert len(decode(b"Content-Encoding: gzip\r\n", whole[: len(whole) - 9])) > 1000
    assert not coding_is_cut(GZIPPED, whole)


@pytest.mark.parametrize("wbits", [15, -15])
def test_both_kinds_of_deflate_are_seen_to_be_cut(wbits):
    whole = zlib.compress(HTML, wbits=wbits)
    assert not coding_is_cut(DEFLATED, whole)
    assert all(coding_is_cut(DEFLATED, whole[:cut]) for cut in range(2, len(whole)))


def test_what_is_no_coded_stream_is_not_called_cut():
    assert not coding_is_cut(GZIPPED, HTML)
    assert not coding_is_cut(GZIPPED, b"")
    assert not coding_is_cut((), gzip.compress(HTML)[:50])
    assert not coding_is_cut((("Content-Encoding", "br"),), b"\x1f")


def test_gzip_members_in_a_row_are_one_body():
    assert decode(b"Content-Encoding: gzip\r\n", gzip.compress(b"one") + gzip.compress(b"two") + bytes(20)) == b"onetwo"


def test_a_stream_that_ends_on_a_full_step_is_read_to_its_end():
    for size in (64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, 128 * 1024):
        for data in (bytes(size), HTML * (size // len(HTML) + 1)):
            assert decode(b"Content-Encoding: gzip\r\n", gzip.compress(data)) == data
            assert not coding_is_cut(GZIPPED, gzip.compress(data))


def test_what_zlib_still_holds_when_the_data_end_is_given_out():
    cut = zlib.compress(bytes(131_671), wbits=-15)[:-1]
    assert len(decode(b"Content-Encoding: deflate\r\n", cut)) > 131_072


def test_an_unknown_coding_is_left_on():
    assert decode(b"Content-Encoding: utf-8\r\n", HTML) == HTML
    assert decode(b"Content-Encoding: gzip, secret\r\n", gzip.compress(HTML)) == gzip.compress(HTML)


def test_identity_counts_for_nothing():
    assert decode(b"Content-Encoding: identity, gzip, identity\r\n", gzip.compress(HTML)) == HTML


def test_brotli_is_undone_where_its_library_is_there():
    brotli = pytest.importorskip("brotli", "1.2")
    data = HTML * 200
    assert decode(b"Content-Encoding: br\r\n", brotli.compress(data)) == data
    assert data.startswith(decode(b"Content-Encoding: br\r\n", brotli.compress(data)[:-20]))
    with pytest.raises(TooLarge):
        decode(b"Content-Encoding: br\r\n", brotli.compress(bytes(16 * MIB)))


def test_zstd_is_undone_where_its_library_is_there():
    zstd = pytest.importorskip("backports.zstd")
    data = HTML * 200
    assert decode(b"Content-Encoding: zstd\r\n", zstd.compress(data) + zstd.compress(b"more")) == data + b"more"
    assert decode(b"Content-Encoding: zstd\r\n", data) == data
    with pytest.raises(TooLarge):
        decode(b"Content-Encoding: zstd\r\n", zstd.compress(bytes(16 * MIB)))


@pytest.mark.parametrize("head", [b"Content-Encoding: gzip\r\n", b"Content-Encoding: gzip, gzip\r\n"])
def test_a_bomb_is_refused_before_it_fills_the_memory(head):
    body = bomb(32 * MIB)
    body = gzip.compress(body) if head.count(b"gzip") > 1 else body
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            decode(head, body, limit=MIB)
        assert tracemalloc.get_traced_memory()[1] < 8 * MIB
    finally:
        tracemalloc.stop()


def test_a_hundred_codings_are_not_even_tried():
    assert decode(b"Content-Encoding: " + b"gzip," * 100 + b"\r\n", gzip.compress(HTML)) == gzip.compress(HTML)


def test_the_limit_is_exact_and_holds_for_plain_bodies_too():
    assert decode(b"", HTML, limit=len(HTML)) == HTML
    assert decode(b"Content-Encoding: gzip\r\n", gzip.compress(HTML), limit=len(HTML)) == HTML
    for head, body in ((b"", HTML), (b"Content-Encoding: gzip\r\n", gzip.compress(HTML))):
        with pytest.raises(TooLarge, match="larger than the limit of"):
            decode(head, body, limit=len(HTML) - 1)


def test_the_refusal_travels_between_processes():
    again = pickle.loads(pickle.dumps(TooLarge("body", 5)))
    assert (again.what, again.limit, str(again)) == ("body", 5, "body: larger than the limit of 5 bytes")
