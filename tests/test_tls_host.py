"""docs/runner-hosts.md, "A runner host on another machine": its own commands end in a heartbeat over TLS."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import redis
from django.core.management import call_command
from pytest_django import Settings

from exercises.fleet.broker import take_message, update_users
from exercises.fleet.report_collector import record_message
from exercises.models import RunnerHost, Worker
from lib import broker
from runner.protocol import report_list
from tests.patience import PATIENCE_S, comes_true
from tests.site import ROOT

pytestmark = [
    pytest.mark.service,
    pytest.mark.workers,
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="no redis-server, which has TLS"),
]
PYTHONS = sorted({sys.executable, *(path for path in ["/usr/bin/python3"] if os.access(path, os.X_OK))})
# Python 3.13 and newer check this strictly by default, and so must an older one here.
HANDSHAKE = """
import socket, ssl, sys
context = ssl.create_default_context(cafile="ca.crt")
context.verify_flags |= ssl.VERIFY_X509_STRICT
context.wrap_socket(socket.create_connection(("localhost", int(sys.argv[1]))), server_hostname="localhost").close()
"""


class Machine:
    """A folder and the shell's variables, in which the page's commands run."""

    def __init__(self, folder: Path, variables: dict[str, str]) -> None:
        self.folder, self.variables = folder, os.environ | variables
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def script(self, name: str) -> str:
        block = re.search(rf"```sh\n# {name}\n(.*?)```", (ROOT / "docs/runner-hosts.md").read_text(), re.DOTALL)
        assert block, f"the page has no block # {name}"
        here = {"python": sys.executable, "gpu-regrade": "cpu-regrade", "gpu": "cpu", "6379": str(self.port)}
        return re.sub(r"\b(python|gpu-regrade|gpu|6379)\b", lambda word: here[word[1]], block[1])

    def run(self, name: str) -> str:
        done = subprocess.run(
            ["bash", "-ec", self.script(name)], cwd=self.folder, env=self.variables, check=True, capture_output=True,
            text=True,
        )  # fmt: skip
        return done.stdout

    def start(self, name: str) -> "subprocess.Popen[bytes]":
        lines = self.script(name).replace("redis-server ", "exec redis-server ")
        lines = lines.replace(f"{sys.executable} -m celery", f"exec {sys.executable} -m celery")
        return subprocess.Popen(["bash", "-ec", lines], cwd=self.folder, env=self.variables, stdout=subprocess.DEVNULL)


@pytest.fixture
def machine(tmp_path: Path, db: None) -> Iterator[Machine]:
    """The broker runs on it, with the certificates and users of the page."""
    variables = {"BROKER": "localhost", "BROKER_PASSWORD": "secret1", "PYTHONPATH": str(ROOT)}
    machine = Machine(tmp_path, variables | {"RUNNER_KEY_FILE": str(tmp_path / "runner.key")})
    machine.run("certificates")
    server = machine.start("broker")
    yield machine
    server.terminate()
    server.wait(10)


@pytest.fixture
def web(machine: Machine, settings: Settings) -> Iterator[Any]:
    tls = f"ssl_cert_reqs=required&ssl_ca_certs={machine.folder / 'ca.crt'}"
    settings.CELERY_BROKER_URL = f"rediss://default:secret1@localhost:{machine.port}/0?{tls}"
    broker.client.cache_clear()
    assert comes_true(is_answering)
    yield broker.client()
    broker.client.cache_clear()


def is_answering() -> bool:
    with suppress(redis.ConnectionError):
        return bool(broker.client().ping())
    return False


def test_the_documented_commands_set_up_a_host_on_another_machine(machine: Machine, web: Any) -> None:
    with pytest.raises(redis.ConnectionError):  # without TLS
        redis.Redis(port=machine.port).ping()
    with pytest.raises(redis.ConnectionError, match="CERTIFICATE_VERIFY_FAILED"):  # without the authority
        redis.Redis.from_url(f"rediss://localhost:{machine.port}/0?ssl_cert_reqs=required").ping()
    with pytest.raises(redis.AuthenticationError):  # without a password
        redis.Redis.from_url(
            f"rediss://localhost:{machine.port}/0?ssl_cert_reqs=required&ssl_ca_certs={machine.folder / 'ca.crt'}"
        ).ping()

    line = machine.run("identity").strip()
    words = machine.script("registration").replace("$LINE", line).replace('"', "").split()
    call_command(*words[2:])
    host = RunnerHost.objects.get()
    update_users([host])  # which happens on commit outside a test

    worker = machine.start("worker")
    try:
        assert comes_true(lambda: broker.client().exists(report_list(host.host)))
        message = take_message(host.host, wait_s=1)
        assert message
        record_message(data=message, host=host.host)
        assert Worker.objects.get(host=host).queues == ["cpu", "cpu-regrade"]
        assert not [entry for entry in web.execute_command("ACL", "LOG") if host.host in str(entry)]
    finally:
        worker.terminate()
        worker.wait(PATIENCE_S)


@pytest.mark.usefixtures("web")
def test_a_strict_python_trusts_the_documented_certificates(machine: Machine) -> None:
    for python in PYTHONS:
        command = [python, "-c", HANDSHAKE, str(machine.port)]
        handshake = subprocess.run(command, cwd=machine.folder, capture_output=True, text=True, check=False)
        assert handshake.returncode == 0, handshake.stderr
