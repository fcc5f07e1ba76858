"""What a sitemap announces, and where sitemaps lie (the protocol: https://www.sitemaps.org/protocol.html).

In: the decoded bytes of a response, its address and the charset of its header. Out: `Found`, with the pages, or the
parts of an index, in the file's own order. Never fetches, never expands an entity, never raises on what a server sent,
and leaves it to the caller which hosts belong to the paper.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from urllib.parse import urljoin

from protego import Protego

from newsarchive.archive.charset import to_unicode
from newsarchive.archive.decode import coding_is_cut
from newsarchive.archive.inflate import GZIP_MAGIC, NotCoded, inflater
from newsarchive.discovery.feeds import read_feed
from newsarchive.discovery.links import Found, Hints, Link
from newsarchive.discovery.plain import plain
from newsarchive.discovery.urlset import MAX_ENTRIES, Entry, read_entries
from newsarchive.urls import page_url

SITEMAPS = ("sitemap", "news-sitemap")  # kinds of `Found` that list addresses
# Where a sitemap lies when robots.txt names none, the commonest first: of 36 regional titles' known ones 7 are at
# /sitemap.xml, 5 each at the next three (/sitemaps/news.xml is mostly one owner's), 1 at /wp-sitemap.xml. The other three
# are what sitemap plugins write by default.
SITEMAP_PLACES: tuple[str, ...] = (
    "/sitemap.xml",
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/sitemaps/news.xml",
    "/sitemap_index.xml",
    "/wp-sitemap.xml",
    "/sitemap-index.xml",
    "/sitemap.xml.gz",
)

MAX_BYTES = 50 * 1024 * 1024  # of one file, unpacked: the protocol's own limit
MAX_NAMED = 50  # sitemaps that one robots.txt may name
_BEFORE_ROOT = 1_000_000  # characters in which the root element must begin
_ROOT = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?:[\w.-]+:)?(urlset|sitemapindex|rss|feed|rdf|channel|html|head|body)(?=[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
_SITEMAP_LINE = re.compile(r"\s*+site-?maps?\b", re.IGNORECASE)
_ADDRESS_LINE = re.compile(r"https?://\S+", re.IGNORECASE)
_FRACTION = re.compile(r"[.,]\d+")
_BARE_DAY = re.compile(r"[\d-]+(?:[T ]00:00(?::00)?(?:Z|[+-]\d\d:?\d\d)?)?", re.IGNORECASE)
_FEW_MOMENTS, _FEW_DAYS = 3, 20


def read_sitemap(content: bytes, url: str, charset: str = "") -> Found:
    """The pages, or the parts of an index, that the sitemap at `url` names, each address once, with what it says of them.

    Gzip is known by its first bytes, whatever the header said. XML, a plain list of addresses, and a feed that serves as
    a sitemap are read. `charset` is the one in Content-Type, "" for none. At most 50 MB and 50,000 entries are read, and
    broken XML or gzip as far as it goes; `problem` then says so. What is no sitemap has kind "".
    """
    data, problem = _unpacked(content)
    text, _ = to_unicode(data, charset)
    text = text.lstrip("\ufeff \t\r\n\x00")
    root = next((match for match in _ROOT.finditer(text, 0, _BEFORE_ROOT) if match[1]), None)
    name = root[1].lower() if root else ""
    if root and name in ("urlset", "sitemapindex"):
        # What stands before the root is dropped: white space, warnings of PHP, and the DOCTYPE with all its entities.
        found = _read_xml(text[root.start() :], name, url)
    elif name in ("html", "head", "body"):
        found = Found(kind="", problem="a web page where a sitemap was expected")
    elif root or text.startswith("{"):
        found = read_feed(data, url, charset)
    else:
        found = _read_list(text, url, is_cut=bool(problem))
    return replace(found, problem=problem or found.problem) if found.kind else found


def sitemap_guesses(front_url: str) -> tuple[str, ...]:
    """Absolute addresses at which a sitemap may be, the likeliest first; () where `front_url` is no address."""
    if page_url(front_url) is None:
        return ()
    return tuple(urljoin(front_url, place) for place in SITEMAP_PLACES)


def robots_sitemaps(text: str, url: str) -> tuple[str, ...]:
    """The sitemaps that the robots.txt at `url` names, as absolute addresses in its order, each once, at most 50.

    They belong to no group and may stand anywhere (RFC 9309, section 2.2.4). protego sees their lines alone: on 2,000
    names of robots with 2,000 rules it takes 6 s, growing with the square.
    """
    lines = "\n".join(line for line in text.lstrip("\ufeff").splitlines() if _SITEMAP_LINE.match(line))
    found: dict[str, None] = {}
    for said in Protego.parse(lines).sitemaps:
        if len(found) < MAX_NAMED and (address := page_url(said, url)):
            found[address] = None
    return tuple(found)


def _unpacked(content: bytes) -> tuple[bytes, str]:
    """The bytes with gzip undone, at most MAX_BYTES, and what is missing of them."""
    data, is_cut = content, False
    undo = inflater("gzip") if content.startswith(GZIP_MAGIC) else None
    if undo is not None:
        out = bytearray()
        try:
            for piece in undo(content):
                out += piece
                if len(out) > MAX_BYTES:
                    break
        except NotCoded:
            pass  # cannot be: the first bytes are those of gzip
        data, is_cut = bytes(out), coding_is_cut([("content-encoding", "gzip")], content)
    if len(data) > MAX_BYTES:
        return data[:MAX_BYTES], f"longer than {MAX_BYTES} bytes: the rest was not read"
    return data, "gzip that breaks off, read as far as it goes" if is_cut else ""


def _read_xml(text: str, root: str, url: str) -> Found:
    entries, problem = read_entries(text)
    pages = [entry for entry in entries if not entry.is_part]
    parts = [entry for entry in entries if entry.is_part]
    page_kind = "news-sitemap" if any(page.is_news for page in pages) else "sitemap"
    is_index = bool(parts) or not pages if root == "sitemapindex" else bool(parts) and not pages
    return Found(
        kind="sitemap-index" if is_index else page_kind,
        articles=_links(pages, url, page_kind, unsaid=_stamp(pages)),
        problem=problem,
        sitemaps=_links(parts, url, "sitemap-index"),
    )


def _links(entries: Iterable[Entry], url: str, kind: str, unsaid: str = "") -> tuple[Link, ...]:
    """The first link of each address; a `lastmod` that is `unsaid` is left out."""
    first: dict[str, Link] = {}
    for entry in entries:
        address = page_url(entry.fields["loc"], url)
        if address is None or address in first:
            continue
        modified = entry.fields.get("lastmod", "")
        hints = Hints(
            via=url,
            via_kind=kind,
            title=plain(entry.fields.get("title")),
            published=entry.fields.get("publication_date", ""),
            modified="" if _FRACTION.sub("", modified) == unsaid else modified,
        )
        first[address] = Link(address, hints)
    return tuple(first.values())


def _stamp(pages: Iterable[Entry]) -> str:
    """The one moment, to the second, that all pages say they changed at; "" where there is none, or too few say it.

    It tells when the file was made, not when the articles changed. A day, or midnight, is shared by honest pages too: a
    paper has up to 20 articles a day in many a file.
    """
    counts = Counter(_FRACTION.sub("", page.fields["lastmod"]) for page in pages if "lastmod" in page.fields)
    if len(counts) != 1:
        return ""
    ((moment, count),) = counts.items()
    return moment if count > (_FEW_DAYS if _BARE_DAY.fullmatch(moment) else _FEW_MOMENTS) else ""


def _read_list(text: str, url: str, *, is_cut: bool) -> Found:
    """One address a line; a list is what has addresses on half of its lines or more."""
    lines = [line for line in map(str.strip, text.splitlines()) if line]
    lines = lines[:-1] if is_cut else lines  # the last address may be cut too
    said = [line for line in lines if _ADDRESS_LINE.fullmatch(line)]
    if not said or 2 * len(said) < len(lines):
        return Found(
            kind="",
            problem="no sitemap: neither its XML nor a list of addresses" if text else "empty where a sitemap was expected",
        )
    addresses = dict.fromkeys(filter(None, (page_url(line, url) for line in islice(said, MAX_ENTRIES))))
    problem = f"more than {MAX_ENTRIES} entries: the rest was not read" if len(said) > MAX_ENTRIES else ""
    hints = Hints(via=url, via_kind="sitemap")
    return Found("sitemap", tuple(Link(address, hints) for address in addresses), problem=problem)
