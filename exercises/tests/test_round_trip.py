"""The whole way with nothing replaced: a page, the broker, the runner and its sandbox, the report, the row."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from accounts.models import User
from exercises.actions import add_runner_host, cancel, regrade, submit
from exercises.models import EarlierVerdict, Exercise, RunnerHost, Submission, Worker
from exercises.views import submissions
from tests.patience import PATIENCE_S, comes_true

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]


def database_url() -> str:
    """The test's own database, for a process that reads its settings from the environment."""
    own = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{own['NAME']}"
    return f"postgres://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{own['NAME']}"


def started(command: list[str], environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, *command], cwd=settings.BASE_DIR, env=environment)


def worker(app: str, queues: str) -> list[str]:
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
    return ["-m", "celery", "-A", app, "worker", *options]


@pytest.fixture
def workers(valkey: str) -> Iterator[None]:
    """The web's processes on this test's database, and a runner that has its key and knows the broker, nothing else."""
    web = os.environ | {"DATABASE_URL": database_url()}
    runner = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    identity = subprocess.run(
        [sys.executable, "-m", "runner", "identity"], cwd=settings.BASE_DIR, env=runner, capture_output=True, text=True
    )
    add_runner_host(name="here", enrolment=identity.stdout, queues=["cpu", "cpu-regrade"])
    processes = [
        started(worker("config", "web"), web),
        started(["manage.py", "take_reports"], web),
        started(worker("runner.worker", "cpu,cpu-regrade"), runner),
    ]
    try:
        assert comes_true(Worker.objects.ready().exists), "the runner did not start; its output is above"
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(PATIENCE_S)


def test_code_that_is_submitted_on_the_page_comes_back_with_a_verdict(
    workers: None, ada: User, client_of: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    call_command("load_curriculum", verbosity=0)
    call_command("load_exercises", verbosity=0)
    monkeypatch.setattr(submissions, "ANSWER_WITHIN_SECONDS", PATIENCE_S)
    exercise = Exercise.objects.get(slug="scaled-dot-product-attention")
    folder = settings.EXERCISE_CATALOG / exercise.section / exercise.slug
    client = client_of(ada)

    def verdict_on(name: str) -> str:
        code = {"source": (folder / name).read_text(), "mode": "submit"}
        return client.post(exercise.get_absolute_url(), code, headers={"HX-Request": "true"}).content.decode()

    wrong = verdict_on("mistakes/looks_one_ahead.py")
    assert "not-yet" in wrong
    assert Submission.objects.get().mistake == "looks_one_ahead"
    assert "<svg" in wrong
    assert "checks passed" in verdict_on("solution.py")

    passed = Submission.objects.passes().get()
    assert passed.digest == exercise.digest
    assert passed.attempts == 1
    assert passed.checks.count() > 3
    assert passed.phases["total"] > 0
    in_colours = Submission.objects.filter(pk=passed.pk, source_html__contains='<span class="k">def</span>')
    assert comes_true(in_colours.exists), "no worker highlighted the source"


def test_learners_go_before_regrades_and_cancelled_jobs_are_revoked(workers: None, ada: User) -> None:
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

    assert comes_true(lambda: not Submission.objects.under_way().exists())
    live.refresh_from_db()
    dropped.refresh_from_db()
    assert live.is_passed
    assert live.phases["queue"] > 0
    assert dropped.is_cancelled
    assert EarlierVerdict.objects.count() == 6
    assert Submission.objects.filter(earlier_verdicts__replaced_at__gt=live.graded_at).count() >= 3
    assert not EarlierVerdict.objects.filter(submission=dropped).exists()
    assert live.host == RunnerHost.objects.get()
    assert Worker.objects.ready().get().queues == ["cpu", "cpu-regrade"]
