"""A site with a worker and a sandbox, and the command as a person runs it: a process with a home of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from accounts.tests.apps import answer
from exercises.tests.processes import site_processes
from tests.roadmap_rows import FIRST, NEXT, insert_roadmap
from tests.site import ROOT

PASSWORD = "a long enough password"  # everybody's of the cast
SLUG = "scaled-dot-product-attention"
FOLDER = ROOT / "exercises" / "catalog" / "transformers" / SLUG
Finished = subprocess.CompletedProcess[str]


class Shell:
    """A terminal in a folder of its own."""

    def __init__(self, home: Path, site: str) -> None:
        self.home = home
        self.site = site
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "cli"),
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_STATE_HOME": str(home / "state"),
        }

    def descent(self, *words: str, **environment: str) -> Finished:
        return subprocess.run(
            self.command(*words), cwd=self.home, env=self.environment | environment, capture_output=True, text=True
        )

    def sign_in(self, tab: Client, reply: str = "allow") -> Finished:
        """`descent login`, while a person answers in a browser."""
        with subprocess.Popen(
            self.command("login", self.site),
            cwd=self.home, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            code = next(match[0] for line in process.stdout if (match := re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", line)))
            answer(tab, code, reply)
            output, errors = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, output, errors)

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "descent", *words]


@pytest.fixture
def shell(tmp_path: Path, live_server: LiveServer, settings: LazySettings) -> Shell:
    settings.SITE_ROOT = live_server.url  # to which the site's endpoints and links lead
    settings.IDP_OIDC_DEVICE_CODE_INTERVAL = 1
    return Shell(tmp_path, live_server.url)


@pytest.fixture
def catalogue(transactional_db: None) -> None:
    insert_roadmap(FIRST, NEXT)


@pytest.fixture
def workers(catalogue: None, valkey: str) -> Iterator[None]:
    with site_processes():
        yield


@pytest.fixture
def tab(ada: User) -> Client:
    """Ada's browser, in which she has just typed her password."""
    client = Client()
    client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


Descent = Callable[..., Finished]
