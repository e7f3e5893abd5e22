"""Choose the queue of a run. docs/decisions/0011-queues-by-need.md gives the reasons."""

from typing import Any

from django.conf import settings
from django.db.models import Count, FloatField, IntegerField, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from exercises.fleet.capacity import capacity_of
from exercises.models import DeviceChoice, Exercise, Submission, Worker
from exercises.submissions.gpu_seconds import runs_of_today


def choose_queue(exercise: Exercise, learner: User) -> str:
    """The queue of a new attempt. One query for an exercise of either device, none for any other.

    An exercise of either device goes to a GPU host that has a process free, while the learner has GPU-seconds left.
    Otherwise it goes to the CPU. It also goes to a busy GPU host if no CPU host is online.
    """
    if exercise.device != DeviceChoice.ANY:
        return exercise.queue
    cpu, gpu = exercise.queues[DeviceChoice.CPU.value], exercise.queues[DeviceChoice.GPU.value]
    on_gpu = Submission.objects.waiting().on_gpu_queues().order_by().annotate(one=Value(1)).values("one")
    today = runs_of_today(learner).order_by().values("learner")
    workers = list(
        Worker.objects.in_fleet().annotate(
            gpu_runs=Coalesce(Subquery(on_gpu.annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField()),
            used_s=Coalesce(Subquery(today.annotate(s=Sum("gpu_s")).values("s")), 0.0, output_field=FloatField()),
        )
    )
    processes = capacity_of(gpu, workers).processes
    if not processes:
        return cpu
    counts: Any = workers[0]  # each row has the same two, which the stubs don't see
    if counts.used_s >= settings.GPU_SECONDS_PER_DAY:
        return cpu
    is_free = counts.gpu_runs < processes
    return gpu if is_free or not capacity_of(cpu, workers).processes else cpu
