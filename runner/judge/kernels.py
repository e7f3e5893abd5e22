"""Call a function that launches kernels, on tensors between guard bands, and say what they did wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from runner.judge import formatting, guard_bands, traffic
from runner.judge.check_decorator import fail, refuse
from runner.judge.guard_bands import Layout
from runner.judge.launches import Storage
from runner.judge.launches import outcome as launches_of
from runner.judge.proxy import Function
from runner.wire.values import Buffer


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessLimits:
    """How much a launch may do to a tensor. Only the interpreter can tell, so a card limits nothing.

    Attributes:
        reads: of each entry, by all programs together.
        reads_by_program: of each entry, by one program.
        stores: of each entry.
        share: how many of its entries one program may store.
        widths: axis to the number of its positions that one load or store may touch, such as {1: 128}.
    """

    reads: int | None = None
    reads_by_program: int | None = None
    stores: int | None = None
    share: int | None = None
    widths: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Input:
    """A tensor with these values, which kernels may only read.

    Attributes:
        needed: a mask of the entries that decide the result, so that a kernel must read them; None for all.
    """

    values: np.ndarray
    layout: Layout = Layout.DENSE
    needed: np.ndarray | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A tensor of which kernels must write every entry."""

    shape: tuple[int, ...]
    layout: Layout = Layout.DENSE
    dtype: Any = np.float32


def launch(
    function: Function,
    rng: np.random.Generator,
    *,
    launches: int | None = None,
    scratch: int | None = None,
    limits: Mapping[str, AccessLimits] | None = None,
    **arguments: Any,
) -> Any:
    """Call the learner's function with these arguments, in this order, and give what kernels wrote to its results.

    Args:
        launches: how many there may be.
        scratch: how many elements a tensor that the function makes for its kernels may have.
        limits: a parameter's name to what kernels may do to its tensor.
        arguments: a :class:`Input`, a :class:`Result` or a plain value under the parameter's name.

    Returns:
        An array for each result; not in a tuple if there is one.

    The check fails if a kernel wrote outside its tensors or to one that is given, read outside them, left an entry of a
    result out or of an input unread; if something other than a kernel wrote a result; if it depends on the order of
    programs; or if a limit is exceeded. It shows a picture of the accesses in any case.
    """
    tensors = {name: _laid_out(value, rng) for name, value in arguments.items()}
    outcome = launches_of(tuple(tensors.values()), function(*tensors.values()))
    if outcome is None:
        fail("The memory of this call did not come back in the form in which it was sent.")
    after = dict(zip((n for n in tensors if isinstance(tensors[n], Buffer)), outcome.storages, strict=True))
    inputs, results = (_of_kind(kind, after, arguments) for kind in (Input, Result))
    traffic.show(function, inputs, results)
    _require_bounds(after, inputs)
    _require_order(after, outcome.counts)
    _require_kernels(inputs, results, {name: arguments[name].needed for name in inputs})
    traffic.require_counts(outcome.counts, launches, scratch)
    for name, limit in (limits or {}).items():
        traffic.require(name, after[name], limit)
    _require_set(inputs, results, outcome.counts)
    values = tuple(storage.values for storage in results.values())
    return values if len(values) != 1 else values[0]


def _laid_out(value: Any, rng: np.random.Generator) -> Any:
    if isinstance(value, Input):
        return guard_bands.surround(value.values, rng, value.layout)
    if isinstance(value, Result):
        return guard_bands.reserve(value.shape, value.dtype, rng, value.layout)
    return value


def _of_kind(kind: type, after: Mapping[str, Storage], arguments: Mapping[str, Any]) -> dict[str, Storage]:
    return {name: storage for name, storage in after.items() if isinstance(arguments[name], kind)}


def _require_bounds(after: Mapping[str, Storage], inputs: Mapping[str, Storage]) -> None:
    """Nothing was stored or read outside the tensors, and nothing stored to one that is given."""
    for name, storage in after.items():
        if counts := storage.writes_outside():
            cause = _cause_of_row(name, storage) or _cause(next(iter(counts)), "tl.store")
            _fail_outside("wrote", name, counts, f"That overwrites other data. {cause}")
    for name, storage in sorted(inputs.items()):
        n = int(storage.differences.sum())
        if n:
            entries = "entry" if n == 1 else "entries"
            fail(f"Your kernel changed {n} {entries} of `{name}`. It may only read that tensor.")
    for name, storage in after.items():
        if counts := storage.reads_outside():
            _fail_outside("read", name, counts, _cause_of_row(name, storage) or _cause(next(iter(counts)), "tl.load"))


def _cause_of_row(name: str, storage: Storage) -> str:
    """Say where the second row begins if program 1 took a row's length from elsewhere; empty if it didn't."""
    buffer, record = storage.buffer, storage.record
    if record is None or len(buffer.shape) != 2 or buffer.strides[1] != 1:
        return ""
    (row_step, _), (_, length) = buffer.strides, buffer.shape
    elements = np.flatnonzero(record.programs == 1) - buffer.offset
    is_one_row = len(elements) == length and elements[-1] - elements[0] == length - 1
    if not is_one_row or elements[0] % row_step == 0:
        return ""
    return (
        f"Row 1 of `{name}` begins {row_step} elements after row 0: that is {name}.stride(0). Your program 1 began "
        f"{elements[0]} after it."
    )


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


def _require_order(after: Mapping[str, Storage], counts: Mapping[str, int] | None) -> None:
    """No value depends on which of two programs of a launch came first."""
    advice = (
        "The programs of a launch run at the same time and in any order, so what comes out is left to chance. Let one "
        "program do both, add with tl.atomic_add, or launch a second kernel."
    )
    for name, storage in after.items():
        if storage.record is not None and (races := np.argwhere(storage.buffer.values(storage.record.races))).size:
            place = formatting.index(tuple(races[0]))
            refuse(f"One program stores entry {place} of `{name}`, and another one loads or stores it too. {advice}")
    if counts is not None and counts["scratch_races"]:
        refuse(
            f"One program stores an entry of a tensor that you made, and another one loads or stores it too. {advice}"
        )


def _require_set(
    inputs: Mapping[str, Storage], results: Mapping[str, Storage], counts: Mapping[str, int] | None
) -> None:
    """No result comes from what a tensor held that was made without values: the interpreter makes it NaN."""
    if counts is None or not counts["scratch_unset"] or any(_nan_of(storage).any() for storage in inputs.values()):
        return
    for name, storage in results.items():
        if (places := np.argwhere(_nan_of(storage))).size:
            fail(
                f"Entry {formatting.index(tuple(places[0]))} of `{name}` comes from a tensor that you made without "
                "values: a kernel loaded elements of it in which nothing was stored. They may hold any number. Store "
                "each element before you load it, or make the tensor with new_zeros.",
                yours=formatting.text(storage.values),
            )


def _nan_of(storage: Storage) -> np.ndarray:
    values = storage.values
    return np.isnan(values) if values.dtype.kind == "f" else np.zeros(values.shape, dtype=bool)


def _require_read(name: str, storage: Storage, needed: np.ndarray | None) -> None:
    """A kernel read each entry that the result depends on."""
    if storage.record is None:
        return
    unread = storage.buffer.values(storage.record.reads) == 0
    unread &= True if needed is None else needed
    if unread.all():
        refuse(f"No kernel read `{name}`. Load it in the kernel, and compute there.")
    if unread.any():
        refuse(
            f"No kernel read {int(unread.sum())} of the {unread.size} entries of `{name}`, the first at "
            f"{formatting.index(tuple(np.argwhere(unread)[0]))}. The result depends on them."
        )


def _require_kernels(
    inputs: Mapping[str, Storage], results: Mapping[str, Storage], needed: Mapping[str, np.ndarray | None]
) -> None:
    """Kernels wrote every result, all of it, and read what it depends on."""
    for name, storage in results.items():
        _require_complete(name, storage)
    for name, storage in inputs.items():
        _require_read(name, storage, needed[name])


def _require_complete(name: str, storage: Storage) -> None:
    """Every entry of a result was written, by a kernel."""
    is_written = storage.buffer.values(storage.differences)
    missing = np.argwhere(~is_written)
    if not is_written.any():
        fail(f"`{name}` is as it was: no kernel stored anything in it. Launch yours over a grid, kernel[grid](…).")
    if len(missing):
        fail(
            f"Your kernel left out {len(missing)} of the {is_written.size} entries of `{name}`, the first at "
            f"{formatting.index(tuple(missing[0]))}. {_cause_of_gap(storage, is_written)}",
            yours=formatting.text(storage.values),
        )
    if storage.record is None:
        return
    if (
        not storage.buffer.values(storage.record.stores).all()
        or storage.buffer.values(storage.record.overwritten).any()
    ):
        refuse(f"`{name}` was not written by a kernel. Compute it in the function with @triton.jit, and use tl.store.")


def _cause_of_gap(storage: Storage, is_written: np.ndarray) -> str:
    """Return the usual cause of entries that no program stored."""
    rows = is_written.reshape(-1, is_written.shape[-1])
    if len(rows) > 1 and rows[0].any() and (rows == rows[0]).all():
        return "Each row lacks the same ones: a block that is too short, or a loop over full blocks only, misses them."
    if storage.record is None or is_written.ndim > 1:
        return "The grid must have enough programs to cover the whole tensor."
    stores, numbers = (
        storage.buffer.values(counts)[is_written] for counts in (storage.record.stores, storage.record.programs)
    )
    if (stores > 1).any():
        return (
            "Others were stored more than once. Each program must begin at its own offset, such as "
            "tl.program_id(0) * BLOCK."
        )
    programs, sizes = np.unique(numbers, return_counts=True)
    if len(programs) == 1:
        return "Only one program stored anything. Start one for each block, or let its loop reach the end."
    needed = -(-is_written.size // int(sizes.max()))
    return (
        f"{len(programs)} programs stored up to {sizes.max()} each, and {is_written.size} entries need {needed}."
        f"{' Round up, with triton.cdiv.' if needed == len(programs) + 1 else ''}"
    )
