"""Which encoding a page is in. In: its bytes and what HTTP says of them. Out: its text.

Only the encodings of the WHATWG Encoding Standard are known here, by their own labels: never a codec that
merely happens to have a name in Python (rot13, zlib, punycode). No lookup is left to chance, none raises.
"""

from __future__ import annotations

import codecs
import re

# Python's codec for each encoding of https://encoding.spec.whatwg.org/#names-and-labels, then its labels.
# Where Python has no exact twin, the nearest superset stands.
_TABLE = """
utf-8: utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8
cp866: 866 cp866 csibm866 ibm866
iso8859-2: csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2
iso8859-3: csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3
iso8859-4: csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4
iso8859-5: csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988
iso8859-6: arabic asmo-708 csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i iso8859-6 iso_8859-6
iso8859-7: csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso_8859-7 sun_eu_greek
iso8859-8: csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-8859-8-i iso-ir-138 iso8859-8 iso_8859-8 logical visual
iso8859-10: csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6
iso8859-13: iso-8859-13 iso8859-13 iso885913
iso8859-14: iso-8859-14 iso8859-14 iso885914
iso8859-15: csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9
iso8859-16: iso-8859-16
koi8-r: cskoi8r koi koi8 koi8-r koi8_r
koi8-u: koi8-ru koi8-u
mac-roman: csmacintosh mac macintosh x-mac-roman
mac-cyrillic: x-mac-cyrillic x-mac-ukrainian
cp874: dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874
cp1250: cp1250 windows-1250 x-cp1250
cp1251: cp1251 windows-1251 x-cp1251
cp1252: ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 latin1
cp1252: iso_8859-1:1987 l1 us-ascii windows-1252 x-cp1252
cp1253: cp1253 windows-1253 x-cp1253
cp1254: cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 windows-1254 x-cp1254
cp1255: cp1255 windows-1255 x-cp1255
cp1256: cp1256 windows-1256 x-cp1256
cp1257: cp1257 windows-1257 x-cp1257
cp1258: cp1258 windows-1258 x-cp1258
gb18030: chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030
big5hkscs: big5 big5-hkscs cn-big5 csbig5 x-x-big5
euc-jp: cseucpkdfmtjapanese euc-jp x-euc-jp
iso2022-jp: csiso2022jp iso-2022-jp
cp932: csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis
cp949: cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949
utf-16-be: unicodefffe utf-16be
utf-16-le: csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le
"""
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_BE, "utf-16-be"), (codecs.BOM_UTF16_LE, "utf-16-le"))
_META = re.compile(rb"<meta\b[^>]{0,200}?\bcharset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w:.-]{1,40})", re.IGNORECASE)
_META_WITHIN = 4096  # bytes; the standard says 1,024, and pages with a long head are real


def _labels(table: str) -> dict[str, str]:
    rows = (row.split(": ", 1) for row in table.strip().splitlines())
    return {label: codec for codec, labels in rows for label in labels.split()}


_LABELS = _labels(_TABLE)


def decode(content: bytes, charset: str) -> str:
    """The text of a page; `charset` is what its HTTP header names, "" for nothing.

    Order: byte order mark, header, <meta>, then UTF-8 if the bytes are valid UTF-8, else windows-1252.
    Bytes that fit nothing become U+FFFD.
    """
    for mark, codec in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(codec, "replace")
    declared = _LABELS.get(charset.strip().lower()) or _declared_in_meta(content)
    if declared in (None, "utf-8"):
        return _utf8(content, declared is not None)
    return content.decode(declared, "replace") if declared != "cp1252" else _windows_1252(content)


def _declared_in_meta(content: bytes) -> str | None:
    match = _META.search(content, 0, _META_WITHIN)
    codec = _LABELS.get(match[1].decode("ascii", "replace").lower()) if match else None
    # A page whose <meta> can be read as ASCII is not in UTF-16, whatever it says.
    return "utf-8" if codec and codec.startswith("utf-16") else codec


def _utf8(content: bytes, declared: bool) -> str:
    """UTF-8, or windows-1252 where nothing says UTF-8 and where most of what is not ASCII does not fit it."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for _ in re.finditer(r"[^\x00-\x7f\ufffd]", text))
    return text if (declared and good >= bad) or good > 20 * bad else _windows_1252(content)


def _windows_1252(content: bytes) -> str:
    """As browsers read it: the five bytes that Python's codec leaves open are control characters."""
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1").translate(_C1)


_C1 = {byte: bytes([byte]).decode("cp1252") for byte in range(0x80, 0xA0) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
