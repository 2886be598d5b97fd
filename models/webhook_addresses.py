"""Webhook addresses: where dealers may have webhooks sent, and where nobody may.

A name is looked up when something is sent, so what is checked here of a name is its form alone;
whatever it then leads to passes `is_open`.
"""

import re
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import SplitResult, urlsplit

from models import texts
from models.refusals import WebhookAddressForbidden, WebhookAddressInvalid

Network = IPv4Network | IPv6Network

MOST = 500  # characters
_DEFAULT_PORTS = {"https": 443, "http": 80}
_UNFIT = re.compile(r"[^!-~]|[\\\"<>^`{|}]")
_LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*\.?\Z")
_NUMBER = re.compile(r"(\d+|0x[0-9a-f]*)\Z")
_GLOBAL_UNICAST = ip_network("2000::/3")
# Addresses that carry another one inside, which would be reached by way of a relay.
_RELAYED = tuple(map(ip_network, ("192.88.99.0/24", "2001::/32", "2002::/16")))


@dataclass(frozen=True, slots=True)
class AddressRules:
    """Which ports are open, which private networks all the same, and whether plain HTTP is."""

    ports: frozenset[int] = frozenset({443, 8443})
    networks: tuple[Network, ...] = ()
    has_plain_http: bool = False

    def is_open(self, address: str) -> bool:
        """Whether webhooks may go to this IP address: to the Internet, or to a network named."""
        try:
            found = _unmapped(ip_address(address))
        except ValueError:
            return False
        if any(found in network for network in self.networks):
            return True
        return _is_public(found)

    def checked(self, url: str, field: str) -> str:
        """An address as it was typed, which is refused unless a webhook may be sent there."""
        text = texts.line(url, field, most=MOST)
        parts, port = _parted(text, field)
        if parts.scheme == "http" and not self.has_plain_http:
            raise WebhookAddressInvalid(field)
        if port not in self.ports or not self._may_name(parts.hostname or "", field):
            raise WebhookAddressForbidden(field)
        return text

    def _may_name(self, host: str, field: str) -> bool:
        """A name of whatever may be behind it; of IP addresses only one that is open."""
        try:
            ip_address(host)
        except ValueError:
            labels = host.rstrip(".").split(".")
            # Whatever ends in a number is read as an IPv4 address by some: octal, hex, or whole.
            if not _NAME.match(host) or _NUMBER.match(labels[-1]):
                raise WebhookAddressInvalid(field) from None
            return labels[-1] != "localhost" or self.is_open("127.0.0.1")
        return self.is_open(host)


def _parted(text: str, field: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as problem:
        raise WebhookAddressInvalid(field) from problem
    beside = parts.username, parts.password, parts.fragment
    if parts.scheme not in _DEFAULT_PORTS or any(beside) or _UNFIT.search(text):
        raise WebhookAddressInvalid(field)
    return parts, _DEFAULT_PORTS[parts.scheme] if port is None else port


def _unmapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """IPv4 written as IPv6 is that IPv4."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and (address.scope_id or address not in _GLOBAL_UNICAST):
        return False
    if any(address in network for network in _RELAYED):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)
