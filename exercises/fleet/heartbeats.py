"""Read the heartbeats of workers, and record them."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from exercises.fleet.queues import may_use
from exercises.fleet.signatures import verify_message
from exercises.grading.bounds import MAX_NAMES, bounded_text, finite_seconds, first_items
from exercises.grading.errors import BadReportError
from exercises.models import RunnerHost, Worker
from runner.protocol import MAX_MESSAGE_CHARS, WEAK_MODE, LayerReport, MessageKind, WorkerReport

log = structlog.get_logger(__name__)

FORGET_WORKER_AFTER = timedelta(days=1)
MAX_WORKERS = 16  # of one host
MAX_LAYERS = 32
MAX_QUEUES = 64  # two for each combination of needs in the catalogue
MAX_PROCESSES = 1024
MAX_GPU_MEMORY_MIB = 2**24  # 16 TiB


def read_worker(data: Any) -> WorkerReport:
    """A worker's description of itself, each part of a known type and a bounded size.

    Raises:
        BadReportError: it isn't a worker's description.
    """
    try:
        report = WorkerReport.from_json(data)
        if not (report.name and report.queues):
            raise ValueError("a worker without a name or a queue")
        return WorkerReport(
            name=bounded_text(report.name, 80),
            start=bounded_text(report.start, 40),
            queues=tuple(bounded_text(queue, 80) for queue in report.queues[:MAX_QUEUES]),
            device=bounded_text(report.device, 120),
            processes=min(max(int(report.processes), 1), MAX_PROCESSES),
            versions={bounded_text(name, 40): bounded_text(value, 40) for name, value in first_items(report.versions)},
            layers=tuple(_bounded_layer(layer) for layer in report.layers[:MAX_LAYERS]),
            sent_at=finite_seconds(report.sent_at),
            capabilities=tuple(bounded_text(name, 40) for name in report.capabilities[:MAX_NAMES]),
            gpu_memory_mib=min(max(int(report.gpu_memory_mib), 0), MAX_GPU_MEMORY_MIB),
            jobs=min(max(int(report.jobs), 0), MAX_PROCESSES),
            accepts_jobs=report.accepts_jobs is True,
        )
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise BadReportError(f"{type(error).__name__}: {error}"[:200]) from error


def _bounded_layer(layer: LayerReport) -> LayerReport:
    evidence, fix = bounded_text(layer.evidence, MAX_MESSAGE_CHARS), bounded_text(layer.fix, MAX_MESSAGE_CHARS)
    ok = layer.ok is True and (layer.name != WEAK_MODE or settings.DEBUG)  # weak mode is accepted in development only
    return LayerReport(name=bounded_text(layer.name, 40), ok=ok, evidence=evidence, fix=fix)


def record_worker(*, data: Any) -> bool:
    """Record the signed heartbeat of a worker. False: it was refused.

    Workers without one for a day are deleted, unless they are drained.
    """
    try:
        host, payload = verify_message(data, MessageKind.HEARTBEAT)
        report = read_worker(payload)
    except BadReportError as error:
        log.warning("worker.refused", reason=str(error))
        return False
    worker = Worker.objects.filter(host=host, name=report.name).first()
    if reason := _refusal_reason(report, worker, host):
        log.warning("worker.refused", reason=reason, host=host.name, worker=report.name)
        return False
    _save_worker(report, worker, host)
    return True


def record_local_worker(*, data: dict[str, Any]) -> None:
    """Record the worker of this machine, as a command of the web found it. No host signs this."""
    report = read_worker(data)
    _save_worker(report, Worker.objects.filter(host=None, name=report.name).first(), None)


def _refusal_reason(report: WorkerReport, worker: Worker | None, host: RunnerHost) -> str:
    now = timezone.now().timestamp()
    if abs(report.sent_at - now) > settings.RUNNER_SILENT_AFTER_S:
        return "it is old, or the clocks of host and web differ: set both by NTP"
    if worker is None and host.workers.count() >= MAX_WORKERS:
        return f"the host has {MAX_WORKERS} workers, as many as one may have"
    was_set_back = worker is not None and worker.sent_at > now + settings.RUNNER_SILENT_AFTER_S  # the clock
    if worker is not None and report.sent_at <= worker.sent_at and not was_set_back:
        return "it was sent before"
    if not all(may_use(host.queues, queue) for queue in report.queues):
        return f"the host is not registered for all of {', '.join(report.queues)}"
    return ""


def _save_worker(report: WorkerReport, worker: Worker | None, host: RunnerHost | None) -> None:
    now = timezone.now()
    fields = asdict(report) | {"fit": report.fit, "seen_at": now}
    if worker is None or worker.start != report.start or not worker.is_online or worker.online_since > now:
        fields["online_since"] = now
    with transaction.atomic():
        Worker.objects.update_or_create(host=host, name=report.name, defaults=fields)
        Worker.objects.filter(seen_at__lt=now - FORGET_WORKER_AFTER, drained_at=None).delete()
