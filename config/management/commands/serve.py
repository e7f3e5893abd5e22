"""`manage.py serve`: the web, as every way of starting Descent runs it."""

import os
import resource
import tempfile
from argparse import ArgumentParser
from contextlib import ExitStack
from typing import Any

import uvicorn
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management.base import BaseCommand, CommandError

from config.operations.site_metrics import SHARED_FOLDER

FINISH_SECONDS = 20  # for the requests in progress when it stops, or is replaced
START_SECONDS = 120  # for a new process to load Descent on a busy host
MAX_CONNECTIONS = 1000  # of a process, each with a descriptor; more are answered with 503


class Command(BaseCommand):
    help = "Serves the site. It starts no worker: manage.py up does, on a single machine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default %(default)s)")
        parser.add_argument("--port", type=int, default=8000, help="(default %(default)s)")
        parser.add_argument(
            "--processes", type=int, default=1, help="how many share the port: one for each core (default %(default)s)"
        )

    def handle(self, *args: Any, host: str, port: int, processes: int, **options: Any) -> None:
        _ensure_static_files_are_collected()
        _allow_enough_descriptors()
        with ExitStack() as stack:
            if processes > 1:
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="descent-metrics-"))
                os.environ.setdefault(SHARED_FOLDER, folder)
            uvicorn.run(
                "config.asgi:application",
                host=host,
                port=port,
                workers=processes,
                loop="uvloop",  # it sets TCP_NODELAY on a shared port; asyncio doesn't, and each answer waits for 40 ms
                http="config.web.protocol:BoundedHttpProtocol",
                ws="none",
                lifespan="off",
                log_level="warning",
                proxy_headers=False,  # Django reads them, for as many proxies as TRUSTED_PROXY_COUNT says
                limit_concurrency=MAX_CONNECTIONS,
                server_header=False,
                timeout_graceful_shutdown=FINISH_SECONDS,
                timeout_worker_healthcheck=START_SECONDS,
            )


def _allow_enough_descriptors() -> None:
    """Raise the soft limit, which is 1,024 on most systems, to what the system allows."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _ensure_static_files_are_collected() -> None:
    """Refuse to start without the manifest of hashed names: every page would be an error."""
    if not settings.DEBUG and not getattr(staticfiles_storage, "hashed_files", None):
        raise CommandError(
            f"There are no static files in {settings.STATIC_ROOT}. Run manage.py collectstatic --noinput first, and "
            "after each update."
        )
