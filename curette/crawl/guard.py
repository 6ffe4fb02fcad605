"""Which network addresses a page may come from: the public internet, and nothing that is nearer.

A web address can be made to lead into the machine or the house network that curette runs in: by
a link, by a redirect, or by a name that answers differently the second time it is asked. So a
name is resolved once, every answer is held against the table below, and the connection goes to
the very address that was checked.

The table is our own, from the IANA special-purpose registries for IPv4 and IPv6 as they stood in
2025. Python's `ipaddress.is_global` is not asked: on 3.11 it takes 192.0.0.192, 64:ff9b::/96,
2002::/16, fec0::/10 and 3fff::/20 for public.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))

# Ranges with a wider meaning stand before the wider range that holds them: the first match names
# the fault.
SPECIAL: tuple[tuple[Network, str], ...] = tuple(
    (ipaddress.ip_network(network), what)
    for network, what in (
        ("0.0.0.0/8", "this host"),
        ("10.0.0.0/8", "a private network"),
        ("100.64.0.0/10", "a carrier's inner network"),
        ("127.0.0.0/8", "this machine (loopback)"),
        ("169.254.0.0/16", "the local link, where cloud machines keep their secrets"),
        ("172.16.0.0/12", "a private network"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "a name server sink (AS112)"),
        ("192.52.193.0/24", "a multicast relay"),
        ("192.88.99.0/24", "a retired 6to4 relay"),
        ("192.168.0.0/16", "a private network"),
        ("192.175.48.0/24", "a name server sink (AS112)"),
        ("198.18.0.0/15", "network benchmarks"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved, and broadcast"),
        ("::/128", "this host"),
        ("::1/128", "this machine (loopback)"),
        ("::ffff:0:0/96", "an IPv4 address in IPv6 dress"),
        ("64:ff9b::/96", "an IPv4 address in IPv6 dress (NAT64)"),
        ("64:ff9b:1::/48", "an IPv4 address in IPv6 dress (NAT64)"),
        ("100::/64", "discarded traffic"),
        ("100:0:0:1::/64", "a dummy prefix"),
        ("2001::/23", "protocol assignments, such as Teredo"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "an IPv4 address in IPv6 dress (6to4)"),
        ("2620:4f:8000::/48", "a name server sink (AS112)"),
        ("3fff::/20", "documentation"),
        ("5f00::/16", "segment routing"),
        ("fc00::/7", "a private network"),
        ("fe80::/10", "the local link"),
        ("fec0::/10", "a private network (site-local)"),
        ("ff00::/8", "multicast"),
    )
)

# All public IPv6 lies here so far. What IANA has not given out is nobody's website.
PUBLIC_IPV6 = ipaddress.ip_network("2000::/3")


def fault(address: str, *, allow_loopback: bool = False) -> str | None:
    """Tell what is wrong with an address as a page's home; None where nothing is.

    >>> fault("93.184.215.14")
    >>> fault("10.0.0.1")
    '10.0.0.1 is a private network'
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return f"{address!r} is no network address"
    if allow_loopback and any(found in network for network in LOOPBACK):
        return None
    for network, what in SPECIAL:
        if found in network:
            return f"{address} is {what}"
    if found.version == 6 and found not in PUBLIC_IPV6:
        return f"{address} is outside the public range {PUBLIC_IPV6}"
    return None


def first_fault(answers: Iterable[str], *, allow_loopback: bool = False) -> str | None:
    """Tell what is wrong with the first bad answer of a name; one bad answer spoils all.

    A name with one public and one private answer is how rebinding begins.
    """
    for answer in answers:
        found = fault(answer, allow_loopback=allow_loopback)
        if found:
            return found
    return None
