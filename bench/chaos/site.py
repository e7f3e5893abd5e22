"""The site that the faults hit: all processes of production, its data on a small disk of its own."""

import os
import shlex
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.processes import offspring, processes
from bench.site import RESTART_SECONDS, enter, wait_until, web_command
from config.operations.supervisor import SiteSupervisor
from tests.site import free_port

LONGEST_JOB_S = 8
DISK_MB = {"sqlite": 96, "postgresql": 256}
TEND_EVERY_S = 0.05
POSTGRESQL = "-c max_wal_size=64MB -c min_wal_size=32MB -c wal_keep_size=0 -c max_connections=120"
# Words of the command line, and how many forks and wrappers with the same words are above the one that is meant: a
# zygote is under sandboxd, which is told how to start one, and bubblewrap's two; a cell is under the zygote.
PARTS = {"runner child": ("runner.worker", 0), "sandboxd": ("sandbox.daemon", 0), "zygote": ("harness.zygote", 3),
         "cell": ("harness.zygote", 4)}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class ChaosSite:
    """Its processes, and what can be done to them.

    Attributes:
        disk: the folder with all of its data, and whether that is a small disk of its own.
        host_file: what `host.c` reads, if that could be compiled.
    """

    supervisor: SiteSupervisor
    port: int
    disk: Path
    has_disk: bool
    host_file: Path
    has_host: bool
    runners: tuple[str, ...]
    stop_event: threading.Event = field(default_factory=threading.Event)

    def tend(self) -> None:
        """Restart what has ended, until the event is set."""
        while not self.stop_event.wait(TEND_EVERY_S):
            self.supervisor.tend()

    def set_host(self, *, clock_s: float = 0.0, delay_s: float = 0.0) -> None:
        """Set the clock ahead or behind, and make the disk slow."""
        with self.host_file.open("r+b", buffering=0) as file:
            file.write(struct.pack("dd", clock_s, delay_s))

    def pids_of(self, target: str) -> list[int]:
        """Return the ids of a process with all its descendants, or of a part of the runners."""
        if target in PARTS:
            return self._parts(*PARTS[target])
        if not self.supervisor.is_up(target):
            return []
        pid = self.supervisor.running[target].pid
        return [pid, *offspring(pid)]

    def _parts(self, command: str, depth: int) -> list[int]:
        """Return the descendants of runners whose command contains this, at this depth among them."""
        every = processes()
        descendants = {pid for name in self.runners for pid in self.pids_of(name)[1:]}
        matches = {pid for pid in descendants if pid in every and command in every[pid][1]}
        level = {pid for pid in matches if every[pid][0] not in matches}
        for _ in range(depth):
            level = {pid for pid in matches if every[pid][0] in level}
        return sorted(level)


@contextmanager
def chaos_site(
    database: str, *, runner_count: int = 2, logs: str | None = None, template: str | None = None
) -> Iterator[ChaosSite]:
    """Start it, wait until it grades, and stop it at the end.

    Args:
        database: "sqlite" or "postgresql".
        runner_count: how many runner hosts it has, each with one process.
        logs: a folder for the logs; otherwise they are deleted with the rest.
        template: an SQLite database with all migrations, which take 20 s of processor time.
    """
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="descent-chaos-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o711)  # PostgreSQL runs as another user
        disk, host_file, port = folder / "var", folder / "host", free_port()
        disk.mkdir()
        has_disk, has_host = stack.enter_context(_small_disk(disk, DISK_MB[database])), _build_host(host_file)
        supervisor = SiteSupervisor({}, Path(logs or folder / "logs"), dict(os.environ), RESTART_SECONDS)
        stack.callback(supervisor.stop)
        supervisor.logs.mkdir(parents=True, exist_ok=True)
        url, var = _start_database(supervisor, disk, database), disk / "site"
        var.mkdir(mode=0o700)
        if template and not url:
            _copy_sqlite(template, var / "descent.sqlite3")
        _enter(folder, var, url)
        runners = _runner_commands(var, runner_count)
        supervisor.commands |= _commands(var, folder, port, is_embedded=not url) | runners
        supervisor.environment = _environment(host_file if has_host else None)
        site = ChaosSite(
            supervisor=supervisor, port=port, disk=disk, has_disk=has_disk, host_file=host_file, has_host=has_host,
            runners=tuple(runners),
        )  # fmt: skip
        tending = threading.Thread(target=site.tend)
        tending.start()
        for end in (_leave_database, tending.join, site.stop_event.set):  # in the opposite order
            stack.callback(end)
        _wait_until_ready(runner_count)
        yield site


def _start_database(supervisor: SiteSupervisor, disk: Path, database: str) -> str:
    """Start PostgreSQL with an empty database, and return its URL. Empty for SQLite."""
    if database == "sqlite":
        return ""
    commands = _database(disk, database, free_port())
    url = commands.pop("url")
    supervisor.commands |= commands
    supervisor.tend()
    wait_until(lambda: _accepts(url))
    subprocess.run(["psql", "-q", _admin(url), "-c", "CREATE DATABASE descent"], check=True)
    return url


# ------------------------------------------------------------------ its host


@contextmanager
def _small_disk(folder: Path, size_mb: int) -> Iterator[bool]:
    """Mount a disk of so many megabytes there. False: that isn't allowed here."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size_mb}m,mode=711", "descent-chaos", str(folder)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        yield False
        return
    try:
        yield True
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def _build_host(file: Path) -> bool:
    """Compile the library that changes clock and disk, and make its file. False without a compiler."""
    if not shutil.which("cc"):
        return False
    source, library = Path(__file__).with_name("host.c"), file.with_suffix(".so")
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", str(library), str(source)], check=True)
    file.write_bytes(struct.pack("dd", 0, 0))
    file.chmod(0o644)
    return True


def _environment(host_file: Path | None) -> dict[str, str]:
    preloads = {"LD_PRELOAD": str(host_file.with_suffix(".so")), "CHAOS_HOST": str(host_file)} if host_file else {}
    return dict(os.environ) | preloads


# ------------------------------------------------------------------ its database


def _database(var: Path, kind: str, port: int) -> dict[str, str]:
    """A cluster of its own: the command that runs it, and the URL."""
    programs = Path(
        subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True).stdout.strip()
    )
    data = var / kind
    data.mkdir(mode=0o700)
    prefix = []
    if not os.geteuid():
        shutil.chown(data, "postgres", "postgres")
        prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]
    cluster = ["-D", str(data), "-U", "descent", "--auth=trust", "--no-sync", "-E", "UTF8"]
    subprocess.run([*prefix, str(programs / "initdb"), *cluster], check=True, stdout=subprocess.DEVNULL, cwd="/")
    server = [*prefix, str(programs / "postgres"), "-D", str(data), "-k", str(data), "-p", str(port)]
    host = var.parent / "host"
    preload = f"env LD_PRELOAD={host}.so CHAOS_HOST={host} " if host.exists() else ""
    return {
        "database": f"{preload}{shlex.join(server)} {POSTGRESQL} -c listen_addresses=127.0.0.1",
        "url": f"postgres://descent@127.0.0.1:{port}/descent",
    }


def _leave_database() -> None:
    """PostgreSQL ends once everybody has gone."""
    from django.db import connection

    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]  # of PostgreSQL's wrapper only


def _admin(url: str) -> str:
    return url.replace("postgres://", "postgresql://").removesuffix("/descent") + "/postgres"


def _accepts(url: str) -> bool:
    return subprocess.run(["pg_isready", "-q", "-d", _admin(url)], check=False).returncode == 0


# ------------------------------------------------------------------ its processes


def _enter(folder: Path, var: Path, url: str) -> None:
    """Set this process up as one of the site's, with the runner's toy exercise beside the curriculum."""
    from runner.protocol import audit_digest, write_audit_record
    from runner.tests.toy import DEADLY_CHECKS, FILES, write_exercise

    catalog = folder / "catalog"
    head = FILES["exercise.md"].replace("wall_s = 2.0", "wall_s = 1.0")
    toy = write_exercise(catalog, exercise_md=head, checks_py=DEADLY_CHECKS).folder
    write_audit_record(catalog, {toy.name: audit_digest(toy)})
    os.environ |= {"LONGEST_JOB_S": str(LONGEST_JOB_S), "DESCENT_CATALOG": str(catalog)}
    enter(var, {"DATABASE_URL": url, "CACHE_URL": f"unix://{folder / 'cache.sock'}" if url else ""})


def _commands(var: Path, folder: Path, port: int, *, is_embedded: bool) -> dict[str, str]:
    from django.conf import settings

    python = shlex.quote(sys.executable)
    celery = f"{python} -m celery -A config"
    valkey = _valkey_command()
    cache = (
        {} if is_embedded else {"cache": f"{valkey.split()[0]} --port 0 --unixsocket {folder / 'cache.sock'} --save ''"}
    )
    return cache | {
        "broker": valkey,
        "web": web_command(settings.VAR, port, 1),
        "tasks": f"{celery} worker --without-gossip --without-mingle -l WARNING -n web@%h -Q web -c 1",
        "beat": f"{celery} beat -s {shlex.quote(str(var / 'beat'))} -l WARNING",
        "reports": f"{python} manage.py take_reports",
    }


def _runner_commands(var: Path, count: int) -> dict[str, str]:
    """Each is a host with a key and a user on the broker of its own."""
    from config.operations.devserver import register_runner

    celery = (
        f"{shlex.quote(sys.executable)} -m celery -A runner.worker worker --without-gossip --without-mingle -l WARNING"
    )
    commands = {}
    for name in [f"runner-{number}" for number in range(1, count + 1)]:
        key = var / name
        register_runner(key)
        environment = f"env CHAOS_HOST_ALONE=1 RUNNER_KEY_FILE={shlex.quote(str(key))}"
        commands[name] = f"{environment} {celery} -Q cpu,cpu-regrade -c 1 -n {name}@%h"
    return commands


def _valkey_command() -> str:
    from django.conf import settings

    from config.operations.devserver import valkey_command

    return valkey_command(settings.VALKEY_SOCKET)


def _wait_until_ready(runner_count: int) -> None:
    from exercises.models import Worker

    wait_until(lambda: Worker.objects.ready().count() == runner_count)


def _copy_sqlite(source: str, target: Path) -> None:
    with sqlite3.connect(source) as original, sqlite3.connect(target) as copy:
        original.backup(copy)
