"""The host between the two cells: it asks the learner's cell what the judge's wants to know.

Every question is a stranger's. What isn't one of a known form ends the judge, and what it may ask for is bounded by the
exercise's own limits, which are bounded too.
"""

from __future__ import annotations

import math
from contextlib import ExitStack
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from runner.protocol import MAX_CHECKS, Limits, Spec
from runner.sandbox.errors import CellError, LearnerError, SandboxUnavailable
from runner.sandbox.factory import open_cell
from runner.sandbox.interface import LearnerCell
from runner.wire.values import UnfitValueError

from .errors import ForeignJudgeError

# What a stranger's exercise may ask for at most: what the catalogue's own CPU exercises need.
MOST = Limits(
    wall_s=20.0, cpu_s=20.0, memory_mib=1024, processes=16, output_kib=64, value_mib=32, disk_mib=16,
    gpu_memory_mib=0, gpu_s=0.0,
)  # fmt: skip
_MAX_CELLS = 2 * MAX_CHECKS  # each check may have its own, and be tried again after a cell was lost
_MAX_TIMES = 10**6
_LOST = "The learner's cell was lost."


def bounded(limits: Limits) -> Limits:
    """These limits, each at most as high as a stranger's may be. Raises ValueError: one is not a positive number."""
    values = {field.name: getattr(limits, field.name) for field in fields(limits)}
    for name, value in values.items():
        if type(value) not in (int, float) or not math.isfinite(value) or value < 0:
            raise ValueError(f"limits.{name} is {value!r}, and must be a number of at least 0")
    return Limits(**{name: min(value, getattr(MOST, name)) for name, value in values.items()})


class LearnerSide:
    """One learner's code, and the cells in which it runs for a judge, one at a time.

    Attributes:
        has_lost_cell: whether one was lost, which is this host's fault.
    """

    def __init__(self, source: str, spec: Spec, cells: ExitStack, packages: Path | None) -> None:
        self._source = source
        self._packages = packages
        self._spec = spec
        self._cells = cells
        self._limits = bounded(spec.limits)
        self._cell: LearnerCell | None = None
        self._opened_count = 0
        self.has_lost_cell = False

    def answer(self, question: object) -> tuple[str, bool, Any]:
        """What became of it: the outcome, whether the cell lives, and the value or the error.

        Raises:
            ForeignJudgeError: it is not a question.
            SandboxUnavailable: this host can't lock a cell down.
        """
        outcome, answer = "value", None
        try:
            answer = self._value(question)
        except LearnerError as error:
            outcome, answer = "error", _error_parts(error)
        except SandboxUnavailable:
            raise
        except CellError:
            self.has_lost_cell = True
            outcome, answer = "lost", _LOST
        except UnfitValueError as error:
            raise ForeignJudgeError(f"a check passed what no function can take: {error}") from error
        return outcome, self._cell is not None and self._cell.is_alive, answer

    def _value(self, question: object) -> Any:
        match question:
            case ("open", float(wall_s)):
                return self._open(wall_s)
            case ("load",):
                return self._opened().load(self._source, self._spec.forbidden)
            case ("repeat", int(times), str(name), tuple(args), dict(kwargs)) if 0 < times <= _MAX_TIMES:
                self._require(name, kwargs)
                cell = self._opened()
                return cell.repeat(times, name, args, kwargs), tuple(cell.changed_arguments)
            case ("each", str(name), list(cases)) if all(type(case) is tuple for case in cases):
                self._require(name, {})
                return self._each(name, cases)
            case ("output",):
                return self._opened().read_output()
            case ("cpu_s",):
                return self._opened().cpu_s()
            case ("memory_growth_mib",):
                return self._opened().memory_growth_mib()
        raise ForeignJudgeError("the checks sent what is not a question")

    def _open(self, wall_s: float) -> None:
        self._opened_count += 1
        if self._opened_count > _MAX_CELLS:
            raise ForeignJudgeError(f"the checks asked for more than {_MAX_CELLS} cells")
        self._cells.close()
        limits = replace(self._limits, wall_s=min(max(wall_s, 0.0), self._limits.wall_s))
        self._cell = self._cells.enter_context(open_cell(limits, packages=self._packages))

    def _opened(self) -> LearnerCell:
        if self._cell is None:
            raise ForeignJudgeError("the checks asked about a cell before there was one")
        return self._cell

    def _require(self, name: str, kwargs: dict[Any, Any]) -> None:
        if name not in self._spec.entry or not all(type(key) is str for key in kwargs):
            raise ForeignJudgeError("the checks called what the exercise's entry does not list")

    def _each(self, name: str, cases: list[tuple[Any, ...]]) -> tuple[list[Any], tuple[Any, ...]]:
        cell = self._opened()
        results: list[Any] = []
        try:
            results.extend((value, tuple(cell.changed_arguments)) for value in cell.each(name, cases))
        except LearnerError as error:
            return results, _error_parts(error)
        return results, ()


def _error_parts(error: LearnerError) -> tuple[Any, ...]:
    return error.verdict.value, error.message, error.line, error.base
