"""Refuse every connection that leaves this machine."""

from __future__ import annotations

import ipaddress
import sys
from typing import Any


class NetworkBlockedError(RuntimeError):
    """A test, or what it tests, reached for the network."""


def is_local(host: object) -> bool:
    """Tell whether a host is this machine: loopback, or no name at all."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host).split("%")[0]).is_loopback
    except ValueError:
        return False


def install() -> None:
    """Watch this process for as long as it lives."""
    sys.addaudithook(_watch)


def _watch(event: str, args: tuple[Any, ...]) -> None:
    """Raise for connections and look-ups that are not local; unix sockets have no host."""
    if event in ("socket.connect", "socket.sendto"):
        address = args[1]
        if isinstance(address, tuple) and not is_local(address[0]):
            raise NetworkBlockedError(f"network access to {address!r}")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and not is_local(args[0]):
        raise NetworkBlockedError(f"name look-up of {args[0]!r}")
