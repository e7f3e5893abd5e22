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
from exercises.actions import cancel, regrade, submit
from exercises.models import EarlierVerdict, Exercise, Submission, Worker

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
    started = [worker("config", "reports,web", web), worker("runner.worker", "cpu,cpu-regrade", runner)]
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


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + GRADES_WITHIN_S
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_learner_goes_before_regrades_and_what_is_cancelled_is_called_back(workers: None, ada: User) -> None:
    call_command("load_curriculum", verbosity=0)
    call_command("load_exercises", verbosity=0)
    exercise = Exercise.objects.get(slug="scaled-dot-product-attention")
    source = (settings.EXERCISE_CATALOG / exercise.section / exercise.slug / "solution.py").read_text()
    passed = {"verdict": "passed", "state": "done", "graded_at": "2026-03-02 10:00:00+00:00"}
    for _ in range(6):
        Submission.objects.create(exercise=exercise, learner=ada, source=source, **passed)
    regrade(exercise=exercise, every=True)
    live = submit(exercise=exercise, learner=ada, source=source + "# live", mode="submit")
    dropped = submit(exercise=exercise, learner=ada, source=source + "# dropped", mode="submit")
    assert cancel(submission=dropped)

    until(lambda: not Submission.objects.under_way().exists())
    live.refresh_from_db()
    dropped.refresh_from_db()
    assert live.is_passed
    assert live.phases["queue"] > 0
    assert dropped.is_cancelled
    assert EarlierVerdict.objects.count() == 6
    assert Submission.objects.filter(earlier_verdicts__replaced_at__gt=live.graded_at).count() >= 3
    revoked = current_app.control.inspect(timeout=2).revoked() or {}
    assert all(str(dropped.attempt) in ids for ids in revoked.values())
    assert Worker.objects.able().get().queues == ["cpu", "cpu-regrade"]
