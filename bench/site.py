"""A site of its own for a benchmark: every process real, each in the background until the ``with`` block ends."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from config.operations.supervisor import SiteSupervisor

PATIENCE_S = 600.0
RESTART_SECONDS = (1.0,)  # always the same, as RestartSec of systemd


@contextmanager
def bench_site(
    *,
    database: str = "",
    broker: str = "",
    cache: str = "",
    port: int = 0,
    web_processes: int = 1,
) -> Iterator[SiteSupervisor]:
    """Start the web's worker, the collector and a runner. Yields the supervisor of the site's processes.

    Args:
        database: its URL; by default SQLite in the site's folder.
        broker: the URL of a Redis or Valkey for the queues; by default the bundled Valkey.
        cache: the URL of a Redis or Valkey for the cache; by default the bundled Valkey.
        port: where the web answers, as in production; 0 for no web.
        web_processes: how many share the port.
    """
    var = Path(tempfile.mkdtemp(prefix="descent-bench-"))
    enter(var, {"DATABASE_URL": database, "CELERY_BROKER_URL": broker, "CACHE_URL": cache})
    from django.conf import settings

    from config.operations.devserver import valkey_answers
    from exercises.models import Worker

    environment = dict(os.environ) | {"CELERY_BROKER_URL": settings.CELERY_BROKER_URL}
    processes = _commands(has_valkey=not broker)
    web = {"web": web_command(var, port, web_processes)} if port else {}
    supervisor = SiteSupervisor(processes | web, var, environment, RESTART_SECONDS)
    try:
        supervisor.tend()
        if not broker:
            wait_until(lambda: valkey_answers(settings.VALKEY_SOCKET))
        wait_until(lambda: Worker.objects.ready().exists())
        yield supervisor
    finally:
        supervisor.stop()
        shutil.rmtree(var, ignore_errors=True)


def enter(var: Path, addresses: dict[str, str]) -> None:
    """Set this process up as one of the site's, with the site's content in a new database."""
    outside = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    os.environ.clear()
    os.environ.update(outside | {name: url for name, url in addresses.items() if url})
    os.environ.update({"DESCENT_VAR": str(var), "DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "ERROR"})
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from config.operations.devserver import register_runner

    for command in ("migrate", "load_curriculum", "load_exercises"):
        call_command(command, verbosity=0)
    settings.SUBMISSIONS_PER_MINUTE = settings.SUBMISSIONS_IN_PROGRESS = 1_000_000
    register_runner()


def _commands(*, has_valkey: bool) -> dict[str, str]:
    """Return the commands of all processes but the web."""
    from config.operations.devserver import commands

    processes = commands(0, can_grade=True)
    del processes["web"]
    if not has_valkey:
        del processes["valkey"]
    return processes


def web_command(var: Path, port: int, processes: int) -> str:
    """The command that serves the site with DEBUG off. The checks refuse a public site at this machine's address."""
    production = {"DEBUG": "0", "SECRET_KEY_FILE": str(var / "secret_key"), "SITE_ROOT": f"http://127.0.0.1:{port}"}
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, env=os.environ | production, check=True)
    settings = " ".join(f"{name}={value}" for name, value in production.items())
    return f"env {settings} {sys.executable} manage.py serve --skip-checks --port {port} --processes {processes}"


def wait_until(is_true: Callable[[], object]) -> None:
    """Raise RuntimeError if it doesn't become true in PATIENCE_S seconds."""
    deadline = time.monotonic() + PATIENCE_S
    while not is_true():
        if time.monotonic() > deadline:
            raise RuntimeError("the site did not get there in ten minutes")
        time.sleep(0.05)
