"""The learner's cell as the judge in its own cell sees it: each question goes to the host, which asks the real one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from runner.protocol import Limits, Verdict
from runner.sandbox.errors import CellError, LearnerError
from runner.sandbox.interface import LearnerCell, Value

from .host_link import HostLink


class RemoteCell(LearnerCell):
    """A cell that the host opened. The host keeps the learner's source, and loads it itself."""

    def __init__(self, link: HostLink, limits: Limits) -> None:
        """Raises CellError: the host has none."""
        self._link = link
        self.limits = limits
        self.is_alive = True
        self.changed_arguments = ()
        self._ask("open", limits.wall_s)

    def close(self) -> None:
        """Only note it: the host ends the cell when the next one is opened, or when the job is done."""
        self.is_alive = False

    def load(self, source: str, forbidden: Sequence[str] = (), *, figures: bool = False) -> None:
        self._ask("load")

    def run(self, call: str) -> Value:
        raise NotImplementedError("the host runs a learner's own call, and needs no judge for it")

    def compile(self) -> bool:
        return False

    def call(self, name: str, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None) -> Value:
        return self.repeat(1, name, args, kwargs)[0]

    def repeat(
        self, times: int, name: str, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> list[Value]:
        values, self.changed_arguments = self._ask("repeat", times, name, args, kwargs or {})
        return list(values)

    def each(self, name: str, cases: Sequence[tuple[Any, ...]]) -> Iterator[Value]:
        return self._results(*self._ask("each", name, list(cases)))

    def _results(self, results: Sequence[tuple[Value, Sequence[str]]], error: Sequence[Any]) -> Iterator[Value]:
        for value, self.changed_arguments in results:
            yield value
        if error:
            raise _learner_error(*error)

    def read_output(self) -> str:
        return str(self._ask("output"))

    def cpu_s(self) -> float:
        return float(self._ask("cpu_s"))

    def memory_growth_mib(self) -> float:
        return float(self._ask("memory_growth_mib"))

    def _ask(self, *question: Any) -> Any:
        """The host's answer.

        Raises:
            LearnerError: what the learner's code did instead of returning a value.
            CellError: the learner's cell was lost.
            UnfitValueError: a part of the question can't cross.
        """
        self._link.send(*question)
        outcome, self.is_alive, answer = self._link.receive()
        if outcome == "error":
            raise _learner_error(*answer)
        if outcome == "lost":
            raise CellError(answer)
        return answer


def _learner_error(verdict: str, message: str, line: int | None, base: str) -> LearnerError:
    return LearnerError(Verdict(verdict), message, line, base)
