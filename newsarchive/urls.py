"""The one idea of "the same URL".

`page_url` is the address to ask for and to write into records; `url_key` says whether two addresses are the
same page; `surt_key` is the key of CDXJ indexes. None of them touches the network.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator
from itertools import product
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from w3lib.url import canonicalize_url, safe_url_string

MAX_LENGTH = 2083  # what proxies and tools agree to carry
_HOST = re.compile(r"[a-z0-9_.:-]+")  # a name in ASCII, or an address
_NOT_A_URI = re.compile(r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]")  # RFC 3986, section 2
# Names that only ever count visitors. courlan's list is longer, but its `cid`, `uid`, `eid` and `source` are
# article ids on some papers, and a parameter too many costs one request where one too few loses an article.
_TRACKERS = re.compile(
    r"(utm|mtm|pk|piwik|itm|at|ns|vero|oly|hsa)_\w+|(fb|g|d|tw|y|ys|sc)clid|msclkid|(g|w)braid|igshid|mc_[ce]id"
    r"|dicbo|tblci|xtor|ito|cmpid|cmp|ocid|wt_mc|wtmc|_ga|_gl|s_cid|ftag|ref_src|mkt_tok",
    re.IGNORECASE,
)


# Addresses that come back as they are: spelling one anew takes 37 us, so 1.8 s for the 50,000 of one sitemap; this takes 1 us.
_CLEAN = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?\.){1,9}[a-z]{2,20}/"
    r"(?:[A-Za-z0-9_~-][A-Za-z0-9_.~-]*+/)*+(?:[A-Za-z0-9_~-][A-Za-z0-9_.~-]*+)?+"
)


def request_url(url: str, base: str = "") -> str | None:
    """`url` as an absolute ASCII http(s) address without fragment, as RFC 3986 spells it; else as it was given.

    None where it is no such address: another scheme, no host, a user name, a bad port, longer than MAX_LENGTH.
    """
    whole = url
    if url.startswith("/") and not url.startswith("//") and (slash := base.find("/", len("https://"))) > 0:
        whole = base[:slash] + url
    return whole if len(whole) <= MAX_LENGTH and _CLEAN.fullmatch(whole) else _spelled(url, base)


@functools.lru_cache(maxsize=4_096)  # each link is asked for its spelling, its scope, its article and its key
def _spelled(url: str, base: str) -> str | None:
    try:
        parts = urlsplit(safe_url_string(urldefrag(urljoin(base, url.strip()))[0]))
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
            return None
        _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    plain = parts._replace(path=parts.path or "/", netloc=parts.netloc.lower()).geturl()
    clean = _NOT_A_URI.sub(lambda found: quote(found[0]), plain)
    return clean if len(clean) <= MAX_LENGTH and _HOST.fullmatch(urlsplit(clean).hostname or "") else None


def page_url(url: str, base: str = "") -> str | None:
    """The address to ask for and to write into records: `request_url` without tracking parameters.

    Nothing else is rewritten, since a server may tell apart what looks the same.
    """
    clean = request_url(url, base)
    if clean is None or "?" not in clean:
        return clean
    path, _, query = clean.partition("?")
    kept = "&".join(pair for pair in query.split("&") if not _TRACKERS.fullmatch(pair.partition("=")[0]))
    return f"{path}?{kept}" if kept else path


@functools.lru_cache(maxsize=8_192)  # .4 KB each in a process that should not grow with its site
def url_key(url: str) -> str:
    """Two addresses with one key are one page: scheme, `www.`, order of the query and a last slash do not count.

    The case of the path does: ids in base 62 differ by nothing else. `url` must be one that `page_url` accepts.
    """
    clean = page_url(url)
    if clean is None:
        raise ValueError(f"no http or https address: {url!r}")
    parts = urlsplit(canonicalize_url(clean))
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    return f"{host}{port}{parts.path.rstrip('/')}" + (f"?{parts.query}" if parts.query else "")


def spellings(url: str, hosts: Collection[str] = ()) -> Iterator[str]:
    """Other addresses of the same page: by http or https, with or without `www.` and a last slash.

    `hosts`, without `www.`, are names of one site: where the address has one of them, it may have any.
    """
    parts = urlsplit(url)
    own = parts.netloc.removeprefix("www.")
    names = (own, *(host for host in hosts if host != own)) if own in hosts else (own,)
    other = parts.path.rstrip("/") if parts.path.endswith("/") else f"{parts.path}/"
    paths = (parts.path, other) if parts.path != "/" else ("/",)
    for name, path, www, scheme in product(names, paths, ("www.", ""), ("https", "http")):
        spelled = parts._replace(scheme=scheme, netloc=www + name, path=path).geturl()
        if spelled != url:
            yield spelled


def surt_key(url: str) -> str:
    """Sort-friendly URI reordering transform, as CDXJ keys and pywb use it."""
    import surt  # noqa: PLC0415 - a tenth of a second, as requests comes with it; workers never ask for a key

    return str(surt.surt(url))


def same_site(url: str, front: str) -> bool:
    """Whether `url` lies on the host of `front`; with and without `www.` counts as one host, another port does not."""
    one, other = urlsplit(url), urlsplit(front)
    return _host(one.hostname) == _host(other.hostname) and _port(one) == _port(other)


def _host(name: str | None) -> str:
    return (name or "").lower().removeprefix("www.")


def _port(parts: object) -> int | None:
    port: int | None = getattr(parts, "port", None)
    return None if port in (80, 443) else port
