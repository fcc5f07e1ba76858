"""The sections of a paper: listing pages that the menus of one of its pages lead to.

In: the links of a page with their addresses. Out: the addresses that are likely listings of stories, likeliest first.
Whatever asks who you are, sells, plays or keeps a diary is left out; portals and lists of tags come last.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from newsarchive.discovery.anchors import Anchor, Region
from newsarchive.discovery.links import Hints, Link
from newsarchive.discovery.menuwords import HOME, LANGUAGE_CODES, LANGUAGES, LAST, NEVER, NEVER_FIRST, SMALL_PRINT, TAGS
from newsarchive.discovery.paging import read_paging
from newsarchive.discovery.shape import has_date, is_calendar, is_file, is_headline, is_slug, remembered
from newsarchive.urls import same_site, url_key

MAX_SECTIONS = 60
_MAX_TAGS = 10
_DEEPEST, _LONGEST = 6, 60  # parts of a path; characters of a menu's words

_ODD_QUERY = re.compile(
    r"(?:^|&)(?:print|share|replytocom|login|return\w*|redirect\w*|s|q|query|search|view|lang|language|hl|sort|order|filter|action"
    r"|do|output\w*|format|service|amp|preview|mode|month|year|date|day)=",
    re.IGNORECASE,
)
_NO_WORD = re.compile(r"[^\w]+|_+")
_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "å": "a", "æ": "ae"})
_MORE_FOLDED = str.maketrans("áàâãçéèêëíìîïñóòôõúùûýčďěňřšťůžąćęłńśźż", "aaaaceeeeiiiinoooouuuycdenrstuzacelnszz")


@dataclass(frozen=True, slots=True)
class _Candidate:
    link: Link
    key: str
    rank: tuple[int, int]


def find_sections(links: Sequence[tuple[str, Anchor]], hints: Hints, stems: Counter[str]) -> tuple[Link, ...]:
    """At most 60 listing pages of the site of `hints.via`, each once, with its words as the hint's title.

    `stems` counts the likely articles of this page below each path, without its last slash: that, more than a menu, makes
    an address a section.
    """
    crowded = _groups_of_headlines(links)
    found: dict[str, _Candidate] = {}
    own, home = url_key(hints.via), _home_keys(hints.via)
    for address, anchor in links:
        rank = _rank(address, anchor, stems, crowded)
        if rank is None or not same_site(address, hints.via) or _is_other_language(address, anchor, hints.via):
            continue
        key = url_key(address)
        if key == own or key in home or (key in found and found[key].rank <= rank):
            continue
        link = Link(address, Hints(via=hints.via, via_kind=hints.via_kind, title=anchor.title))
        found[key] = _Candidate(link, key, rank)
    return _best(found.values())


def _best(candidates: Iterable[_Candidate]) -> tuple[Link, ...]:
    ordered = sorted(candidates, key=lambda candidate: candidate.rank)
    tags = [candidate for candidate in ordered if candidate.rank[0] == _TIER_TAGS]
    others = [candidate for candidate in ordered if candidate.rank[0] != _TIER_TAGS]
    return tuple(candidate.link for candidate in (*others, *tags[:_MAX_TAGS]))[:MAX_SECTIONS]


_TIER_NAV, _TIER_FOOTER, _TIER_LIST, _TIER_LAST, _TIER_TAGS = range(5)
_TIERS: dict[Region, int] = {"nav": _TIER_NAV, "footer": _TIER_FOOTER, "list": _TIER_LIST, "": _TIER_LIST}


def _rank(address: str, anchor: Anchor, stems: Counter[str], crowded: frozenset[int]) -> tuple[int, int] | None:
    """How likely this is a section: its tier, then its depth; None where it is none."""
    words, parts = anchor.title, urlsplit(address)
    proven = _is_proven(address, words, stems)
    if not words or len(words) > _LONGEST or not (proven or _is_in_place(address, anchor, crowded)):
        return None
    names = _names_of(parts.path)
    if len(names) > _DEEPEST or is_file(address) or is_calendar(address) or _is_no_news(names, words):
        return None
    if _ODD_QUERY.search(parts.query) or read_paging(address).number > 1:
        return None
    tier = _tier(names, words) or (_TIER_NAV if proven else _TIERS[anchor.region])
    return tier, len(names) + bool(parts.query)


def _is_proven(address: str, words: str, stems: Counter[str]) -> bool:
    """Whether articles of this page lie below the address: two, since an article may have an appendix."""
    parts = urlsplit(address)
    return stems[parts.netloc + parts.path.rstrip("/")] > 1 and not (is_headline(words) or is_slug(address))


def _is_in_place(address: str, anchor: Anchor, crowded: frozenset[int]) -> bool:
    """Whether the link stands where sections do, and does not look like an article's."""
    if not anchor.region or anchor.place == "article" or has_date(address):
        return False
    headline, slug = is_headline(anchor.title), is_slug(address)
    if anchor.region == "list" or anchor.place != "menu":
        return not (headline or slug or anchor.in_heading or anchor.group in crowded)
    if headline:
        return not (slug or anchor.in_heading)
    return not slug or _is_plain(address)


def _is_plain(address: str) -> bool:
    """Whether a long name has no number in it that an article's would have: /news/local-news-north-kent."""
    name = urlsplit(address).path.rstrip("/").rpartition("/")[2]
    return not re.search(r"\d{5}|[\da-f]{8}-", name) or name.count("-") <= 1


def _is_no_news(names: tuple[str, ...], words: str) -> bool:
    said = _fold(words)
    if any(name in NEVER for name in names) or said in NEVER:
        return True
    return any(NEVER_FIRST.fullmatch(name) or SMALL_PRINT.search(name) for name in (*names[-1:], said))


def _tier(names: tuple[str, ...], words: str) -> int:
    """The tier of what comes last; 0 for all others."""
    if any(name in TAGS for name in names[:-1]) or names[-1:] == ("tags",):
        return _TIER_TAGS
    return _TIER_LAST if any(name in LAST for name in (*names[:1], *names[-1:], _fold(words))) else 0


@remembered
def _names_of(path: str) -> tuple[str, ...]:
    return tuple(_fold(name) for name in unquote(path).split("/") if name)


@remembered
def _fold(words: str) -> str:
    """A name as an address would spell it: small letters, no accents, hyphens, no .html."""
    plain = words[:100].casefold().translate(_FOLDED).translate(_MORE_FOLDED)
    return _NO_WORD.sub("-", re.sub(r"\.(?:s?html?|php|aspx?|jsp)$", "", plain)).strip("-")


def _groups_of_headlines(links: Sequence[tuple[str, Anchor]]) -> frozenset[int]:
    """Lists with a headline in them, outside menus: lists of stories."""
    return frozenset(anchor.group for _, anchor in links if anchor.group and is_headline(anchor.title))


def _home_keys(url: str) -> frozenset[str]:
    parts = urlsplit(url)
    root = url_key(f"{parts.scheme}://{parts.netloc}/")
    return frozenset((root, *(f"{root}/{name}{end}" for name in HOME for end in ("", ".html", ".htm", ".php", ".aspx"))))


def _is_other_language(address: str, anchor: Anchor, own: str) -> bool:
    """Whether this leads to the paper in another language: it says so, or its path begins with one that ours lacks."""
    foreign = (anchor.element.get("hreflang") or "")[:2].lower()
    here = (anchor.element.getroottree().getroot().get("lang") or "")[:2].lower()
    if (foreign and here and foreign != here) or anchor.title.casefold() in LANGUAGES:
        return True
    first = urlsplit(address).path.split("/")[1].lower()
    return first in LANGUAGE_CODES and urlsplit(own).path.split("/")[1:2] != [first]
