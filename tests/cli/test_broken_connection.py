"""A connection that breaks after the site has read the request costs nothing and doubles nothing."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from descent.errors import ExitCode

from accounts.api_tokens.actions import create_api_token
from accounts.models import User
from exercises.models import Submission
from tests.cli.conftest import FOLDER, SLUG, Shell

pytestmark = [pytest.mark.host_clock, pytest.mark.django_db(transaction=True)]  # its workers send heartbeats


class Proxy(ThreadingHTTPServer):
    """Passes requests on to the site, and the answers back, except those of the first two submissions.

    ``failures`` is how many times it then fails when it's asked for the verdict.
    """

    def __init__(self, site: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.site = site
        self.keys: list[str] = []
        self.failures = 0


class _Handler(BaseHTTPRequestHandler):
    server: Proxy

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name: self.headers[name] for name in ("Authorization", "Content-Type", "Idempotency-Key")}
        self.server.keys.append(headers["Idempotency-Key"])
        answer = httpx.post(f"{self.server.site}{self.path}", content=body, headers=headers)
        if len(self.server.keys) > 2:
            self._write(answer)

    def do_GET(self) -> None:
        if self.server.failures:
            self.server.failures -= 1
            self.send_error(503)
            return
        headers = {"Authorization": self.headers["Authorization"]}
        self._write(httpx.get(f"{self.server.site}{self.path}", headers=headers))

    def _write(self, answer: httpx.Response) -> None:
        self.send_response(answer.status_code)
        self.send_header("Content-Type", answer.headers["Content-Type"])
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *words: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def proxy(shell: Shell) -> Iterator[Proxy]:
    with Proxy(shell.site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_submit_sends_the_same_key_again(catalogue: None, shell: Shell, proxy: Proxy, ada: User) -> None:
    (shell.home / f"{SLUG}.py").write_text((FOLDER / "solution.py").read_text())
    token = create_api_token(person=ada, name="CI", days=1)
    site = {"DESCENT_TOKEN": token, "DESCENT_URL": f"http://127.0.0.1:{proxy.server_port}"}
    waited = shell.descent("submit", f"{SLUG}.py", "--timeout", "0.1", **site)
    assert waited.returncode == ExitCode.TIMEOUT
    assert (len(proxy.keys), len(set(proxy.keys))) == (3, 1)
    assert str(Submission.objects.get().uid) in waited.stderr


def test_a_site_that_is_down_while_it_waits_is_no_failure(workers: None, shell: Shell, proxy: Proxy, ada: User) -> None:
    (shell.home / f"{SLUG}.py").write_text((FOLDER / "solution.py").read_text())
    token = create_api_token(person=ada, name="CI", days=1)
    proxy.failures = 4
    site = {"DESCENT_TOKEN": token, "DESCENT_URL": f"http://127.0.0.1:{proxy.server_port}"}
    passed = shell.descent("submit", f"{SLUG}.py", **site)
    assert (passed.returncode, proxy.failures) == (ExitCode.PASSED, 0)
    assert str(Submission.objects.get().uid) in passed.stderr
