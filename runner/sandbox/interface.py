"""What the judge can ask of the cell that a learner's code runs in, wherever the judge itself runs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Self

from runner.protocol import CPU_NAME, Limits

Value = Any  # None, bool, int, float, str, bytes, list, tuple, dict, NumPy array or scalar, Tensor


class LearnerCell(ABC):
    """A cell with one learner's code. Use it as a context manager. All its calls share the time of its limits.

    Attributes:
        is_alive: False once it has ended or was closed.
        changed_arguments: the names of the arguments that the last call changed in place.
    """

    is_weak: ClassVar[bool] = False
    device_name: str = CPU_NAME  # of what the code runs on, for the report
    limits: Limits
    is_alive: bool
    changed_arguments: Sequence[str]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """End the cell and everything in it. Idempotent."""

    @abstractmethod
    def load(self, source: str, forbidden: Sequence[str] = (), *, figures: bool = False) -> None:
        """Execute the learner's source as a module, once per cell.

        Args:
            forbidden: what the source may not use, as :func:`runner.harness.policy.find` takes it.
            figures: whether :meth:`run` returns what it draws.

        Raises:
            LearnerError: it raised; or, with verdict ``refused``, it uses what is forbidden and was not run.
            CellError: the cell could not be locked down; the source has not been run.
        """

    @abstractmethod
    def run(self, call: str) -> Value:
        """Run the learner's own call in their module. What it prints is output; its figures come back, unchecked.

        Raises:
            LearnerError: as :meth:`call`.
        """

    @abstractmethod
    def compile(self) -> bool:
        """Have the compiler read the kernels that were launched, and return whether it could. Ends the cell's use.

        Raises:
            LearnerError: the compiler refuses one (``KernelCompilationError``), or the cell ended.
        """

    @abstractmethod
    def call(self, name: str, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None) -> Value:
        """Return what the learner's function ``name`` returns. Sets ``changed_arguments``.

        Raises:
            LearnerError: it raised, took too long or too much, or returned what is not plain data.
        """

    @abstractmethod
    def repeat(
        self, times: int, name: str, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> list[Value]:
        """Call the function ``times`` times with the same arguments; an Rng among them is shared by all calls.

        Raises:
            LearnerError: as :meth:`call`.
        """

    @abstractmethod
    def each(self, name: str, cases: Sequence[tuple[Any, ...]]) -> Iterator[Value]:
        """Yield what the function returns for each tuple of arguments, in order. Sets ``changed_arguments`` with each.

        All calls are sent at once, here. The cell works on the next while the caller looks at this one's value, and
        the caller's time doesn't count as the learner's. Values that nobody takes are computed all the same.

        Raises:
            LearnerError: as :meth:`call`, at the value whose call it was.
            RuntimeError: another call was made before the last value was taken.
        """

    @abstractmethod
    def read_output(self) -> str:
        """Return what the learner's code has printed since the last call of this, cleaned and cut to size."""

    @abstractmethod
    def cpu_s(self) -> float:
        """CPU seconds that the cell's process has used so far, by the kernel's count.

        A cell that has just answered may still be running, and what it did for that isn't counted before it stops.
        Raises CellError where they can't be read: a 0 would make the slowest code quick.
        """

    @abstractmethod
    def memory_growth_mib(self) -> float:
        """MiB that the cell's process has held at most, beyond what it held before the learner's source ran.

        It is the kernel's count of resident memory, which the code can't set. What the source took before a call
        counts as well: else code could take memory when it is loaded and use it in the call that is measured.

        Raises CellError where it can't be read.
        """
