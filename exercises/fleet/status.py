"""The status of the runners, for the status page and the metrics."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.db.models import Count
from django.utils import timezone

from exercises.fleet.capacity import Capacity, capacity_of, fleet_workers, never_served
from exercises.fleet.queues import live_queue, queue_label, queues_of, runner_label
from exercises.models import (
    DeviceChoice,
    Exercise,
    RegradeResult,
    RegradeState,
    Submission,
    Worker,
)
from exercises.submissions.rules import duration

MAX_VERDICTS = 1000  # of the last hour that the medians are taken over


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueStatus:
    """One queue: its workers, how many submissions wait, and figures of the last hour.

    ``is_optional``: the site never had a runner for it, so its exercises are not an outage.
    """

    name: str
    runner: str
    capacity: Capacity
    is_optional: bool
    exercise_count: int
    workers: list[Worker]
    waiting: int
    regrading: int
    graded_count: int
    median_wait: str
    median_run: str

    @property
    def is_down(self) -> bool:
        return bool(self.capacity.problem) and not self.is_optional


@dataclass(frozen=True, slots=True)
class RunnerStatus:
    queues: list[QueueStatus]

    @property
    def is_down(self) -> bool:
        """Whether a runner that this site needs or had is missing."""
        return any(queue.is_down for queue in self.queues)

    @property
    def exercise_count(self) -> int:
        return sum(queue.exercise_count for queue in self.queues)

    @property
    def gradable_count(self) -> int:
        return sum(queue.exercise_count for queue in self.queues if not queue.capacity.problem)

    @property
    def workers(self) -> list[Worker]:
        by_pk = {worker.pk: worker for queue in self.queues for worker in queue.workers}
        return sorted(by_pk.values(), key=lambda worker: (not worker.is_online, worker.name))


def runner_status() -> RunnerStatus:
    """The CPU queue, the GPU queue if a worker takes from it, and the queues of exercises with other needs."""
    workers = fleet_workers()
    gpu_queue = {DeviceChoice.GPU.value} if any(DeviceChoice.GPU in worker.queues for worker in workers) else set()
    counts, phases, exercises = under_way(), _last_hour(), _exercises_by_queue(workers)
    in_use = {queue for queue, _ in counts if queue}
    queues = sorted({DeviceChoice.CPU.value, *gpu_queue, *in_use, *exercises})
    optional = never_served(queues, workers)
    return RunnerStatus(
        [
            QueueStatus(
                name=queue_label(queue),
                runner=runner_label(queue),
                capacity=capacity_of(queue, workers),
                is_optional=queue in optional,
                exercise_count=exercises[queue],
                workers=[worker for worker in workers if queue in worker.queues],
                waiting=counts[queue, Submission.State.QUEUED],
                regrading=counts[queue, Submission.State.REGRADING],
                graded_count=len(phases[queue]),
                median_wait=_median(phases[queue], "queue"),
                median_run=_median(phases[queue], "total"),
            )
            for queue in queues
        ]
    )


def _exercises_by_queue(workers: list[Worker]) -> Counter[str]:
    """Count the exercises of each queue. One for either device counts where it can be graded, else on the CPU."""
    counts: Counter[str] = Counter()
    for row in Exercise.objects.open().values_list("device", "needs", "limits"):
        queues = list(queues_of(*row).values())
        counts[next((queue for queue in queues if capacity_of(queue, workers).processes), queues[0])] += 1
    return counts


def under_way() -> Counter[tuple[str, str]]:
    """Count the submissions under way, by queue and state. Those of a staged regrade count on the live queue."""
    counts: Counter[tuple[str, str]] = Counter()
    rows = Submission.objects.under_way().order_by().values_list("queue", "state").annotate(Count("pk"))
    for queue, state, count in rows:
        counts[queue, state] += count
    results = RegradeResult.objects.waiting().filter(regrade__state=RegradeState.DRY_RUN)
    for queue, count in results.order_by().values_list("queue").annotate(Count("pk")):
        counts[live_queue(queue), Submission.State.REGRADING] += count
    return counts


def _last_hour() -> dict[str, list[dict[str, float]]]:
    """The phases of each verdict in the last hour, by queue."""
    by_queue: dict[str, list[dict[str, float]]] = defaultdict(list)
    rows = Submission.objects.filter(graded_at__gt=timezone.now() - timedelta(hours=1)).order_by("-graded_at")
    for queue, phases in rows.values_list("queue", "phases")[:MAX_VERDICTS]:
        by_queue[queue].append(phases)
    return by_queue


def _median(phases: list[dict[str, float]], name: str) -> str:
    times = [milliseconds[name] for milliseconds in phases if name in milliseconds]
    return duration(median(times)) if times else ""
