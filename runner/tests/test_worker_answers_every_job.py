"""A real worker on a real broker sends a report for every job on its queue."""

import json
import os
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

from runner.identity import load
from runner.protocol import (
    GRADE_TASK,
    Job,
    MessageKind,
    Mode,
    Report,
    SignedMessage,
    Verdict,
    cancelled_key,
    report_list,
)
from runner.tests.cells import REPOSITORY
from runner.tests.toy import DEADLY_CHECKS, POISON, SOLUTION, write_exercise
from runner.warm_up import NO_SUBMISSION
from tests.patience import PATIENCE_S, comes_true

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.sandbox]

Send = Callable[[dict[str, Any]], None]
_COMMAND = ("-m", "celery", "-A", "runner.worker", "worker", "-Q", "cpu", "-c", "1", "-n", "test@%h", "-l", "WARNING")


class Web:
    """The web's side of the queue."""

    def __init__(self, broker: str, host: str) -> None:
        self.host = host
        self.app = Celery("web", broker=broker, set_as_current=False)  # the site's app is for the tests after these
        self.app.conf.update(task_serializer="json", accept_content=["json"], task_ignore_result=True)
        channel: Any = self.app.connection().default_channel
        self.redis = channel.client

    def send(self, job: dict[str, Any], **headers: Any) -> None:
        self.app.send_task(GRADE_TASK, args=[job], queue="cpu", headers=headers, task_id=job["attempt"])

    def has_been_heard(self) -> bool:
        """Whether a worker has taken the job."""
        with self.app.connection() as connection:
            channel: Any = connection.default_channel
            return bool(channel._size("cpu") == 0)  # Redis has no key for an empty queue

    def cancel(self, job: dict[str, Any]) -> None:
        self.redis.set(cancelled_key(job["attempt"]), 1)

    def report(self, timeout: float = PATIENCE_S) -> Report:
        """Return the next report on a job that was sent."""
        while (report := self.any_report(timeout)).submission == NO_SUBMISSION:
            pass
        return report

    def any_report(self, timeout: float = PATIENCE_S) -> Report:
        while (message := self.message(timeout)).kind != MessageKind.REPORT:  # skips the worker's heartbeats
            pass
        return Report.from_json(json.loads(message.payload))

    def message(self, timeout: float) -> SignedMessage:
        taken = self.redis.brpop(report_list(self.host), timeout)
        assert taken, "no report came"
        return SignedMessage.from_text(taken[1].decode())


@pytest.fixture(scope="module")
def digest(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_exercise(tmp_path_factory.getbasetemp() / "catalog", checks_py=DEADLY_CHECKS).digest


@pytest.fixture(scope="module")
def broker(valkey: str) -> Iterator[str]:
    """This process's database, emptied, on the broker that the environment names, or else one on the bundled broker.

    The worker signs in as the default user, for whom no host's key has to be registered. Celery lets the
    variable win over any address that an app is given, so it is what has to be changed.
    """
    given = os.environ.get("CELERY_BROKER_URL")
    broker = given or f"redis+socket://{valkey}?virtual_host=7"
    broker = broker if "@" in broker else broker.replace("://", "://default:any@")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CELERY_BROKER_URL", broker)
        _empty(broker)
        yield broker
        _empty(broker)


def _empty(broker: str) -> None:
    with Celery("emptying", broker=broker, set_as_current=False).connection() as connection:
        channel: Any = connection.default_channel
        channel.client.flushdb()


@pytest.fixture(scope="module")
def web(broker: str, digest: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    catalog = tmp_path_factory.getbasetemp() / "catalog"
    key = tmp_path_factory.getbasetemp() / "runner.key"
    environment = os.environ | {"DESCENT_CATALOG": str(catalog), "RUNNER_KEY_FILE": str(key)}
    worker = subprocess.Popen([sys.executable, *_COMMAND], cwd=REPOSITORY, env=environment)
    yield Web(broker, load(key).host)
    worker.terminate()
    worker.wait(PATIENCE_S)


def _job(digest: str, **changes: Any) -> dict[str, Any]:
    return (
        Job(
            submission="s-1", attempt="a-1", exercise="row-means", digest=digest, source=SOLUTION, mode=Mode.SUBMIT
        ).to_json()
        | changes
    )


def test_it_grades_a_job_of_its_own_before_it_takes_any(web: Web, digest: str) -> None:
    web.send(_job(digest))
    report = web.any_report()
    assert (report.submission, report.verdict) == (NO_SUBMISSION, Verdict.PASSED)
    assert web.report().submission == "s-1"


def test_a_right_solution_passes(web: Web, digest: str) -> None:
    web.send(_job(digest))
    report = web.report()
    assert (report.submission, report.attempt, report.verdict) == ("s-1", "a-1", Verdict.PASSED)
    assert report.digest == digest
    assert report.worker.startswith("test@")
    assert "queue" not in report.phases


def test_a_job_with_its_queue_time_gets_its_waiting_time(web: Web, digest: str) -> None:
    queued_at = time.time() - 2
    web.send(_job(digest), queued_at=queued_at)
    assert 2_000 <= web.report().phases["queue"] <= 1_000 * (time.time() - queued_at)


def test_a_report_names_exactly_what_was_graded(web: Web, digest: str) -> None:
    job = _job(digest, source=SOLUTION + "# mine\n")
    web.send(job)
    assert web.report().job == Job.from_json(job).fingerprint != Job.from_json(_job(digest)).fingerprint


def test_a_cancelled_attempt_is_not_graded(web: Web, digest: str) -> None:
    dropped = _job(digest, submission="s-2", attempt="a-2")
    web.cancel(dropped)
    web.send(dropped)
    web.send(_job(digest))
    assert web.report().submission == "s-1"


def test_a_malformed_job_does_not_end_the_worker(web: Web, digest: str) -> None:
    for garbage in (b"", b"\xff", b"[]", b"{}", b'{"body": "!", "properties": {}}', b"[" * 100_000):
        web.redis.lpush("cpu", garbage)
    web.send(_job(digest))
    assert web.report().verdict is Verdict.PASSED


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
def test_a_job_that_cannot_be_graded_is_answered_as_our_fault(web: Web, digest: str, changes: dict[str, Any]) -> None:
    web.send(_job(digest) | changes)
    report = web.report()
    assert report.verdict is Verdict.INTERNAL
    assert report.submission == "s-1"
    assert report.attempt == "a-1"
    assert "it doesn't count" in report.message


def test_a_job_from_a_newer_web_may_have_more_fields(web: Web, digest: str) -> None:
    web.send(_job(digest, priority="live"))
    assert web.report().verdict is Verdict.PASSED


def test_a_job_whose_process_was_killed_is_graded_by_the_next(web: Web, digest: str) -> None:
    web.send(_job(digest, source="import time\ntime.sleep(1)\n" + SOLUTION))
    assert comes_true(web.has_been_heard)
    os.kill(_process_that_grades(), signal.SIGKILL)
    assert web.report().verdict is Verdict.PASSED


def test_a_job_that_killed_three_workers_is_not_tried_again(web: Web, digest: str) -> None:
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
