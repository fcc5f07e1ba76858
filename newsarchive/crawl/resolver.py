"""The guard at the resolver: addresses that are not public are not dialled.

It sits where a name becomes an address, so it holds for literals in every spelling, for names, for redirects
and for names that change their mind between two look-ups (DNS rebinding). `ALLOW_PRIVATE_ADDRESSES` opens it.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from scrapy.resolver import CachingHostnameResolver, HostResolution
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer, provider

# ipaddress of Python 3.11 calls these global; they are not (IANA special-purpose registries, RFC 6890, 7526, 9637).
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(each) for each in ("192.0.0.0/24", "192.88.99.0/24", "2002::/16", "2001::/32", "3fff::/20")
)
_UNICAST = ipaddress.ip_network("2000::/3")  # all of IPv6 that was ever given out; the rest may lead to IPv4 addresses
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether a packet to this IP address may leave for the open internet."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip not in _UNICAST:
            return False
    inside = any(ip in network for network in _NOT_PUBLIC if network.version == ip.version)
    return ip.is_global and not ip.is_multicast and not inside


@implementer(IHostnameResolver)
class GuardedResolver(CachingHostnameResolver):
    """Scrapy's caching resolver of IPv4 and IPv6 addresses that passes on public ones alone."""

    def __init__(self, reactor: Any, cache_size: int, *, allow_private: bool, proxy: str = "") -> None:
        super().__init__(reactor, cache_size)
        self._allow_private = allow_private
        self._proxy = proxy  # the host that the user chose, wherever it is
        self.refused: set[str] = set()  # hosts of which an address was held back

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        """As Scrapy asks of a component."""
        settings = crawler.settings
        size = settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0
        proxy = urlsplit(settings.get("NEWSARCHIVE_PROXY") or "").hostname or ""
        return cls(reactor, size, allow_private=settings.getbool("ALLOW_PRIVATE_ADDRESSES"), proxy=proxy)

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[Any] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """As IHostnameResolver asks, less the addresses that are not public."""
        is_open = self._allow_private or hostName == self._proxy
        receiver: Any = resolutionReceiver if is_open else _Filter(resolutionReceiver, hostName, self.refused)
        fixed = _literal(hostName, portNumber) or _loopback_name(hostName, portNumber)
        if fixed is None:
            return super().resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)
        resolution = HostResolution(hostName)
        receiver.resolutionBegan(resolution)
        receiver.addressResolved(fixed)
        receiver.resolutionComplete()
        return resolution


def _literal(host: str, port: int) -> Any:
    """An address written out: `127.1`, `0x7f000001`, `2130706433` and the like are read as the system reads them."""
    try:
        return IPv4Address("TCP", socket.inet_ntoa(socket.inet_aton(host)), port)
    except (OSError, ValueError):
        pass
    try:
        return IPv6Address("TCP", str(ipaddress.IPv6Address(host.strip("[]"))), port)
    except ValueError:
        return None


def _loopback_name(host: str, port: int) -> Any:
    """localhost and all names under it are this machine without asking anybody: RFC 6761, section 6.3."""
    name = host.rstrip(".").lower()
    return IPv4Address("TCP", "127.0.0.1", port) if name == "localhost" or name.endswith(".localhost") else None


@provider(IResolutionReceiver)
class _Filter:
    """Hands on public addresses; keeps silent about the rest, so that the name does not resolve."""

    def __init__(self, receiver: Any, host: str, refused: set[str]) -> None:
        self._receiver = receiver
        self._host = host
        self._refused = refused

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 - Twisted's name
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802 - Twisted's name
        if is_public(address.host):
            self._receiver.addressResolved(address)
        else:
            self._refused.add(self._host)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's name
        self._receiver.resolutionComplete()


def shows_not_public(host: str) -> bool:
    """Whether a host, without asking anybody, is an address that is not public."""
    fixed = _literal(host, 0) or _loopback_name(host, 0)
    return fixed is not None and not is_public(fixed.host)


def refuse(host: str) -> None:
    """Notes a host that was held back elsewhere."""
    if (guard := _guard()) is not None:
        guard.refused.add(host)


def was_refused(url: str) -> bool:
    """Whether an address of this URL's host was held back in this run."""
    guard = _guard()
    return guard is not None and urlsplit(url).hostname in guard.refused


def _guard() -> GuardedResolver | None:
    from twisted.internet import reactor

    resolver = getattr(reactor, "nameResolver", None)
    return resolver if isinstance(resolver, GuardedResolver) else None
