"""The runners' figures for Prometheus, read from the database whenever it asks. No process counts anything itself.

So all web processes answer alike, and a restart loses nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import Min
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from exercises.fleet.capacity import capacity_of
from exercises.fleet.status import under_way
from exercises.models import RunnerHost, Submission, Worker
from exercises.submissions.rules import percentile_of

MAX_VERDICTS = 10_000  # of the last hour
PHASES = {"wait": "queue", "grading": "total"}  # the metric's name, and the report's, in milliseconds
PERCENTILES = (50, 95, 99)


class RunnerCollector(Collector):
    """Six queries for each scrape, however many submissions there are."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        workers = list(Worker.objects.in_fleet().order_by("name"))
        yield from _worker_metrics(workers)
        yield _out_of_service(workers)
        yield from _queue_metrics(workers)
        yield from _verdict_metrics()


def _worker_metrics(workers: list[Worker]) -> Iterator[GaugeMetricFamily]:
    online = _gauge("descent_worker_online", "1 if the worker's heartbeats arrive.", ["worker"])
    fit = _gauge("descent_worker_fit", "1 if every layer of its sandbox is in place.", ["worker"])
    for worker in workers:
        online.add_metric([worker.name], worker.is_online)
        fit.add_metric([worker.name], worker.fit)
    yield from (online, fit)


def _out_of_service(workers: list[Worker]) -> GaugeMetricFamily:
    """A retired host isn't expected back, so nobody has forgotten it."""
    labels = ["host", "worker", "state"]
    gauge = _gauge(
        "descent_out_of_service_seconds", "For how long a host or worker has been drained or paused.", labels
    )
    now = timezone.now()
    for host in RunnerHost.objects.in_fleet().filter(retired_at=None):
        if since := host.out_of_service_since:
            gauge.add_metric([host.name, "", host.state.value], (now - since).total_seconds())
    for worker in workers:
        if worker.host and worker.drained_at:
            gauge.add_metric([worker.host.name, worker.name, "drained"], (now - worker.drained_at).total_seconds())
    return gauge


def _queue_metrics(workers: list[Worker]) -> Iterator[GaugeMetricFamily]:
    counts = under_way()
    queues = sorted({queue for queue, _ in counts if queue} | {queue for worker in workers for queue in worker.queues})
    slots = _gauge("descent_queue_slots", "Processes of fit workers that take from the queue.", ["queue"])
    jobs = _gauge("descent_queue_jobs", "Submissions that wait or are being graded.", ["queue", "state"])
    load = _gauge(
        "descent_queue_load", "Waiting and running submissions for each process: scale the workers by it.", ["queue"]
    )
    for queue in queues:
        capacity = capacity_of(queue, workers).processes
        slots.add_metric([queue], capacity)
        for state in (Submission.State.QUEUED, Submission.State.REGRADING):
            jobs.add_metric([queue, state.value], counts[queue, state])
        load.add_metric([queue], counts[queue, Submission.State.QUEUED] / max(capacity, 1))
    yield from (slots, jobs, load, _oldest())


def _oldest() -> GaugeMetricFamily:
    oldest = _gauge("descent_queue_oldest_seconds", "For how long the oldest submission has waited.", ["queue"])
    waiting = Submission.objects.waiting().order_by().values_list("queue").annotate(Min("created_at"))
    for queue, since in waiting:
        oldest.add_metric([queue], (timezone.now() - since).total_seconds())
    return oldest


def _verdict_metrics() -> Iterator[GaugeMetricFamily]:
    """Yield the verdicts of the last hour, since Prometheus can't add up what was graded again."""
    verdicts: Counter[tuple[str, str]] = Counter()
    times: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    rows = Submission.objects.filter(graded_at__gt=timezone.now() - timedelta(hours=1)).order_by("-graded_at")
    for queue, verdict, phases in rows.values_list("queue", "verdict", "phases")[:MAX_VERDICTS]:
        verdicts[queue, verdict] += 1
        for name, phase in PHASES.items():
            if phase in phases:
                times[name, queue].append(phases[phase] / 1000)
    counts = _gauge("descent_verdicts_last_hour", "Verdicts, by kind. internal is our fault.", ["queue", "verdict"])
    for key, count in verdicts.items():
        counts.add_metric(list(key), count)
    yield counts
    for name in PHASES:
        yield _times(name, {queue: seconds for (phase, queue), seconds in times.items() if phase == name})


def _times(name: str, seconds_by_queue: dict[str, list[float]]) -> GaugeMetricFamily:
    gauge = _gauge(f"descent_{name}_seconds", f"The last hour’s {name}, in percentiles.", ["queue", "quantile"])
    for queue, seconds in seconds_by_queue.items():
        for percentile in PERCENTILES:
            gauge.add_metric([queue, f"{percentile / 100:g}"], percentile_of(seconds, percentile))
    return gauge


def _gauge(name: str, documentation: str, labels: Iterable[str]) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, documentation, labels=list(labels))
