"""The request of the web to grade a source."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from .fields import JsonRecord

GRADE_TASK = "runner.grade"


class Mode(StrEnum):
    TRY = "try"  # the worked examples only; never counts
    SUBMIT = "submit"  # every check, on inputs drawn for this submission
    RUN = "run"  # the learner's own call and no check; never counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(JsonRecord):
    """Grade this source. ``attempt`` is a token: only the report that carries the newest one is recorded.

    It is also the task's id. Three headers may go with it: ``queued_at`` (seconds since the epoch), ``avoid`` (the
    worker that failed at it before) and ``deaths`` (how many workers were lost with it).
    """

    submission: str
    attempt: str
    exercise: str
    digest: str
    source: str
    mode: Mode = Mode.SUBMIT
    call: str = ""
    """What a run executes after the source. It may be empty."""
    wall_s: float | None = None
    """The seconds that its cells may run together, if that is less than the exercise allows."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The exercise's own files, where it isn't in the runner's catalogue. Their checks run in a cell too."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 over what is to be graded.

        A report repeats it, so that nobody can present the pass of another source as this one's. It leaves out the
        digest of the folder, which the report has too, and the limit, which changes nothing about a pass.
        """
        parts = [self.submission, self.attempt, self.exercise, self.mode.value, self.source]
        if self.mode is Mode.RUN:
            parts.append(self.call)
        message = b"".join(
            b"%d:%b" % (len(part), part) for part in (text.encode("utf-8", "surrogatepass") for text in parts)
        )
        return hashlib.sha256(message).hexdigest()

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(**cls.known_fields(data) | {"mode": Mode(data.get("mode", Mode.SUBMIT))})
