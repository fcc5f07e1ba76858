"""A source: one paper, as inert data. No network and no file is touched here.

In: what the catalogue or the command line says of a paper. Out: a checked, frozen `Source`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsarchive.errors import BadConfiguration
from newsarchive.urls import page_url

NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,98}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Source:
    """One paper. `name` is also its folder's name; `url` its front page; `feeds` absolute addresses.

    `publisher` is the paper's title as it should stand in records; None where only its pages tell.
    `delay` is the least time between two requests to one host, in seconds; None for the run's default.
    `hosts` are further hosts whose pages are this paper's, such as "sport.paper.example"; a port may follow.
    Addresses are kept in the form that `urls.page_url` gives them. BadConfiguration names key, value and rule.
    """

    name: str
    url: str
    publisher: str | None = None
    feeds: tuple[str, ...] = ()
    delay: float | None = None
    hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise BadConfiguration(
                f"source name {self.name!r}: use 1 to 100 of a-z, 0-9, dot and hyphen, with a letter or digit at both ends"
            )
        object.__setattr__(self, "url", _checked("url", self.url, self.name))
        object.__setattr__(self, "feeds", tuple(_checked("feeds", feed, self.name) for feed in self.feeds))
        for host in self.hosts:
            if page_url(f"https://{host}/") != f"https://{host}/" or "/" in host:
                raise BadConfiguration(
                    f"source {self.name}: hosts = {host!r} is no host name in lower case ASCII, such as 'sport.paper.example'"
                )
        if self.delay is not None and not 0 <= self.delay <= 3600:
            raise BadConfiguration(f"source {self.name}: delay = {self.delay} must lie between 0 and 3600 seconds")

    @classmethod
    def from_url(cls, url: str) -> Source:
        """The source for a bare address: named by its host exactly as given (`www.` may be another paper)."""
        address = _checked("url", url, url)
        parts = urlsplit(address)
        name = re.sub(r"[^a-z0-9.-]", "-", parts.hostname or "") + (f"-{parts.port}" if parts.port else "")
        return cls(name=name.strip("-."), url=address)


def _checked(key: str, url: str, where: str) -> str:
    address = page_url(url)
    if address is None:
        raise BadConfiguration(
            f"source {where}: {key} = {url!r} is no http or https address with a host, such as https://paper.example/"
        )
    return address
