"""``python -m tests.requirement_files``: start each process from its own requirements file, as a school installs it.

`make run` and the tests have everything in one environment, where one package can hide that another is missing. Here
web.txt, saml.txt, runner.txt and cli/ get one each, with the oldest and the newest Python of this machine, and the
processes that production starts from it run until they do their work.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from runner import identity
from runner.protocol import broker_socket, report_list
from tests.patience import PATIENCE_S, comes_true
from tests.site import ROOT, free_port
from tests.valkey import valkey_at

CPU_TORCH = ["--no-deps", "-r", "requirements/cpu.txt"]
INDEX_S = 300  # to download 0.2 GB
START_S = 600  # on a busy host
READY = re.compile(r"accepts_jobs\W+true")


def pythons() -> list[str]:
    """The oldest and the newest Python here that Descent supports, or the only one."""
    folders = os.pathsep.join([os.environ["PATH"], "/usr/bin"])
    every = [
        path
        for minor in range(11, 20)
        for folder in folders.split(os.pathsep)
        if (path := shutil.which(f"python3.{minor}", path=folder)) and _makes_venvs(path)
    ]
    return list(dict.fromkeys([every[0], every[-1]]))


def _makes_venvs(python: str) -> bool:
    """A name on the PATH may lead to nothing, and Debian's Python may lack this module."""
    return subprocess.run([python, "-c", "import venv, ensurepip"], capture_output=True).returncode == 0


class Environment:
    """A virtual environment of its own, and a folder for what the processes write."""

    def __init__(self, python: str, folder: Path) -> None:
        self.folder, self.bin, self.log = folder, folder / "venv" / "bin", folder / "log"
        subprocess.run([python, "-m", "venv", str(folder / "venv")], check=True)
        outside = {name: value for name, value in os.environ.items() if not name.endswith(("_URL", "PYTHONPATH"))}
        self.variables = outside | {"DESCENT_VAR": str(folder / "var"), "PYTHONPYCACHEPREFIX": str(folder / "pyc")}

    def install(self, *arguments: str, is_required: bool = True) -> bool:
        pip = [
            str(self.bin / "python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-compile",
            "--disable-pip-version-check",
        ]
        try:
            limit = None if is_required else INDEX_S
            ran = subprocess.run([*pip, *arguments], cwd=ROOT, timeout=limit, capture_output=not is_required)
        except subprocess.TimeoutExpired:
            return False
        if is_required and ran.returncode:
            raise RuntimeError(f"pip install {' '.join(arguments)} failed")
        return ran.returncode == 0

    def run(self, program: str, *arguments: str) -> str:
        ran = subprocess.run(
            [self.bin / program, *arguments], cwd=ROOT, env=self.variables,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        if ran.returncode:
            raise RuntimeError(f"{program} {' '.join(arguments)} ended with {ran.returncode}:\n{ran.stdout}")
        return ran.stdout

    @contextmanager
    def running(self, is_working: Callable[[int], object], *arguments: str) -> Iterator[None]:
        """A Python process, once it works. SIGTERM must end it."""
        with self.log.open("wb") as output:
            process = subprocess.Popen(
                [self.bin / "python", *arguments], cwd=ROOT, env=self.variables, stdout=output, stderr=output
            )
        try:
            is_up = comes_true(lambda: is_working(process.pid) or process.poll() is not None, START_S)
            if process.poll() is not None or not is_up:
                raise RuntimeError(f"{' '.join(arguments)} did not start:\n{self.log.read_text(errors='replace')}")
            yield
        finally:
            process.terminate()
            status = process.wait(PATIENCE_S)
        if status not in (0, -signal.SIGTERM):
            raise RuntimeError(f"{' '.join(arguments)} ended with {status}:\n{self.log.read_text(errors='replace')}")


def try_web(environment: Environment) -> str:
    environment.install("-r", "requirements/web.txt")
    environment.run("python", "manage.py", "check")
    var = Path(environment.variables["DESCENT_VAR"])
    port, celery = free_port(), ("-m", "celery", "-A", "config")
    with valkey_at(broker_socket(var)) as socket:
        with environment.running(lambda _: _answers(port), "manage.py", "serve", "--port", str(port)):
            pass
        with environment.running(_expects_sigterm, "manage.py", "take_reports"):
            pass
        queue = redis.Redis(unix_socket_path=socket)
        with environment.running(lambda _: _has_consumer(queue), *celery, "worker", "-Q", "web", "-c", "1"):
            pass
        beat = (*celery, "beat", "-s", str(environment.folder / "beat"))
        with environment.running(lambda _: queue.hexists("site.heartbeats", "beat"), *beat):
            pass
    return "check, serve, take_reports, worker and beat ran"


def try_saml(environment: Environment) -> str:
    """A site that asks for SAML refuses to start without its packages, and starts with them."""
    environment.install("-r", "requirements/web.txt")
    environment.variables |= {
        "SAML_ENTITY_ID": "https://login.example.edu", "SAML_METADATA_URL": "https://login.example.edu/metadata",
        "SAML_DOMAINS": "example.edu", "SAML_VOUCHES_FOR_ADDRESSES": "1",
    }  # fmt: skip
    try:
        environment.run("python", "manage.py", "check")
    except RuntimeError as error:
        if "config.E010" not in str(error):
            raise
    else:
        raise RuntimeError("manage.py check takes SAML_ENTITY_ID without the packages")
    environment.install("-r", "requirements/saml.txt")
    environment.run("python", "manage.py", "check")
    environment.run("python", "manage.py", "shell", "-c", "import accounts.single_sign_on.saml.provider")
    return "check refused without its packages, and ran with them"


def try_runner(environment: Environment) -> str:
    has_torch = environment.install("--no-index", *CPU_TORCH, is_required=False) or environment.install(
        "--retries", "0", "--timeout", "3", *CPU_TORCH, is_required=False
    )
    environment.install("-r", "requirements/runner.txt")
    if not has_torch:
        environment.run("python", "-m", "celery", "-A", "runner.worker", "report")
        environment.run("python", "-m", "runner", "identity")
        return "the worker's app and identity ran; the worker itself didn't, as torch without CUDA isn't to be had here"
    environment.run("python", "-m", "runner", "doctor")
    var = Path(environment.variables["DESCENT_VAR"])
    worker = ("-m", "celery", "-A", "runner.worker", "worker", "-Q", "cpu", "-c", "1")
    with valkey_at(broker_socket(var)) as socket:
        environment.run("python", "-m", "runner", "identity")
        host = identity.load(var / "runner.key")
        broker = redis.Redis(unix_socket_path=socket)
        broker.acl_setuser(host.user, enabled=True, passwords=[f"+{host.password}"], keys="*", categories=["+@all"])
        messages = report_list(host.host)
        with environment.running(lambda _: _takes_jobs(broker, messages), *worker):
            pass
    return "the doctor and the worker ran, with torch"


def try_cli(environment: Environment) -> str:
    source = environment.folder / "cli"
    shutil.copytree(ROOT / "cli", source)  # building leaves files beside the sources
    environment.install(str(source))
    environment.run("descent", "--help")
    return f"descent {environment.run('descent', '--version').strip()} ran"


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE_S) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def _takes_jobs(broker: "redis.Redis", messages: str) -> bool:
    """Whether a heartbeat says so: its processes have loaded the checks, and its cells are ready."""
    return any(READY.search(str(message)) for message in broker.lrange(messages, 0, -1))


def _expects_sigterm(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status").read_text()
    caught = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)


def _has_consumer(broker: "redis.Redis") -> bool:
    return any(client["cmd"] in {"brpop", "blpop"} for client in broker.client_list())


TRIALS = {
    "requirements/web.txt": try_web, "requirements/saml.txt": try_saml, "requirements/runner.txt": try_runner,
    "cli/": try_cli,
}  # fmt: skip


def main() -> int:
    """Try each, and say what ran, or why not, and how long it took."""
    failures = 0
    for python in pythons():
        for name, attempt in TRIALS.items():
            begin = time.monotonic()
            with tempfile.TemporaryDirectory(prefix="descent-alone-") as folder:
                try:
                    result = attempt(Environment(python, Path(folder)))
                except (RuntimeError, subprocess.CalledProcessError) as error:
                    failures += 1
                    result = f"FAILED: {error}"
            sys.stdout.write(f"{Path(python).name}, {name}: {result} ({time.monotonic() - begin:.0f} s)\n")
            sys.stdout.flush()
    return min(failures, 1)


if __name__ == "__main__":
    sys.exit(main())
