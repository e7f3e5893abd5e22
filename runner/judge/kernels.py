"""Call a function that launches kernels, on tensors between guard bands, and say what they did wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from runner.judge import formatting, guard_bands
from runner.judge.check_decorator import fail
from runner.judge.guard_bands import Layout
from runner.judge.launches import Storage, storages
from runner.judge.proxy import Function
from runner.wire.values import Buffer


@dataclass(frozen=True, slots=True)
class Input:
    """A tensor with these values, which kernels may only read."""

    values: np.ndarray
    layout: Layout = Layout.DENSE


@dataclass(frozen=True, slots=True)
class Result:
    """A tensor of which kernels must write every entry."""

    shape: tuple[int, ...]
    layout: Layout = Layout.DENSE
    dtype: Any = np.float32


def launch(function: Function, rng: np.random.Generator, **arguments: Any) -> Any:
    """Call the learner's function with these arguments, in this order, and give what kernels wrote to its results.

    Args:
        arguments: a :class:`Input`, a :class:`Result` or a plain value under the parameter's name.

    Returns:
        An array for each result; not in a tuple if there is one.

    The check fails if a kernel wrote outside its tensors or to one that is given, read outside them, or left an entry
    of a result out; or if something other than a kernel wrote it.
    """
    tensors = {name: _laid_out(value, rng) for name, value in arguments.items()}
    value = function(*tensors.values())
    names = [name for name, argument in tensors.items() if isinstance(argument, Buffer)]
    all_storages = storages(tuple(tensors.values()), value)
    if all_storages is None:
        fail("The memory of this call did not come back in the form in which it was sent.")
    after = dict(zip(names, all_storages, strict=True))
    results = {name: after[name] for name, argument in arguments.items() if isinstance(argument, Result)}
    _require_bands(after)
    _require_given(after.keys() - results.keys(), after)
    _require_reads_inside(after)
    for name, storage in results.items():
        _require_complete(name, storage)
    values = tuple(storage.values for storage in results.values())
    return values if len(values) != 1 else values[0]


def _laid_out(value: Any, rng: np.random.Generator) -> Any:
    if isinstance(value, Input):
        return guard_bands.surround(value.values, rng, value.layout)
    if isinstance(value, Result):
        return guard_bands.reserve(value.shape, value.dtype, rng, value.layout)
    return value


def _require_bands(after: Mapping[str, Storage]) -> None:
    for name, storage in after.items():
        if counts := storage.writes_outside():
            cause = _cause(next(iter(counts)), "tl.store")
            _fail_outside("wrote", name, counts, f"That overwrites other data. {cause}")


def _require_reads_inside(after: Mapping[str, Storage]) -> None:
    for name, storage in after.items():
        if counts := storage.reads_outside():
            _fail_outside("read", name, counts, _cause(next(iter(counts)), "tl.load"))


def _cause(where: str, function: str) -> str:
    """Return the usual cause of such an access."""
    if where.startswith("past"):
        return f"The mask of {function} is missing, or lets offsets through that are not below the length."
    if where.startswith("before"):
        return "An offset is negative: check the order of a subtraction, and the strides."
    return (
        f"There is memory between the {where.split()[-2]} that belongs to nobody. Check the mask of {function} and the "
        "strides."
    )


def _fail_outside(verb: str, name: str, counts: Mapping[str, int], hint: str) -> None:
    texts = [f"{n} element{'s' if n > 1 else ''} {where} `{name}`" for where, n in counts.items()]
    fail(f"Your kernel {verb} {texts[0]}. {hint}", yours="\n".join(texts), expected="none outside the tensor")


def _require_given(names: Any, after: Mapping[str, Storage]) -> None:
    for name in sorted(names):
        n = int(after[name].differences.sum())
        if n:
            entries = "entry" if n == 1 else "entries"
            fail(f"Your kernel changed {n} {entries} of `{name}`. It may only read that tensor.")


def _require_complete(name: str, storage: Storage) -> None:
    """Every entry of a result was written, by a kernel."""
    is_written = storage.buffer.values(storage.differences)
    missing = np.argwhere(~is_written)
    if not is_written.any():
        fail(f"`{name}` is as it was: no kernel stored anything in it. Launch yours over a grid, kernel[grid](…).")
    if len(missing):
        fail(
            f"Your kernel left out {len(missing)} of the {is_written.size} entries of `{name}`, the first at "
            f"{formatting.index(tuple(missing[0]))}. The grid must have enough programs to cover the whole tensor.",
            yours=formatting.text(storage.values),
        )
    if storage.writes is not None and not storage.buffer.values(storage.writes).all():
        fail(f"`{name}` was not written by a kernel. Compute it in the function with @triton.jit, and use tl.store.")
