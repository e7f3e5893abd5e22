"""The layers of the sandbox, and which of them held on this host."""

from __future__ import annotations

from dataclasses import dataclass

from runner.protocol import WEAK_MODE


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer: whether it held, the evidence, and what to do where it did not."""

    name: str
    ok: bool
    evidence: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class HostExamination:
    """What the doctor found."""

    layers: tuple[Layer, ...]

    @property
    def is_fit(self) -> bool:
        return all(layer.ok for layer in self.layers)

    @property
    def is_weak(self) -> bool:
        """Whether this is the weak mode, for development only."""
        return any(layer.name == WEAK_MODE for layer in self.layers)

    @property
    def first_failure(self) -> Layer | None:
        return next((layer for layer in self.layers if not layer.ok), None)
