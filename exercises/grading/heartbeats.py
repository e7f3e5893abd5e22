"""Read the heartbeats of workers."""

from typing import Any

from django.conf import settings

from exercises.grading.bounds import MAX_NAMES, bounded_text, finite_seconds, first_items
from exercises.grading.errors import BadReportError
from runner.protocol import MAX_MESSAGE_CHARS, WEAK_MODE, LayerReport, WorkerReport

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
