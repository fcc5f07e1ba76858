"""What an address and a link's words tell of the page behind them, before anyone has asked for it.

In: an address that `page_url` made, or a text. Out: yes or no. Each answer leans to "article", since one page too
many costs a request, and one too few is lost.
"""

from __future__ import annotations

import functools
import re
from urllib.parse import unquote, urlsplit

from newsarchive.urls import MAX_LENGTH, page_url

_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svgz?|ico|bmp|tiff?|pdf|docx?|xlsx?|pptx?|odt|epub|zip|gz|rar|7z|mp[34]|m4[av]|aac|ogg"
    r"|wav|webm|mov|avi|m3u8?|css|m?js|json|xml|rss|rdf|atom|ics|vcf|apk|exe|dmg|woff2?|ttf|eot|csv)",
    re.IGNORECASE,
)
# Pages that list, sell or ask who you are. Each rule takes the whole path, or its end from a word that no slug has.
_LISTING = re.compile(
    r"(?:/[\w-]+)*/(?:tags?|topics?|schlagwort|etiquetas?|authors?|autor(?:en|es|i)?|auteurs?"
    r"|categor(?:y|ies|ia)|kategorien?|labels?|users?)(?:/[^/]+)?(?:/page/\d+)?"
    r"|(?:/[^/]+)*/(?:page|seite|pagina)/\d+",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"/(?:[a-z]{2}/)?(?:(?:log|sign)-?(?:in|out|up)|anmelden|connexion|logout|register|registrieren|registration|my-?account"
    r"|account|konto|subscri(?:be|ptions?)|abo|abonnements?|abonneren|newsletters?|checkout|cart|search|suche|recherche|zoeken"
    r"|contact(?:-us)?|kontakt|about(?:-us)?|impressum|imprint|datenschutz(?:erklaerung)?|privacy(?:-(?:policy|notice))?"
    r"|cookies?(?:-policy)?|terms(?:-(?:of-(?:use|service)|and-conditions))?|terms-conditions|agb|mentions-legales"
    r"|advertis(?:e|ing)(?:-with-us)?|mediadaten|sitemap|help|faqs?|rss(?:-feeds)?|feeds?|wp-admin|wp-login)(?:\.\w{3,5})?",
    re.IGNORECASE,
)
_LATER_PAGE = re.compile(r"(?:page|paged|seite|pagina)=\d+", re.IGNORECASE)
_ID = re.compile(r"\d{5,}|[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}", re.IGNORECASE)
_DATE = re.compile(r"/(?:19|20)\d\d[/-][01]?\d(?:[/-][0-3]?\d)?[/-][^/]*[^\W\d_]")
_MIXED_ID = re.compile(r"(?=[a-z-]*\d)(?=\d*[a-z])[\da-z]{10,}", re.IGNORECASE)
_QUERY_ID = re.compile(r"(?:^|&)(?:p|[\w-]*id|nr?|article|artikel|story|news|item|noticia)=[\w-]*\d|=\d{5}", re.IGNORECASE)
# What is on, and when: a diary has a page for every month there will ever be.
_DIARY = re.compile(
    r"(?:[\w-]+-)?calendar|events?|(?:[\w-]+-)?kalender|calendrier|calendario|kalendarz|kalendar|kalendar-akci"
    r"|veranstaltung(?:en|skalender|stipps)?|termine|agenda|evenements|eventos|eventi|evenementen|arrangementer|evenemang",
    re.IGNORECASE,
)
_DAYS = re.compile(r"(?:/[^/]+)?/(?:19|20)\d\d(?:[/-]\d{1,2}){0,2}/?")
_DIARY_QUERY = re.compile(
    r"(?:^|&)(?:view=(?:list|month|week|day|calendar)|(?:month|year|day|date|week|ical|tribe-bar-date|eventdisplay)=)",
    re.IGNORECASE,
)
# What a server without cookies writes into every link anew, so that one page has an address for each visit.
SESSION_PATH = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
SESSION_KEYS = r"phpsessid|jsessionid|aspsessionid\w*|cfid|cftoken"
_SESSION_QUERY = re.compile(rf"(?<=[?&])(?:{SESSION_KEYS}|asp\.net_sessionid)=[^&]*&?", re.IGNORECASE)
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")  # kana, han, hangul
_SPACELESS = 8  # characters of those that make a headline


remembered = functools.lru_cache(maxsize=4_096)  # the same menus and teasers stand on many pages of a site


def resolved(href: str, base: str) -> str | None:
    """The address that a link leads to, without the number of a visit; None where it is none that can be asked for."""
    if href.startswith(("/", "http://", "https://")) and (slash := base.find("/", len("https://"))) > 0:
        base = base[: slash + 1]  # nothing else of it counts, and menus stand on every page of a site
    return _known_address(href, base) if len(href) <= MAX_LENGTH else _address(href, base)


def _address(href: str, base: str) -> str | None:
    address = page_url(href, base)
    return without_session(address) if address else None


_known_address = remembered(_address)


@remembered
def is_file(url: str) -> bool:
    """Whether the path ends in the name of a picture, a document, a feed or a program."""
    name = urlsplit(url).path.rpartition("/")[2]
    return bool(_FILE.fullmatch("." + name.rpartition(".")[2])) and "." in name


@remembered
def is_listing(url: str) -> bool:
    """Whether the address says that it is a list, a form or small print: /tag/x, /author/x, /login, ?page=2."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    if _LISTING.fullmatch(path):  # unless it names one thing: /category/story.cfm?objectid=10486887, /topic/30039-why-it-rains
        name = path.rpartition("/")[2]
        return not (_QUERY_ID.search(parts.query) or (_ID.search(name) and name.count("-") >= 3))
    return bool(_SERVICE.fullmatch(path) or _LATER_PAGE.fullmatch(parts.query))


@remembered
def is_calendar(url: str) -> bool:
    """Whether the address is of a diary of events, or of a day, month or year alone: such pages go on for ever."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    return bool(
        any(_DIARY.fullmatch(name) for name in path.split("/"))
        or _DAYS.fullmatch(path)
        or _DIARY_QUERY.search(unquote(parts.query))
    )


@remembered
def has_date(url: str) -> bool:
    """Whether the path has a date before its last part, as articles' addresses do."""
    return bool(_DATE.search(unquote(urlsplit(url).path)))


def without_session(url: str) -> str:
    """The address without the number of a visit, by which one page would be another at each."""
    if "sess" not in url.lower() and "cf" not in url.lower():
        return url
    return _SESSION_QUERY.sub("", SESSION_PATH.sub("", url)).rstrip("?&")


@remembered
def is_slug(url: str) -> bool:
    """Whether the address looks like an article's: three words or more in its last part, an id, or a date before it."""
    parts = urlsplit(url)
    path = unquote(parts.path).rstrip("/")
    name = path.rpartition("/")[2]
    words = [word for word in re.split(r"[-_+. ,]+", name) if word]
    return bool(
        len(words) >= 3
        or len(_DENSE.findall(name)) >= _SPACELESS
        or _ID.search(path)
        or _DATE.search(path)
        or any(_MIXED_ID.fullmatch(word) for word in words)
        or _QUERY_ID.search(parts.query)
    )


def is_headline(words: str) -> bool:
    """Whether a link's text is long enough for a headline: four words, 25 characters, or 8 where words have no spaces."""
    return len(words) >= 25 or len(words.split()) >= 4 or len(_DENSE.findall(words)) >= _SPACELESS
