"""Papers in other letters: pages and feeds in windows-1251, ISO-8859-2, GBK and UTF-16, told in different places.

In: an origin and a day. Out: a paper with all its pages: ten articles in the feed, the rest in the sections.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tests.webs import announce
from tests.webs.paper import Paper, begin


def cyrillic(origin: str, now: datetime) -> Paper:
    """windows-1251, told by <meta charset> alone."""
    paper = begin(
        "ru",
        "windows-1251",
        (origin, now),
        lambda s: f"/news/{s.number}.html",
        encoding="windows-1251",
        header=False,
        marks="visible",
    )
    return _finish(paper, '<meta charset="windows-1251">', "windows-1251")


def polish(origin: str, now: datetime) -> Paper:
    """ISO-8859-2, told by <meta http-equiv> alone."""
    paper = begin(
        "pl",
        "iso-8859-2",
        (origin, now),
        lambda s: f"/artykul/{s.number},{s.slug}.html",
        encoding="iso-8859-2",
        header=False,
        marks="meta",
    )
    return _finish(paper, '<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-2">', "ISO-8859-2")


def chinese(origin: str, now: datetime) -> Paper:
    """GBK by its header, gb2312 by its pages, which is a part of it: both labels mean GBK to a browser."""
    paper = begin(
        "zh",
        "gbk",
        (origin, now),
        lambda s: f"/content/{s.published:%Y-%m/%d}/content_{s.number}.htm",
        encoding="gbk",
        marks="visible",
        card="list",
    )
    return _finish(paper, '<meta charset="gb2312">', "gbk")


def wide(origin: str, now: datetime) -> Paper:
    """UTF-16 with a byte order mark, told by header and mark."""
    paper = begin("de", "utf-16", (origin, now), lambda s: f"/artikel/{s.slug}-{s.number}", encoding="utf-16", marks="meta")
    return _finish(paper, "", "UTF-16")


def _finish(paper: Paper, meta: str, declared: str) -> Paper:
    paper.look = replace(paper.look, head=meta)
    paper.names_feed("/rss.xml")
    paper.names_sections()
    paper.articles()
    paper.small_print()
    paper.front()
    paper.section_lists(lambda first, place: f"{first}index_{place + 1}.html", 6)
    feed = announce.rss(paper.look.name, paper.origin, paper.linked(paper.stories[:10]), declared)
    paper.put("/rss.xml", feed.encode(paper.encoding, "xmlcharrefreplace"), "text/xml")
    paper.robots()
    return paper
