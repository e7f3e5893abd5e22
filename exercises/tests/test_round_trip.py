"""The whole way with nothing replaced: a page, the broker, the runner and its sandbox, the report, the row."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from accounts.models import User
from exercises import views
from exercises.models import Exercise, Submission

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]

STARTS_WITHIN_S = 90
GRADES_WITHIN_S = 30


def database_url() -> str:
    """The test's own database, for a process that reads its settings from the environment."""
    own = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{own['NAME']}"
    return f"postgres://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{own['NAME']}"


def worker(app: str, queues: str, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    options = [
        "--concurrency=1",
        "--without-gossip",
        "--without-mingle",
        "-l",
        "WARNING",
        "-Q",
        queues,
        "-n",
        f"{app}@%h",
    ]
    command = [sys.executable, "-m", "celery", "-A", app, "worker", *options]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)


@pytest.fixture
def workers(valkey: str) -> Iterator[None]:
    """The web's worker on this test's database, and a runner that knows the broker and nothing else."""
    web = os.environ | {"DATABASE_URL": database_url()}
    runner = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    started = [worker("config", "reports,web", web), worker("runner.worker", "cpu", runner)]
    try:
        deadline = time.monotonic() + STARTS_WITHIN_S
        while len(current_app.control.ping(timeout=1) or []) < len(started):
            assert time.monotonic() < deadline, "the workers did not start; their output is above"
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(30)


def test_code_that_is_submitted_on_the_page_comes_back_with_a_verdict(
    workers: None, ada: User, client_of: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    call_command("load_curriculum", verbosity=0)
    call_command("load_exercises", verbosity=0)
    monkeypatch.setattr(views, "ANSWER_WITHIN_S", GRADES_WITHIN_S)
    exercise = Exercise.objects.get(slug="scaled-dot-product-attention")
    folder = settings.EXERCISE_CATALOG / exercise.section / exercise.slug
    client = client_of(ada)

    def verdict_on(name: str) -> str:
        code = {"source": (folder / name).read_text(), "mode": "submit"}
        return client.post(exercise.get_absolute_url(), code, headers={"HX-Request": "true"}).content.decode()

    wrong = verdict_on("mistakes/looks_one_ahead.py")
    assert "Not yet: " in wrong
    assert "Your mask is shifted by one key" in wrong
    assert "<svg" in wrong
    assert "Passed: all " in verdict_on("solution.py")

    passed = Submission.objects.passed().get()
    assert passed.digest == exercise.digest
    assert passed.attempts == 1
    assert passed.checks.count() > 3
    assert passed.phases["total"] > 0
