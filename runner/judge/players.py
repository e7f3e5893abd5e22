"""Our own code in the learner's place: solutions, mistakes and mutants, run in this process as a cell would do it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np

from runner.harness.buffers import Buffers
from runner.harness.tracebacks import built_in_base
from runner.judge.proxy import ATOMS, copy_value
from runner.protocol import Verdict
from runner.sandbox.errors import LearnerError
from runner.wire.digests import digest
from runner.wire.values import Buffer, Rng, Tensor


class Divergence(Exception):  # noqa: N818 - the usual outcome
    """The code in the learner's place answered differently from the learner."""


class InProcessPlayer:
    """Plays the learner's part with a module of ours, in this process, as a cell would with the learner's."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module
        self.changed_arguments: Sequence[str] = ()

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return self._answer(1, name, args, kwargs)[0]

    def repeat(self, times: int, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
        return self._answer(times, name, args, kwargs)

    def each(self, name: str, cases: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        return (self.call(name, args, {}) for args in cases)

    @staticmethod
    def cpu_s() -> float:
        """Return the computing time of this thread, as `runner.judge.speed` takes it for the reference."""
        return time.thread_time()

    def _answer(self, times: int, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
        rngs: dict[int, np.random.Generator] = {}
        values: list[Any] = []
        self.changed_arguments = ()
        for turn in range(times):  # fresh arguments at every turn, as in a cell; only a generator lives on
            buffers = Buffers()
            arguments = _import((args, kwargs), rngs, buffers)
            before = None if turn or buffers else digest(_export(arguments))
            try:
                function = partial(getattr(self._module, name), *arguments[0], **arguments[1])
                values.append(_export(buffers.call(function)))
            except Exception as error:
                message = f"{type(error).__name__}: {error}"
                raise LearnerError(Verdict.ERROR, message, base=built_in_base(error)) from error
            if before is not None and before != digest(_export(arguments)):
                self.changed_arguments = ("an argument",)
        return values


def _import(value: Any, rngs: dict[int, np.random.Generator], buffers: Buffers) -> Any:
    """Our own copy of the arguments, as they arrive in a cell."""
    kind = type(value)
    if kind in ATOMS or kind is np.ndarray:  # the quickest question first: it is asked for every draw
        return copy_value(value)
    if isinstance(value, Rng):
        if id(value) not in rngs:
            rngs[id(value)] = np.random.default_rng(value.seed)
        return rngs[id(value)]
    if isinstance(value, Buffer):
        return buffers.open(value)
    if isinstance(value, Tensor):
        import torch  # only where a check hands over a tensor: importing it takes a second

        return torch.from_numpy(value.array.copy()).requires_grad_(value.requires_grad)
    if isinstance(value, dict):
        return {key: _import(item, rngs, buffers) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_import(item, rngs, buffers) for item in value)
    return copy_value(value)


def _export(value: Any) -> Any:
    """A returned value as it leaves a cell: tensors as data."""
    if type(value) in ATOMS:
        return value
    if _is_tensor(value):
        return Tensor(value.detach().numpy().copy(), False)
    if isinstance(value, dict):
        return {key: _export(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_export(item) for item in value)
    return None if isinstance(value, np.random.Generator) else copy_value(value)


def _is_tensor(value: Any) -> bool:
    return type(value).__module__.split(".")[0] == "torch" and hasattr(value, "detach")
