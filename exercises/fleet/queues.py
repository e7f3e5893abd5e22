"""The Celery queues that runners take jobs from: which one a job goes to, and its name in words."""

from collections.abc import Iterable, Mapping

from runner.protocol import (
    BASE_QUEUES,
    REGRADE_SUFFIX,
    Device,
    Need,
    base_queue,
    is_gpu_queue,
    queue_name,
    regrade_queue,
)

__all__ = [
    "QUEUES",
    "REGRADE_SUFFIX",
    "capability_words",
    "device_of",
    "live_queue",
    "may_use",
    "memory_words",
    "queue_words",
    "queues_of",
    "regrade_queue",
    "runner_words",
]

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


def queue_words(queue: str) -> str:
    """What a queue's jobs run on.

    >>> queue_words("cpu"), queue_words("cpu+triton"), queue_words("gpu+triton+4096m")
    ('CPU', 'CPU with Triton', 'GPU with Triton and 4 GB of memory')
    """
    parts = [_need_words(word) for word in queue.split("+")[1:]]
    return device_of(queue).upper() + (f" with {' and '.join(parts)}" if parts else "")


def runner_words(queue: str) -> str:
    """The runner that a queue's jobs need.

    >>> runner_words("cpu"), runner_words("gpu+triton")
    ('CPU runner', 'GPU runner with Triton')
    """
    device, _, needs = queue_words(queue).partition(" ")
    return f"{device} runner{needs and f' {needs}'}"


def _need_words(word: str) -> str:
    return _NEEDS.get(word) or memory_words(int(word.removesuffix("m")))  # type: ignore[call-overload]


def memory_words(mib: int) -> str:
    """
    >>> memory_words(4096), memory_words(81559), memory_words(1500)
    ('4 GB of memory', '80 GB of memory', '1.5 GB of memory')
    """
    gib = mib / 1024
    return f"{gib:.0f} GB of memory" if gib >= 10 or gib == int(gib) else f"{gib:.1f} GB of memory"


def capability_words(names: Iterable[str]) -> list[str]:
    """What a worker announces, in words; a name that this version doesn't know is left out."""
    return [words for need, words in _NEEDS.items() if need in set(names)]


def may_use(queues: Iterable[str], queue: str) -> bool:
    """Whether a host that is registered for ``queues`` may take from ``queue`` and report on its jobs."""
    return base_queue(queue) in queues
