"""JSON Feed 1 and 1.1 (jsonfeed.org/version/1.1): text in, links out.

Any value may have any type: what does not fit is left out, and nothing raises.
"""

from __future__ import annotations

import json
from typing import Any

from newsarchive.discovery.links import Found, Hints, Link
from newsarchive.discovery.plain import plain, text
from newsarchive.urls import page_url

MAX_ENTRIES = 10_000  # each costs about 0.1 ms; papers announce 10 to 500


def read_json(content: str, url: str) -> Found:
    """The links of a JSON Feed served at `url`; kind "" where the text is something else."""
    try:
        feed = json.loads(content)
    except (ValueError, RecursionError) as error:
        return Found(kind="", problem=f"JSON that cannot be read: {str(error)[:200]}")
    version = text(feed.get("version")) if isinstance(feed, dict) else ""
    if "jsonfeed.org/version" not in version:
        return Found(kind="", problem="JSON that is no JSON Feed: its version does not say so")
    items = feed.get("items")
    if not isinstance(items, list):
        return Found(kind="json-feed", problem="a JSON Feed without a list of items")
    links = (_link(item, url) for item in items[:MAX_ENTRIES] if isinstance(item, dict))
    return Found("json-feed", tuple(link for link in links if link), problem=too_many(len(items)))


def _link(item: dict[str, Any], url: str) -> Link | None:
    address = _address(item, url)
    if address is None:
        return None
    return Link(
        address,
        Hints(
            via=url,
            via_kind="json-feed",
            title=plain(item.get("title")),
            published=text(item.get("date_published")),
            modified=text(item.get("date_modified")),
            section=next(filter(None, map(plain, _list(item.get("tags")))), ""),
            author=_author(item),
        ),
    )


def _address(item: dict[str, Any], url: str) -> str | None:
    """`url`, else an `id` that is an address: the specification wants it to be one. `external_url` is another's page."""
    said, name = item.get("url"), item.get("id")
    if isinstance(said, str) and said.strip() and (found := page_url(said, url)):
        return found
    return page_url(name) if isinstance(name, str) and name.lower().startswith(("http://", "https://")) else None


def _author(item: dict[str, Any]) -> str:
    people = [*_list(item.get("authors")), item.get("author")]
    names = (plain(person.get("name")) for person in people if isinstance(person, dict))
    return ", ".join(dict.fromkeys(filter(None, names)))


def too_many(count: int) -> str:
    """The problem of a feed with `count` entries; "" where all of them are read."""
    return f"{count} entries: only the first {MAX_ENTRIES} were read" if count > MAX_ENTRIES else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
