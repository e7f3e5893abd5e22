"""The web of a started site once more, as production serves it: DEBUG off, static files hashed, compressed and kept."""

import socket
import subprocess
import sys
import urllib.error
import urllib.request
from types import TracebackType
from typing import Self

from tests.patience import PATIENCE_S, comes_true
from tests.site import ROOT, Site


class Production:
    """Shares the site's facts, cache and sign-ins. Use it in a ``with``: leaving it stops the process."""

    def __init__(self, site: Site) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self.sign_in = site.sign_in
        self.environment = site.environment | {
            "DEBUG": "0",
            "SECRET_KEY_FILE": str(site.var / "secret_key"),
            "SITE_ROOT": self.address,
        }
        # The checks refuse a site whose address is this machine's and whose broker is the bundled one.
        self.command = [sys.executable, "manage.py", "serve", "--skip-checks", "--port", str(port)]

    def __enter__(self) -> Self:
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(collect, cwd=ROOT, env=self.environment, check=True)
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL)
        comes_true(lambda: self._answers() or self.process.poll() is not None)
        if not self._answers():
            self.process.kill()
            raise RuntimeError("the production web did not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE_S)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=PATIENCE_S) as reply:
                return bool(reply.status == 200)
        except (urllib.error.URLError, OSError):
            return False
