"""The pages where one paper announces articles, as its collection knows them."""

from __future__ import annotations

from newsarchive.collection.collection import Collection
from newsarchive.collection.state.rows import Place
from newsarchive.urls import url_key


class Places:
    """Looks them up by kind: "front", "feed", "sitemap" or "section"."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    def get(self, kind: str, url: str, title: str = "") -> Place:
        """The page at an address: as it is known, or as a new one that has not been read."""
        key = url_key(url)
        return self._collection.places.get((kind, key)) or Place(key, url, kind, title)

    def known(self, kind: str) -> list[Place]:
        """All of a kind, in the order in which they were found."""
        return [place for place in self._collection.places.values() if place.kind == kind]

    def has(self, kind: str) -> bool:
        """Whether one of a kind could be read, in this run or an earlier one."""
        return any(place.read and not place.is_missing for place in self.known(kind))
