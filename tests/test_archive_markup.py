from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.archive.charset import encoding_label, to_unicode
from newsarchive.archive.markup import without_scripts


@pytest.mark.parametrize(
    ("content", "charset", "text", "label"),
    [
        (b"caf\xc3\xa9", "", "café", "utf-8"),
        (b"caf\xe9 \x80", "", "café €", "windows-1252"),
        (b"caf\xe9", "Latin1", "café", "windows-1252"),
        (b"\xef\xbb\xbfcaf\xc3\xa9", "iso-8859-1", "café", "utf-8"),
        (b"\xff\xfeh\x00i\x00", "utf-8", "hi", "utf-16le"),
        (b"\xfe\xff\x00h\x00i", "", "hi", "utf-16be"),
        (b"<meta charset=koi8-r>\xc1", "", "<meta charset=koi8-r>\u0430", "koi8-r"),
        (b"<meta charset=koi8-r>\xc3\xa9", "utf-8", "<meta charset=koi8-r>é", "utf-8"),
        (b"<meta charset=utf-16>\xc3\xa9", "", "<meta charset=utf-16>é", "utf-8"),
        (b"<meta charset=utf-16le>\xc3\xa9", "", "<meta charset=utf-16le>é", "utf-8"),
        (b"\x82\xa0", "x-sjis", "あ", "shift_jis"),
        (b"\xc4\xe3", "gb2312", "你", "gb18030"),
        (b"caf\xc3\xa9\xff", "utf-8", "café\ufffd", "utf-8"),
    ],
)
def test_the_encoding_is_mark_header_declaration_in_that_order(content: bytes, charset: str, text: str, label: str):
    assert to_unicode(content, charset) == (text, label)


@pytest.mark.parametrize(
    "label", ["utf-7", "cp037", "unicode_escape", "idna", "hex", "rot13", "utf-32", "utf-8\x00", "ü", "a" * 999]
)
def test_labels_that_browsers_do_not_know_count_as_none(label: str):
    assert encoding_label(label) == ""
    assert to_unicode(b"<meta charset=utf-7>+ADw-b+AD4-", label)[0].endswith("+ADw-b+AD4-")


@pytest.mark.parametrize(
    ("content", "too_many"),
    [
        (b"<p " + b" ".join(b"a%d=1" % n for n in range(401)) + b">", True),
        (b"<p " + b" ".join(b"a%d=1" % n for n in range(400)) + b">", False),
        (b"<p " + b"".join(b'a=">"' for _ in range(401)) + b">", True),
        (b"<p " + b"/".join(b"a" for _ in range(401)), True),
        (b"<script " + b" ".join(b"a%d" % n for n in range(401)) + b"></script>", True),
        (b"<p title='" + b" a=1" * 999 + b"'>", False),
        (b'<img alt="foo"" src=x>' + b" words" * 999 + b'"', False),
        (b"<p don't>" + b" words" * 999, False),
        (b"<script>if (a <b" + b" words" * 999 + b"</script>", False),
        (b"<!-- <b" + b" words" * 999 + b" -->", False),
        (b"1 < 2" + b" words" * 999, False),
        (b"<script>" + b"</SCRIPT><p" + b" a=1" * 401, True),
    ],
)
def test_attributes_are_counted_as_a_parser_would(content: bytes, too_many: bool):
    assert (without_scripts(content.decode()) is None) is too_many


def test_a_title_that_is_never_closed_ends_before_the_next_tag():
    assert without_scripts("<title>The bridge\n<meta name=a><p>Shut.") == "<title>The bridge\n</title><meta name=a><p>Shut."
    assert without_scripts("<title>The bridge") == "<title>The bridge</title>"
    assert without_scripts("<title>A <b> c</title><p>Shut.") == "<title>A <b> c</title><p>Shut."
    assert without_scripts("<title>A</title><title>B<p>Shut.") == "<title>A</title><title>B</title><p>Shut."


@pytest.mark.parametrize(
    "unit", [b"<", b"<a/b=", b'<a b="', b"<a b='<a c=\"", b"<!--", b"<script>", b"<a =", b"<a>", b"<title></title>", b"<title>"]
)
def test_counting_takes_time_in_proportion_to_the_length(unit: bytes):
    began = time.perf_counter()
    without_scripts(unit.decode() * (2_000_000 // len(unit)))
    assert time.perf_counter() - began < 4


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.text(max_size=12))
def test_no_bytes_and_no_charset_make_either_raise(content: bytes, charset: str):
    text, label = to_unicode(content, charset)
    assert isinstance(text, str)
    assert label
    without_scripts(text)


@pytest.mark.parametrize(
    ("content", "left"),
    [
        ("<script>a<b</script>c", "<script></script>c"),
        ("<SCRIPT src='>'>a</b></Script >c", "<SCRIPT src='>'></Script >c"),
        ('<script type="application/LD+json">{}</script>', '<script type="application/LD+json">{}</script>'),
        ("<script><!-- <script>a</script> --></script>", "<script><!-- <script>a</script> --></script>"),
        ("<script>never closed <p>", "<script>never closed <p>"),
        ("<script>a</scripts></script>", "<script></script>"),
        ("<script/>a</script>", "<script/>a</script>"),
        ("<style media=print>p > a {}</style><p>", "<style media=print></style><p>"),
        ("<title><script>a</script></title>", "<title><script>a</script></title>"),
        ("<!-- <script>a</script> -->", "<!-- <script>a</script> -->"),
        ('<p title="<script>a</script>">', '<p title="<script>a</script>">'),
        ('<svg viewBox="0"><g><path d="M0"/></g><title>Share</title></svg>on', '<svg viewBox="0"></svg>on'),
        ("<svg><p>text</p></svg>", "<svg><p>text</p></svg>"),
        ("<svg><path><p>text</p>", "<svg><path><p>text</p>"),
    ],
)
def test_what_scripts_styles_and_drawings_hold_is_left_out_where_its_end_is_sure(content: str, left: str):
    assert without_scripts(content) == left
