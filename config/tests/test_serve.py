"""The web's server: slow clients hold no thread, threads keep their connections, and no head grows without end."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import LazySettings
from django.db.backends.signals import connection_created
from django.urls import URLPattern, URLResolver, get_resolver

from config.web.page_handler import PageHandler
from config.web.protocol import MAX_HEAD_BYTES
from tests.patience import PATIENCE_S, comes_true
from tests.serving import serving
from tests.site import ROOT

PAGE = b"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Of a server with one thread for pages."""
    with serving(WEB_THREADS="1") as (port, _):
        yield port


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)


def answer(line: socket.socket) -> bytes:
    """All that is sent until the server closes the connection."""
    text = b""
    while piece := line.recv(2**16):
        text += piece
    return text


def test_a_client_that_sends_slowly_holds_no_thread(port: int) -> None:
    with connected(port) as slow, connected(port) as other:
        slow.sendall(b"POST /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\nslow")
        other.sendall(PAGE)
        assert answer(other).startswith(b"HTTP/1.1 200 ")


def test_no_answer_names_the_server_or_its_version(port: int) -> None:
    for request in (PAGE, PAGE.replace(b"/robots.txt", b"/nothing/"), b"nonsense\r\n\r\n"):
        with connected(port) as line:
            line.sendall(request)
            head = answer(line).partition(b"\r\n\r\n")[0].lower()
        assert head.startswith(b"http/1.1 ")
        assert b"\nserver:" not in head
        assert b"uvicorn" not in head


def test_a_client_that_does_not_read_holds_no_thread(port: int) -> None:
    script = b"GET /static/vendor/codemirror.min.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with socket.socket() as slow, connected(port) as other:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", port))
        slow.sendall(script * 50)
        other.sendall(PAGE)
        assert answer(other).startswith(b"HTTP/1.1 200 ")


def test_no_header_names_the_server_software(port: int) -> None:
    for path in (b"/robots.txt", b"/no-such-page/"):
        with connected(port) as line:
            line.sendall(PAGE.replace(b"/robots.txt", path))
            head = answer(line).partition(b"\r\n\r\n")[0].lower()
        assert b"\r\nserver:" not in head
        assert b"uvicorn" not in head


def test_headers_without_end_are_refused(port: int) -> None:
    with connected(port) as line:
        line.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"x" * (MAX_HEAD_BYTES + 1))
        assert answer(line).startswith(b"HTTP/1.1 400 ")


def test_many_headers_are_refused(port: int) -> None:
    with connected(port) as line:
        line.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X-One: 1\r\n" * (MAX_HEAD_BYTES // 10))
        assert answer(line).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("headers", [b"X-Long: " + b"x" * (MAX_HEAD_BYTES + 1) + b"\r\n", b"X-One: 1\r\n" * 2000])
def test_a_long_head_in_one_piece_is_refused(port: int, headers: bytes) -> None:
    with connected(port) as line:
        line.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + b"\r\n")
        assert answer(line).startswith(b"HTTP/1.1 400 ")


def test_a_request_without_a_host_is_refused(port: int) -> None:
    with connected(port) as line:
        line.sendall(b"GET /robots.txt HTTP/1.1\r\n\r\n" * 2)
        assert answer(line).count(b"HTTP/1.1 400 ") == 1


def test_a_long_body_is_no_long_head(port: int) -> None:
    head = b"POST /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    with connected(port) as line:
        line.sendall(head % (4 * MAX_HEAD_BYTES) + b"x" * 4 * MAX_HEAD_BYTES)
        assert answer(line).startswith(b"HTTP/1.1 4")
    with connected(port) as line:
        for _ in range(MAX_HEAD_BYTES // len(PAGE) + 2):  # together they are longer than one may be
            line.sendall(PAGE.replace(b"Connection: close\r\n", b""))
        line.sendall(PAGE)
        assert answer(line).count(b"HTTP/1.1 200 ") == MAX_HEAD_BYTES // len(PAGE) + 3


@pytest.mark.django_db(transaction=True)
def test_a_thread_keeps_its_database_connection(settings: LazySettings) -> None:
    settings.WEB_THREADS = 1
    opened: list[Any] = []
    connection_created.connect(lambda connection, **_: opened.append(connection), weak=False, dispatch_uid="test")
    try:
        statuses = asyncio.run(_statuses(PageHandler(), "/status/", "/status/"))
    finally:
        connection_created.disconnect(dispatch_uid="test")
    assert statuses == [200, 200]
    assert len(opened) == 1


def test_a_file_arrives_whole(port: int) -> None:
    with connected(port) as line:
        line.sendall(PAGE.replace(b"/robots.txt", b"/static/css/descent.css"))
        head, _, body = answer(line).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert body == (ROOT / "static/css/descent.css").read_bytes()


def test_a_reload_replaces_the_processes_without_a_gap() -> None:
    with serving("--processes", "2") as (port, pid):
        assert comes_true(lambda: len(_workers(pid)) == 2)
        old = _workers(pid)
        os.kill(pid, signal.SIGHUP)
        while old & _workers(pid):
            with connected(port) as line:
                line.sendall(PAGE)
                assert answer(line).startswith(b"HTTP/1.1 200 ")
        assert len(_workers(pid)) == 2


def _workers(pid: int) -> set[int]:
    """The processes of a server that answer pages. Python starts another child, which counts what they share."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()}


def test_no_view_is_asynchronous() -> None:
    """It would wait in the event loop, or bring a connection of its own that nothing gives back."""
    assert [address for address, view in _views(get_resolver()) if iscoroutinefunction(view)] == []


def test_it_says_that_static_files_are_not_collected(tmp_path: Path) -> None:
    environment = {
        "DEBUG": "0",
        "SECRET_KEY": "x" * 50,
        "SITE_ROOT": "https://descent.example.org",
        "CELERY_BROKER_URL": "redis://broker/0",
        "CACHE_URL": "redis://cache/0",
        "DESCENT_VAR": str(tmp_path),
        "PATH": "/usr/bin:/bin",
    }
    command = [sys.executable, "manage.py", "serve", "--port", "1"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "Run manage.py collectstatic" in ended.stderr


async def _statuses(handler: PageHandler, *paths: str) -> list[int]:
    statuses = []
    for path in paths:
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": b"",
            "headers": [(b"host", b"localhost")],
        }
        client: Any = ApplicationCommunicator(handler, scope)  # type: ignore[no-untyped-call]  # asgiref has no types
        await client.send_input({"type": "http.request", "body": b""})
        statuses.append((await client.receive_output(PATIENCE_S))["status"])
        await client.wait(PATIENCE_S)
    return statuses


def _views(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _views(pattern, address)
        elif isinstance(pattern, URLPattern):
            yield address, pattern.callback
