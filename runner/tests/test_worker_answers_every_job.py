"""A real worker on a real broker: whatever comes in on its queue, a report goes out."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import Celery

from runner.protocol import GRADE_TASK, REPORT_QUEUE, REPORT_TASK, Job, Mode, Report, Verdict
from runner.tests.cells import REPOSITORY
from runner.tests.toy import DEADLY_CHECKS, POISON, SOLUTION, write_exercise

pytestmark = pytest.mark.service

Send = Callable[[dict[str, Any]], None]
_COMMAND = ("-m", "celery", "-A", "runner.worker", "worker", "-Q", "cpu", "-c", "1", "-n", "test@%h", "-l", "WARNING")


class Web:
    """The other half, as far as the queue knows it."""

    def __init__(self, broker: str) -> None:
        self.app = Celery("web", broker=broker)
        self.app.conf.update(task_serializer="json", accept_content=["json"], task_ignore_result=True)

    def send(self, job: dict[str, Any], **headers: Any) -> None:
        self.app.send_task(GRADE_TASK, args=[job], queue="cpu", headers=headers)

    def report(self, timeout: float = 60) -> Report:
        with self.app.connection() as connection:
            queue = connection.SimpleQueue(REPORT_QUEUE)
            message = None
            while message is None or message.headers["task"] != REPORT_TASK:  # the worker also says that it is there
                message = queue.get(timeout=timeout)
                message.ack()
            queue.close()
        assert message.content_type == "application/json"
        return Report.from_json(message.payload[0][0])


@pytest.fixture(scope="module")
def digest(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_exercise(tmp_path_factory.getbasetemp() / "catalog", checks_py=DEADLY_CHECKS).digest


@pytest.fixture(scope="module")
def broker(valkey: str) -> Iterator[str]:
    """A database of its own on the broker that the environment names, or else on the bundled one.

    Celery lets the variable win over any address that an app is given, so it is what has to be changed.
    """
    given = os.environ.get("CELERY_BROKER_URL")
    broker = re.sub(r"/\d+$", "/7", given) if given else f"redis+socket://{valkey}?virtual_host=7"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CELERY_BROKER_URL", broker)
        yield broker


@pytest.fixture(scope="module")
def web(broker: str, digest: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    catalog = tmp_path_factory.getbasetemp() / "catalog"
    environment = os.environ | {"DESCENT_CATALOG": str(catalog)}
    worker = subprocess.Popen([sys.executable, *_COMMAND], cwd=REPOSITORY, env=environment)
    yield Web(broker)
    worker.terminate()
    worker.wait(30)


def _job(digest: str, **changes: Any) -> dict[str, Any]:
    return Job("s-1", "a-1", "row-means", digest, SOLUTION, Mode.SUBMIT).to_json() | changes


def test_a_right_solution_passes(web: Web, digest: str) -> None:
    web.send(_job(digest))
    report = web.report()
    assert (report.submission, report.attempt, report.verdict) == ("s-1", "a-1", Verdict.PASSED)
    assert report.digest == digest
    assert report.worker.startswith("test@")
    assert "queue" not in report.phases


def test_a_job_that_says_when_it_was_queued_learns_how_long_it_waited(web: Web, digest: str) -> None:
    web.send(_job(digest), queued_at=time.time() - 2)
    assert 2_000 <= web.report().phases["queue"] < 60_000


def test_a_wrong_solution_fails(web: Web, digest: str) -> None:
    web.send(_job(digest, source="def row_means(x):\n    return x.sum(axis=1)\n"))
    assert web.report().verdict is Verdict.FAILED


def test_an_endless_solution_is_stopped(web: Web, digest: str) -> None:
    web.send(_job(digest, source="while True: pass"))
    assert web.report().verdict is Verdict.TIMEOUT


@pytest.mark.parametrize(
    "changes",
    [{"digest": "0" * 16}, {"exercise": "unknown"}, {"exercise": "../../etc"}, {"mode": "win"}, {"source": None}],
    ids=["another digest", "no such exercise", "a path", "no such mode", "no source"],
)
def test_what_can_not_be_graded_is_our_fault_and_is_answered(web: Web, digest: str, changes: dict[str, Any]) -> None:
    web.send(_job(digest) | changes)
    report = web.report()
    assert report.verdict is Verdict.INTERNAL
    assert report.submission == "s-1"
    assert report.attempt == "a-1"
    assert "costs you nothing" in report.message


def test_a_job_from_a_newer_web_may_say_more(web: Web, digest: str) -> None:
    web.send(_job(digest, priority="live"))
    assert web.report().verdict is Verdict.PASSED


def test_a_job_whose_process_was_killed_is_graded_by_the_next(web: Web, digest: str) -> None:
    web.send(_job(digest, source="import time\ntime.sleep(1)\n" + SOLUTION))
    time.sleep(0.7)
    os.kill(_process_that_grades(), signal.SIGKILL)
    assert web.report().verdict is Verdict.PASSED


def test_a_job_that_took_three_workers_with_it_is_not_tried_a_fourth_time(web: Web, digest: str) -> None:
    web.send(_job(digest, source=POISON))
    report = web.report()
    assert report.verdict is Verdict.INTERNAL
    assert "Three workers were lost with it" in report.message


def test_a_job_that_should_avoid_the_only_worker_is_graded_by_it(web: Web, digest: str) -> None:
    web.send(_job(digest), avoid=f"test@{socket.gethostname()}")
    assert web.report().verdict is Verdict.PASSED


def _process_that_grades() -> int:
    """The worker's only process for jobs: the one whose parent is the worker, too."""
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            parent = int(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("PPid:")))
        except OSError:
            continue
        if _is_ours(parent) and _is_ours(int(status.parent.name)):
            return int(status.parent.name)
    raise AssertionError("no process is grading")


def _is_ours(pid: int) -> bool:
    try:
        return b"test@" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
