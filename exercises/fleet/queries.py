"""The fleet for admins: hosts and their workers, queues, failures of ours, and who was taken out of service."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format

from exercises.fleet.capacity import capacity_of
from exercises.fleet.figures import Failure, FleetFigures, Times, fleet_figures
from exercises.fleet.queues import live_queue, queue_label
from exercises.fleet.status import under_way
from exercises.models import (
    AuditState,
    RunnerHost,
    ServiceChange,
    ServiceState,
    Submission,
    VersionAudit,
    Worker,
)

MAX_CHANGES = 50
NO_ANSWER = "told to drain, no answer yet"
DRAINING = "draining, works on {}"
IDLE = "drained, so you can stop it"
STATE_MESSAGES = {
    ServiceState.ACTIVE: "{subject} is back in service, and takes jobs within seconds.",
    ServiceState.DRAINED: "{subject} takes no new jobs, and finishes what it has.",
    ServiceState.PAUSED: "{subject} is paused. What it was grading is graded again.",
    ServiceState.RETIRED: "{subject} is retired. You can return it to service below.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerRow:
    """A worker, with its verdicts of the last day."""

    worker: Worker
    impact: Sequence[str]
    """The jobs that would wait without it, in sentences."""
    verdict_count: int = 0
    failure_count: int = 0

    @property
    def state(self) -> str:
        """A label for the admin."""
        worker = self.worker
        silence = f"offline since {date_format(timezone.localtime(worker.seen_at), 'j M, H:i')}"
        if worker.state == ServiceState.DRAINED:
            return _drain_label(worker) if worker.is_online else f"drained, {silence}"
        if not worker.is_in_service:
            return str(worker.state.label)
        if not worker.fit:
            return "sandbox incomplete"
        return "takes jobs" if worker.is_online else silence

    @property
    def symbol(self) -> str:
        return "✓" if self.worker.is_ready else "–" if not self.worker.is_in_service else "!"


def _drain_label(worker: Worker) -> str:
    if worker.is_idle:
        return IDLE
    jobs = f"{worker.jobs} job{'' if worker.jobs == 1 else 's'}"
    return NO_ANSWER if worker.accepts_jobs or not worker.jobs else DRAINING.format(jobs)


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRow:
    host: RunnerHost
    workers: Sequence[WorkerRow]
    audit_count: int
    impact: Sequence[str]

    @property
    def can_drain_workers(self) -> bool:
        """A host with a single worker is drained as a whole."""
        return self.host.is_in_service and len(self.workers) > 1

    @property
    def is_idle(self) -> bool:
        """Whether nothing is lost if it's stopped now."""
        return not _unfinished_work([row.worker for row in self.workers], self.audit_count)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    name: str
    processes: int
    waiting: int
    regrading: int
    hour: Times | None
    day: Times | None

    @property
    def load(self) -> str:
        return f"{(self.waiting + self.regrading) / self.processes:.1f}" if self.processes else "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetPage:
    hosts: Sequence[HostRow]
    retired_hosts: Sequence[RunnerHost]
    queues: Sequence[QueueRow]
    failures: Sequence[Failure]
    changes: Sequence[ServiceChange]
    undoable: set[int]
    """The changes that made a host or worker what it is now, by pk."""
    figures: FleetFigures | None
    alerts: Sequence[str]

    @property
    def workers(self) -> list[WorkerRow]:
        return [row for host in self.hosts for row in host.workers]

    @property
    def ready_count(self) -> int:
        return sum(row.worker.is_ready for row in self.workers)

    @property
    def process_count(self) -> int:
        return sum(row.worker.processes for row in self.workers if row.worker.is_ready)

    @property
    def job_count(self) -> int:
        return sum(row.worker.jobs for row in self.workers if row.worker.is_online)

    @property
    def unfinished_count(self) -> int:
        return sum(queue.waiting + queue.regrading for queue in self.queues)


def fleet_page() -> FleetPage:
    """Six queries, however many hosts, workers and submissions there are."""
    hosts = list(RunnerHost.objects.in_fleet().order_by("name"))
    workers = list(Worker.objects.in_fleet().order_by("name"))
    audits = dict(
        VersionAudit.objects.filter(state=AuditState.RUNNING).order_by().values_list("host").annotate(Count("pk"))
    )
    counts, figures = under_way(), fleet_figures()
    changes = list(ServiceChange.objects.select_related("host", "by")[:MAX_CHANGES])
    return FleetPage(
        hosts=[
            _host_row(host, workers, counts, audits.get(host.pk, 0), figures)
            for host in hosts
            if host.state != ServiceState.RETIRED
        ],
        retired_hosts=[host for host in hosts if host.state == ServiceState.RETIRED],
        queues=_queue_rows(workers, counts, figures),
        failures=figures.failures if figures else [],
        changes=changes,
        undoable=_undoable(changes, hosts, workers),
        figures=figures,
        alerts=_alerts(workers, counts),
    )


def impact_of(host: RunnerHost, worker: Worker | None = None) -> list[str]:
    """Describe what only this host, or one of its workers, would grade. Three queries."""
    workers = list(Worker.objects.in_fleet())
    leaving = [worker] if worker else [row for row in workers if row.host_id == host.pk]
    return _impact(leaving, workers, under_way())


def unfinished_work(host: RunnerHost) -> list[str]:
    """List the jobs that a drained host still works on. Empty: nothing is lost if it's stopped now. Two queries."""
    audits = VersionAudit.objects.filter(state=AuditState.RUNNING, host=host).count()
    return _unfinished_work(host.workers.select_related("host"), audits)


def _unfinished_work(workers: Iterable[Worker], audit_count: int) -> list[str]:
    busy_workers = [worker for worker in workers if worker.is_online and not worker.is_idle]
    audits = [f"{audit_count} audit{'' if audit_count == 1 else 's'}"] if audit_count else []
    return [f"{worker}: {_drain_label(worker)}" for worker in busy_workers] + audits


def _host_row(
    host: RunnerHost, fleet: Sequence[Worker], counts: Counter[tuple[str, str]], audit_count: int,
    figures: FleetFigures | None,
) -> HostRow:  # fmt: skip
    workers = [worker for worker in fleet if worker.host_id == host.pk]
    verdicts = figures.verdicts if figures else {}
    rows = []
    for worker in workers:
        total, faults = verdicts.get((host.name, worker.name), (0, 0))
        impact = _impact([worker], fleet, counts)
        rows.append(WorkerRow(worker=worker, impact=impact, verdict_count=total, failure_count=faults))
    return HostRow(host=host, workers=rows, audit_count=audit_count, impact=_impact(workers, fleet, counts))


def _impact(leaving: Sequence[Worker], fleet: Iterable[Worker], counts: Counter[tuple[str, str]]) -> list[str]:
    """Describe what no other worker would grade. The jobs that the leaving ones work on don't wait."""
    others = {queue for worker in fleet if worker.is_ready and worker not in leaving for queue in worker.queues}
    ready = [worker for worker in leaving if worker.is_ready]
    queues = sorted({live_queue(queue) for worker in ready for queue in worker.queues if queue not in others})
    jobs = sum(worker.jobs for worker in ready)
    sentences, idle_queues = [], []
    for queue in queues:
        waiting = sum(counts[queue, state] for state in (Submission.State.QUEUED, Submission.State.REGRADING)) - jobs
        if waiting > 0:
            sentences.append(f"{_submissions(waiting)} for {queue_label(queue)}; no other worker serves it.")
        else:
            idle_queues.append(queue_label(queue))
    return sentences + ([f"No other worker serves {', '.join(idle_queues)}."] if idle_queues else [])


def _submissions(count: int) -> str:
    return "1 submission waits" if count == 1 else f"{count} submissions wait"


def _alerts(workers: Sequence[Worker], counts: Counter[tuple[str, str]]) -> list[str]:
    """Describe the jobs that wait for a worker out of service, since no other can grade them."""
    waiting: Counter[str] = Counter()
    for (queue, _), count in counts.items():
        waiting[queue] += count
    alerts = []
    for queue, count in sorted(waiting.items()):
        absent = [worker for worker in workers if queue in worker.queues and not worker.is_in_service]
        if absent and not capacity_of(queue, workers).processes:
            names = ", ".join(f"{worker} is {worker.state.label}" for worker in absent)
            alerts.append(f"{_submissions(count)} for {queue_label(queue)}; no other worker serves it. {names}.")
    return alerts


def _queue_rows(
    workers: Sequence[Worker], counts: Counter[tuple[str, str]], figures: FleetFigures | None
) -> list[QueueRow]:
    hour, day = (figures.hour, figures.day) if figures else ({}, {})
    queues = {live_queue(queue) for worker in workers for queue in worker.queues}
    return [
        QueueRow(
            name=queue_label(queue),
            processes=capacity_of(queue, workers).processes,
            waiting=counts[queue, Submission.State.QUEUED],
            regrading=counts[queue, Submission.State.REGRADING],
            hour=hour.get(queue),
            day=day.get(queue),
        )
        for queue in sorted(queues | {queue for queue, _ in counts if queue} | day.keys())
    ]


def _undoable(changes: Iterable[ServiceChange], hosts: Iterable[RunnerHost], workers: Iterable[Worker]) -> set[int]:
    states = {(host.pk, ""): host.state for host in hosts}
    for worker in workers:
        if worker.host_id:
            states[worker.host_id, worker.name] = ServiceState.DRAINED if worker.drained_at else ServiceState.ACTIVE
    newest: dict[tuple[int, str], ServiceChange] = {}
    for change in changes:  # the newest first
        newest.setdefault((change.host_id, change.worker), change)
    return {change.pk for key, change in newest.items() if states.get(key) == change.after}
