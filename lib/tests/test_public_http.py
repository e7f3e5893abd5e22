"""Requests to strangers' servers leave our network, and end at their deadline whatever those do."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from ipaddress import ip_network
from threading import Event, Thread
from typing import Any

import pytest

from lib.public_http import (
    MAX_ADDRESSES,
    ConnectionPolicy,
    PrivateAddressError,
    _PinnedConnection,
    ask,
    check_if_numeric,
    is_public,
    look_up,
)
from tests.patience import PATIENCE_S

LOOPBACK = ConnectionPolicy([ip_network("127.0.0.0/8")])
SILENT, MANY = "127.1.0.1", 1_200
SECONDS = 0.3  # for a request that is in vain
NOT_PUBLIC = (
    # this network, private ones, and what isn't for one machine
    "0.0.0.1", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.0.0.1", "192.0.2.1",
    "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fc00::1", "fd00::1", "fe80::1", "fe80::1%lo", "fec0::1", "fec0::2", "ff02::1",
    # outside of what is routed, and special inside it
    "100::1", "4000::1", "5f00::1", "2001:2::1", "2001:20::1", "2001:db8::1", "3fff::1", "192.88.99.1",
    # IPv4 addresses in another form
    "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::8.8.8.8", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b:1::1", "2002:7f00:1::", "2002:808:808::1", "2001:0:4136:e378::1", "2606:4700::5efe:7f00:1",
    "2606:4700::200:5efe:10.0.0.1",
)  # fmt: skip


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_these_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "192.88.98.1", "2001:4860:4860::8888", "2606:4700::1111", "2a00::1"])
def test_these_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "0", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "::1"])
def test_a_private_address_is_refused_in_any_form_without_a_lookup(host: str) -> None:
    with pytest.raises(PrivateAddressError):
        check_if_numeric(host, ConnectionPolicy())
    check_if_numeric("no-such-host.invalid", ConnectionPolicy())


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/", "http:///path", "http://user:word@127.0.0.1/", "http://@127.0.0.1/"]
)
def test_an_address_with_another_scheme_or_with_a_user_is_not_asked(url: str) -> None:
    with pytest.raises(ValueError, match="web address"):
        ask("GET", url, seconds=60, policy=LOOPBACK)


# ---------------------------------------------------------------- deadlines


class NameServers:
    """What name servers answer for the host many.example; for others nothing, until they are let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_let_go = Event()
        self.has_given_up = False
        self.library = socket.getaddrinfo
        monkeypatch.setattr("lib.public_http.socket.getaddrinfo", self.answer)

    def answer(self, host: str, port: Any, *args: Any, **options: Any) -> list[Any]:
        if host[0].isdigit():
            return self.library(host, port, *args, **options)
        if host != "many.example":
            self.has_given_up = not self.is_let_go.wait(PATIENCE_S)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in [*[SILENT] * MANY, "127.9.9.9"]]


@pytest.fixture
def name_servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServers]:
    servers = NameServers(monkeypatch)
    yield servers
    servers.is_let_go.set()


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port of this host that takes what asks for a connection, and never answers."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind((SILENT, 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        for _ in range(3):  # more than its queue holds
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex((SILENT, port))
        yield port


def ask_in_vain(url: str) -> None:
    with pytest.raises(TimeoutError):
        ask("GET", url, seconds=SECONDS, policy=LOOPBACK)


def test_a_name_server_that_never_answers_is_left(name_servers: NameServers) -> None:
    ask_in_vain("http://slow.example/")
    assert not name_servers.has_given_up


def test_the_addresses_of_a_host_share_the_deadline(
    name_servers: NameServers, silent_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    timeouts: list[float] = []

    def create_connection(address: tuple[str, int], timeout: float) -> socket.socket:
        timeouts.append(timeout)
        return library(address, timeout)

    library = socket.create_connection
    monkeypatch.setattr("lib.public_http.socket.create_connection", create_connection)
    ask_in_vain(f"http://many.example:{silent_port}/")
    assert 0 < sum(timeouts) < 2 * SECONDS


def test_few_addresses_of_a_host_are_tried_and_all_must_be_allowed(name_servers: NameServers) -> None:
    assert len(look_up("many.example", LOOPBACK, seconds=60)) == MAX_ADDRESSES
    all_but_the_last = ConnectionPolicy([ip_network(SILENT)])
    with pytest.raises(PrivateAddressError):
        look_up("many.example", all_but_the_last, seconds=60)


def test_a_request_that_was_aborted_before_it_was_connected_ends() -> None:
    """Otherwise it would go on without a deadline, because there was nothing yet to shut down."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        connection = _PinnedConnection("127.0.0.1", server.getsockname()[1], timeout=60, policy=LOOPBACK)
        connection.abort()
        with pytest.raises(TimeoutError):
            connection.connect()
        connection.close()


def test_a_tls_connection_can_be_aborted_in_its_handshake() -> None:
    """Each byte of the server's first record comes in time, so only the deadline for all of them ends it."""
    client_has_left = Event()

    def drip(server: socket.socket) -> None:
        connection, _ = server.accept()
        end = time.monotonic() + PATIENCE_S
        try:
            connection.sendall(b"\x16\x03\x03\x40\x00")
            while time.monotonic() < end:
                connection.sendall(b"X")
                time.sleep(SECONDS / 10)
        except OSError:
            client_has_left.set()
        connection.close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=drip, args=(server,))
        thread.start()
        ask_in_vain(f"https://127.0.0.1:{server.getsockname()[1]}/")
        thread.join()
    assert client_has_left.is_set()


def test_a_host_and_a_path_may_have_any_letters(name_servers: NameServers) -> None:
    name_servers.is_let_go.set()
    with pytest.raises(PrivateAddressError, match=r"xn--mnchen-3ya\.example leads"):
        ask("GET", "https://münchen.example/straße?a=ö", seconds=60)
