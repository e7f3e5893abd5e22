"""The errors of cells: the learner's, and ours."""

from __future__ import annotations

from runner.protocol import Verdict


class LearnerError(Exception):
    """The learner's code did not return a value. ``message`` says why, and is bounded and safe to show.

    ``base`` is the nearest built-in class of an exception, as the cell says, and only to be compared.
    """

    def __init__(self, verdict: Verdict, message: str, line: int | None = None, base: str = "") -> None:
        super().__init__(message)
        self.verdict = verdict
        self.message = message
        self.line = line
        self.base = base


class CellError(Exception):
    """The cell failed, not the learner: verdict ``internal``."""


class HostStalledError(CellError):
    """The host, or this process, stood still while the cell ran. That says nothing about the code, nor the sandbox."""


class SandboxUnavailable(CellError):  # noqa: N818 - the name is part of the runner's contract
    """This host lacks a required layer, so nothing is run. ``fix`` says what an operator can do."""

    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(f"{reason}. {fix}")
        self.reason = reason
        self.fix = fix
