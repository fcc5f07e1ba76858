"""A walk through a made-up paper by the conventions alone, to show that all of its articles can be found.

In: a paper. Out: the targets that robots.txt, the usual places, feeds, sitemaps and lists lead to. Links on articles'
pages are not followed, so that a list which leads nowhere is not made good by a neighbour. No product code is used.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import deque
from html import unescape
from urllib.parse import urljoin, urlsplit

from tests.webs.paper import Paper, is_trapped
from tests.webs.server import NOT_FOUND, Answer

_PLACES = (
    "/",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap_index.xml",
    "/rss",
    "/feed/",
    "/news/rss/",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
)
_MOST = 3_000


def reachable(paper: Paper) -> set[str]:
    """Every target of the paper's own host that a visitor who keeps to lists and feeds comes to know."""
    known = {paper.origin + place for place in _PLACES}
    queue = deque(known)
    while queue:
        url = queue.popleft()
        if _is_article(paper, url):
            continue
        for link in _links(paper, url):
            if link not in known and _is_wanted(paper, link):
                known.add(link)
                queue.append(link)
        assert len(known) < _MOST, f"{paper.name} has no end"
    return {_target(url) for url in known if url.startswith(paper.origin)}


def _target(url: str) -> str:
    return url.partition("://")[2].partition("/")[2].join(("/", ""))


def _is_article(paper: Paper, url: str) -> bool:
    return url.startswith(paper.origin) and paper.story_at(url) is not None


def _is_wanted(paper: Paper, url: str) -> bool:
    hosts = {urlsplit(paper.origin).netloc, *(f"{host}:{urlsplit(paper.origin).port}" for host in paper.elsewhere)}
    shut = bool(paper.forbidden and re.search(paper.forbidden, _target(url)))
    return urlsplit(url).netloc in hosts and not is_trapped(paper, _target(url)) and not shut


def _ask(paper: Paper, url: str) -> Answer:
    host = urlsplit(url).hostname or ""
    if host == paper.host:
        return paper.answer(_target(url))
    return paper.elsewhere.get(host, {}).get(_target(url), NOT_FOUND)


def _links(paper: Paper, url: str) -> list[str]:
    """Absolute addresses without fragment and session."""
    answer = _ask(paper, url)
    where = dict(answer.headers).get("Location")
    raw = [where] if where else _read(answer, paper)
    base = next((found[1] for text in raw if (found := re.match(r"base (.*)", text))), url)
    links = (urljoin(base, text.strip()).partition("#")[0] for text in raw if not text.startswith("base "))
    return [re.sub(r"[?&](?:sid|utm_\w+)=[^&]*", "", link) for link in links]


def _read(answer: Answer, paper: Paper) -> list[str]:
    body = gzip.decompress(answer.body) if answer.mime == "application/gzip" else answer.body
    text = body.decode("utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else paper.encoding, "replace")
    if "json" in answer.mime:
        feed = json.loads(text)
        return [item["url"] for item in feed["items"]] + [feed.get("next_url", "")]
    if answer.mime.startswith("text/plain"):
        return re.findall(r"^(?:Sitemap: )?(http\S+)$", text, re.MULTILINE)
    base = [f"base {found}" for found in re.findall(r'xml:base="([^"]+)"', text)]
    found = re.findall(r'href="([^"]*)"', text) + re.findall(r"<(?:loc|link)>([^<]+)</", text)
    return base + [unescape(link) for link in found]
