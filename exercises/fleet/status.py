"""The status of the runners, from the database alone: no page asks a worker."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.db.models import Count
from django.utils import timezone

from exercises.fleet.queues import device_of, live_queue, may_use, queue_words, queues_of, runner_words
from exercises.models import (
    DeviceChoice,
    Exercise,
    RegradeResult,
    RegradeState,
    RunnerHost,
    Submission,
    VerdictChoice,
    Worker,
)
from exercises.submissions.rules import duration
from lib.compiled_objects import CompiledObjects

MAX_VERDICTS = 1000  # of the last hour that the medians are taken over

# ------------------------------------------------------------------ whether a queue is served


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many processes serve a queue. ``trouble`` says why none does, and is empty otherwise."""

    processes: int
    trouble: str


_FLEET = CompiledObjects(lambda: Worker.objects.in_fleet(), joins=("host",))


def capacity(queue: str) -> Capacity:
    """The capacity by the heartbeats of the last minutes. One query; no worker is asked."""
    return capacity_of(queue, _FLEET())


@dataclass(frozen=True, slots=True)
class ExerciseRunners:
    """``trouble`` says why no host that is online can grade an exercise, and is empty if one can.

    ``were_never_here``: the site never had a runner for it, and none is registered.
    """

    trouble: str
    were_never_here: bool


def runners_of(exercise: Exercise) -> ExerciseRunners:
    """One query if a host can grade the exercise, and a few more if none can."""
    workers, queues = _FLEET(), list(exercise.queues.values())
    troubles = [capacity_of(queue, workers).trouble for queue in queues]
    if not all(troubles):
        return ExerciseRunners("", False)
    return ExerciseRunners(troubles[0], _never_had(queues, workers) == set(queues))


def has_gpu_host() -> bool:
    """Whether a host for a GPU was ever registered. One query."""
    hosts = RunnerHost.objects.values_list("queues", flat=True)
    return any(device_of(queue) == DeviceChoice.GPU for queues in hosts for queue in queues)


def capacity_of(queue: str, workers: Iterable[Worker]) -> Capacity:
    theirs = [worker for worker in workers if queue in worker.queues]
    ready = [worker for worker in theirs if worker.is_ready]
    return Capacity(sum(worker.processes for worker in ready), "" if ready else _trouble(queue, theirs))


def _trouble(queue: str, workers: list[Worker]) -> str:
    """The problem in words for everybody. The evidence and the fix are for the host's admin."""
    runner = runner_words(queue)
    if not workers:
        return f"no {runner} has reported"
    is_missing = any(worker.is_in_service for worker in workers)
    if not is_missing or any(worker.is_online and worker.fit for worker in workers):
        return f"the {runner} is out of service for now"
    newest = max(workers, key=lambda worker: worker.seen_at)
    if newest.is_weak and not newest.fit:
        return f"the {runner} only has the weak development sandbox, which this site doesn’t accept"
    if not newest.fit:
        return f"the sandbox of the {runner} fails its checks ({', '.join(newest.failing_layers)})"
    at = timezone.localtime(newest.seen_at)
    return f"the {runner} was last heard from at {at:%H:%M} on {at.day} {at:%B}"


# ------------------------------------------------------------------ the status page


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
        return bool(self.capacity.trouble) and not self.is_optional


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
        return sum(queue.exercise_count for queue in self.queues if not queue.capacity.trouble)

    @property
    def workers(self) -> list[Worker]:
        by_pk = {worker.pk: worker for queue in self.queues for worker in queue.workers}
        return sorted(by_pk.values(), key=lambda worker: (not worker.is_online, worker.name))


def runner_status() -> RunnerStatus:
    """The CPU queue, the GPU queue if a worker takes from it, and the queues of exercises with other needs."""
    workers = _FLEET()
    gpu_queue = {DeviceChoice.GPU.value} if any(DeviceChoice.GPU in worker.queues for worker in workers) else set()
    counts, phases, exercises = under_way(), _last_hour(), _exercises_by_queue(workers)
    in_use = {queue for queue, _ in counts if queue}
    queues = sorted({DeviceChoice.CPU.value, *gpu_queue, *in_use, *exercises})
    optional = _never_had(queues, workers)
    return RunnerStatus(
        [
            QueueStatus(
                name=queue_words(queue),
                runner=runner_words(queue),
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
    """How many exercises each queue has. One for either device counts where it can be graded, else on the CPU."""
    counts: Counter[str] = Counter()
    for row in Exercise.objects.open().values_list("device", "needs", "limits"):
        queues = list(queues_of(*row).values())
        counts[next((queue for queue in queues if capacity_of(queue, workers).processes), queues[0])] += 1
    return counts


def _never_had(queues: list[str], workers: list[Worker]) -> set[str]:
    """The queues that no runner has served and none is registered for. Every site needs the plain CPU queue."""
    worker_queues = {queue for worker in workers for queue in worker.queues}
    candidates = set(queues) - worker_queues - {DeviceChoice.CPU.value}
    if not candidates:
        return set()
    exercises = Exercise.objects.exclude(device=DeviceChoice.CPU, needs=[])
    verdicts = Submission.objects.filter(exercise__in=exercises, queue__in=candidates, graded_at__isnull=False)
    past_queues = set(verdicts.exclude(verdict=VerdictChoice.INTERNAL).values_list("queue", flat=True).distinct())
    devices = {device_of(queue) for queue in worker_queues}
    host_queues = {queue for queues in RunnerHost.objects.active().values_list("queues", flat=True) for queue in queues}
    absent_hosts = {queue for queue in candidates if device_of(queue) not in devices and may_use(host_queues, queue)}
    return candidates - past_queues - absent_hosts


def under_way() -> Counter[tuple[str, str]]:
    """How many submissions, by queue and state. Those of a staged regrade count as regrading, on the live queue."""
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
    times = [one[name] for one in phases if name in one]
    return duration(median(times)) if times else ""
