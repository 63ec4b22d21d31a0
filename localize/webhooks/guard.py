"""Which addresses things may be sent to. An address that somebody types must not make this machine speak to its own network.

The name is resolved once, every address it has is looked at, and the connection is made to one of those: a name that changes its address in between
leads nowhere.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from localize.errors import AddressRefused, TransientError

LONGEST = 500  # characters of an address
# Addresses that carry another one inside, where a private one could hide.
_CARRIERS = tuple(ipaddress.ip_network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))


@dataclass(frozen=True)
class Address:
    """A server's address in parts.

    >>> parse("https://erp.example.com/hooks?shop=1")
    Address(https=True, host='erp.example.com', port=443, path='/hooks?shop=1')
    """

    https: bool
    host: str
    port: int
    path: str


def parse(url: str, *, private: bool = False) -> Address:
    """The parts of an address. Raises AddressRefused for what is none, or not https where only public addresses are allowed."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _refused("This is no address of a server.") from None
    if parts.scheme not in ("https", "http") or not parts.hostname or not url.isascii() or not url.isprintable() or " " in url or len(url) > LONGEST:
        raise _refused("This is no address of a server.")
    if parts.scheme == "http" and not private:
        raise _refused("What is sent over http can be read on the way.")
    if "@" in parts.netloc or parts.fragment:
        raise _refused("The address holds a user, a password or a fragment.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(parts.scheme == "https", parts.hostname, port or (443 if parts.scheme == "https" else 80), path)


def resolve(address: Address, *, private: bool = False) -> str:
    """The number to connect to. Raises AddressRefused where any of the name's numbers is private, TransientError for a name that nobody knows."""
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise TransientError(f"The name {address.host} was not found.", next_step="Check the address and this machine's DNS.") from error
    numbers = [str(each[4][0]).partition("%")[0] for each in found]
    if not private and not all(is_public(number) for number in numbers):
        raise AddressRefused(
            f"{address.host} is on a private network.", next_step="Use a public address, or set CHUHAI_WEBHOOKS_PRIVATE=1 where that is meant."
        )
    return numbers[0]


def is_public(number: str) -> bool:
    """Whether an IP address is one of the open internet's.

    >>> [is_public(each) for each in ("93.184.216.34", "127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1")]
    [True, False, False, False, False, False, False, False]
    """
    found = ipaddress.ip_address(number)
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if any(found in network for network in _CARRIERS):
            return False
    return found.is_global and not found.is_multicast


def _refused(message: str) -> AddressRefused:
    return AddressRefused(message, next_step="Use an address such as https://erp.example.com/chuhai.")
