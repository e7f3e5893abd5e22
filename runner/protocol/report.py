"""The runner's answer: the verdict on a submission and on each check."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from .fields import JsonRecord

MAX_MESSAGE_CHARS = 2_000
MAX_OUTPUT_CHARS = 4_000
MAX_CHECKS = 64
CPU_NAME = "CPU"  # the name of the device in a report or heartbeat of a host without a card


class Verdict(StrEnum):
    """The outcome of a submission or of one check. docs/security.md says whose fault each is."""

    PASSED = "passed"
    FAILED = "failed"  # it ran, and a value is wrong
    ERROR = "error"  # the learner's code raised
    TIMEOUT = "timeout"
    MEMORY = "memory"
    OUTPUT = "output"  # printed more than the limit
    BAD_VALUE = "bad_value"  # returned something that is not plain data
    REFUSED = "refused"  # policy: uses what the exercise forbids, or is too large
    RAN = "ran"  # a run of the learner's own call ended well; only of Mode.RUN, and never a pass
    INTERNAL = "internal"  # our fault: retried, costs nothing, says so


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport(JsonRecord):
    """One check, in the order in which the exercise lists them.

    Attributes:
        title: the sentence that the learner sees.
        message: what went wrong and, where known, why.
        detail: short texts by name, shown in this order: ``input``, ``yours``, ``expected``, ``difference``.
        picture: data for the web to draw (docs/authoring.md), never markup. No byte of it is trusted.
    """

    name: str
    title: str
    verdict: Verdict
    message: str = ""
    detail: dict[str, str] = field(default_factory=dict)
    picture: dict[str, Any] | None = None
    output: str = ""
    ms: float = 0.0

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(**cls.known_fields(data) | {"verdict": Verdict(data["verdict"])})


@dataclass(frozen=True, slots=True)
class Mistake(JsonRecord):
    """A common mistake whose values match the learner's.

    Attributes:
        name: its file's name.
        message: the cause: what is wrong, and why.
        fix: what to write instead, for a learner who asks or makes the mistake again. Often empty.
    """

    name: str
    message: str
    fix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(JsonRecord):
    """The answer to a job.

    Attributes:
        figures: of a run of the learner's own call: data for the web to draw, like a check's picture.
        line: where in the learner's file the message's error was raised; 0 if nowhere.
        weak: the code ran in the weak mode of development, whose verdicts production doesn't accept.
        job: the fingerprint of the job that was graded.
        device: the name of what ran the code: "CPU", or a card's, such as "NVIDIA H100, driver 580.65, CUDA 13.0".
        gpu_s: for how many seconds a card was leased, by the judge's clock. 0 for a fault of ours.
        phases: milliseconds by name: queue, cell, source, calls, judge, total.
    """

    submission: str
    attempt: str
    verdict: Verdict
    message: str = ""
    checks: tuple[CheckReport, ...] = ()
    mistake: Mistake | None = None
    output: str = ""
    figures: tuple[dict[str, Any], ...] = ()
    line: int = 0
    device: str = CPU_NAME
    gpu_s: float = 0.0
    digest: str = ""
    worker: str = ""
    weak: bool = False
    job: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    phases: dict[str, float] = field(default_factory=dict)

    @property
    def has_passed(self) -> bool:
        return self.verdict is Verdict.PASSED

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        checks = tuple(CheckReport.from_json(check) for check in data.get("checks", ()))
        figures = tuple(data.get("figures") or ())
        mistake = Mistake.from_json(data["mistake"]) if data.get("mistake") else None
        return cls(
            **cls.known_fields(data)
            | {"verdict": Verdict(data["verdict"]), "checks": checks, "mistake": mistake, "figures": figures}
        )
