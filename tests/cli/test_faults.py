"""Whatever fails between the command line and the verdict, a submission is one row with one verdict."""

import json
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from descent.errors import ExitCode
from django.db.models import F
from django.test import Client

from accounts.api_tokens.actions import create_api_token
from accounts.models import User
from exercises.grading.errors import QueueDownError
from exercises.models import Submission
from exercises.submissions import attempts
from exercises.submissions.resending import resend_lost
from exercises.tests.processes import SiteProcesses, site_processes
from tests.certificates import Authority
from tests.cli.conftest import FOLDER, SLUG, Finished, Shell

pytestmark = [pytest.mark.host_clock, pytest.mark.django_db(transaction=True)]  # its workers send heartbeats
SOURCE = (FOLDER / "solution.py").read_text()
PAGE = b"<html><h1>Bad Gateway</h1></html>"


class Proxy(ThreadingHTTPServer):
    """Passes requests on to the site, and its answers back, with the faults given for the next requests of a method."""

    def __init__(self, site: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.site = site
        self.faults: dict[str, list[Fault]] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Proxy

    def do_GET(self) -> None:
        faults = self.server.faults.get(self.command, [])
        (faults.pop(0) if faults else passed_on)(self)

    def do_POST(self) -> None:
        self.do_GET()

    def answer_of_site(self) -> httpx.Response:
        names = ("Authorization", "Content-Type", "Idempotency-Key", "Prefer")
        headers = {name: self.headers[name] for name in names if self.headers[name]}
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        return httpx.request(self.command, f"{self.server.site}{self.path}", content=body, headers=headers)

    def write(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Nobody reads it."""


Fault = Callable[[_Handler], None]


def passed_on(handler: _Handler) -> None:
    answer = handler.answer_of_site()
    handler.write(answer.status_code, answer.content, Content_Type=answer.headers["Content-Type"])


def cut(handler: _Handler) -> None:
    """The connection ends before the site reads anything."""


def lost(handler: _Handler) -> None:
    """The site accepts it, and its answer never arrives."""
    handler.answer_of_site()


def failed(handler: _Handler) -> None:
    handler.write(500, b"{}", Content_Type="application/problem+json")


def bad_gateway(handler: _Handler) -> None:
    """The site accepts it, and the proxy answers something else."""
    handler.answer_of_site()
    handler.write(502, PAGE, Content_Type="text/html")


def other_site(handler: _Handler) -> None:
    """A network's own page for signing in to it."""
    handler.write(200, PAGE, Content_Type="text/html")


def busy(handler: _Handler) -> None:
    handler.write(429, b'{"detail": "Too many requests."}', Content_Type="application/problem+json", Retry_After="1")


FAULTS: list[tuple[list[Fault], list[Fault], list[ExitCode]]] = [  # of sending, of asking, and each time it's run
    ([cut, cut], [], [ExitCode.PASSED]),
    ([cut] * 3, [], [ExitCode.GRADER, ExitCode.PASSED]),
    ([lost, lost], [cut], [ExitCode.PASSED]),
    ([lost] * 3, [], [ExitCode.GRADER, ExitCode.PASSED]),
    ([failed], [failed, failed], [ExitCode.PASSED]),
    ([bad_gateway], [bad_gateway], [ExitCode.PASSED]),
    ([bad_gateway] * 3, [], [ExitCode.GRADER, ExitCode.PASSED]),
    ([other_site], [], [ExitCode.GRADER, ExitCode.PASSED]),
    ([], [other_site], [ExitCode.PASSED]),
    ([busy], [busy], [ExitCode.PASSED]),
]


class World:
    """A learner's terminal, a proxy in front of a site, and the site's processes."""

    def __init__(self, shell: Shell, proxy: Proxy, token: str) -> None:
        self.shell, self.proxy, self.token = shell, proxy, token
        self.file = shell.home / f"{SLUG}.py"

    def write(self, name: str) -> None:
        """A solution that nothing else here has sent."""
        self.file.write_text(f"{SOURCE}\n# {name}\n")

    def submit(self, *words: str, url: str = "") -> Finished:
        environment = {"DESCENT_TOKEN": self.token, "DESCENT_URL": url or self.proxy.url}
        return self.shell.descent("submit", self.file.name, *words, **environment)

    def check(self, runs: Sequence[Finished], codes: Sequence[ExitCode]) -> None:
        """There is one row with one verdict. Its address was printed by each command to which the site answered."""
        said = [(run.returncode, run.stdout, run.stderr) for run in runs]
        assert [run.returncode for run in runs] == list(codes), said
        submission = Submission.objects.get(source=self.file.read_text())
        assert (submission.verdict, submission.attempts) == ("passed", 1)
        assert all("Traceback" not in run.stderr for run in runs), said
        accepted = [run for run in runs if run.returncode != ExitCode.GRADER]
        assert accepted, said
        assert all(str(submission.uid) in run.stderr for run in accepted), said


@pytest.fixture
def proxy(shell: Shell) -> Iterator[Proxy]:
    with Proxy(shell.site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def world(shell: Shell, proxy: Proxy, ada: User) -> World:
    return World(shell, proxy, create_api_token(person=ada, name="CI", days=1))


@pytest.fixture
def site(catalogue: None, valkey: str) -> Iterator[SiteProcesses]:
    with site_processes() as site:
        yield site


def test_a_submission_is_one_row_with_one_verdict(
    world: World, site: SiteProcesses, tab: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, (sending, asking, codes) in enumerate(FAULTS):
        world.write(f"fault {number}")
        world.proxy.faults = {"POST": list(sending), "GET": list(asking)}
        world.check([world.submit() for _ in codes], codes)
    _no_address(world)
    _no_certificate(world, tmp_path)
    _no_broker(world, monkeypatch)
    _no_runner(world, site)
    _two_shells(world, tab)


def _no_address(world: World) -> None:
    world.write("DNS")
    runs = [world.submit(url="http://descent.invalid"), world.submit()]
    world.check(runs, [ExitCode.GRADER, ExitCode.PASSED])


def _no_certificate(world: World, folder: Path) -> None:
    world.write("TLS")
    with Proxy(world.shell.site) as untrusted:
        untrusted.socket = Authority(folder).server().wrap_socket(untrusted.socket, server_side=True)
        thread = threading.Thread(target=untrusted.serve_forever)
        thread.start()
        refused = world.submit(url=untrusted.url.replace("http:", "https:"))
        untrusted.shutdown()
        thread.join()
    assert "SSL_CERT_FILE" in refused.stderr
    world.check([refused, world.submit()], [ExitCode.GRADER, ExitCode.PASSED])


def _no_broker(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: Any, **__: Any) -> None:
        raise QueueDownError("connection refused")

    world.write("broker")
    with monkeypatch.context() as patch:
        patch.setattr(attempts, "send", down)
        waited = world.submit("--timeout", "1")
    Submission.objects.filter(sent_at=None).update(created_at=F("created_at") - timedelta(minutes=1))
    assert resend_lost() == 1
    world.check([waited, world.submit()], [ExitCode.TIMEOUT, ExitCode.PASSED])


def _no_runner(world: World, site: SiteProcesses) -> None:
    """It's stopped by Ctrl-C, doesn't wait long enough, and waits again."""
    site.stop_runner()
    world.write("runner")
    environment = world.shell.environment | {"DESCENT_TOKEN": world.token, "DESCENT_URL": world.proxy.url}
    with subprocess.Popen(
        world.shell.command("submit", world.file.name),
        cwd=world.shell.home, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stderr
        address = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate()
    stopped = subprocess.CompletedProcess(process.args, process.returncode, output, address + errors)
    waited = world.submit("--timeout", "1")
    site.start_runner()
    runs = [stopped, waited, world.submit()]
    world.check(runs, [130, ExitCode.TIMEOUT, ExitCode.PASSED])  # type: ignore[list-item]  # 130 is a shell's own


def _two_shells(world: World, tab: Client) -> None:
    """Both find a token that has expired, and its refresh token works once."""
    shell = world.shell
    world.write("token")
    shell.sign_in(tab)
    file = shell.home / "config" / "descent" / "sign-in.json"
    stored = json.loads(file.read_text())
    stored["sites"][shell.site]["expires_at"] = 0
    file.write_text(json.dumps(stored))
    runs: list[Finished] = []
    with ExitStack() as stack:
        for _ in range(2):
            thread = threading.Thread(target=lambda: runs.append(shell.descent("submit", world.file.name)))
            thread.start()
            stack.callback(thread.join)
    world.check(runs, [ExitCode.PASSED] * 2)
    assert shell.descent("whoami").returncode == ExitCode.PASSED
