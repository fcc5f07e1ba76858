"""Bytes of a page made fit for a parser: which encoding they are in, and whether a tag would choke it.

In: the decoded body of a response, and the charset that its header names. Out: text, or a warning. Never
parses, never raises on any bytes, and takes time in proportion to their length.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from w3lib.encoding import html_body_declared_encoding, resolve_encoding

# Every codec that has a label in the WHATWG Encoding Standard, section 4.2, under Python's name: UTF-7, EBCDIC,
# unicode_escape and their like stay out, since browsers know none of them and some hide markup from a reader.
_CODECS = {
    **{f"cp125{n}": f"windows-125{n}" for n in range(9)},
    **{f"iso8859-{n}": f"iso-8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{name: name for name in ("utf-8", "gb18030", "koi8-r", "koi8-u")},
    "utf-16-le": "utf-16le",
    "utf-16-be": "utf-16be",
    "cp866": "ibm866",
    "cp874": "windows-874",
    "cp932": "shift_jis",
    "cp949": "euc-kr",
    "big5hkscs": "big5",
    "euc_jp": "euc-jp",
    "iso2022_jp": "iso-2022-jp",
    "mac-roman": "macintosh",
    "mac-cyrillic": "x-mac-cyrillic",
}
_CODEC_OF = {label: codec for codec, label in _CODECS.items()}
# Labels of the standard that Python does not know under that spelling.
_SPELLINGS = {
    label: name
    for name, labels in (
        ("utf-8", "unicode-1-1-utf-8 unicode11utf8 x-unicode20utf8"),
        ("utf-16le", "utf-16 unicode unicodefeff csunicode ucs-2 iso-10646-ucs-2"),
        ("utf-16be", "unicodefffe"),
        ("windows-1252", "iso88591 x-cp1252"),
        ("windows-1251", "x-cp1251"),
        ("windows-1250", "x-cp1250"),
        ("windows-874", "dos-874"),
        ("iso-8859-2", "iso88592"),
        ("iso-8859-8", "iso-8859-8-i csiso88598i logical"),
        ("koi8-r", "koi koi8 cskoi8r"),
        ("macintosh", "mac x-mac-roman csmacintosh"),
        ("x-mac-cyrillic", "x-mac-cyrillic x-mac-ukrainian"),
        ("gb18030", "x-gbk csgb2312"),
        ("big5", "x-x-big5 cn-big5"),
        ("euc-jp", "x-euc-jp cseucpkdfmtjapanese"),
        ("euc-kr", "windows-949 ks_c_5601-1989 csksc56011987"),
    )
    for label in labels.split()
}
_LABEL = re.compile(r"[a-z0-9_.:()+-]{1,40}")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16le"), (codecs.BOM_UTF16_BE, "utf-16be"))

# The tokenizer of the HTML standard, section 13.2.5, as far as tags go. A quote counts only after "=", a value
# without its closing quote runs to the end, and every quantifier is possessive: nothing is read twice.
_ATTRIBUTE = rb"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)?+)?+"""
_TOKEN = re.compile(rb"<(?:!--(?:>|->|.*?(?:--!?>|\Z))|([A-Za-z][^\s/>]*+)((?:[\s/]++|" + _ATTRIBUTE + rb")*+))", re.DOTALL)
_ONE = re.compile(_ATTRIBUTE)
# What stands in these is text: "if (a <b" in a script is no tag.
_RAW = re.compile(rb"script|style|textarea|title|xmp|iframe|noembed|noframes", re.IGNORECASE)


@lru_cache(maxsize=256)
def encoding_label(charset: str) -> str:
    """The WHATWG name of an encoding label such as "Latin1" ("windows-1252"); "" where browsers know no such label."""
    label = charset.strip().lower()
    if label in _SPELLINGS:
        return _SPELLINGS[label]
    # Python would take "utf 8" and "utf-8\0" for a label as well.
    return _CODECS.get(resolve_encoding(label) or "", "") if _LABEL.fullmatch(label) else ""


def to_unicode(content: bytes, charset: str = "") -> tuple[str, str]:
    """The text of a page, and the WHATWG name of the encoding it was read in.

    The order is that of browsers (HTML standard, section 13.2.3.2): byte order mark, `charset` of the HTTP header,
    `<meta>` or XML declaration; without any of them UTF-8 where the bytes are UTF-8, else windows-1252. Bytes that do
    not fit become U+FFFD. A mark is not part of the text.
    """
    for mark, label in _BOMS:
        if content.startswith(mark):
            return _decode(content[len(mark) :], label), label
    label = encoding_label(charset) or _declared(content)
    if label:
        return _decode(content, label), label
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode(content, "windows-1252"), "windows-1252"


def too_many_attributes(content: bytes, limit: int = 400) -> bool:
    """Whether a tag has more than `limit` attributes: 40,000 of them in one tag hold libxml2 up for half a minute.

    400 is where Nokogiri draws the line; an article's page has at most a few dozen. Scripts, styles and comments
    are text and do not count.
    """
    at = 0
    while token := _TOKEN.search(content, at):
        at = token.end()
        name, attributes = token.group(1, 2)
        if name is None:  # a comment
            continue
        if len(attributes) > 2 * limit and sum(1 for _ in _ONE.finditer(attributes)) > limit:
            return True
        if _RAW.fullmatch(name):
            closing = re.compile(rb"</" + name, re.IGNORECASE).search(content, at)
            at = closing.end() if closing else len(content)
    return False


def _decode(content: bytes, label: str) -> str:
    return content.decode(_CODEC_OF[label], "replace")


def _declared(content: bytes) -> str:
    codec = html_body_declared_encoding(content)
    if codec and codec.startswith("utf-16"):
        return "utf-8"  # a declaration that can be read as ASCII is not in UTF-16 (HTML standard, prescan, step 17)
    return _CODECS.get(codec or "", "")
