"""Send a request to a public web server, and never to one in our network. Nothing of the answer's body is read.

A name is looked up once, and the connection goes to the address that was checked. Otherwise a name server could give a
private address the second time.
"""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.utils.encoding import iri_to_uri

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# Both contain IPv4 addresses, which a gateway would reach: of NAT64, and of 6to4.
TRANSLATED_NETWORKS = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")))
MIN_SECONDS = 0.1
HEADERS = {"User-Agent": "Descent (link checker)", "Accept": "*/*", "Connection": "close"}


class PrivateAddressError(OSError):
    """A name leads to an address that isn't public."""


@dataclass(frozen=True)
class ConnectionPolicy:
    """Where a connection may lead."""

    networks: Collection[Network] = ()
    """Private ones that are allowed."""
    only_networks: bool = False

    def allows(self, ip: str) -> bool:
        is_listed = any(ipaddress.ip_address(ip) in network for network in self.networks)
        return is_listed or (not self.only_networks and is_public(ip))


PUBLIC_ONLY = ConnectionPolicy()


@dataclass(frozen=True)
class Reply:
    status: int
    location: str
    """Where a redirect leads; empty otherwise."""


def ask(
    method: str,
    url: str,
    *,
    seconds: float,
    policy: ConnectionPolicy = PUBLIC_ONLY,
    headers: Mapping[str, str] = HEADERS,
    body: bytes | None = None,
) -> Reply:
    """Send one request, and read no body of the answer. Redirects are not followed.

    Raises:
        ValueError: this isn't an http or https address.
        PrivateAddressError: it is beyond our reach, such as in a private network.
        TimeoutError: the head of the answer isn't there after ``seconds``.
        OSError, http.client.HTTPException: nothing answers, or not as a web server does.
    """
    parts = urlsplit(iri_to_uri(url))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ValueError(f"{url!r} is not a web address")
    connection = _connection(parts, policy, seconds)
    timer = threading.Timer(seconds, connection.abort)  # a socket's own timeout starts again with each byte
    timer.start()
    reply = None
    try:
        connection.request(method, f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}", body, headers)
        response = connection.getresponse()
        reply = Reply(response.status, response.getheader("Location") or "")
    except (OSError, HTTPException):
        if not connection.is_aborted:
            raise
    finally:
        timer.cancel()
        connection.close()
    if reply is None or connection.is_aborted:  # the library takes half a head for a whole one
        raise TimeoutError(f"no answer within {seconds} s")
    return reply


def is_public(address: str) -> bool:
    """Whether packets to an IP address leave our network, also if it wraps an IPv4 address."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        if any(ip in network for network in TRANSLATED_NETWORKS):
            return False
        ip = ip.ipv4_mapped or ip
    return ip.is_global and not ip.is_multicast


def look_up(host: str, port: int, policy: ConnectionPolicy) -> list[str]:
    """The host's addresses. Raises PrivateAddressError unless all of them are allowed, OSError if there is no host."""
    ips = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for ip in ips:
        if not policy.allows(ip):
            raise PrivateAddressError(f"{host} leads to {ip}, which is not allowed")
    return ips


def connect(host: str, port: int, *, seconds: float, policy: ConnectionPolicy) -> socket.socket:
    """A connection to one of the host's addresses, if all of them are allowed."""
    stop_at = monotonic() + seconds
    error: OSError | None = None
    for ip in look_up(host, port, policy):
        try:
            return socket.create_connection((ip, port), timeout=max(MIN_SECONDS, stop_at - monotonic()))
        except OSError as failure:
            error = failure
    raise error or OSError(f"{host} has no address")


class _PinnedConnection(HTTPConnection):
    """Connects to the addresses that were checked."""

    def __init__(self, *args: Any, policy: ConnectionPolicy, **options: Any) -> None:
        super().__init__(*args, **options)
        self.policy, self.is_aborted = policy, False

    def connect(self) -> None:
        self.sock = connect(self.host, self.port, seconds=float(self.timeout or 0), policy=self.policy)

    def abort(self) -> None:
        """End a request from another thread."""
        self.is_aborted = True
        if self.sock:
            with suppress(OSError):  # the server was faster
                self.sock.shutdown(socket.SHUT_RDWR)


class _PinnedTLSConnection(_PinnedConnection):
    default_port = HTTPSConnection.default_port

    def connect(self) -> None:
        super().connect()
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock.do_handshake()  # only now, so that it can be aborted


def _connection(parts: SplitResult, policy: ConnectionPolicy, seconds: float) -> _PinnedConnection:
    kind = _PinnedTLSConnection if parts.scheme == "https" else _PinnedConnection
    host = str(parts.hostname).encode("idna").decode("ascii")
    # Without a port, the library would take the end of an IPv6 address for one.
    return kind(host, parts.port or kind.default_port, timeout=seconds, policy=policy)
