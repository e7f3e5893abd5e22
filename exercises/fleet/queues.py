"""The Celery queues that runners take jobs from: which one a job goes to, and its label."""

from collections.abc import Iterable, Mapping

from runner.protocol import (
    BASE_QUEUES,
    REGRADE_SUFFIX,
    Device,
    Need,
    base_queue,
    is_gpu_queue,
    needs_of,
    package_set_of,
    queue_name,
)

QUEUES = BASE_QUEUES
_NEEDS = {Need.CUDA: "CUDA", Need.TRITON: "Triton"}


def queues_of(device: str, needs: Iterable[str], limits: Mapping[str, float]) -> dict[str, str]:
    """The queue of each device that an exercise may run on, the default one first.

    >>> queues_of("any", ["triton"], {})
    {'cpu': 'cpu+triton', 'gpu': 'gpu+triton'}
    """
    devices = (Device.CPU, Device.GPU) if device == Device.ANY else (Device(device),)
    memory_mib = int(limits.get("gpu_memory_mib", 0))
    return {device.value: queue_name(device, needs, memory_mib) for device in devices}


def live_queue(queue: str) -> str:
    """The twin of a queue of regrades.

    >>> live_queue("cpu-regrade+triton"), live_queue("cpu")
    ('cpu+triton', 'cpu')
    """
    return queue.replace(REGRADE_SUFFIX, "", 1)


def device_of(queue: str) -> str:
    """``cpu`` or ``gpu``."""
    return Device.GPU.value if is_gpu_queue(queue) else Device.CPU.value


def queue_label(queue: str) -> str:
    """Return the hardware that a queue's jobs run on.

    >>> queue_label("cpu"), queue_label("cpu+triton"), queue_label("gpu+triton+4096m")
    ('CPU', 'CPU with Triton', 'GPU with Triton and 4 GB of memory')
    >>> queue_label("cpu+packages-0123456789abcdef")
    'CPU with a course’s packages (01234567)'
    """
    needs = [_need_label(need) for need in needs_of(queue)]
    return device_of(queue).upper() + (f" with {' and '.join(needs)}" if needs else "")


def runner_label(queue: str) -> str:
    """Return the runner that a queue's jobs need.

    >>> runner_label("cpu"), runner_label("gpu+triton")
    ('CPU runner', 'GPU runner with Triton')
    """
    device, _, needs = queue_label(queue).partition(" ")
    return f"{device} runner{needs and f' {needs}'}"


def _need_label(need: str) -> str:
    if name := package_set_of(need):
        return f"a course’s packages ({name[:8]})"
    return _NEEDS.get(need) or memory_label(int(need.removesuffix("m")))  # type: ignore[call-overload]


def memory_label(mib: int) -> str:
    """
    >>> memory_label(4096), memory_label(81559), memory_label(1500)
    ('4 GB of memory', '80 GB of memory', '1.5 GB of memory')
    """
    gib = mib / 1024
    return f"{gib:.0f} GB of memory" if gib >= 10 or gib == int(gib) else f"{gib:.1f} GB of memory"


def capability_labels(names: Iterable[str]) -> list[str]:
    """Label what a worker announces; a name that this version doesn't know is left out."""
    return [label for need, label in _NEEDS.items() if need in set(names)]


def package_set(queue: str) -> str:
    """The name of the set of packages that a queue's jobs need; empty for none.

    >>> package_set("cpu-regrade+packages-0123456789abcdef"), package_set("cpu+triton")
    ('0123456789abcdef', '')
    """
    return next(filter(None, map(package_set_of, needs_of(queue))), "")


def may_use(queues: Iterable[str], queue: str) -> bool:
    """Whether a host that is registered for ``queues`` may take from ``queue`` and report on its jobs."""
    return base_queue(queue) in queues
