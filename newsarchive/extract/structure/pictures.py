"""Addresses of pictures. In: an <img>, or an address. Out: where the picture itself lies, whether it is one, and by what two
addresses are known to be sizes of one picture.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, unquote, urlsplit

import lxml.html

from newsarchive.extract.words.wording import vocabulary

LEAST = 90  # pixels: what is declared smaller is an icon, an avatar or a tracking pixel
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_LAZY = ("data-original", "data-src", "data-lazy-src", "data-lazy", "data-full-src", "data-hi-res-src", "data-url")
_MOST_SOURCES = 40  # addresses of one picture
_LONGEST = 4_000  # characters of a query
_DENSITY = 1_000  # what "2x" counts in pixels of width
_TOKENS = re.compile(r"[a-z]+")
_EXTENSION = re.compile(r"(?:\.(?:jpe?g|png|webp|avif|gif|jfif|tiff?|bmp))+$", re.IGNORECASE)
_SIZED = re.compile(
    r"[-_.~](?:\d{2,4}x\d{2,4}(?:_c|c)?|[wh]?\d{3,4}(?:px|w)?|e\d{10,}|scaled|large|medium|small|thumb(?:nail)?|full|original|cropped"
    r"|\d+x|xx?l|mobile|desktop|square|landscape)$",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"(?:[a-z]{1,2}_?)?\d{2,4}(?:x\d{2,4})?[a-z]?|(?:[whcqaf][_=:-]?[\w.:]+,)+[\w=.:-]+|(?:width|height|quality|format|fit)=.*"
    r"|(?:landscape|square|portrait)\w*|large|medium|small|thumb(?:nail)?s?|original|full",
    re.IGNORECASE,
)
_DISTINCT = 8  # characters of a file name that no two pictures share, where a digit or two words are in it
_LOGO_WORDS = 3  # words of a file's name, at most, for "logo" to mean that it is one and not that it shows one


def address_of(image: lxml.html.HtmlElement) -> str | None:
    """The address of the picture that an <img> shows, the widest where it names several.

    Lazy images keep it in a data attribute, in <picture>, or in the <noscript> beside them; what stands in src is then a
    placeholder.
    """
    wide = max(_sets(image), key=lambda pair: pair[0], default=(0.0, ""))[1]
    lazy = next((value for name in _LAZY if (value := _clean(image.get(name)))), None)
    return wide or lazy or _clean(image.get("src")) or _spare(image)


def shows(image: lxml.html.HtmlElement, address: str) -> bool:
    """Whether an <img> is a picture by its size, and no tracking pixel, spacer, icon or avatar; a GIF must say its size."""
    sizes = [size for name in ("width", "height") if (size := _pixels(image.get(name))) is not None]
    return all(size >= LEAST for size in sizes) and (bool(sizes) or not address.lower().endswith(".gif"))


def is_picture(url: str) -> bool:
    """Whether an address may be that of a picture that belongs to an article, by its words."""
    parts = urlsplit(url.lower())
    if parts.path.endswith((".svg", ".ico", ".js", ".css", ".html")) or parts.hostname is None:
        return False
    folders, _, name = parts.path.rpartition("/")
    tokens = _TOKENS.findall(_EXTENSION.sub("", name))
    if len(tokens) <= _LOGO_WORDS and set(tokens) & vocabulary("no_picture"):
        return False
    return not (set(re.split(r"[/.]", f"{parts.hostname}{folders}")) & vocabulary("no_picture_folder"))


def identity(address: str) -> str:
    """What the sizes and formats of one picture share: its file's name where that is distinct, else its address without sizes."""
    try:
        parts = urlsplit(_inner(address))
    except ValueError:  # no address at all, such as "http://[x]/"
        return address
    folders, _, name = unquote(parts.path).rpartition("/")
    stem = _stem(name)
    if len(stem) >= _DISTINCT and (any(char.isdigit() for char in stem) or re.search(r"[a-z][-_ ][a-z]", stem)):
        return stem
    kept = [folder for folder in folders.split("/") if folder and not _SIZE.fullmatch(folder)]
    asked = sorted(
        pair for pair in parts.query.split("&") if pair and pair.partition("=")[0].lower() not in vocabulary("cropping")
    )
    return "/".join([*kept, stem, *asked])


def _stem(name: str) -> str:
    stem = _EXTENSION.sub("", name)
    while True:
        shorter = _EXTENSION.sub("", _SIZED.sub("", stem))
        if shorter == stem or len(shorter) < 3:
            return stem.lower()
        stem = shorter


def _inner(url: str) -> str:
    """The address inside the address of a service that scales pictures."""
    at = max(url.rfind("http://"), url.rfind("https://"), url.rfind("http:/"), url.rfind("https:/"))
    if at > 0 and "?" not in url[:at]:
        return url[at:]
    asked = parse_qs(urlsplit(url).query[:_LONGEST]) if "http" in url[at + 8 :] or "url=" in url else {}
    return next((value for values in asked.values() for value in values if value.startswith(("http://", "https://"))), url)


def _sets(image: lxml.html.HtmlElement) -> Iterator[tuple[float, str]]:
    """(width, address) for all that srcset and <source> name; the parser puts an image into the <source> before it."""
    around = itertools.takewhile(lambda element: element.tag in ("source", "picture"), image.iterancestors())
    picture = next((element for element in itertools.islice(around, _MOST_SOURCES) if element.tag == "picture"), None)
    sources = itertools.islice(picture.iter("source"), _MOST_SOURCES) if picture is not None else ()
    for element in (image, *sources):
        for name in _SETS:
            if value := element.get(name):
                yield from _candidates(value)


def _candidates(value: str) -> Iterator[tuple[float, str]]:
    """The pairs of a srcset (HTML standard, 4.8.4.2.1): an address may hold commas, but not end in one."""
    url = ""
    for token in value.split()[: 2 * _MOST_SOURCES]:
        if not url and not token.endswith(","):
            url = token
            continue
        if clean := _clean(url or token.rstrip(",")):
            yield _width(token) if url else 1.0, clean
        url = ""
    if url and (clean := _clean(url)):
        yield 1.0, clean


def _width(token: str) -> float:
    match = re.match(r"(\d{1,6}(?:\.\d{1,3})?)([wx])", token)
    return float(match[1]) * (_DENSITY if match[2] == "x" else 1) if match else 1.0


def _spare(image: lxml.html.HtmlElement) -> str | None:
    """The address in the <noscript> that stands for a lazy image, or in the one that the image is in."""
    beside = image.getnext()
    spare = beside.find(".//img") if beside is not None and beside.tag == "noscript" else None
    return _clean(spare.get("src")) if spare is not None else None


def _clean(value: str | None) -> str | None:
    """An attribute's value, where it can be an address: no picture in itself, no template, no placeholder."""
    text = (value or "").strip()
    if not text or text.startswith(("data:", "blob:", "javascript:", "about:", "[", "{")) or "{" in text or "%7B" in text:
        return None
    name = text.partition("?")[0].rpartition("/")[2].lower()
    return None if set(_TOKENS.findall(name)[:_LOGO_WORDS]) & vocabulary("placeholder") else text


def _pixels(value: str | None) -> int | None:
    match = re.fullmatch(r"\s*(\d{1,5})(?:\.\d+)?(?:px)?\s*", value or "")
    return int(match[1]) if match else None
