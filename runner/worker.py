"""The runner's Celery app: takes a job from its queue, answers with a report. The only file that imports Celery.

Start it with ``celery -A runner.worker worker -Q cpu``. It needs the broker's address and nothing else: no database, no
Django. Delivery is at least once: a worker that dies has its job handed to another, and the web records one report per
attempt. A host that the doctor finds unfit does not start.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from celery import Celery, Task
from celery.signals import worker_init, worker_process_init

from runner.protocol import GRADE_TASK, REPORT_QUEUE, REPORT_TASK, Job, Report, Verdict
from runner.sandbox import doctor

_LOG = logging.getLogger(__name__)
_VAR = Path(os.environ.get("DESCENT_VAR") or Path(__file__).resolve().parent.parent / "var")

VISIBILITY_S = 300  # the broker hands a job that nobody acknowledged for this long to another worker
HARD_LIMIT_S = 240  # so the longest job must be shorter, or it would run twice (celery#5935)
SOFT_LIMIT_S = 180  # the judge gets an exception first, and answers with it

app = Celery("runner", fixups=[])  # else Celery loads Django wherever DJANGO_SETTINGS_MODULE happens to be set
app.conf.update(
    broker_url=os.environ.get("CELERY_BROKER_URL") or f"redis+socket://{_VAR / 'valkey.sock'}?virtual_host=0",
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": VISIBILITY_S,
        "unacked_restore_interval": 5,  # with the defaults a lost job waits for up to 100 s more
        "unacked_restore_throttle": 1,
    },
    task_serializer="json",
    result_serializer="json",
    event_serializer="json",
    accept_content=["json"],  # never pickle
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=HARD_LIMIT_S,
    task_soft_time_limit=SOFT_LIMIT_S,
    task_default_queue="cpu",
    task_publish_retry_policy={"max_retries": 10, "interval_start": 0.1, "interval_step": 0.5, "interval_max": 3},
    worker_prefetch_multiplier=1,
    worker_proc_alive_timeout=60,  # a new child imports torch for the checks before it says it is up
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_redirect_stdouts=False,
)


@worker_init.connect
def refuse_unless_fit(**_: Any) -> None:
    """Examine the host before the first job, and say what holds. An unfit host does not start: SystemExit."""
    examination = doctor.examine()
    if trouble := examination.first_trouble:
        sys.exit(f"This host is not fit to grade. {trouble.name}: {trouble.evidence}. Fix: {trouble.fix}")
    held = "; ".join(f"{layer.name}: {layer.evidence}" for layer in examination.layers[:4])
    sys.stderr.write(f"runner: all {len(examination.layers)} layers of the sandbox hold. {held}\n")


@worker_process_init.connect
def prepare(**_: Any) -> None:
    """Once per process, so that no learner waits for it: the proof, and the libraries that the checks use."""
    doctor.require_fit()


@app.task(name=GRADE_TASK, bind=True)
def grade(self: Task[..., None], job: dict[str, Any]) -> None:
    """Grade one job and send the report. Whatever happens here is a report, with verdict ``internal`` if it is ours.

    The sender may put ``queued_at``, seconds since the epoch, among the message's headers; the report then says how
    long the job waited.
    """
    received = time.time()
    report = _grade(job, str(self.request.hostname))
    queued_at = (self.request.headers or {}).get("queued_at")
    if isinstance(queued_at, int | float):
        waited_ms = max(received - queued_at, 0.0) * 1000
        report = replace(report, phases=report.phases | {"queue": round(waited_ms, 3)})
    self.app.send_task(REPORT_TASK, args=[report.to_json()], queue=REPORT_QUEUE)


def _grade(data: dict[str, Any], worker: str) -> Report:
    try:
        from runner.judge import grading  # see prepare

        return grading.grade(Job.from_json(data), worker=worker)
    except Exception:
        _LOG.exception("could not grade submission %s", data.get("submission"))
        return Report(
            submission=str(data.get("submission", "")),
            attempt=str(data.get("attempt", "")),
            verdict=Verdict.INTERNAL,
            message="The grader itself went wrong. This is our fault and costs you nothing.",
            digest=str(data.get("digest", "")),
            worker=worker,
        )
