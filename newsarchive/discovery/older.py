"""The next page of a listing: where its older stories stand.

In: the links of a page, their addresses, and the page's own address. Out: one address, or "". Words, arrows and
classes only propose: what is taken must also be a page of this same listing, the one after this, as its address
counts them. So a calendar's next month, the next picture and the next article are never taken. Numbers that go on
after the last page are the caller's to stop.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from lxml import etree

from newsarchive.discovery.anchors import Anchor
from newsarchive.discovery.paging import Paging, read_paging
from newsarchive.discovery.shape import is_calendar, is_file, is_slug
from newsarchive.urls import same_site

_HEAD_LINKS = 500
_WORDS = 6  # of a label such as "go to the next page"
# "Previous posts" are the older ones in some systems; the count in the address tells where they are the newer.
_ON_WORDS = """
next older more previous weiter weitere ältere älteren nächste nächsten nächster mehr vorherige suivant suivante suivants
suivantes ancien anciens anciennes plus précédents volgende ouder oudere meer siguiente siguientes anteriores antiguas
antiguos más successiva successivo successivi prossima prossimo precedenti altri altro nästa äldre fler neste eldre flere
næste ældre następna następne następny starsze dalej więcej další starší více próxima próximas próximo próximos seguinte
seguintes antigas antigos mais seuraava vanhemmat lisää
"""
_ON = frozenset(_ON_WORDS.split())
_FILLING_WORDS = """
load show view see go to the page pages post posts story stories article articles entry entries news results items laden
anzeigen zeigen zur seite seiten beiträge artikel meldungen einträge nachrichten de la à charger voir afficher d'articles
actualités pagina berichten artikelen nieuws toon cargar ver página entradas noticias carica mostra articoli notizie sida
sidan inlägg visa nyheter side saker innlegg vis nyheder strona wpisy artykuły pokaż stránka strana články načíst carregar
notícias postagens sivu
"""
_FILLING = frozenset(_FILLING_WORDS.split())
_ARROW = "[\u00bb\u203a>\u2192\u27e9\u276f\u25b6\u21d2\u27f6]"
_ARROWS = re.compile(rf"(?:\s*{_ARROW})+\s*")
_MARKS = re.compile(
    r"(?<![a-z])(?:next|older|load-?more|show-?more|nav-previous|previous-posts|naechste|suivante?|volgende|siguiente"
    r"|successiv[ao]|nasta|neste|weiter)(?![a-z])",
    re.IGNORECASE,
)
_TOKENS = re.compile(r"[\w'\u2019]+")


def find_older(root: etree._Element, links: Sequence[tuple[str, Anchor]], url: str, resolve: Callable[[str], str | None]) -> str:
    """The address of the page after this one, "" where there is none.

    `links` are the addresses that could be resolved, with their anchors; `resolve` makes an href an address.
    """
    if is_calendar(url):
        return ""
    own = read_paging(url)
    heads = (link.get("href", "") for link in islice(root.iter("link"), _HEAD_LINKS) if _is_next(link))
    announced = [*filter(None, map(resolve, heads)), *(address for address, anchor in links if _is_next(anchor.element))]
    for address in announced:
        if _can_be(address, url) and _is_after(read_paging(address), own, announced=True):
            return address
    proposed = [address for address, anchor in links if is_label(anchor) and _can_be(address, url)]
    return _nearest([*proposed, *_numbered(links, url, own)], own)


def is_label(anchor: Anchor) -> bool:
    """Whether a link says that it leads on: by its words, an arrow alone, its label for screen readers, or a class."""
    element = anchor.element
    if _ARROWS.fullmatch(anchor.title[:20]):
        return True
    if any(_says_on(words) for words in (anchor.title, element.get("aria-label"), element.get("title"))):
        return True
    around = element.getparent()
    names = (element.get("class"), element.get("id"), around.get("class") if around is not None else None)
    return any(_MARKS.search(name[:300]) for name in names if name)


def is_number(anchor: Anchor) -> bool:
    """Whether a link's words are a page's number alone."""
    return len(anchor.title) <= 5 and anchor.title.isdecimal()


def _is_next(element: etree._Element) -> bool:
    return "next" in (element.get("rel") or "").lower().split() and bool((element.get("href") or "").strip())


def _says_on(words: str | None) -> bool:
    if not words or len(words) > 60:
        return False
    tokens = [token for token in _TOKENS.findall(words.casefold()) if not token.isdecimal()]
    return len(tokens) <= _WORDS and any(token in _ON for token in tokens) and all(t in _ON or t in _FILLING for t in tokens)


def _can_be(address: str, url: str) -> bool:
    return same_site(address, url) and not is_calendar(address) and not is_file(address)


def _is_after(page: Paging, own: Paging, *, announced: bool = False) -> bool:
    """Whether `page` comes next after `own`; an announced one (rel=next) may be of a listing at another address."""
    if not page.is_of(own):
        elsewhere = announced and page.way != "" and page.path != own.path
        return elsewhere and not any(is_slug(f"https://{listing.host}{listing.path}") for listing in (page, own))
    if page.way == "mark":
        return True
    own = own.seen_from(page)
    if own.way != page.way:  # the first page: the next is 2, or 1 where they count from 0
        return page.number in (1, 2) if page.way == "page" else page.number > 0
    return page.number == own.number + 1 if page.way == "page" else page.number > own.number


def _nearest(addresses: Iterable[str], own: Paging) -> str:
    """Of those that come after this page the nearest: an arrow may lead to the last one."""
    after = [(paging, address) for address in addresses if _is_after(paging := read_paging(address), own)]
    return min(after, key=lambda pair: pair[0].number, default=(own, ""))[1]


def _numbered(links: Sequence[tuple[str, Anchor]], url: str, own: Paging) -> Iterator[str]:
    """Where the words are this page's number and one, and the address counts one step more than this page's."""
    for address, anchor in links:
        if not is_number(anchor) or not _can_be(address, url):
            continue
        page, shown = read_paging(address), int(anchor.title)
        if page.way != "mark" and _is_after(page, own) and _is_step(page, own.seen_from(page), shown):
            yield address


def _is_step(page: Paging, own: Paging, shown: int) -> bool:
    if shown < 2:  # the first page comes after none
        return False
    if page.way == "page":
        return shown - page.number in (0, 1) and (own.way == page.way or shown == 2)
    step = page.number / (shown - 1)
    return page.number == (own.number if own.way == page.way else 0) + step


def leads_on(address: str, anchor: Anchor, own: Paging) -> bool:
    """Whether a link turns the pages of this listing: it is no article, however much it looks like one."""
    if is_number(anchor):
        return read_paging(address).is_of(own)
    return is_label(anchor) and _is_after(read_paging(address), own)
