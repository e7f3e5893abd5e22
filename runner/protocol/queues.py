"""The names of the queues of jobs. A queue's name says what a job on it needs, so only suitable hosts listen to it.

A base queue (``cpu``, ``gpu`` and their ``-regrade`` twins) is what a host is registered for. A job with needs goes to
a queue of the base's own, such as ``cpu+triton`` or ``gpu+triton+4096m``. docs/decisions/0011-queues-by-need.md gives
the reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum

from .exercise import Device, Need, Spec
from .requirements import packages_need

REGRADE_SUFFIX = "-regrade"
BASE_QUEUES = ("cpu", f"cpu{REGRADE_SUFFIX}", "gpu", f"gpu{REGRADE_SUFFIX}")
_SEPARATOR = "+"


class Priority(IntEnum):
    """The order of jobs within a queue, lowest first. The broker tells apart one value in three.

    It never decides between queues: a worker looks at all of a queue before it looks at the next.
    """

    RETURNED = 0  # put back by a runner
    AWAITED = 3  # by a learner or a visitor
    REGRADE = 6


def queue_name(device: Device, needs: Iterable[str] = (), gpu_memory_mib: int = 0) -> str:
    """The queue of jobs that run on this device and have these needs.

    >>> queue_name(Device.CPU), queue_name(Device.CPU, [Need.TRITON], 4096)
    ('cpu', 'cpu+triton')
    >>> queue_name(Device.GPU, [Need.CUDA, Need.TRITON], 4096)
    'gpu+triton+4096m'
    """
    labels = sorted({str(need) for need in needs} - {Need.CUDA})
    if device is Device.GPU and gpu_memory_mib:
        labels.append(f"{gpu_memory_mib}m")
    return _SEPARATOR.join([device.value, *labels])


def regrade_queue(queue: str) -> str:
    """The twin that a worker takes from only when nobody waits.

    >>> regrade_queue("cpu"), regrade_queue("gpu+triton")
    ('cpu-regrade', 'gpu-regrade+triton')
    """
    base, separator, labels = queue.partition(_SEPARATOR)
    return f"{base}{REGRADE_SUFFIX}{separator}{labels}"


def base_queue(queue: str) -> str:
    """The base that a queue belongs to: a host that is registered for it may use the queue.

    >>> base_queue("gpu-regrade+triton")
    'gpu-regrade'
    """
    return queue.partition(_SEPARATOR)[0]


def needs_of(queue: str) -> list[str]:
    """The labels of a queue by need.

    >>> needs_of("gpu-regrade+triton+4096m"), needs_of("cpu")
    (['triton', '4096m'], [])
    """
    return queue.split(_SEPARATOR)[1:]


def queue_pattern(base: str) -> str:
    """A pattern for the broker's access list: every queue of a base but the base itself."""
    return f"{base}{_SEPARATOR}*"


def is_regrade_queue(queue: str) -> bool:
    return base_queue(queue).endswith(REGRADE_SUFFIX)


def is_gpu_queue(queue: str) -> bool:
    return base_queue(queue).removesuffix(REGRADE_SUFFIX) == Device.GPU


def devices_of(device: Device) -> tuple[Device, ...]:
    """The devices that an exercise of this device may run on."""
    return (Device.CPU, Device.GPU) if device is Device.ANY else (device,)


def served_queues(
    bases: Sequence[str],
    specs: Iterable[Spec],
    *,
    capabilities: Iterable[str],
    gpu_memory_mib: int,
    package_sets: Iterable[str] = (),
) -> tuple[str, ...]:
    """The queues that a worker listens to: its bases, and those of the exercises that its host has all of the needs of.

    A base for GPUs is left out where the host has no healthy card. Live queues come before those of regrades. Exercises
    with ``package_sets`` aren't in the catalogue, and run on a CPU.
    """
    have = set(capabilities)
    bases = [base for base in bases if Need.CUDA in have or not is_gpu_queue(base)]
    names = dict.fromkeys(queue_name(Device.CPU, [packages_need(name)]) for name in package_sets)
    for spec in specs:
        for device in devices_of(spec.device):
            memory_mib = spec.limits.gpu_memory_mib if device is Device.GPU else 0
            if set(spec.needs) <= have and memory_mib <= gpu_memory_mib:
                names[queue_name(device, spec.needs, memory_mib)] = None
    queues = dict.fromkeys(bases)
    for name in names:
        queues |= dict.fromkeys(queue for queue in (name, regrade_queue(name)) if base_queue(queue) in bases)
    return tuple(sorted(queues, key=is_regrade_queue))
