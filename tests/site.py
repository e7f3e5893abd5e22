"""A whole Descent of its own, started as a newcomer starts it, for the browser tests and the screenshots."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.patience import PATIENCE_S

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """`manage.py up` in a temporary folder and on a free port. Use it in a ``with``: leaving it stops every process."""

    def __init__(self) -> None:
        self.var = Path(tempfile.mkdtemp(prefix="descent-site-"))
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.said = ""
        settings = ("_URL", "DESCENT_VAR", "SITE_ROOT", "PORT")
        outside = {name: value for name, value in os.environ.items() if not name.endswith(settings)}
        self.environment = outside | {"DESCENT_VAR": str(self.var)}

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", str(self.port)],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._read_until_ready()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> int:
        """Press Ctrl-C. Return the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def _read_until_ready(self) -> None:
        assert self.process.stdout is not None
        deadline = time.monotonic() + 3 * PATIENCE_S  # it loads the curriculum and a demo cohort
        for line in self.process.stdout:
            self.said += line
            if "Ctrl-C stops everything" in line:
                return
            if time.monotonic() > deadline:
                break
        self.stop()  # it has started some of its processes
        raise RuntimeError(f"the site did not start:\n{self.said}\n{self._logs()}")

    def _logs(self) -> str:
        return "\n".join(f"== {path.name}\n{path.read_text()[-2000:]}" for path in (self.var / "log").glob("*.log"))

    def shell(self, code: str) -> str:
        """Run ``code`` in the site's shell and return what it prints."""
        asked = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code]
        return subprocess.run(
            asked,
            cwd=ROOT,
            env=self.environment | {"PORT": str(self.port)},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    def sign_in(self, role: str) -> tuple[str, str]:
        """The address and password of "a learner", "their mentor" or "an admin" as printed, or of an address."""
        address = re.search(r"(\S+@\S+)", role) or re.search(rf"as {role}\s+(\S+@\S+)", self.said)
        password = re.search(r"password\s+(\S+)", self.said)
        if not (address and password):
            raise LookupError(f"no sign-in was printed for {role}:\n{self.said}")
        return address[1], password[1]
