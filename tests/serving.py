"""`manage.py serve` on a free port, without a database of its own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.patience import PATIENCE_S, comes_true
from tests.site import ROOT, free_port


@contextmanager
def serving(*options: str, **environment: str) -> Iterator[tuple[int, int]]:
    """The port and the process id."""
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port), *options]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment)
    try:
        comes_true(lambda: _accepts(port) or process.poll() is not None)
        assert process.poll() is None
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
