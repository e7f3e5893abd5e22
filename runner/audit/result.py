"""The result of an exercise's audit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from runner.audit.fuzz import FuzzReport
from runner.judge.mutants import Mutant
from runner.protocol import AuditLevel

Progress = Callable[[str, int, int], None]


def show_nothing(step: str, done_count: int, total_count: int) -> None:
    """The progress of an audit that nobody follows."""


@dataclass(slots=True, kw_only=True)
class ExerciseAudit:
    """Counts of what was tried on an exercise, and what went wrong."""

    slug: str
    level: AuditLevel = AuditLevel.PROVEN
    digest: str = ""
    draws: int = 0
    mistakes: int = 0
    recognitions: int = 0
    mutants: int = 0
    kills: int = 0
    equivalent: int = 0
    naming_trials: int = 0
    namings: int = 0
    """Of ``naming_trials`` killed mutants with wrong values, those whose mistake a learner would be told."""
    fuzz_report: FuzzReport = field(default_factory=FuzzReport)
    typical_ms: float = 0.0
    limit_ms: float = 0.0
    seconds: float = 0.0
    survivors: list[Mutant] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    fault: str = ""
    """What failed on this host, which says nothing about the exercise. Usually empty."""

    @property
    def has_passed(self) -> bool:
        """Whether it is what its level says."""
        return not (self.problems or self.survivors or self.fault)

    @property
    def is_proven(self) -> bool:
        return self.has_passed and self.level is AuditLevel.PROVEN

    def add_once(self, problems: Iterable[str]) -> None:
        """Add the problems that aren't empty, each once."""
        self.problems += dict.fromkeys(problem for problem in problems if problem and problem not in self.problems)
