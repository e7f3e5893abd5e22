"""The report of a worker about itself, at its start and with every heartbeat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from .fields import JsonRecord

WEAK_MODE = "weak mode"  # the name of the layer by which a host reports the weak mode of development


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerReport(JsonRecord):
    """One layer of a worker's sandbox: whether it held, the evidence, and what to do where it didn't."""

    name: str
    ok: bool
    evidence: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerReport(JsonRecord):
    """A worker's description of itself. An unfit worker sends it once and exits.

    ``start`` tells one run of a worker from the next of the same name. ``sent_at`` is seconds since the epoch by the
    host's clock: the web refuses a heartbeat that is old, or not newer than the last. ``device`` is the name that its
    reports give. ``capabilities`` are values of :class:`Need`, ``gpu_memory_mib`` is the memory of its smallest card.
    ``jobs`` is how many jobs it works on, and ``accepts_jobs`` is false once it has stopped taking new ones.
    """

    name: str
    start: str
    queues: tuple[str, ...]
    device: str
    processes: int
    versions: dict[str, str]
    layers: tuple[LayerReport, ...]
    sent_at: float = 0.0
    capabilities: tuple[str, ...] = ()
    gpu_memory_mib: int = 0
    jobs: int = 0
    accepts_jobs: bool = True

    @property
    def fit(self) -> bool:
        return bool(self.layers) and all(layer.ok for layer in self.layers)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        layers = tuple(LayerReport.from_json(layer) for layer in data["layers"])
        lists = {name: tuple(data.get(name, ())) for name in ("queues", "capabilities")}
        return cls(**cls.known_fields(data) | {"layers": layers} | lists)
