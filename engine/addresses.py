"""Who stands behind an address."""

from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address, IPv6Network

_PREFIX = 64


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """The network that one client has for itself: an IPv4 address, or a /64 of IPv6."""
    try:
        found = IPv6Address(address)
    except AddressValueError:
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(IPv6Network((found, _PREFIX), strict=False))
