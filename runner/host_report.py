"""The content of this host's heartbeats, and the queues that it can serve."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from runner import catalog, hardware
from runner.build import versions
from runner.packages.sets import installed_sets
from runner.protocol import CPU_NAME, LayerReport, Need, WorkerReport, is_gpu_queue, served_queues
from runner.sandbox.layers import Layer, failed

START = uuid.uuid4().hex
_NO_CARD = failed(
    "card", "this worker serves GPU queues, and no card of this host is in service", "python -m runner doctor says why"
)


def queues_of_host(bases: Sequence[str]) -> tuple[str, ...]:
    """Return the queues that a worker takes jobs from: its bases, and those by need that this host can serve."""
    return served_queues(
        bases,
        [exercise.spec for exercise in catalog.all_exercises()],
        capabilities=hardware.capabilities(),
        gpu_memory_mib=_memory_mib(hardware.detect()),
        package_sets=installed_sets(),
    )


def worker_report(
    *,
    name: str,
    queues: tuple[str, ...],
    processes: int,
    layers: Iterable[Layer],
    jobs: int = 0,
    accepts_jobs: bool = True,
) -> WorkerReport:
    """The heartbeat of a worker. One that serves GPU queues without a card in service is unfit."""
    serves_gpu = any(map(is_gpu_queue, queues))
    cards = hardware.detect() if serves_gpu else ()
    card_layer = missing_card(queues)
    return WorkerReport(
        name=name,
        start=START,
        queues=queues,
        device=_device_name(cards),
        processes=processes,
        versions=versions(),
        layers=tuple(LayerReport(**asdict(layer)) for layer in (*layers, *([card_layer] if card_layer else []))),
        sent_at=time.time(),
        capabilities=tuple(need for need in hardware.capabilities() if serves_gpu or need is not Need.CUDA),
        gpu_memory_mib=_memory_mib(cards),
        jobs=jobs,
        accepts_jobs=accepts_jobs,
    )


def missing_card(queues: Iterable[str]) -> Layer | None:
    """The layer that is missing where a worker serves GPU queues and no card is in service."""
    serves_gpu = any(map(is_gpu_queue, queues))
    return _NO_CARD if serves_gpu and Need.CUDA not in hardware.capabilities() else None


def _memory_mib(cards: Sequence[hardware.Card]) -> int:
    """Return the memory of the smallest card, since a job may get any of them."""
    return min((card.memory_mib for card in cards), default=0)


def _device_name(cards: Sequence[hardware.Card]) -> str:
    """The name that reports give, and how many such cards there are."""
    names = " and ".join(sorted({card.description for card in cards})) or CPU_NAME
    return f"{len(cards)} × {names}" if len(cards) > 1 else names
