"""Whatever a client can leave unfinished has a deadline and a bound: a connection, a head, a body, and a response."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any

import pytest
import uvicorn

from config.web import body_limit, protocol
from config.web.body_limit import SMALL_BODY_BYTES, Receive, Scope
from config.web.page_handler import PageHandler, Send
from tests.patience import PATIENCE_S, comes_true

SOON_S = 0.5
PAGE = b"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


@contextmanager
def server(application: Any = None) -> Iterator[int]:
    """The site's server in this process, whose limits a test may change. Gives its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        application or PageHandler(),
        loop="uvloop",
        http="config.web.protocol:BoundedHttpProtocol",
        ws="none",
        lifespan="off",
        log_level="critical",
        timeout_graceful_shutdown=1,
    )
    web = uvicorn.Server(config)
    thread = threading.Thread(target=web.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        assert comes_true(lambda: web.started)
        yield listener.getsockname()[1]
    finally:
        web.should_exit = True
        thread.join(PATIENCE_S)


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)


def everything_from(line: socket.socket) -> bytes:
    """What is sent until the server ends the connection."""
    content = b""
    try:
        while piece := line.recv(2**16):
            content += piece
    except ConnectionResetError:
        pass
    return content


def post(size: int) -> bytes:
    """The head of a form of so many bytes."""
    return b"POST /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n%sContent-Length: %d\r\n\r\n" % (FORM, size)


@pytest.mark.parametrize(
    ("beginning", "answers"),
    [(b"", 0), (b"GET /robots.txt HTTP/1.1\r\nHost: 127", 0), (PAGE.replace(b"close", b"keep-alive") + b"G", 1)],
)
def test_a_head_that_does_not_come_ends_the_connection(
    beginning: bytes, answers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", SOON_S)
    with server() as port, connected(port) as line:
        line.sendall(beginning)
        assert everything_from(line).count(b"HTTP/1.1 200 ") == answers


def test_a_body_that_does_not_come_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_limit, "RECEIVE_SECONDS", SOON_S - 1.5 * 1024 / 100)
    monkeypatch.setattr(protocol, "STALL_SECONDS", SOON_S)
    with server() as port, connected(port) as line:
        line.sendall(post(1000) + b"x" * 999)
        content = everything_from(line)
    assert content.startswith(b"HTTP/1.1 408 ")
    assert b"took too long" in content


def test_large_bodies_are_bounded_together_and_small_ones_always_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_limit, "MAX_BYTES_IN_MEMORY", 2 * SMALL_BODY_BYTES)
    stalled, size = b"x" * (2 * SMALL_BODY_BYTES), 4 * SMALL_BODY_BYTES
    with server() as port, ExitStack() as lines:
        for _ in range(2):
            lines.enter_context(connected(port)).sendall(post(size) + stalled)
        with connected(port) as large:
            large.sendall(post(size) + stalled)
            assert large.recv(2**16).startswith(b"HTTP/1.1 503 ")
        with connected(port) as small:
            small.sendall(post(SMALL_BODY_BYTES) + b"x" * SMALL_BODY_BYTES)
            assert not small.recv(2**16).startswith(b"HTTP/1.1 503 ")


def test_memory_is_free_again_after_a_client_has_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_limit, "MAX_BYTES_IN_MEMORY", 2 * SMALL_BODY_BYTES)
    size = 3 * SMALL_BODY_BYTES

    def is_received(port: int) -> bool:
        with connected(port) as line:
            line.sendall(post(size) + b"x" * size)
            return not line.recv(2**16).startswith(b"HTTP/1.1 503 ")

    with server() as port:
        with closing(connected(port)) as gone:
            gone.sendall(post(size) + b"x" * (size - 1))
        assert comes_true(lambda: is_received(port))
        assert is_received(port)


def test_a_client_that_reads_nothing_loses_its_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    is_rid_of_it = threading.Event()

    async def send_much(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(64):  # more than the buffers of two sockets
            await send({"type": "http.response.body", "body": b"x" * 2**20, "more_body": True})
        is_rid_of_it.set()

    monkeypatch.setattr(protocol, "STALL_SECONDS", SOON_S)
    with server(send_much) as port, connected(port) as line:
        line.sendall(PAGE)
        assert is_rid_of_it.wait(PATIENCE_S)
