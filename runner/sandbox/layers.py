"""The layers of the sandbox, and which of them held on this host."""

from __future__ import annotations

from dataclasses import dataclass

from runner.protocol import WEAK_MODE

RESPONSIVENESS = "responsiveness"  # the layer that fails where a host is too busy to be examined


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
    def was_too_busy(self) -> bool:
        """Whether the host stood still again and again. Then nobody knows yet which layers hold."""
        return self.first_failure is not None and self.first_failure.name == RESPONSIVENESS

    @property
    def refusal(self) -> str:
        """What an unfit host is, after "This host is"."""
        return "too busy to be examined" if self.was_too_busy else "not fit to grade"

    @property
    def first_failure(self) -> Layer | None:
        return next((layer for layer in self.layers if not layer.ok), None)
