"""The runner's Celery app: takes a job from its queue, answers with a report. The only file that imports Celery.

Start it with ``celery -A runner.worker worker -Q cpu``. It needs the broker's address and nothing else: no database, no
Django. Delivery is at least once: a worker that dies has its job handed to another, and the web records one report per
attempt. A host that the doctor finds unfit does not start.
"""

from __future__ import annotations

import logging
import os
import platform
import sys
import time
import uuid
from contextlib import ExitStack
from dataclasses import asdict, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from celery import Celery, Task
from celery.signals import worker_init, worker_process_init, worker_ready, worker_shutdown

from runner import catalog
from runner.protocol import (
    GRADE_TASK,
    REPORT_QUEUE,
    REPORT_TASK,
    WORKER_TASK,
    Device,
    Job,
    LayerReport,
    Report,
    Verdict,
    WorkerReport,
)
from runner.sandbox import doctor
from runner.sandbox.cell import SandboxUnavailable
from runner.sandbox.keeper import SOCKET, Keeper

_LOG = logging.getLogger(__name__)
_VAR = Path(os.environ.get("DESCENT_VAR") or Path(__file__).resolve().parent.parent / "var")

# The judge gets an exception first, and answers with it; then its process is ended. Only after that may the broker hand
# the job, which nobody acknowledged, to another worker, or it would run twice (celery#5935).
SOFT_LIMIT_S = float(os.environ.get("LONGEST_JOB_S") or 60)
HARD_LIMIT_S = 1.25 * SOFT_LIMIT_S
VISIBILITY_S = 1.5 * SOFT_LIMIT_S  # the web has the same: whichever worker sweeps, sweeps for all
MAX_DEATHS = 2  # a job that takes a third worker with it is not tried a fourth time
TELL_EVERY_S = SOFT_LIMIT_S / 4  # the web takes it for gone after 0.6 of that limit
_MORE_LOOKS = 2
START = uuid.uuid4().hex

# Without fixups, else Celery loads Django wherever DJANGO_SETTINGS_MODULE happens to be set; and not the current app of
# a process that only imports this, whose own tasks would go to our queue.
app = Celery("runner", fixups=[], set_as_current=False)
app.conf.update(
    broker_url=os.environ.get("CELERY_BROKER_URL") or f"redis+socket://{_VAR / 'valkey.sock'}?virtual_host=0",
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": VISIBILITY_S,
        "unacked_restore_interval": min(5, SOFT_LIMIT_S / 6),  # with the defaults a lost job waits up to 100 s more
        "unacked_restore_throttle": 1,
        "queue_order_strategy": "priority",  # as -Q lists them: cpu-regrade is served while cpu is empty
        "socket_connect_timeout": 5,
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


@cache
def _examined() -> doctor.Examination:
    """The cold cells of this host, and where they hold, the ready ones of a daemon of this worker's own."""
    cold = doctor.examine()
    if not cold.fit or cold.weak or os.environ.get(SOCKET):
        return cold
    keeper = Keeper()
    worker_shutdown.connect(lambda **_: keeper.close(), weak=False)
    if not keeper.wait():
        _LOG.warning("there are no ready cells, so each is made cold: python -m runner doctor says why")
    os.environ[SOCKET] = keeper.socket  # for the processes that grade, which are forked after this
    warm = doctor.examine_warm(keeper.socket)
    for _ in range(_MORE_LOOKS):
        if warm.fit or not keeper.wait():
            break
        warm = doctor.examine_warm(keeper.socket)  # its zygote may have been killed while it was looked at
    return doctor.Examination(cold.layers + warm.layers)


@worker_init.connect
def refuse_unless_fit(sender: Any, **_: Any) -> None:
    """Examine the host before the first job, and say what holds. An unfit host does not start: SystemExit."""
    if trouble := _examined().first_trouble:
        tell(sender)
        sys.exit(f"This host is not fit to grade. {trouble.name}: {trouble.evidence}. Fix: {trouble.fix}")
    layers = _examined().layers
    if _examined().weak:
        _LOG.warning("WEAK MODE: %s", layers[0].evidence)
        return
    held = "; ".join(f"{layer.name}: {layer.evidence}" for layer in layers[:4])
    sys.stderr.write(f"runner: all {len(layers)} layers of the sandbox hold. {held}\n")


def tell(worker: Any) -> None:
    """Tell the web that this worker is here, and how fit it is. A lost word is made good by the next."""
    queues = tuple(app.amqp.queues.consume_from)
    report = WorkerReport(
        name=str(worker.hostname),
        start=START,
        queues=queues,
        device=(Device.GPU if "gpu" in queues else Device.CPU).value,
        processes=int(worker.concurrency),
        versions={"python": platform.python_version()} | {name: version(name) for name in ("numpy", "torch")},
        layers=tuple(LayerReport(**asdict(layer)) for layer in _examined().layers),
    )
    try:
        app.send_task(WORKER_TASK, [report.to_json()], queue=REPORT_QUEUE, expires=TELL_EVERY_S, retry=False)
    except Exception as error:
        _LOG.warning("could not tell the web that this worker is here: %s", error)


@worker_ready.connect
def keep_telling(sender: Any, **_: Any) -> None:
    """Now, and every so often from the worker's own loop, which goes on when the broker was lost and is back."""
    tell(sender.controller)
    sender.timer.call_repeatedly(TELL_EVERY_S, tell, (sender.controller,))


@worker_process_init.connect
def prepare(**_: Any) -> None:
    """Once per process, so that no learner waits for it: the proof, the checks, and the libraries that they use."""
    doctor.require_fit()
    if socket := os.environ.get(SOCKET):
        try:
            doctor.require_warm_fit(socket)
        except SandboxUnavailable:
            _LOG.exception("ready cells are not closed; each is made cold")
    catalog.preload()


@app.task(name=GRADE_TASK, bind=True)
def grade(self: Task[..., None], job: dict[str, Any]) -> None:
    """Grade one job and send the report. Whatever happens here is a report, with verdict ``internal`` if it is ours.

    The sender may put ``queued_at``, seconds since the epoch, among the message's headers; the report then says how
    long the job waited. One that failed here before, or was lost with a worker, goes back to the end of its queue once.
    """
    received = time.time()
    headers = dict(self.request.headers or {})
    worker = str(self.request.hostname)
    delivery: dict[str, Any] = dict(self.request.delivery_info or {})
    if delivery.get("redelivered"):
        headers["deaths"] = int(headers.get("deaths", 0)) + 1
    lost = None
    if headers.get("deaths", 0) > MAX_DEATHS:
        lost = _our_fault(job, worker, "Three workers were lost with it. This is our fault and costs you nothing.")
    elif delivery.get("redelivered") or headers.get("avoid") == worker:
        # At the end of its queue a worker that has idled for longer than this one takes it.
        kept = {name: value for name, value in headers.items() if name != "avoid"}
        queue = delivery["routing_key"]
        self.app.send_task(GRADE_TASK, args=[job], queue=queue, headers=kept, task_id=self.request.id)
        return
    with ExitStack() as cells:  # nobody waits for a cell's end: the report is sent before
        report = lost or _grade(job, worker, cells)
        queued_at = headers.get("queued_at")
        if isinstance(queued_at, int | float):
            waited_ms = max(received - queued_at, 0.0) * 1000
            report = replace(report, phases=report.phases | {"queue": round(waited_ms, 3)})
        self.app.send_task(REPORT_TASK, args=[report.to_json()], queue=REPORT_QUEUE)


def _grade(data: dict[str, Any], worker: str, cells: ExitStack) -> Report:
    try:
        from runner.judge import grading  # see prepare

        return grading.grade(Job.from_json(data), worker=worker, cells=cells)
    except Exception:
        _LOG.exception("could not grade submission %s", data.get("submission"))
        return _our_fault(data, worker, "The grader itself went wrong. This is our fault and costs you nothing.")


def _our_fault(data: dict[str, Any], worker: str, message: str) -> Report:
    return Report(
        submission=str(data.get("submission", "")),
        attempt=str(data.get("attempt", "")),
        verdict=Verdict.INTERNAL,
        message=message,
        digest=str(data.get("digest", "")),
        worker=worker,
    )
