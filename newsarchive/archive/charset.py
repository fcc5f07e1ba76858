"""Which encoding a page is in. In: its bytes, and the charset that its header names. Out: its text.

Only the encodings of the WHATWG Encoding Standard are known here, never a codec that merely happens to have a name
in Python (rot13, zlib, punycode, UTF-7). Never raises on any bytes.
"""

from __future__ import annotations

import codecs
import re
from itertools import islice

# https://encoding.spec.whatwg.org/#names-and-labels: name, Python's codec (the nearest superset where it has no exact
# twin), labels. Not w3lib's resolve_encoding: it takes Python's aliases too, such as ISO8859_1, which browsers ignore,
# and which stands on pages that are in UTF-8.
_TABLE = """
utf-8 = utf-8: utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8
ibm866 = cp866: 866 cp866 csibm866 ibm866
iso-8859-2 = iso8859-2: csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2
iso-8859-3 = iso8859-3: csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3
iso-8859-4 = iso8859-4: csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4
iso-8859-5 = iso8859-5: csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5
iso-8859-5 = iso8859-5: iso_8859-5:1988
iso-8859-6 = iso8859-6: arabic asmo-708 csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i iso8859-6
iso-8859-6 = iso8859-6: iso_8859-6
iso-8859-7 = iso8859-7: csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso_8859-7
iso-8859-7 = iso8859-7: sun_eu_greek
iso-8859-8 = iso8859-8: csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-8859-8-i iso-ir-138 iso8859-8 iso_8859-8
iso-8859-8 = iso8859-8: logical visual
iso-8859-10 = iso8859-10: csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6
iso-8859-13 = iso8859-13: iso-8859-13 iso8859-13 iso885913
iso-8859-14 = iso8859-14: iso-8859-14 iso8859-14 iso885914
iso-8859-15 = iso8859-15: csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9
iso-8859-16 = iso8859-16: iso-8859-16
koi8-r = koi8-r: cskoi8r koi koi8 koi8-r koi8_r
koi8-u = koi8-u: koi8-ru koi8-u
macintosh = mac-roman: csmacintosh mac macintosh x-mac-roman
x-mac-cyrillic = mac-cyrillic: x-mac-cyrillic x-mac-ukrainian
windows-874 = cp874: dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874
windows-1250 = cp1250: cp1250 windows-1250 x-cp1250
windows-1251 = cp1251: cp1251 windows-1251 x-cp1251
windows-1252 = cp1252: ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591
windows-1252 = cp1252: iso_8859-1 latin1
windows-1252 = cp1252: iso_8859-1:1987 l1 us-ascii windows-1252 x-cp1252
windows-1253 = cp1253: cp1253 windows-1253 x-cp1253
windows-1254 = cp1254: cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5
windows-1254 = cp1254: latin5 windows-1254 x-cp1254
windows-1255 = cp1255: cp1255 windows-1255 x-cp1255
windows-1256 = cp1256: cp1256 windows-1256 x-cp1256
windows-1257 = cp1257: cp1257 windows-1257 x-cp1257
windows-1258 = cp1258: cp1258 windows-1258 x-cp1258
gb18030 = gb18030: chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030
big5 = big5hkscs: big5 big5-hkscs cn-big5 csbig5 x-x-big5
euc-jp = euc-jp: cseucpkdfmtjapanese euc-jp x-euc-jp
iso-2022-jp = iso2022-jp: csiso2022jp iso-2022-jp
shift_jis = cp932: csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis
euc-kr = cp949: cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601
euc-kr = cp949: windows-949
utf-16be = utf-16-be: unicodefffe utf-16be
utf-16le = utf-16-le: csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le
"""
_CODECS: dict[str, str] = {}
_LABELS: dict[str, str] = {}
for _name, _codec, _known in re.findall(r"(\S+) = (\S+): (.*)", _TABLE):
    _CODECS[_name] = _codec
    _LABELS |= dict.fromkeys(_known.split(), _name)

_C1 = {byte: bytes([byte]).decode("cp1252") for byte in range(0x80, 0xA0) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_MORE_THAN_ASCII = re.compile(r"[^\x00-\x7f\ufffd]")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16le"), (codecs.BOM_UTF16_BE, "utf-16be"))
_BY_CHANCE = 20  # characters
_WITHIN = 4096  # bytes in which a declaration may stand; the standard says 1,024, and pages with a long head are real
_NOT_HEAD = re.compile(rb"<!--.*?(?:-->|\Z)|<body\b.*", re.IGNORECASE | re.DOTALL)
_META = re.compile(rb"<meta\b[^>]{0,200}?\bcharset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w:.-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml[^>]{0,200}?\bencoding\s{0,9}=\s{0,9}[\"']([\w:.-]{1,40})", re.IGNORECASE)


def encoding_label(charset: str) -> str:
    """The WHATWG name of an encoding label such as "Latin1" ("windows-1252"); "" where browsers know no such label."""
    return _LABELS.get(charset.strip().lower(), "")


def to_unicode(content: bytes, charset: str = "") -> tuple[str, str]:
    """The text of a page, and the WHATWG name of the encoding it was read in.

    The order is that of browsers (HTML standard, section 13.2.3.2): byte order mark, `charset` of the HTTP header,
    `<meta>` or XML declaration; without any of them UTF-8 where the bytes are UTF-8, else windows-1252. Unlike browsers
    it goes by the bytes where they are mostly, or mostly not, the UTF-8 that they should be, and where they are UTF-8
    throughout under another label: one stray byte does not make a page windows-1252, nor a wrong label one UTF-8, nor a
    page in UTF-8 another. Bytes that do not fit become U+FFFD. A mark is not part of the text.
    """
    for mark, label in _BOMS:
        if content.startswith(mark):
            return _decode(content[len(mark) :], label), label
    label = encoding_label(charset) or _declared(content)
    if label in ("", "utf-8"):
        return _mostly_utf8(content, declared=bool(label))
    surely = _surely_utf8(content)
    return (_decode(content, label), label) if surely is None else (surely, "utf-8")


def _surely_utf8(content: bytes) -> str | None:
    """The text of bytes that are UTF-8 whatever their label says: in no other encoding do twenty characters look so by chance."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if any(True for _ in islice(_MORE_THAN_ASCII.finditer(text), _BY_CHANCE, None)) else None


def _mostly_utf8(content: bytes, *, declared: bool) -> tuple[str, str]:
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for _ in _MORE_THAN_ASCII.finditer(text))
    fits = (declared and good >= bad) or good > 20 * bad
    return (text, "utf-8") if fits else (_decode(content, "windows-1252"), "windows-1252")


def _decode(content: bytes, label: str) -> str:
    if label != "windows-1252":
        return content.decode(_CODECS[label], "replace")
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:  # browsers take the five bytes that Python leaves open for control characters
        return content.decode("latin-1").translate(_C1)


def _declared(content: bytes) -> str:
    head = _NOT_HEAD.sub(b"", content[:_WITHIN])
    declared = _META.search(head) or _XML.match(head)
    label = encoding_label(declared[1].decode("ascii", "replace")) if declared else ""
    # A declaration that can be read as ASCII is not in UTF-16 (HTML standard, prescan, step 17).
    return "utf-8" if label.startswith("utf-16") else label
