"""The audit of an exercise by a runner: what the web asks for, and what it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from .fields import JsonRecord

AUDIT_TASK = "runner.audit"
MAX_AUDIT_SECONDS = 1800.0  # the longest in the catalogue takes five minutes on a busy host
MAX_AUDIT_ITEMS = 20  # problems, and surviving mutants, that a report lists
MAX_AUDIT_TEXT = 400


class AuditOutcome(StrEnum):
    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"
    BROKEN = "broken"  # the runner could not run it, which says nothing about the exercise


class AuditLevel(StrEnum):
    """How much an audit says: an exercise that is only checked may pass a wrong solution that nobody thought of."""

    CHECKED = "checked"  # correct code passes, unfinished code doesn't, each known mistake is caught and named
    PROVEN = "proven"  # and so is every mutant, and no value that a learner returns makes a run internal


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditJob(JsonRecord):
    """Audit this version of an exercise. ``audit`` is a token, and the task's id.

    With ``files``, as in :class:`.Job`, it is an audit of the level *checked*: our own code never runs theirs.
    """

    audit: str
    exercise: str
    digest: str
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditResult(JsonRecord):
    """The counts and findings of an audit. The lists are cut; the counts aren't."""

    draws: int = 0
    mistakes: int = 0
    recognitions: int = 0
    mutants: int = 0
    kills: int = 0
    equivalent: int = 0
    odd_values: int = 0
    seconds: float = 0.0
    problem_count: int = 0
    survivor_count: int = 0
    problems: tuple[str, ...] = ()
    survivors: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        lists = {name: tuple(data.get(name, ())) for name in ("problems", "survivors")}
        return cls(**cls.known_fields(data) | lists)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport(JsonRecord):
    """The progress of an audit, or its outcome.

    Attributes:
        step: what is being tried, of which ``done_count`` of ``total_count`` are done.
        message: why it could not be run.
        weak: its cells ran in the weak mode of development.
    """

    audit: str
    digest: str
    outcome: AuditOutcome
    step: str = ""
    done_count: int = 0
    total_count: int = 0
    message: str = ""
    weak: bool = False
    result: AuditResult = field(default_factory=AuditResult)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        result = AuditResult.from_json(data.get("result") or {})
        return cls(**cls.known_fields(data) | {"outcome": AuditOutcome(data["outcome"]), "result": result})
