"""Send a request to a public web server, and never to one in our network. Nothing of the answer's body is read.

A name is looked up once, and the connection goes to an address that was checked. Otherwise a name server could give a
private address the second time. Looking up, connecting and reading share one deadline.
"""

import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Collection, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.utils.encoding import iri_to_uri

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
HOST = re.compile(r"[\w.:%-]*", re.ASCII)
GLOBAL_IPV6 = ipaddress.ip_network("2000::/3")  # nothing else is routed on the internet
# Parts of it, and of IPv4, on which Python's versions differ: relays of 6to4, the IPv4 addresses that 6to4 and Teredo
# wrap, protocol assignments and documentation.
SPECIAL_NETWORKS = tuple(map(ipaddress.ip_network, ("192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20")))
ISATAP_MARKS = (0x00005EFE, 0x02005EFE)
"""The third quarter of an IPv6 address whose last quarter is an IPv4 address (RFC 5214)."""
MAX_ADDRESSES = 4
"""Of a host that are tried."""
HEADERS = {"User-Agent": "Descent (link checker)", "Accept": "*/*", "Connection": "close"}


class PrivateAddressError(OSError):
    """A name leads to an address that isn't public."""


@dataclass(frozen=True)
class ConnectionPolicy:
    """Decides where a connection may lead."""

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
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ValueError(f"{url!r} is not a web address")
    connection = connection_to(parts, policy, seconds)
    timer = threading.Timer(seconds, connection.abort)  # a socket's own timeout starts again with each byte
    timer.start()
    reply = None
    try:
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        connection.request(method, iri_to_uri(path), body, headers)
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
    """Whether packets to an IP address leave our network.

    An IPv6 address that wraps an IPv4 address isn't public: a gateway may unwrap it and send its packets anywhere.
    """
    ip = ipaddress.ip_address(address)
    if not ip.is_global or ip.is_multicast or any(ip in network for network in SPECIAL_NETWORKS):
        return False
    return ip.version == 4 or (ip in GLOBAL_IPV6 and (int(ip) >> 32) % 2**32 not in ISATAP_MARKS)


def ascii_host(parts: SplitResult) -> str:
    """The host as name servers know it. Raises ValueError (UnicodeError) if it can't be one."""
    host = (parts.hostname or "").encode("idna").decode("ascii")
    if not HOST.fullmatch(host):
        raise ValueError(f"{host!r} is not a host")
    return host


def check_if_numeric(host: str, policy: ConnectionPolicy) -> None:
    """Check a host that is an IP address, also one in an unusual form such as 0x7f.1. A name isn't looked up.

    Raises PrivateAddressError: it isn't allowed.
    """
    with suppress(socket.gaierror):  # a name
        _ensure_allowed(host, _resolve(host, flags=socket.AI_NUMERICHOST), policy)


def look_up(host: str, policy: ConnectionPolicy, *, seconds: float) -> list[str]:
    """The first MAX_ADDRESSES of the host's addresses. Nothing can interrupt the library, so it runs in a thread.

    Raises:
        PrivateAddressError: one of all its addresses isn't allowed.
        TimeoutError: the name servers haven't answered after ``seconds``.
        OSError: there is no such host.
    """
    future: Future[list[str]] = Future()
    threading.Thread(target=_resolve_into, args=(future, host), daemon=True).start()
    ips = future.result(max(0, seconds))
    _ensure_allowed(host, ips, policy)
    return ips[:MAX_ADDRESSES]


def _resolve_into(future: Future[list[str]], host: str) -> None:
    try:
        future.set_result(_resolve(host))
    except Exception as error:  # the thread that waits raises it
        future.set_exception(error)


def _resolve(host: str, *, flags: int = 0) -> list[str]:
    return [str(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=flags)]


def _ensure_allowed(host: str, ips: Collection[str], policy: ConnectionPolicy) -> None:
    for ip in ips:
        if not policy.allows(ip):
            raise PrivateAddressError(f"{host} leads to {ip}, which is not allowed")


def connect(host: str, port: int, *, seconds: float, policy: ConnectionPolicy) -> socket.socket:
    """A connection to one of the host's addresses, if all of them are allowed. Raises as `look_up`."""
    stop_at = monotonic() + seconds
    error: OSError | None = None
    for ip in look_up(host, policy, seconds=seconds):
        remaining_s = stop_at - monotonic()
        if remaining_s <= 0:
            raise TimeoutError(f"no connection to {host} within {seconds} s")
        try:
            return socket.create_connection((ip, port), timeout=remaining_s)
        except OSError as failure:
            error = failure
    raise error or OSError(f"{host} has no address")


class _PinnedConnection(HTTPConnection):
    """Connects to the addresses that were checked."""

    def __init__(self, *args: Any, policy: ConnectionPolicy, **options: Any) -> None:
        super().__init__(*args, **options)
        self.policy, self.is_aborted = policy, False
        self._socket: socket.socket | None = None  # the library forgets its own when the answer ends the connection

    def connect(self) -> None:
        self._use(connect(self.host, self.port, seconds=float(self.timeout or 0), policy=self.policy))

    def _use(self, sock: socket.socket) -> None:
        self.sock = self._socket = sock
        if self.is_aborted:  # before there was this socket to shut down
            raise TimeoutError

    def abort(self) -> None:
        """End a request from another thread, in whichever phase it is."""
        self.is_aborted = True
        if self._socket:
            with suppress(OSError):  # the server was faster
                # The method of a TLS socket would drop what the other thread is about to use.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _PinnedTLSConnection(_PinnedConnection):
    default_port = HTTPSConnection.default_port

    def connect(self) -> None:
        super().connect()
        context = ssl.create_default_context()
        tls = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
        self._use(tls)
        tls.do_handshake()  # only now, so that it can be aborted


def connection_to(parts: SplitResult, policy: ConnectionPolicy, seconds: float) -> _PinnedConnection:
    """A connection to an address that is checked when it is opened. Each of its steps has so many seconds."""
    kind = _PinnedTLSConnection if parts.scheme == "https" else _PinnedConnection
    # Without a port, the library would take the end of an IPv6 address for one.
    return kind(ascii_host(parts), parts.port or kind.default_port, timeout=seconds, policy=policy)
