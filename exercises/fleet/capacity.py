"""The capacity of a queue: the processes that serve it, or why none does. The database alone says so, no worker."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from exercises.fleet.queues import device_of, may_use, queues_of, runner_label
from exercises.models import (
    DeviceChoice,
    Exercise,
    RunnerHost,
    Submission,
    VerdictChoice,
    Worker,
)
from lib.compiled_queries import CompiledObjects

NEVER_REPORTED = "no {} has reported"


@dataclass(frozen=True, slots=True)
class Capacity:
    """The number of processes that serve a queue. ``problem`` says why none does, and is empty otherwise."""

    processes: int
    problem: str


_FLEET = CompiledObjects(lambda: Worker.objects.in_fleet().select_related("host"))


def fleet_workers() -> list[Worker]:
    """The workers whose host is expected back, each with its host. One query."""
    return _FLEET()


def capacity(queue: str) -> Capacity:
    """The capacity by the heartbeats of the last minutes. One query; no worker is asked."""
    return capacity_of(queue, fleet_workers())


@dataclass(frozen=True, slots=True)
class ExerciseRunners:
    """``problem`` says why no host that is online can grade an exercise, and is empty if one can.

    ``were_never_here``: the site never had a runner for it, and none is registered.
    """

    problem: str
    were_never_here: bool


def runners_of(exercise: Exercise) -> ExerciseRunners:
    """One query if a host can grade the exercise, and a few more if none can."""
    workers, queues = fleet_workers(), list(exercise.queues.values())
    problems = [capacity_of(queue, workers).problem for queue in queues]
    if not all(problems):
        return ExerciseRunners("", False)
    return ExerciseRunners(problems[0], never_served(queues, workers) == set(queues))


def has_gpu_host() -> bool:
    """Whether a host for a GPU was ever registered. One query."""
    hosts = RunnerHost.objects.values_list("queues", flat=True)
    return any(device_of(queue) == DeviceChoice.GPU for queues in hosts for queue in queues)


def capacity_of(queue: str, workers: Iterable[Worker]) -> Capacity:
    serving = [worker for worker in workers if queue in worker.queues]
    ready = [worker for worker in serving if worker.is_ready]
    return Capacity(sum(worker.processes for worker in ready), "" if ready else _problem(queue, serving))


def _problem(queue: str, workers: list[Worker]) -> str:
    """Describe the problem for everybody. The evidence and the fix are for the host's admin."""
    runner = runner_label(queue)
    if not workers:
        return NEVER_REPORTED.format(runner)
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


def gradable_count(exercises: Iterable[Exercise]) -> int:
    """Count those whose queue a worker here serves, and those of the plain CPU queue. One query."""
    served = {DeviceChoice.CPU.value, *(queue for worker in fleet_workers() for queue in worker.queues)}
    return sum(
        not served.isdisjoint(queues_of(exercise.device, exercise.needs, exercise.limits).values())
        for exercise in exercises
    )


def never_served(queues: list[str], workers: list[Worker]) -> set[str]:
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
