"""Ask a public web server for the status of an address, and nothing else in our network.

A name is looked up once, and the connection goes to the address that was checked. Otherwise a name server could give a
private address the second time.
"""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Collection
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.utils.encoding import iri_to_uri

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# Both contain IPv4 addresses, which a gateway would reach: of NAT64, and of 6to4.
TRANSLATED_NETWORKS = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")))
HEADERS = {"User-Agent": "Descent (link checker)", "Accept": "*/*", "Connection": "close"}


class PrivateAddressError(OSError):
    """A name leads to an address that isn't public."""


@dataclass(frozen=True)
class Reply:
    status: int
    location: str
    """Where a redirect leads; empty otherwise."""


def ask(method: str, url: str, *, seconds: float, networks: Collection[Network] = ()) -> Reply:
    """Send one request, and read no body. Redirects are not followed. ``networks`` are allowed although private.

    Raises:
        ValueError: this isn't an http or https address.
        PrivateAddressError: it is in a private network.
        OSError, http.client.HTTPException: nothing answers, or not in ``seconds``.
    """
    parts = urlsplit(iri_to_uri(url))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ValueError(f"{url!r} is not a web address")
    connection = _connection(parts, networks, seconds)
    timer = threading.Timer(seconds, connection.abort)  # a socket's own timeout starts again with each byte
    timer.start()
    try:
        connection.request(method, f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}", headers=HEADERS)
        response = connection.getresponse()
        return Reply(response.status, response.getheader("Location") or "")
    finally:
        timer.cancel()
        connection.close()


def is_public(address: str) -> bool:
    """Whether packets to an IP address leave our network, also if it wraps an IPv4 address."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        if any(ip in network for network in TRANSLATED_NETWORKS):
            return False
        ip = ip.ipv4_mapped or ip
    return ip.is_global and not ip.is_multicast


def connect(host: str, port: int, *, seconds: float, networks: Collection[Network]) -> socket.socket:
    """A connection to one of the host's addresses, if all of them are allowed."""
    addresses = [info[4] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in addresses:
        ip = str(address[0])
        if not is_public(ip) and not any(ipaddress.ip_address(ip) in network for network in networks):
            raise PrivateAddressError(f"{host} leads to {ip}, which is not public")
    error: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((str(address[0]), port), timeout=seconds)
        except OSError as failure:
            error = failure
    raise error or OSError(f"{host} has no address")


class _PinnedConnection(HTTPConnection):
    """Connects to the addresses that were checked."""

    def __init__(self, *args: Any, networks: Collection[Network], **options: Any) -> None:
        super().__init__(*args, **options)
        self.networks = networks

    def connect(self) -> None:
        self.sock = connect(self.host, self.port, seconds=float(self.timeout or 0), networks=self.networks)

    def abort(self) -> None:
        """End a request from another thread."""
        if self.sock:
            self.sock.shutdown(socket.SHUT_RDWR)


class _PinnedTLSConnection(_PinnedConnection):
    default_port = HTTPSConnection.default_port

    def connect(self) -> None:
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _connection(parts: SplitResult, networks: Collection[Network], seconds: float) -> _PinnedConnection:
    kind = _PinnedTLSConnection if parts.scheme == "https" else _PinnedConnection
    host = str(parts.hostname).encode("idna").decode("ascii")
    return kind(host, parts.port, timeout=seconds, networks=networks)
