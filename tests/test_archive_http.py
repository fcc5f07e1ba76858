"""Reading response blocks as servers send them, broken ones too. NASTY also feeds the round trips of the other tests."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.archive.http import split_response, strip_informational

HTML = b"<!doctype html><title>Caf\xe9</title>" + b"<p>The council met on Tuesday.</p>" * 40
TYPE = b"Content-Type: text/html\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\n" + TYPE + b"Transfer-Encoding: chunked\r\n"


def chunks(body: bytes, size: int = 100, extension: bytes = b"", trailer: bytes = b"") -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    framed = b"".join(b"%x%s\r\n%s\r\n" % (len(piece), extension, piece) for piece in pieces)
    return framed + b"0\r\n" + trailer + b"\r\n"


def ok(head: bytes, body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\n" + TYPE + head + b"\r\n" + body


#: name of the oddity -> (block, status, decoded body)
NASTY: dict[str, tuple[bytes, int, bytes]] = {
    "plain": (ok(b"Content-Length: %d\r\n" % len(HTML), HTML), 200, HTML),
    "chunked": (CHUNKED + b"\r\n" + chunks(HTML), 200, HTML),
    "chunk-extension-and-trailer": (CHUNKED + b"\r\n" + chunks(HTML, 7, b' ; a="b"', b"X-Sum: 1\r\nX-More: 2\r\n"), 200, HTML),
    "chunked-in-name-only": (CHUNKED + b"\r\n" + HTML, 200, HTML),
    "chunks-cut-off": (CHUNKED + b"\r\n" + chunks(HTML)[:350], 200, HTML[:328]),
    "lf-only": (b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + HTML, 200, HTML),
    "mixed-line-ends": (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\n\r\n" + HTML, 200, HTML),
    "latin-1-reason": (b"HTTP/1.1 404 Ung\xfcltig\r\nX-Caf\xe9: \xe9t\xe9\r\n" + TYPE + b"\r\n" + HTML, 404, HTML),
    "no-reason": (b"HTTP/1.0 200\r\n" + TYPE + b"\r\n" + HTML, 200, HTML),
    "folded-and-no-colon": (ok(b"X-A: b\r\n \t c\r\nno colon here\r\n folded onto it\r\n", HTML), 200, HTML),
    "line-of-blanks": (b"HTTP/1.1 200 OK\r\nX: y\r\n \r\n" + TYPE + b"\r\n" + HTML, 200, HTML),
    "204": (b"HTTP/1.1 204 No Content\r\n\r\n", 204, b""),
    "empty-redirect": (b"HTTP/1.1 301 Moved\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", 301, b""),
    "gzip": (ok(b"Content-Encoding: gzip\r\n", gzip.compress(HTML)), 200, HTML),
    "gzip-in-chunks": (CHUNKED + b"content-encoding: x-gzip\r\n\r\n" + chunks(gzip.compress(HTML)), 200, HTML),
    "gzip-twice": (ok(b"Content-Encoding: gzip, gzip\r\n", gzip.compress(gzip.compress(HTML))), 200, HTML),
    "gzip-in-name-only": (ok(b"Content-Encoding: gzip\r\n", HTML), 200, HTML),
    "zlib-deflate": (ok(b"Content-Encoding: deflate\r\n", zlib.compress(HTML)), 200, HTML),
    "raw-deflate": (ok(b"Content-Encoding: deflate\r\n", zlib.compress(HTML, wbits=-15)), 200, HTML),
    "bad-status-line": (b"HTTP/1.1 two hundred\r\n" + TYPE + b"\r\n" + HTML, 0, HTML),
    "no-head-at-all": (HTML, 0, HTML),
    "junk": (bytes(range(256)) * 3, 0, bytes(range(256)) * 3),
    "head-cut-off": (b"HTTP/1.1 200 OK\r\nContent-Ty", 200, b""),
}


@pytest.mark.parametrize("name", NASTY)
def test_the_status_is_read_or_zero(name):
    block, status, _ = NASTY[name]
    assert split_response(block).status == status


def test_headers_keep_order_case_and_repeats_and_folds_become_one_line():
    block = b"HTTP/1.1 200 OK\r\nX-b: 1\r\nSet-Cookie:a\r\nset-COOKIE :  b \r\nX-F: one\r\n\ttwo\r\n   three\r\n\r\n"
    assert split_response(block).headers == (
        ("X-b", "1"),
        ("Set-Cookie", "a"),
        ("set-COOKIE", "b"),
        ("X-F", "one two three"),
    )


def test_a_fold_behind_a_line_without_colon_does_not_join_the_header_before():
    block, _, _ = NASTY["folded-and-no-colon"]
    assert split_response(block).headers == (("Content-Type", "text/html"), ("X-A", "b c"))


def test_reason_and_headers_are_latin_1():
    response = split_response(NASTY["latin-1-reason"][0])
    assert (response.reason, response.headers[0]) == ("Ungültig", ("X-Café", "été"))


def test_the_media_type_is_that_of_the_first_content_type_in_lower_case():
    block = b"HTTP/1.1 200 OK\r\ncontent-type: Text/HTML ; charset=x\r\nContent-Type: image/png\r\n\r\n"
    assert split_response(block).mime == "text/html"
    assert split_response(b"HTTP/1.1 200 OK\r\n\r\n").mime == ""


def test_the_body_begins_at_the_first_empty_line_and_is_not_touched():
    assert split_response(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n\r\nx\n\ny").body == b"\r\nx\n\ny"


def test_interim_heads_are_cut_off_in_front_of_the_final_response():
    final = b"HTTP/1.1 200 OK\r\n\r\nbody"
    assert strip_informational(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\n\n" + final) == final
    assert strip_informational(final) == final


def test_a_switch_of_protocols_is_a_final_response():
    switch = b"HTTP/1.1 101 Switching Protocols\r\n\r\nbytes"
    assert strip_informational(switch) == switch


def test_interim_heads_alone_are_no_response():
    assert strip_informational(b"HTTP/1.1 103 Early Hints\r\n\r\n") == b""
    assert strip_informational(b"HTTP/1.1 103 Early Hints\r\nLink") == b""


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail_and_none_of_a_body_without_head_are_lost(junk):
    assert split_response(junk).body in junk
    assert split_response(b"HTTP/1.1 200 OK\r\n\r\n" + junk).body == junk
