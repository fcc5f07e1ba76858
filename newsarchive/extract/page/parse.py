"""Bytes to tree, once a page. In: an archived page. Out: the one tree that everything reads, or why there is none.

What a parser may not be given is turned away here, by scans in linear time: things that are not HTML, tags
with hundreds of attributes (libxml2 needs 30 s for 40,000 on one tag), pages beyond stated sizes. Never raises
for what a page holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import lxml.html
from lxml import etree

from newsarchive.archive.charset import to_unicode
from newsarchive.archive.exchange import Page
from newsarchive.archive.markup import MAX_ATTRIBUTES, without_scripts
from newsarchive.extract.article import Rejection, Verdict

MAX_BYTES = 8_000_000  # of one page; above it nobody has written an article by hand
MAX_ELEMENTS = 60_000
MAX_TEXT = 2_000_000  # characters of visible text; both are where reading stops, with the warning "page-cut"

_HTML_TYPES = {"", "text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain", "application/octet-stream"}
_MAGIC = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x00\x00\x00",
    b"OggS",
    b"ID3",
    b"{",
    b"[",
)
_OTHER_ROOTS = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.{0,2000}?-->\s*){0,9}<(rss|feed|rdf:rdf|urlset|sitemapindex|svg|opml)\b",
    re.IGNORECASE | re.DOTALL,
)
_ANY_TAG = re.compile(r"<(!doctype|html|head|body|title|meta|div|p|h1|article|main|section|a|table|span|br)\b", re.IGNORECASE)

# lxml.html's own lookup is called in Python for every element, to tell forms and inputs apart.
_ELEMENTS = etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement)

# References to what _UNFIT has, to controls of windows-1252, and to numbers beyond Unicode; no others, as pages have hundreds.
# Without IGNORECASE, under which no search can skip to the next "&#": 0.4 ms of a page's 10.
_REFERENCE = re.compile(
    r"&#(?:[xX]0*(0|[1-8bcefBCEF]|1[0-9a-fA-F]|7[fF]|[89][0-9a-fA-F]|[dD][89a-fA-F][0-9a-fA-F]{2}|[fF]{3}[efEF]|11[0-9a-fA-F]{4}"
    r"|1[2-9a-fA-F][0-9a-fA-F]{4}|[2-9a-fA-F][0-9a-fA-F]{5}|[0-9a-fA-F]{7,})(?![0-9a-fA-F])"
    r"|0*(0|[1-8]|1[124-9]|2[0-9]|3[01]|12[789]|1[345][0-9]|5[5-7][0-9]{3}|6553[45]|[1-9][0-9]{6,})(?![0-9]));?"
)
# What may not stand in a document: controls but tab, LF, FF, CR; surrogates; the last two points of a plane.
_UNFIT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CONTROLS = bytes({*range(0x20), 0x7F} - {0x09, 0x0A, 0x0C, 0x0D})
_KEPT = {0x09, 0x0A, 0x0C, 0x0D}


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed page. `text` is the source as decoded; `root` the <html> element, without comments and without what scripts,
    styles and drawings hold, JSON apart.
    """

    root: lxml.html.HtmlElement
    text: str


def parse(page: Page) -> Document | Rejection:
    """The page's tree, or a `Rejection` with NOT_HTML, UNREADABLE or NO_TEXT."""
    if refusal := _not_worth_decoding(page):
        return refusal
    text, _ = to_unicode(page.content, page.charset)
    if _OTHER_ROOTS.match(text[:4000]):
        return Rejection(Verdict.NOT_HTML, "The document is a feed, a sitemap or an image in XML.")
    if page.mime not in ("text/html", "application/xhtml+xml") and not _ANY_TAG.search(text[:4000]):
        return Rejection(
            Verdict.NOT_HTML, f"The media type is {page.mime or 'not given'} and no HTML tag stands at its beginning."
        )
    markup = without_scripts(text)
    if markup is None:
        return Rejection(Verdict.UNREADABLE, f"One tag has more than {MAX_ATTRIBUTES} attributes.")
    root = _tree(_clean(markup))
    return root if isinstance(root, Rejection) else Document(root, text)


def _not_worth_decoding(page: Page) -> Rejection | None:
    if page.status != 200:
        return Rejection(Verdict.UNREADABLE, f"The response has status {page.status}; only 200 is read.")
    if page.truncated is not None:
        return Rejection(Verdict.UNREADABLE, f"The response is incomplete ({page.truncated}).")
    if page.mime not in _HTML_TYPES:
        return Rejection(Verdict.NOT_HTML, f"The media type is {page.mime}.")
    if page.content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_MAGIC):
        return Rejection(Verdict.NOT_HTML, "The first bytes are those of another format.")
    if len(page.content) > MAX_BYTES:
        return Rejection(Verdict.UNREADABLE, f"The page has {len(page.content):,} bytes; {MAX_BYTES:,} are read at most.")
    if not page.content.strip():
        return Rejection(Verdict.NO_TEXT, "The response has no content.")
    return None


def _clean(text: str) -> bytes:
    """In UTF-8. Characters that XML has no room for become U+FFFD, written out or as a reference: one loses the whole page."""
    raw = text.encode("utf-8", "replace")
    if len(raw.translate(None, _CONTROLS)) != len(raw) or "\ufffe" in text or "\uffff" in text:
        text = _UNFIT.sub("\ufffd", text)
    elif b"&#" not in raw or not _REFERENCE.search(text):
        return raw
    return _REFERENCE.sub(_reference, text).encode("utf-8")


def _reference(match: re.Match[str]) -> str:
    digits = (match[1] or match[2]).lstrip("0")[:9]
    point = int(digits or "0", 16 if match[1] else 10)
    if 0x80 <= point <= 0x9F:  # HTML standard, section 13.2.5.84: these mean windows-1252
        return bytes([point]).decode("cp1252", "replace")
    unfit = (point < 0x20 and point not in _KEPT) or point > 0x10FFFF or point == 0x7F or _UNFIT.match(chr(point))
    return "\ufffd" if unfit else match[0]


def _tree(markup: bytes) -> lxml.html.HtmlElement | Rejection:
    parser = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        root = lxml.html.document_fromstring(markup, parser=parser)
    except etree.LxmlError as error:
        return Rejection(Verdict.NO_TEXT, f"The parser finds no document ({error}).")
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        return Rejection(Verdict.UNREADABLE, "Elements lie deeper than 2,048 levels, or one text is longer than 10 MB.")
    return root
