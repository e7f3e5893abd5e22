"""The runner's Celery app: takes a job from its queue and answers with a report. The only file that imports Celery.

Start it with ``celery -A runner.worker worker -Q cpu``. It needs the broker's address and a key of its own, which it
makes (runner/identity.py) and which the web must know. It needs no database and no Django. Delivery is at least once:
the job of a worker that dies goes to another, and the web records one report per attempt. A host that the doctor finds
unfit doesn't start.
"""

from __future__ import annotations

import json
import logging
import mmap
import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from celery import Task
from celery.platforms import EX_FAILURE
from celery.signals import setup_logging, worker_init, worker_process_init, worker_ready, worker_shutdown
from celery.worker import state

from runner import audit_process, catalog, gpu_host, identity, logs, warm_up
from runner.broker import Messages, RunnerCelery, intake, listen_to_packages, transport_options, undeclared_queues
from runner.hardware import Card
from runner.host_report import missing_card, queues_of_host, worker_report
from runner.packages.sets import installed_sets
from runner.protocol import (
    AUDIT_TASK,
    GRADE_TASK,
    MAX_SIGNED_BYTES,
    SILENCE_OPTIONS,
    AuditJob,
    AuditReport,
    Device,
    Job,
    MessageKind,
    Priority,
    Report,
    Verdict,
    WorkerReport,
    broker_socket,
    is_gpu_queue,
    mark_alive,
)
from runner.sandbox import card_doctor, doctor
from runner.sandbox.errors import SandboxUnavailable
from runner.sandbox.layers import HostExamination, Layer
from runner.sandbox.supervisor import CARD_SOCKET, SOCKET, Supervisor

_LOG = logging.getLogger(__name__)
_VAR = Path(os.environ.get("DESCENT_VAR") or Path(__file__).resolve().parent.parent / "var")

# At the soft limit the judge gets an exception, and answers with it. At the hard limit its process is killed. Only
# later may the broker give the job, which nobody acknowledged, to another worker, or it would run twice (celery#5935).
SOFT_LIMIT_SECONDS = float(os.environ.get("LONGEST_JOB_S") or 60)
HARD_LIMIT_SECONDS = 1.25 * SOFT_LIMIT_SECONDS
VISIBILITY_SECONDS = 1.5 * SOFT_LIMIT_SECONDS  # as in the web: whoever restores jobs restores all
_LOST_MESSAGE = "Three workers were lost with it. It's our fault, and it doesn't count."
MAX_DEATHS = 2  # a job that three workers died with is not tried again
HEARTBEAT_SECONDS = SOFT_LIMIT_SECONDS / 4  # the web counts a worker as gone after 0.6 of that limit
DRAIN_POLL_SECONDS = 2  # how long an admin's click takes to arrive, at most
_MAX_EXAMINATION_RETRIES = 2
_is_prepared = mmap.mmap(-1, 1)  # shared with the processes that grade: 1 once one of them can

# Without fixups, because Celery would load Django where DJANGO_SETTINGS_MODULE is set. Not as the current app, because
# the tasks of a process that only imports this would go to our queue.
app = RunnerCelery("runner", fixups=[], set_as_current=False)
app.conf.update(
    broker_url=os.environ.get("CELERY_BROKER_URL") or f"redis+socket://{broker_socket(_VAR)}?virtual_host=0",
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options=SILENCE_OPTIONS
    | {
        "visibility_timeout": VISIBILITY_SECONDS,
        "unacked_restore_interval": min(5, SOFT_LIMIT_SECONDS / 6),  # by default a lost job waits up to 100 s more
        "unacked_restore_throttle": 1,
        "queue_order_strategy": "runner.broker:RegradesLast",
        "socket_connect_timeout": 5,
    },
    task_serializer="json",
    result_serializer="json",
    event_serializer="json",
    accept_content=["json"],  # never pickle
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=HARD_LIMIT_SECONDS,
    task_soft_time_limit=SOFT_LIMIT_SECONDS,
    task_default_queue="cpu",
    task_publish_retry_policy={"max_retries": 10, "interval_start": 0.1, "interval_step": 0.5, "interval_max": 3},
    worker_prefetch_multiplier=1,
    worker_disable_prefetch=True,  # on Redis its counter leaks, and workers hoard jobs (celery#9913)
    worker_proc_alive_timeout=60,  # a new child imports torch for the checks before it reports that it is up
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_redirect_stdouts=False,
    worker_enable_remote_control=False,  # anyone who can write to its channel can end every worker
    worker_send_task_events=False,
)


@cache
def host() -> identity.Identity:
    """This host's key. Raises SystemExit, with what to do, where it can't be read or made."""
    try:
        return identity.load()
    except identity.BadKey as error:
        sys.exit(str(error))


@cache
def messages() -> Messages:
    """The connection of this process."""
    return Messages(app, host())


@setup_logging.connect
def use_our_logging(loglevel: int | None = None, **_: Any) -> None:
    logs.set_up(loglevel or logging.INFO)


@worker_init.connect
def use_host_identity(sender: Any, **_: Any) -> None:
    """Use the broker as this host's user is allowed to: share no channel with other workers, declare no queue.

    It takes no job until it knows that it isn't drained.
    """
    intake.is_open, intake.processes = False, int(sender.concurrency)
    app.conf.broker_transport_options |= transport_options(host())
    sender.options |= {"without_gossip": True, "without_mingle": True, "without_heartbeat": True}
    bases = tuple(app.amqp.queues.consume_from)
    queues = queues_of_host(bases)
    for queue in undeclared_queues(queues or bases):
        app.amqp.queues.select_add(queue)
    app.amqp.queues.deselect([base for base in bases if queues and base not in queues])


@cache
def _examination() -> HostExamination:
    """Examine cold cells and, where these hold, the warm ones of a daemon that this worker starts."""
    cold = doctor.examine()
    if not cold.is_fit or cold.is_weak or os.environ.get(SOCKET):
        return cold
    supervisor = Supervisor()
    _do_at_shutdown(supervisor.close)
    if not supervisor.wait():
        _LOG.warning("no daemon, so every cell is made cold: python -m runner doctor says why")
    os.environ[SOCKET] = supervisor.socket  # for the processes that grade, which are forked later
    warm = doctor.examine_warm(supervisor.socket)
    for _ in range(_MAX_EXAMINATION_RETRIES):
        if warm.is_fit or not supervisor.wait():
            break
        warm = doctor.examine_warm(supervisor.socket)  # its zygote may have been killed during the examination
    return HostExamination(cold.layers + warm.layers)


def _card_examination(worker: Any) -> tuple[HostExamination, Card | None]:
    """Examine and keep a card if this worker serves GPU queues and its CPU cells hold."""
    if not _examination().is_fit or not any(map(is_gpu_queue, app.amqp.queues.consume_from or ())):
        return HostExamination(()), None
    return gpu_host.examination(int(worker.concurrency), _do_at_shutdown)


def _do_at_shutdown(close: Callable[[], None]) -> None:
    worker_shutdown.connect(lambda **_: close(), weak=False)


def _layers(worker: Any) -> tuple[Layer, ...]:
    """Return the layers of the examinations at the start, and one more if the card went out of service since."""
    on_card, card = _card_examination(worker)
    failure = gpu_host.out_of_service(card) if card else None
    return (*_examination().layers, *on_card.layers, *([failure] if failure else []))


@worker_init.connect
def refuse_unless_fit(sender: Any, **_: Any) -> None:
    """Examine the host before the first job. Raises SystemExit on an unfit host."""
    queues = tuple(app.amqp.queues.consume_from or ())
    examination = HostExamination(_layers(sender))
    if failure := examination.first_failure or missing_card(queues):
        send_heartbeat(sender)
        sys.exit(f"This host is {examination.refusal}. {failure.name}: {failure.evidence}. Fix: {failure.fix}")
    layers = _examination().layers
    if _examination().is_weak:
        _LOG.warning("WEAK MODE: %s", layers[0].evidence)
        return
    evidence = "; ".join(f"{layer.name}: {layer.evidence}" for layer in layers[:4])
    sys.stderr.write(f"runner: all {len(layers)} layers of the sandbox hold. {evidence}\n")


def _report(worker: Any) -> WorkerReport:
    return worker_report(
        name=str(worker.hostname),
        queues=tuple(app.amqp.queues.consume_from),
        processes=int(worker.concurrency),
        layers=_layers(worker),
        jobs=len(state.requests),
        accepts_jobs=intake.is_open,
    )


def send_heartbeat(worker: Any) -> None:
    """Tell the web that this worker runs, and how fit it is. If one is lost, the next will do."""
    try:
        report = _report(worker)
        messages().push(host().sign(MessageKind.HEARTBEAT, json.dumps(report.to_json())), patiently=False)
        intake.reported_jobs = report.jobs
    except Exception as error:
        _LOG.warning("could not send a heartbeat: %s", error)


@worker_ready.connect
def keep_sending_heartbeats(sender: Any, **_: Any) -> None:
    """Send one now, then regularly from the worker's own loop, which survives a lost broker."""
    _follow_drain(sender.controller)
    send_heartbeat(sender.controller)
    sender.timer.call_repeatedly(HEARTBEAT_SECONDS, _tick, (sender.controller,))
    sender.timer.call_repeatedly(DRAIN_POLL_SECONDS, _follow_drain, (sender.controller,))


def _tick(worker: Any) -> None:
    """Send a heartbeat. Stop the worker if its card was taken out of service, so that jobs go to other hosts."""
    listen_to_packages(worker.consumer, installed_sets())
    send_heartbeat(worker)
    _, card = _card_examination(worker)
    if card and (failure := gpu_host.out_of_service(card)):
        _LOG.error("%s. Fix: %s", failure.evidence, failure.fix)
        state.should_stop = EX_FAILURE  # type: ignore[assignment]  # the stubs know only its first value


def _follow_drain(worker: Any) -> None:
    """Stop taking jobs where an admin has drained this worker or its host, and take them again afterwards.

    Until one of its processes can grade, a worker leaves all jobs to others.

    The web is told at once, and whenever a drained worker has finished something. Remote control could do this too, but
    then every host would share a channel with the others.
    """
    is_drained = messages().is_drained(str(worker.hostname))
    if is_drained is None:
        return
    mark_alive()
    is_open = not is_drained and bool(_is_prepared[0])
    is_news = intake.is_open is not is_open or (is_drained and intake.reported_jobs != len(state.requests))
    intake.is_open = is_open
    if is_news:
        send_heartbeat(worker)


@worker_process_init.connect
def prepare(**_: Any) -> None:
    """Examine the host, import the checks and their libraries, and grade a first job: no learner waits for that."""
    os.environ["CUDA_VISIBLE_DEVICES"] = ""  # only cells use a card; PyTorch must not start CUDA here for a mistake
    doctor.require_fit()
    if socket := os.environ.get(SOCKET):
        try:
            doctor.require_warm_fit(socket)
        except SandboxUnavailable:
            _LOG.exception("warm cells are not locked down, so every cell is made cold")
    if os.environ.get(CARD_SOCKET):
        try:
            card_doctor.require_fit()
        except SandboxUnavailable:
            _LOG.exception("the cells on the card are not locked down, so nothing is graded there")
    catalog.preload()
    _grade_first_job()
    _is_prepared[0] = 1


def _grade_first_job() -> None:
    """Grade a solution of ours in a cell and send the report, which the web ignores. If it fails, only the log says so.

    What a first verdict loads in this process and in the web's collector is there afterwards.
    """
    try:
        if job := warm_up.first_job():
            with ExitStack() as cells:
                report = _grade(job.to_json(), "", cells, Device.CPU)
            if not report.has_passed:
                _LOG.warning("our own solution of %s didn't pass: %s", job.exercise, report.message)
            with app.connection_for_write() as connection:
                connection.ensure_connection(max_retries=1)  # messages() would wait for a broker that is down
            messages().push(_sign(report), patiently=False)
    except Exception as error:
        _LOG.warning("no first job was graded, so the first learner waits longer: %s", error)


@app.task(name=GRADE_TASK, bind=True)
def grade(self: Task[..., None], job: dict[str, Any]) -> None:
    """Grade one job and send the report. Whatever goes wrong here becomes a report with verdict ``internal``.

    Headers of the message: ``queued_at``, seconds since the epoch, from which the report says how long the job waited;
    ``avoid``, the worker that failed at it before; ``deaths``, how many workers were lost with it.
    """
    headers = dict(self.request.headers or {})
    about = {name: job.get(name) for name in ("submission", "attempt")} | {"request_id": headers.get("request_id")}
    with logs.about(**about):
        _answer(self, job, headers)


def _answer(task: Task[..., None], job: dict[str, Any], headers: dict[str, Any]) -> None:
    """Grade the job and send the report, unless it was cancelled or is left to another worker."""
    receive_time = time.time()
    worker = str(task.request.hostname)
    delivery: dict[str, Any] = dict(task.request.delivery_info or {})
    if messages().is_cancelled(str(task.request.id)):
        _LOG.info("job.cancelled")
        return
    if delivery.get("redelivered"):
        headers["deaths"] = int(headers.get("deaths", 0)) + 1
    is_hopeless = headers.get("deaths", 0) > MAX_DEATHS
    if not is_hopeless and (delivery.get("redelivered") or headers.get("avoid") == worker):
        _LOG.info("job.requeued")
        _requeue(task, job, headers, queue=delivery["routing_key"])
        return
    with ExitStack() as cells:  # the report is sent before the cell is ended, so that nobody waits for that
        _LOG.info("job.taken")
        device = Device.GPU if is_gpu_queue(str(delivery.get("routing_key"))) else Device.CPU
        report = _our_fault(job, worker, _LOST_MESSAGE) if is_hopeless else _grade(job, worker, cells, device)
        messages().push(_sign(_with_queue_time(report, headers.get("queued_at"), receive_time)), patiently=True)
        _LOG.info("job.graded: %s in %.0f ms", report.verdict, 1000 * (time.time() - receive_time))


@app.task(name=AUDIT_TASK, acks_late=False)
def audit(job: dict[str, Any]) -> None:
    """Start the audit of an exercise beside this worker, and go on grading: no learner waits for it.

    It is acknowledged at once, so a broker never gives it to a second host. The web sends a lost one again.
    """
    audit_job = AuditJob.from_json(job)
    if not messages().is_cancelled(audit_job.audit):
        audit_process.start(audit_job, _send_audit, is_weak=_examination().is_weak)


def _send_audit(report: AuditReport) -> None:
    messages().push(host().sign(MessageKind.AUDIT, json.dumps(report.to_json())), patiently=True)


def _requeue(task: Task[..., None], job: dict[str, Any], headers: dict[str, Any], *, queue: str) -> None:
    """Put a job at the end of its queue, where a worker that has been idle for longer than this one will take it.

    The queue may be one that the worker has listened to since this process was forked, for packages.
    """
    headers = {name: value for name, value in headers.items() if name != "avoid"}
    (target,) = undeclared_queues([queue])
    options: dict[str, Any] = {"queue": target, "priority": Priority.RETURNED, "task_id": task.request.id}
    task.app.send_task(GRADE_TASK, args=[job], headers=headers, **options)


def _with_queue_time(report: Report, queued_at: Any, receive_time: float) -> Report:
    if not isinstance(queued_at, int | float):
        return report
    wait_ms = max(receive_time - queued_at, 0.0) * 1000
    return replace(report, phases=report.phases | {"queue": round(wait_ms, 3)})


def _sign(report: Report) -> str:
    """The signed message of a report, without its pictures where it would be too large with them."""
    text = host().sign(MessageKind.REPORT, json.dumps(report.to_json()))
    if len(text) <= MAX_SIGNED_BYTES:
        return text
    plain = replace(report, figures=(), checks=tuple(replace(check, picture=None) for check in report.checks))
    return host().sign(MessageKind.REPORT, json.dumps(plain.to_json()))


def _grade(data: dict[str, Any], worker: str, cells: ExitStack, device: Device) -> Report:
    try:
        from runner.foreign import grading as foreign_grading  # see prepare
        from runner.judge import grading

        job = Job.from_json(data)
        if job.files:
            report = foreign_grading.grade(job, worker=worker, cells=cells)
        else:
            report = grading.grade(job, worker=worker, cells=cells, device=device)
        return replace(report, job=job.fingerprint)
    except Exception:
        _LOG.exception("could not grade submission %s", data.get("submission"))
        return _our_fault(data, worker, "The grader itself failed. It's our fault, and it doesn't count.")


def _our_fault(data: dict[str, Any], worker: str, message: str) -> Report:
    return Report(
        submission=str(data.get("submission", "")),
        attempt=str(data.get("attempt", "")),
        verdict=Verdict.INTERNAL,
        message=message,
        digest=str(data.get("digest", "")),
        worker=worker,
    )
