"""Triton without a GPU: its interpreter runs the program instances of a kernel one after another, in NumPy.

A cell with a card compiles kernels instead. Its environment says ``TRITON_INTERPRET=0``. Everywhere else the
interpreter is used, and this module sets that up. It also lets a kernel see that a value is undefined: where a load's
mask is off and it has no ``other``, Triton promises nothing, and its interpreter gives 0. Here the value is NaN.
"""

from __future__ import annotations

import importlib
import importlib.util
import math
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from . import interpreter_language
from .kernel_memory import MemoryWatch, Region, tensors_of

IMPORTS_TRITON = re.compile(r"^[ \t\f]*(?:import|from)\b[^\n#]*\btriton\b", re.MULTILINE)  # \s would cross lines
_MODE = "TRITON_INTERPRET"
_UNDEFINED_INT = 0x7FFA7FFA7FFA7FFA  # large, and NaN if its bits are those of a float
_watch: MemoryWatch | None = None


def is_installed() -> bool:
    """Whether the optional package is there. Doesn't import it."""
    return importlib.util.find_spec("triton") is not None


def is_interpreting() -> bool:
    """Whether kernels run in the interpreter here, and not on a card."""
    return os.environ.get(_MODE) != "0"


def prepare() -> None:
    """Import Triton in the mode of this process, if it is installed. Idempotent.

    The mode must be set before: Triton decorates its own functions, such as ``tl.sum``, while it is imported. And torch
    imports it too, with ``torch._dynamo``.
    """
    if _watch is not None or not is_installed():
        return
    if not is_interpreting():
        importlib.import_module("triton")
        return
    os.environ[_MODE] = "1"
    triton = importlib.import_module("triton")
    triton.knobs.runtime.interpret = True  # so that a changed environment changes nothing
    triton.knobs.compilation.front_end_debugging = True  # exceptions pass through the interpreter as they are
    _install(importlib.import_module("triton.runtime.interpreter"))


@contextmanager
def watch(buffers: list[Region]) -> Iterator[dict[str, int]]:
    """Record in these regions what kernels read and store, until the block ends. The counts are the call's."""
    if _watch is None:
        yield MemoryWatch(None).counts
        return
    _watch.begin_call(buffers)
    try:
        yield _watch.counts
    finally:
        _watch.end_launch()
        _watch.begin_call([])


def _install(interpreter: Any) -> None:
    global _watch
    memory_watch = _watch = interpreter._interpreter = MemoryWatch(interpreter._interpreter)
    take_arguments = interpreter.GridExecutor._init_args_hst
    masked_load = interpreter.InterpreterBuilder.create_masked_load
    set_grid_index = interpreter.InterpreterBuilder.set_grid_idx

    def take_and_launch(self: Any, args: Any, kwargs: Any) -> Any:
        with sys.modules["torch"]._C.DisableTorchFunctionSubclass():
            host_args, host_kwargs = take_arguments(self, args, kwargs)
            memory_watch.launch(tensors_of([*host_args, *host_kwargs.values()]))
        return host_args, host_kwargs

    def begin_program(self: Any, x: int, y: int, z: int) -> None:
        """Run the programs in another order than that of their numbers: a card promises none."""
        _, columns, layers = self.grid_dim
        number = scrambled((x * columns + y) * layers + z, math.prod(self.grid_dim))
        memory_watch.begin_program(number)
        set_grid_index(self, number // (columns * layers), number // layers % columns, number % layers)

    def load_undefined(self: Any, pointers: Any, mask: Any, other: Any, *rest: Any) -> Any:
        if other is None:
            kind = pointers.get_element_ty()
            dtype = np.dtype(interpreter._get_np_dtype(kind))
            undefined_value = np.nan if dtype.kind == "f" else _UNDEFINED_INT % 2 ** (8 * dtype.itemsize - 1)
            other = interpreter.TensorHandle(np.full(pointers.data.shape, undefined_value, dtype=dtype), kind)
        return masked_load(self, pointers, mask, other, *rest)

    interpreter.GridExecutor._init_args_hst = take_and_launch
    interpreter.InterpreterBuilder.set_grid_idx = begin_program
    interpreter.InterpreterBuilder.create_masked_load = load_undefined
    interpreter_language.install(interpreter)


def scrambled(index: int, count: int) -> int:
    """The index-th number of a fixed order of 0 to ``count`` - 1 that is neither rising nor falling where it can be.

    Steps of about 0.38 of a circle, as the leaves of a plant. Nothing is drawn, so a verdict comes out the same again.
    """
    step = next(step for step in range(max(1, round(0.38 * count)), count + 2) if math.gcd(step, count) == 1)
    return (index * step + count // 2) % count
