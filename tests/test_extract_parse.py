"""Hostile and broken bytes: what is turned away before parsing, what is mended, and how long it may take."""

from __future__ import annotations

import time

import pytest

from newsarchive.archive.charset import to_unicode
from newsarchive.archive.markup import without_scripts
from newsarchive.extract.article import Verdict

from .pages.made import PARAGRAPHS, TEXT, article, document, page, read, refusal, story


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (b"%PDF-1.7 and so on", "text/html"),
        (b"\x89PNG\r\n\x1a\n", ""),
        (b'{"an": "object"}', "text/html"),
        (b"<rss version='2.0'><channel></channel></rss>", "text/xml"),
        (b"<?xml version='1.0'?><!-- made by hand --><feed xmlns='http://www.w3.org/2005/Atom'/>", "application/xml"),
        (b"just some words, no tag at all", "text/plain"),
        (story().encode(), "image/png"),
    ],
)
def test_what_is_no_html_is_named_so(content, mime):
    assert refusal(content, mime=mime).verdict is Verdict.NOT_HTML


def test_html_sent_without_a_media_type_is_read():
    assert article(story(), mime="").article_body


def test_a_response_with_another_status_or_cut_off_is_refused_politely():
    assert refusal(story(), status=404).verdict is Verdict.UNREADABLE
    assert refusal(story(), truncated="length").verdict is Verdict.UNREADABLE


@pytest.mark.parametrize("content", [b"", b"  \n ", b"\xef\xbb\xbf"])
def test_an_empty_page_has_no_text(content):
    assert refusal(content).verdict is Verdict.NO_TEXT


MANY = range(40_000)


@pytest.mark.parametrize(
    "attributes",
    [
        " ".join(f'a{n}="1"' for n in MANY),
        " ".join(f"a{n}" for n in MANY),
        "".join(f'a{n}="1"' for n in MANY),
        "/".join(f"a{n}" for n in MANY),
        " ".join(f"a{n}='>'" for n in MANY),
        " ".join(f'a{n}="<b "' for n in MANY),
        " ".join(f"a{n} = 1" for n in MANY),
    ],
    ids=["quoted", "bare", "glued", "slashes", "greater-than", "less-than", "spaced"],
)
def test_a_tag_with_thousands_of_attributes_is_never_given_to_the_parser(attributes):
    began = time.process_time()
    found = refusal(story(f"<p {attributes}>x</p>{TEXT}"))
    assert found.verdict is Verdict.UNREADABLE
    assert time.process_time() - began < 2


def test_words_in_values_scripts_and_comments_are_no_attributes():
    words = " ".join("word" for _ in range(2000))
    html = (
        f'<div data-state="{words}"></div><script>if (a<b) {{ {words} }}</script><!-- <p {words}> --><style>a<b {words}</style>'
    )
    assert without_scripts(html) is not None


def test_four_hundred_attributes_are_allowed_and_one_more_is_not():
    tag = "<p {}>".format
    for attribute in ("a{}", 'a{}=""', "a{}='>'", "a{}/"):
        assert without_scripts(tag(" ".join(map(attribute.format, range(400))))) is not None
        assert without_scripts(tag(" ".join(map(attribute.format, range(401))))) is None


@pytest.mark.parametrize(
    "unit", ["<a", "<a ", '<a b="', "<!--", "<script ", "<script>", "&#", "&#9", "<a =", "<a '", "<title ", "-->", "<!-", "</"]
)
def test_the_scans_before_parsing_are_linear(unit):
    began = time.process_time()
    read(story(unit * (2_000_000 // len(unit))))
    assert time.process_time() - began < 4


@pytest.mark.parametrize(
    "reference", ["&#x1b;", "&#27;", "&#xFFFE;", "&#65535;", "&#xD800;", "&#0;", "&#x110000;", "&#99999999999;"]
)
def test_a_bad_reference_costs_one_character_and_not_the_article(reference):
    body = article(
        story(TEXT + f"<p>The mayor called it {reference} a good day for the harbour and for everybody who lives there.</p>")
    ).article_body
    assert "called it \ufffd a good day" in body
    assert PARAGRAPHS[0] in body


def test_raw_control_characters_become_replacement_characters():
    raw = (
        story(TEXT + "<p>Nobody on the quay@ had heard of the plan before# the evening paper came out.</p>")
        .replace("@", "\x1b")
        .replace("#", "\x00")
    )
    assert "quay\ufffd had heard of the plan before\ufffd the" in article(raw).article_body


def test_references_of_old_editors_mean_windows_1252():
    assert (
        "the board\N{RIGHT SINGLE QUOTATION MARK}s loan \N{EN DASH} agreed"
        in article(
            story(TEXT + "<p>It is the board&#146;s loan &#150; agreed upon in January by all of its nine members.</p>")
        ).article_body
    )


@pytest.mark.parametrize("depth", [254, 255, 300, 1900])
def test_deep_nesting_keeps_its_text(depth):
    assert PARAGRAPHS[3] in article(document(f"<h1>Old swing bridge</h1>{'<div>' * depth}{TEXT}{'</div>' * depth}")).article_body


def test_nesting_beyond_the_parsers_limit_is_refused_and_not_cut_silently():
    assert refusal(document("<div>" * 5000 + TEXT)).verdict is Verdict.UNREADABLE


def test_a_page_above_the_size_limit_is_refused():
    assert refusal(story("x" * 8_000_001)).verdict is Verdict.UNREADABLE


@pytest.mark.parametrize(
    "inside",
    [
        "<p>The cat sat on the mat again.</p>" * 50_000,
        TEXT * 9_000,
        "<table>" + "<tr><td>a</td><td>The cat sat on it.</td></tr>" * 50_000 + "</table>",
        "<dl>" + "<dt>a</dt><dd>The cat sat on it.</dd>" * 50_000 + "</dl>",
        "some words<br>" * 100_000,
        "<p>" + "word and more. " * 340_000 + "</p>",
        '<a href="/x">The cat sat on the mat</a> ' * 50_000,
        "<aside class=related>" * 1900 + TEXT * 500,
        "<aside class=related>" * 1500 + "<p>The cat sat.</p>" * 25_000 + "</aside>" * 1500 + TEXT * 500,
        "<div itemscope itemtype=ImageObject>" * 1500 + "<meta itemprop=author content=A>" * 1900 + TEXT * 500,
        "<blockquote>" * 1900 + "<p>The cat sat on the mat again, and nobody on the quay said a word about it.</p>" * 20_000,
        "<span class=author>" * 1900 + TEXT * 500,
        "".join(f"<blockquote>The cat {n} sat on the mat again.</blockquote><p>The dog {n} saw it.</p>" for n in range(25_000)),
    ],
    ids=[
        "short p",
        "long p",
        "rows",
        "dl",
        "br",
        "one line",
        "links",
        "nested furniture",
        "nested boxes",
        "nested items",
        "nested quotes",
        "nested by-lines",
        "quotes",
    ],
)
def test_huge_pages_are_read_in_seconds_and_say_where_they_were_cut(inside):
    began = time.process_time()
    found = read(story(inside))
    assert time.process_time() - began < 5
    assert len(getattr(found, "article_body", "")) <= 2_100_000


def test_a_cut_page_is_warned_of():
    assert "page-cut" in article(story("<p>" + "word and more. " * 340_000 + "</p>")).warnings
    assert "page-cut" not in article(story()).warnings


# ---------------------------------------------------------------- charsets


def test_a_byte_order_mark_goes_before_the_header():
    assert to_unicode("\ufeffMäßig".encode("utf-16-le"), "windows-1252")[0] == "Mäßig"
    assert to_unicode("\ufeffMäßig".encode(), "iso-8859-1")[0] == "Mäßig"


def test_the_header_goes_before_the_meta_and_the_meta_before_a_guess():
    meta = '<meta charset="iso-8859-2">ąę'
    assert to_unicode(meta.encode("iso-8859-2"), "")[0].endswith("ąę")
    assert to_unicode(meta.encode("windows-1250"), "windows-1250")[0].endswith("ąę")
    assert to_unicode("Pražské".encode("windows-1250"), "cp1250")[0] == "Pražské"


def test_latin_1_means_windows_1252():
    assert to_unicode(b"\x93Ahoy\x94 \x80", "iso-8859-1")[0] == "“Ahoy” €"
    assert to_unicode(b"caf\xe9 \x81", "latin1")[0] == "café \x81"


def test_without_a_declaration_utf_8_is_tried_first():
    assert to_unicode("Brücke".encode(), "")[0] == "Brücke"
    assert to_unicode("Brücke".encode("cp1252"), "")[0] == "Brücke"


def test_a_declared_utf_8_with_one_bad_byte_stays_utf_8_and_latin_bytes_do_not():
    assert to_unicode("Brücke über".encode() + b"\xff", "utf-8")[0] == "Brücke über\ufffd"
    assert to_unicode("Brücke über den Fluß".encode("cp1252"), "utf-8")[0] == "Brücke über den Fluß"


def test_bytes_that_are_utf_8_throughout_are_read_so_whatever_their_label():
    for text, label in (
        ("旋转桥修好了，渡船从五月起停航。" * 2, "gbk"),
        ("Brücke über den Fluß, für die Fähre, " * 5, "iso-8859-1"),
    ):
        assert to_unicode(text.encode(), label) == (text, "utf-8")
        encoding = "gbk" if label == "gbk" else "windows-1252"
        assert to_unicode(text.encode(encoding), label)[0] == text
    assert to_unicode("é".encode(), "iso-8859-1")[0] == "Ã©"


@pytest.mark.parametrize(
    "codec", ["rot13", "zlib", "hex", "uu", "base64", "idna", "undefined", "punycode", "unicode_escape", "no-such"]
)
def test_what_python_calls_a_codec_is_no_charset(codec):
    found = article(story(head=f'<meta charset="{codec}">'), headers=(("Content-Type", f"text/html; charset={codec}"),))
    assert PARAGRAPHS[2] in found.article_body


def test_a_meta_that_says_utf_16_is_read_as_utf_8():
    assert PARAGRAPHS[2] in article(story(head='<meta charset="utf-16">')).article_body


def test_the_page_is_the_same_whatever_the_case_of_its_headers():
    raw = story().encode("utf-16-le")
    assert PARAGRAPHS[2] in article(raw, headers=(("CONTENT-type", 'text/html; Charset="UTF-16LE"'),)).article_body
    assert page(raw).charset == ""
