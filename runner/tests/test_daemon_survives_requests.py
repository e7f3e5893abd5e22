"""No request ends the daemon or another judge's cell, and a cell that can't be made isn't tried without a pause."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from functools import partial

import pytest

from runner.protocol import Limits
from runner.sandbox import supervisor
from runner.sandbox.supervisor import Supervisor
from runner.sandbox.warm_cell import WarmCell
from tests.patience import PATIENCE_S, comes_true

pytestmark = pytest.mark.sandbox

_SOURCE = "def f(x):\n    return x + 1\n"
_LIMITS = Limits(wall_s=PATIENCE_S, cpu_s=PATIENCE_S)
_VALID = {"memory_mib": Limits().memory_mib, "disk_mib": Limits().disk_mib, "seconds": 1}
_NUMBERS = (
    *("1e999", "-1e999", "NaN", "Infinity", "9" * 3900, "-5", "0", "1000000000", "1.5", "true", "null"),
    *('"512"', "[512]", '{"512": 1}', '"\\ud800"'),
)


def _with(name: str, number: str) -> bytes:
    """A valid request but for this number, which may be no JSON that Python would write."""
    fields = [f'"{key}": {number if key == name else value}' for key, value in _VALID.items()]
    return "{{{}}}".format(", ".join(fields)).encode()


_REQUESTS = {
    "no JSON": b"xx", "a byte": b"\0", "no UTF-8": b"\xff\xfe\x00", "line ends": b"\n\n", "half": b'{"memory_mib": 5',
    "a list": b"[1, 2]", "null": b"null", "a number": b"1", "no field": b"{}", "a text": b'"memory_mib"',
    "deep lists": b"[" * 4000, "deep objects": b'{"a":' * 800, "longer than a message": b" " * 5000,
    "two requests": json.dumps(_VALID).encode() * 2, "half of UTF-16": json.dumps(_VALID).encode("utf-16-be")[1:],
    **{f"{name} {number[:12]}": _with(name, number) for name in ("memory_mib", "disk_mib") for number in _NUMBERS},
    **{f"seconds {number[:12]}": _with("seconds", number) for number in _NUMBERS if number not in ("1000000000", "1.5")
       and not number.startswith("9")},
}  # fmt: skip


@pytest.fixture(scope="module")
def daemon() -> Iterator[Supervisor]:
    with Supervisor(cells=2) as daemon:
        assert daemon.wait(PATIENCE_S), "no daemon starts here"
        yield daemon


def _connected(daemon: Supervisor) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    connection.connect(daemon.socket)
    connection.settimeout(PATIENCE_S)
    return connection


def _reply(daemon: Supervisor, *requests: bytes) -> bytes:
    """What the daemon sends, or empty where it closes the connection."""
    with _connected(daemon) as connection:
        try:
            for request in requests:
                connection.send(request)
            return connection.recv(4096)
        except (BrokenPipeError, ConnectionResetError):
            return b""


def test_malformed_requests_are_refused_and_a_neighbours_cell_goes_on(capfd: pytest.CaptureFixture[str]) -> None:
    with Supervisor(cells=2) as daemon:
        assert daemon.wait(PATIENCE_S)
        pid = daemon.pid
        with WarmCell(_LIMITS, daemon.socket, PATIENCE_S) as neighbour:
            neighbour.load(_SOURCE)
            for number, (name, request) in enumerate(_REQUESTS.items()):
                assert _reply(daemon, request) == b"", name
                assert neighbour.call("f", (number,)) == number + 1, name
        assert daemon.pid == pid
        assert daemon.wait(PATIENCE_S)
    log = capfd.readouterr().err
    assert log.count("a request was refused") == len(_REQUESTS)
    assert max(map(len, log.splitlines())) < 400


def test_a_second_request_ends_only_its_own_lease(daemon: Supervisor) -> None:
    with WarmCell(_LIMITS, daemon.socket, PATIENCE_S) as neighbour, _connected(daemon) as connection:
        neighbour.load(_SOURCE)
        connection.send(json.dumps(_VALID).encode())
        assert connection.recv(4096)
        connection.send(json.dumps(_VALID).encode())
        assert connection.recv(4096) == b""
        assert neighbour.call("f", (1,)) == 2


def test_as_many_connections_and_sizes_as_a_process_can_have_end_no_cell(daemon: Supervisor) -> None:
    with WarmCell(_LIMITS, daemon.socket, PATIENCE_S) as neighbour, ExitStack() as connections:
        neighbour.load(_SOURCE)
        for number in range(400):
            connection = connections.enter_context(_connected(daemon))
            if number % 4 == 0:
                connection.setblocking(False)
                request = _VALID | {"disk_mib": 17 + number}
                with suppress(BrokenPipeError, ConnectionResetError):  # one too many
                    connection.send(json.dumps(request).encode())
        assert neighbour.call("f", (1,)) == 2
    assert daemon.wait(PATIENCE_S)


def test_a_connection_without_a_request_is_closed(daemon: Supervisor) -> None:
    assert _reply(daemon) == b""


def test_a_size_that_cannot_be_made_is_tried_later_each_time_and_other_sizes_are_lent(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(supervisor, "Limits", partial(Limits, disk_mib=-5))  # the usual size of this daemon
    with Supervisor(cells=4) as daemon:
        assert daemon.wait(PATIENCE_S), "it has no cell of another size"
        lines: list[str] = []

        def has_failed_four_times() -> bool:
            lines.extend(line for line in capfd.readouterr().err.splitlines() if "no cell could be made" in line)
            return len(lines) >= 4

        assert comes_true(has_failed_four_times)
    steps = [re.search(r"attempt (\d+); the next follows after ([\d.]+) s", line) for line in lines[:4]]
    assert [step and step.groups() for step in steps] == [("1", "0.5"), ("2", "1.0"), ("3", "2.0"), ("4", "5.0")]
