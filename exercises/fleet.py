"""The runners and their queues: who is there, who waits, and for how long. Bulk reads; no page asks a runner."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean, median

from django.db.models import Count, Q
from django.utils import timezone

from exercises.models import Device, Exercise, Submission, Worker
from exercises.rules import about, duration, expected_wait, ordinal

MEASURED = 50  # of the newest verdicts say how long the next will take
MOST_MEASURED = 1000

# ------------------------------------------------------------------ can it be graded now


@dataclass(frozen=True, slots=True)
class Capacity:
    """Who serves one queue. ``trouble`` says why nobody does; it is empty when somebody does."""

    processes: int
    trouble: str


def capacity(queue: str) -> Capacity:
    """One query. What a runner said within the last minutes counts; it is not asked again."""
    return _capacity(queue, Worker.objects.all())


def _capacity(queue: str, workers: Iterable[Worker]) -> Capacity:
    theirs = [worker for worker in workers if queue in worker.queues]
    able = [worker for worker in theirs if worker.is_online and worker.fit]
    return Capacity(sum(worker.processes for worker in able), "" if able else _trouble(queue, theirs))


def _trouble(queue: str, workers: list[Worker]) -> str:
    """In words for anybody: the evidence and the fix are for the one who keeps the host."""
    if not workers:
        return f"no {queue.upper()} runner has reported"
    newest = max(workers, key=lambda worker: worker.seen_at)
    if newest.is_weak and not newest.fit:
        return f"the {queue.upper()} runner has only the weak sandbox of development, whose verdicts are not taken here"
    if not newest.fit:
        return f"the sandbox of the {queue.upper()} runner is not whole ({', '.join(newest.failing)})"
    at = timezone.localtime(newest.seen_at)
    return f"the {queue.upper()} runner was last heard from at {at:%H:%M} on {at.day} {at:%B}"


# ------------------------------------------------------------------ a place in line


@dataclass(frozen=True, slots=True)
class Waiting:
    """How a submission waits: how many were there before it, and what is known of how long that takes."""

    ahead: int
    processes: int
    trouble: str
    expected_s: float | None

    @property
    def is_running(self) -> bool:
        """As far as can be known: the runner reports nothing until it is through."""
        return not self.trouble and self.ahead < self.processes

    @property
    def key(self) -> str:
        """Changes when there is something new to show."""
        return f"{self.ahead}.{'idle' if self.trouble else self.is_running}"

    @property
    def place(self) -> str:
        return f"{ordinal(self.ahead + 1)} in line"

    @property
    def expected(self) -> str:
        return "" if self.trouble else about(self.expected_s)


def waiting(submission: Submission) -> Waiting:
    """Its place. Those before it were submitted earlier, so they only ever become fewer; regrades never come first."""
    gpu = submission.exercise.queue == Device.GPU
    on_device = Submission.objects.on_gpu(gpu)
    earlier = Q(created_at__lt=submission.created_at) | Q(created_at=submission.created_at, pk__lt=submission.pk)
    ahead = on_device.waiting().filter(earlier).count()
    serving = capacity(submission.exercise.queue)
    recent = on_device.filter(graded_at__isnull=False).order_by("-graded_at").values_list("phases", flat=True)
    took = [phases["total"] / 1000 for phases in recent[:MEASURED] if "total" in phases]
    expected_s = expected_wait(ahead, serving.processes, fmean(took) if took else None)
    return Waiting(ahead, serving.processes, serving.trouble, expected_s)


# ------------------------------------------------------------------ the status page


@dataclass(frozen=True, slots=True)
class QueueState:
    """One kind of exercise: who grades it, who waits, and what the last hour was like."""

    name: str
    capacity: Capacity
    workers: list[Worker]
    waiting: int
    regrading: int
    graded: int
    median_wait: str
    median_run: str


@dataclass(frozen=True, slots=True)
class Fleet:
    queues: list[QueueState]

    @property
    def is_able(self) -> bool:
        return not any(queue.capacity.trouble for queue in self.queues)

    @property
    def workers(self) -> list[Worker]:
        found = {worker.pk: worker for queue in self.queues for worker in queue.workers}
        return sorted(found.values(), key=lambda worker: (not worker.is_online, worker.name))


def fleet() -> Fleet:
    """The queue for CPU exercises and, where there is such an exercise or runner, the one for GPU exercises."""
    workers = list(Worker.objects.all())
    queues = [Device.CPU.value]
    if any(Device.GPU in worker.queues for worker in workers) or Exercise.objects.open().filter(device="gpu").exists():
        queues.append(Device.GPU.value)
    under_way, phases = _under_way(), _last_hour()
    return Fleet(
        [
            QueueState(
                name=queue.upper(),
                capacity=_capacity(queue, workers),
                workers=[worker for worker in workers if queue in worker.queues],
                waiting=under_way[queue, Submission.State.QUEUED],
                regrading=under_way[queue, Submission.State.REGRADING],
                graded=len(phases[queue]),
                median_wait=_median(phases[queue], "queue"),
                median_run=_median(phases[queue], "total"),
            )
            for queue in queues
        ]
    )


def _under_way() -> Counter[tuple[str, str]]:
    """How many, by queue and state."""
    found: Counter[tuple[str, str]] = Counter()
    rows = Submission.objects.under_way().order_by().values_list("exercise__device", "state").annotate(Count("pk"))
    for device, state, count in rows:
        found[_queue(device), state] += count
    return found


def _last_hour() -> dict[str, list[dict[str, float]]]:
    """The phases of each verdict, by queue."""
    found: dict[str, list[dict[str, float]]] = defaultdict(list)
    rows = Submission.objects.filter(graded_at__gt=timezone.now() - timedelta(hours=1)).order_by("-graded_at")
    for device, phases in rows.values_list("exercise__device", "phases")[:MOST_MEASURED]:
        found[_queue(device)].append(phases)
    return found


def _queue(device: str) -> str:
    return Exercise(device=device).queue


def _median(phases: list[dict[str, float]], name: str) -> str:
    took = [one[name] for one in phases if name in one]
    return duration(median(took)) if took else ""
