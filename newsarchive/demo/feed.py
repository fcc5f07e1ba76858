"""The paper's feed. In: the origin. Out: RSS 2.0 as bytes, the newest stories first. It never invents an author."""

from __future__ import annotations

from email.utils import format_datetime
from xml.etree import ElementTree as ET

from newsarchive.demo.paper import FEED, IN_FEED, NAME, Story, stories

_ATOM, _DC = "http://www.w3.org/2005/Atom", "http://purl.org/dc/elements/1.1/"


def rss(origin: str) -> bytes:
    """The feed of the paper at `origin`; every second link carries the counting parameters that feeds often have."""
    ET.register_namespace("atom", _ATOM)
    ET.register_namespace("dc", _DC)
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _add(channel, title=NAME, link=f"{origin}/", description="News from the Leme valley", language="en-gb")
    ET.SubElement(channel, f"{{{_ATOM}}}link", rel="self", href=origin + FEED, type="application/rss+xml")
    newest = stories()[:IN_FEED]
    _add(channel, lastBuildDate=format_datetime(max(story.modified or story.published for story in newest)))
    for place, story in enumerate(newest):
        _item(channel, story, origin, "?utm_source=rss&utm_medium=feed" if place % 2 else "")
    ET.indent(root)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode").encode() + b"\n"


def _item(channel: ET.Element, story: Story, origin: str, query: str) -> None:
    item = ET.SubElement(channel, "item")
    _add(item, title=story.headline, link=origin + story.path + query, description=story.teaser, category=story.section)
    _add(item, pubDate=format_datetime(story.published))
    ET.SubElement(item, "guid", isPermaLink="false").text = f"gazette-{story.number}"
    for name in story.authors:
        ET.SubElement(item, f"{{{_DC}}}creator").text = name


def _add(parent: ET.Element, **texts: str) -> None:
    for tag, text in texts.items():
        ET.SubElement(parent, tag).text = text
