"""One entry of an XML feed: its address and what is said of it.

In: an `<item>` or `<entry>`. Out: an absolute address and the hints as the feed spelled them, or None where it has no
address. Only the entry's own children are read, so that the title of a picture is never the title of an article.
"""

from __future__ import annotations

from itertools import islice
from typing import TypeAlias

from lxml import etree

from newsarchive.discovery.plain import plain, text
from newsarchive.urls import page_url

_STRING = etree.XPath("string()")
# Short names for the vocabularies that say something of an article; "" is the feed's own.
_VOCABULARIES = (
    ("purl.org/dc/", "dc:"),
    ("rssnamespace.org/feedburner", "feedburner:"),
    ("w3.org/2005/atom", "atom:"),
    ("purl.org/atom/", "atom:"),
    ("purl.org/rss/1.0/modules/", "other:"),
    ("purl.org/rss/", ""),
    ("netscape.com/rdf", ""),
    ("userland.com/rss", ""),
    ("harvard.edu/tech/rss", ""),
)
_PREFIXES = {"dc": "dc:", "dcterms": "dc:", "atom": "atom:", "feedburner": "feedburner:"}  # where nothing declares them
_PUBLISHED = ("pubdate", "atom:published", "dc:issued", "atom:issued", "dc:date", "dc:created", "atom:created")
_MODIFIED = ("atom:updated", "dc:modified", "atom:modified")
_MOST_LINKS = 20  # of one entry: a hostile one has 200,000
_MOST_HOLDERS = 6  # elements around an entry that may say xml:base: entry, channel, root and some to spare
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"

Fields: TypeAlias = "dict[str, list[etree._Element]]"  # noqa: SLF001 (lxml has no public name for its element)


def read_entry(entry: etree._Element, kind: str, url: str) -> tuple[str, dict[str, str]] | None:
    """The address of the article and its hints by name; None where the entry names no http(s) address.

    A date that stands in `dc:date` alone counts as published: RSS 1.0 has no other place for it.
    """
    fields = _fields(entry, "atom:" if kind == "atom" else "")
    address = _address(entry, fields, url)
    if address is None:
        return None
    return address, {
        "title": _title(fields),
        "published": _first(fields, _PUBLISHED),
        "modified": _first(fields, _MODIFIED),
        "section": _section(fields),
        "author": _author(fields),
    }


def _fields(entry: etree._Element, own: str) -> Fields:
    """The children by name, such as "title" or "dc:date"; what an Atom feed calls its own is "atom:title"."""
    fields: Fields = {}
    for child in entry.iterchildren(etree.Element):
        name = str(child.tag)
        space, _, local = name[1:].partition("}") if name.startswith("{") else ("", "", name)
        if not space and ":" in local:
            prefix, _, local = local.partition(":")
            family = _PREFIXES.get(prefix.lower(), "other:")
        else:
            family = _family(space) if space else own
        fields.setdefault(family + local.lower(), []).append(child)
    return fields


def _family(space: str) -> str:
    lower = space.lower()
    return next((family for part, family in _VOCABULARIES if part in lower), "other:")


def _address(entry: etree._Element, fields: Fields, url: str) -> str | None:
    for element in fields.get("feedburner:origlink", []):
        if found := page_url(_text(element), url):
            return found
    for element in (*fields.get("link", []), *_alternates(fields))[:_MOST_LINKS]:
        said = _text(element).strip() or element.get("href", "").strip()
        if said and (found := page_url(said) or page_url(said, _base(element, url))):
            return found
    for said in (*map(_permalink, fields.get("guid", [])), entry.get(_ABOUT, "")):
        if said.lower().startswith(("http://", "https://")) and (found := page_url(said)):
            return found
    return None


def _alternates(fields: Fields) -> list[etree._Element]:
    """Atom's links to the article itself, web pages first (RFC 4287, section 4.2.7: no `rel` means alternate)."""
    links = [link for link in fields.get("atom:link", []) if link.get("rel", "alternate").strip().lower() == "alternate"]
    return sorted(links, key=lambda link: "html" not in link.get("type", "text/html").lower())


def _permalink(guid: etree._Element) -> str:
    says = {key.lower(): value.strip().lower() for key, value in guid.attrib.items()}.get("ispermalink", "true")
    return _text(guid).strip() if says == "true" else ""


def _base(element: etree._Element, url: str) -> str:
    """The address that relative ones are relative to: the feed's, changed by every xml:base from the root inwards."""
    base = url
    for holder in reversed((element, *islice(element.iterancestors(), _MOST_HOLDERS))):
        if said := holder.get(_BASE):
            base = page_url(said, base) or base
    return base


def _title(fields: Fields) -> str:
    for name in ("title", "atom:title", "dc:title"):
        for element in fields.get(name, []):
            verbatim = name == "atom:title" and element.get("type", "text").lower() in ("text", "text/plain", "xhtml")
            if title := (text if verbatim else plain)(_text(element)):
                return title
    return ""


def _first(fields: Fields, names: tuple[str, ...]) -> str:
    said = (text(_text(element)) for name in names for element in fields.get(name, []))
    return next(filter(None, said), "")


def _section(fields: Fields) -> str:
    """The first category: a reader's label before a machine's term. More of them are keywords, not sections."""
    for name in ("category", "atom:category", "dc:subject"):
        for element in fields.get(name, []):
            if section := plain(element.get("label") or _text(element)) or plain(element.get("term")):
                return section
    return ""


def _author(fields: Fields) -> str:
    """Every author of one kind, comma between; RSS's own element holds a mail address, so Dublin Core goes first."""
    for name in ("dc:creator", "atom:author", "author"):
        names = (plain(_name(element)) for element in fields.get(name, []))
        if authors := ", ".join(dict.fromkeys(filter(None, names))):
            return authors
    return ""


def _name(author: etree._Element) -> str:
    """Atom keeps the name apart from address and mail; elsewhere the element is the name."""
    named = author.find("{*}name")
    return _text(author if named is None else named)


def _text(element: etree._Element) -> str:
    """All text of an element, without comments."""
    return str(_STRING(element)) if len(element) else element.text or ""
