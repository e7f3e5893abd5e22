"""A worker on an unfit host doesn't start and gives the reason in one sentence. It accepts and sends only JSON."""

import os
import subprocess
import sys

import pytest

from runner.tests.cells import REPOSITORY
from runner.worker import HARD_LIMIT_SECONDS, SOFT_LIMIT_SECONDS, VISIBILITY_SECONDS, app

pytestmark = pytest.mark.sandbox

_COMMAND = ("-m", "celery", "-A", "runner.worker", "worker", "-Q", "cpu", "-c", "1", "-l", "WARNING")


def test_it_does_not_start_without_a_sandbox() -> None:
    unfit = "import sys\nfrom runner.sandbox import bubblewrap\nbubblewrap._candidates = lambda: []\n"
    unfit += f"from celery.__main__ import main\nsys.argv = ['celery', *{_COMMAND[2:]!r}]\nmain()"
    run = _python(unfit, CELERY_BROKER_URL="redis://127.0.0.1:1/0")
    assert run.returncode != 0
    said = [line for line in run.stderr.splitlines() if "not fit to grade" in line]
    assert len(said) == 1
    assert "apt install bubblewrap" in said[0]


@pytest.mark.skipif(os.path.exists("/dev/nvidiactl"), reason="a GPU, and this is about a host without")
def test_it_does_not_start_for_gpu_queues_where_no_card_works() -> None:
    words = [word if word != "cpu" else "gpu" for word in _COMMAND[2:]]
    program = f"from celery.__main__ import main\nimport sys\nsys.argv = ['celery', *{words!r}]\nmain()"
    run = _python(program, CELERY_BROKER_URL="redis://127.0.0.1:1/0")
    assert run.returncode != 0
    messages = [line for line in run.stderr.splitlines() if "not fit to grade" in line]
    assert len(messages) == 1
    assert "requirements/gpu.txt" in messages[0]


def test_it_reads_and_writes_nothing_but_json() -> None:
    assert app.conf.accept_content == ["json"]
    assert {app.conf.task_serializer, app.conf.result_serializer, app.conf.event_serializer} == {"json"}


def test_it_accepts_no_remote_control_and_sends_no_events() -> None:
    assert not app.conf.worker_enable_remote_control
    assert not app.conf.worker_send_task_events


def test_a_job_ends_before_the_broker_delivers_it_again() -> None:
    assert SOFT_LIMIT_SECONDS < HARD_LIMIT_SECONDS < VISIBILITY_SECONDS
    assert app.conf.task_time_limit == HARD_LIMIT_SECONDS
    assert app.conf.broker_transport_options["visibility_timeout"] == VISIBILITY_SECONDS
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.worker_disable_prefetch


def test_it_imports_no_django_and_no_database_even_beside_a_site() -> None:
    program = "import sys, runner.worker, runner.judge.grading\nrunner.worker.app.loader.import_default_modules()\n"
    program += "print(sorted({'django.conf', 'django.db', 'psycopg'} & set(sys.modules)))"
    assert _python(program, DJANGO_SETTINGS_MODULE="config.settings").stdout.strip() == "[]"


def _python(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program]
    variables = os.environ | environment
    return subprocess.run(command, cwd=REPOSITORY, env=variables, capture_output=True, text=True, check=False)
