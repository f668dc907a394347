"""The guard at the door: which addresses the wire may ask, and which it may dial.

Works on: an address as written, and the IP address a name turned out to mean.
Comes in: links from operators, chats and publishers, none of them trusted.
Goes out: yes, or a refusal in a phrase for people.
Does not know: HTTP; it opens sockets for the connector and nothing more.
"""

from __future__ import annotations

import errno
import re
import socket
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

PRIVATE = "refused: private address"

_NO_HOST = re.compile(r"[\x00-\x20\x7f\\\"'<>^`{|}%,;]")
_NUMERIC = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)\.?\Z", re.IGNORECASE)

# IANA special-purpose registries and more: `is_global` of Python 3.11 lets a dozen dangerous forms through.
_REFUSED_V4 = tuple(
    IPv4Network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
# Of IPv6 only global unicast is open: that leaves out ::/8 (loopback, mapped, compatible), 64:ff9b::/96, 5f00::/16,
# fc00::/7, fe80::/10, fec0::/10 and ff00::/8 at once.
_OPEN_V6 = IPv6Network("2000::/3")
_REFUSED_V6 = tuple(IPv6Network(net) for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
_OWN = tuple(
    ip_network(net) for net in ("127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)


class Refused(OSError):
    """An address the wire does not dial; the text is for people."""


@lru_cache(maxsize=1024)
def allowed(ip: str, *, private: bool = False) -> bool:
    """Whether an IP address may be dialled; `private` opens this machine and its own network, never link-local.

    What is no IP address is not allowed.
    """
    try:
        address = ip_address(ip.partition("%")[0])
    except ValueError:
        return False
    if private and any(address in net for net in _OWN):
        return True
    if address.version == 4:
        return not any(address in net for net in _REFUSED_V4)
    return address in _OPEN_V6 and not any(address in net for net in _REFUSED_V6)


def own(url: str) -> bool:
    """Whether an address names this very machine, so that no stranger's server is spared by waiting."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    return host in ("localhost", "::1") or (host.startswith("127.") and allowed(host, private=True))


def objection(url: str, *, private: bool = False) -> str:
    """Why an address is not asked at all, or "": judged by its letters alone, without a look-up."""
    try:
        split = urlsplit(url)
        port, host = split.port, (split.hostname or "").rstrip(".").lower()
    except ValueError:
        return "not a web address"
    if split.scheme not in ("http", "https"):
        return f"refused: only http and https, not {split.scheme}" if split.scheme else "not a web address"
    if not host or _NO_HOST.search(host):
        return "not a web address"
    if "@" in split.netloc:
        return "refused: the address holds a user name or password"
    if port is not None and port not in (80, 443) and port < 1024:
        return f"refused: port {port}"
    return _host_objection(host, private)


def _host_objection(host: str, private: bool) -> str:
    literal = ":" in host or _NUMERIC.match(host)
    if literal:
        # Names that resolvers read as numbers ("0x7f000001", "2130706433", "127.1") pass no check of names.
        return "" if allowed(host, private=private) else PRIVATE
    if not private and (host == "localhost" or host.endswith((".localhost", ".local", ".internal"))):
        return PRIVATE
    return ""


def dialler(
    *, private: bool = False, make: Callable[..., socket.socket] = socket.socket
) -> Callable[[tuple[Any, ...]], socket.socket]:
    """A socket factory for the connector: called with each address really dialled, after DNS, on every redirect.

    The function returned raises `Refused` for an address that is not allowed. `make` builds the socket.
    """

    def dial(address: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, where = address
        if not allowed(str(where[0]), private=private):
            raise Refused(errno.EACCES, PRIVATE)
        return make(family=family, type=kind, proto=protocol)

    return dial
