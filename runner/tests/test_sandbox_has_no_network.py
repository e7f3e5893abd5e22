"""A cell has no network: no address family, no name resolution, no socket of the host."""

import pytest

from runner.protocol import Limits
from runner.sandbox.factory import open_cell
from runner.tests.cells import outcome

pytestmark = pytest.mark.sandbox


@pytest.mark.parametrize("family", [1, 2, 10, 16, 17, 38, 40])  # unix, inet, inet6, netlink, packet, alg, vsock
def test_no_socket_of_any_family_can_be_opened(family: int) -> None:
    assert outcome(f"socket.socket({family}, socket.SOCK_STREAM)", "import socket") == "EAFNOSUPPORT"


@pytest.mark.parametrize("port", [22, 5432, 6379, 8000])
def test_no_service_of_the_host_can_be_reached(port: int) -> None:
    assert outcome(f"socket.create_connection(('127.0.0.1', {port}), 1)", "import socket") == "EAFNOSUPPORT"


def test_no_name_is_resolved() -> None:
    assert outcome("socket.getaddrinfo('localhost.localdomain', 80)", "import socket") != "done"


def test_no_socket_pair_and_no_pipe_to_carry_descriptors() -> None:
    assert outcome("socket.socketpair()", "import socket") == "EPERM"
    assert outcome("os.pipe()") == "EPERM"


def test_its_own_network_namespace_backs_the_filter() -> None:
    with open_cell(Limits()) as cell:
        cell.load("x = 1")
        assert cell.lives_in_own("net")
