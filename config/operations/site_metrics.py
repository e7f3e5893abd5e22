"""The site's figures for Prometheus: its processes, what waits, what fails, how full the disk is, and its requests."""

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.db.models import Count, Q
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from config.mail import mail_counts
from lib.broker import CONNECTION_ERRORS, client
from lib.process_heartbeats import Process, heartbeat_ages
from notices.models import Webhook

log = structlog.get_logger(__name__)

# The tasks of worker-web wait in these lists: kombu's queue, and its keys for lower priorities.
TASK_LISTS = ("web", *(f"web\x06\x16{priority}" for priority in (3, 6, 9)))
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # prometheus_client reads it when it's imported

REQUEST_SECONDS = Histogram(
    "descent_http_request_seconds",
    "Time until the response began, by the class of its status.",
    ["status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=None,
)


class SiteCollector(Collector):
    """One query for each scrape. Without the broker there are no figures from it, since an old one would mislead."""

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("descent", "The site.", {"version": settings.VERSION, "commit": settings.COMMIT})
        yield from _disk_metrics()
        yield _webhooks()
        metrics: list[Metric] = []
        try:
            metrics = [*_process_metrics(), _waiting_tasks(), _mails()]
        except CONNECTION_ERRORS as error:
            log.warning("metrics.no_broker", error=str(error))
        yield from metrics
        yield _gauge("descent_broker_up", "1 if the web reaches the broker.", value=bool(metrics))


def _process_metrics() -> list[Metric]:
    ages = heartbeat_ages()
    backup = ages.pop(Process.BACKUP)
    heartbeats = _gauge("descent_heartbeat_age_seconds", "Since the process last worked. +Inf: unknown.", ["process"])
    for process, age in ages.items():
        heartbeats.add_metric([process], age)
    return [heartbeats, _gauge("descent_backup_age_seconds", "Of the last backup. +Inf: none is known.", value=backup)]


def _waiting_tasks() -> Metric:
    count = sum(client().llen(name) for name in TASK_LISTS)
    return _gauge("descent_tasks_waiting", "Tasks that wait for worker-web.", value=count)


def _mails() -> Metric:
    counter = CounterMetricFamily("descent_mails", "Mails that the server accepted or didn’t.", labels=["outcome"])
    for outcome, count in mail_counts().items():
        counter.add_metric([outcome], count)
    return counter


def _webhooks() -> Metric:
    gauge = _gauge("descent_webhooks", "Webhooks that are switched on, by their last message.", ["state"])
    is_failing = Q(failing_since__isnull=False)
    counts = Webhook.objects.switched_on().aggregate(
        failing=Count("pk", filter=is_failing), working=Count("pk", filter=~is_failing)
    )
    for state, count in counts.items():
        gauge.add_metric([state], count)
    return gauge


def _disk_metrics() -> Iterator[Metric]:
    space = disk_space()
    yield _gauge("descent_disk_free_bytes", "Of the disk with DESCENT_VAR.", value=space.free)
    yield _gauge("descent_disk_size_bytes", "Of the same disk.", value=space.size)


def _gauge(name: str, what: str, labels: Sequence[str] = (), value: float | None = None) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, labels=list(labels) or None, value=value)


@dataclass(frozen=True, slots=True)
class DiskSpace:
    """Sizes in bytes, without what the file system reserves for root."""

    free: int
    size: int

    @property
    def used_percent(self) -> int:
        """Round up, as df does.

        >>> DiskSpace(free=99, size=1000).used_percent
        91
        """
        return -(-100 * (self.size - self.free) // self.size)


def disk_space() -> DiskSpace:
    usage = shutil.disk_usage(settings.VAR)
    return DiskSpace(free=usage.free, size=usage.used + usage.free)


def register_http_metrics(registry: CollectorRegistry) -> None:
    """Add what all processes of this host's web have measured, whichever of them is asked.

    `manage.py serve` gives several processes a folder that they share.
    """
    if SHARED_FOLDER in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REQUEST_SECONDS)
