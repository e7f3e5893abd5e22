"""A cell in which a judge runs with a stranger's checks."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from runner.protocol import Limits
from runner.sandbox import bubblewrap
from runner.sandbox.cold_cell import ColdCell
from runner.sandbox.errors import LearnerError

from .errors import ForeignJudgeError

JUDGE_SECONDS = 20.0  # that the checks of one job may take, without the time of the learner's code
_CPU_SECONDS = 600.0  # of all its jobs: it is ended earlier
_LIMITS = Limits(
    wall_s=JUDGE_SECONDS, cpu_s=_CPU_SECONDS, memory_mib=1536, processes=16, output_kib=256, value_mib=64, disk_mib=16
)


class JudgeCell(ColdCell):
    """The checks of one version of an exercise, for one job after another.

    Attributes:
        jobs: how many it has begun.
        made_at: on the monotonic clock.
    """

    _realise: ClassVar = staticmethod(lambda value: value)  # a judge may send generators and buffers

    def __init__(self, files: Mapping[str, str], section: str, slug: str, packages: Path | None) -> None:
        """Start the cell and give it the exercise, on a host that was examined.

        Raises:
            CellError: it did not start, or is not closed.
            ForeignJudgeError: it can't take the exercise.
        """
        super().__init__(_LIMITS, packages=packages)
        self.jobs = 0
        self.made_at = time.monotonic()
        request = self._request("exercise", 1, (dict(files), section, slug), {})
        try:
            self._begin("\n".join(files.values()), request)
            if self._values(1) != [("ready",)]:
                raise ForeignJudgeError("the checks sent what is not a message")
        except LearnerError as error:
            self.close()
            raise ForeignJudgeError(_ending(error)) from error
        except ForeignJudgeError:
            self.close()
            raise

    def _command(self, requests: int, replies: int) -> list[str]:
        return bubblewrap.judge_command(
            requests=requests, replies=replies, info=self._info_writer, packages=self._packages
        )

    def begin_job(self, job: str) -> tuple[Any, ...]:
        """The judge's first message about this job, which is given as JSON."""
        self.jobs += 1
        self._elapsed_s = 0.0
        self.read_output()
        return self._exchange(job)

    def go_on(self, answer: tuple[Any, ...]) -> tuple[Any, ...]:
        """The message that follows this answer to its question. Raises ForeignJudgeError."""
        return self._exchange(*answer)

    def _exchange(self, *request: Any) -> tuple[Any, ...]:
        try:
            message = self.call("message", request)
        except LearnerError as error:
            raise ForeignJudgeError(_ending(error)) from error
        if type(message) is not tuple or not message:
            raise ForeignJudgeError("the checks sent what is not a message")
        return message


def _ending(error: LearnerError) -> str:
    return f"the checks ended with {error.verdict.value}: {error.message}"
