"""What kernels read and stored: a sentence, a picture, and limits that a check sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from runner.judge import guard_bands
from runner.judge.check_decorator import refuse
from runner.judge.formatting import join_names
from runner.judge.launches import Record, Storage
from runner.judge.proxy import Function

if TYPE_CHECKING:
    from runner.judge.kernels import AccessLimits

MAX_PANELS = 3
MAX_COLUMNS, MAX_ROWS = 32, 8
_MAX_STRAY = 16  # elements past the end of a tensor with one axis
_UNTOUCHED, _NO_ENTRY = None, -1


def require_counts(counts: Mapping[str, int] | None, launches: int | None, scratch: int | None) -> None:
    """Fail if the function launched more kernels, or made a larger tensor for them, than it may."""
    if counts is None:
        return
    if launches is not None and counts["launches"] > launches:
        allowed = "one is enough" if launches == 1 else f"{launches} are enough"
        refuse(f"Your function launched {counts['launches']} kernels; {allowed}.")
    if scratch is not None and counts["scratch"] > scratch:
        refuse(
            f"Your function made a tensor of {counts['scratch']} elements for its kernels. Keep such intermediate "
            "results in the kernel, block by block."
        )


def require(name: str, storage: Storage, limits: AccessLimits) -> None:
    """Fail if kernels read or stored more of this tensor than they may."""
    record = storage.record
    if record is None:
        return
    reads, stores = (int(storage.buffer.values(counts).max()) for counts in (record.reads, record.stores))
    if limits.reads is not None and reads > limits.reads:
        refuse(f"Your kernel read entries of `{name}` {_times(reads)}; reading each {_times(limits.reads)} is enough.")
    if limits.reads_by_program is not None and record.most_reads > limits.reads_by_program:
        refuse(
            f"One program read the same entry of `{name}` {_times(record.most_reads)}; reading each "
            f"{_times(limits.reads_by_program)} is enough."
        )
    if limits.stores is not None and stores > limits.stores:
        refuse(
            f"Your kernel stored entries of `{name}` {_times(stores)}; storing each {_times(limits.stores)} is enough."
        )
    for axis, width in limits.widths.items():
        if record.widths[axis] > width:
            noun = ("rows", "columns")[axis - len(record.widths)] if len(record.widths) > 1 else "entries"
            refuse(
                f"Your kernel took {record.widths[axis]} {noun} of `{name}` at a time; at most {width} are allowed. Go "
                "through them block by block."
            )
    _, counts = np.unique(storage.buffer.values(record.programs), return_counts=True)
    if limits.share is not None and counts.max() > limits.share:
        refuse(
            f"One program stored {counts.max()} of the {counts.sum()} entries of `{name}`. Start one program for each "
            "tile, so that the cores of a GPU share the work."
        )


def sentence(inputs: Mapping[str, Storage], results: Mapping[str, Storage]) -> str:
    """How often kernels read each entry of the inputs and stored each entry of the results."""
    reads = {name: storage.buffer.values(storage.record.reads) for name, storage in inputs.items() if storage.record}
    stores = {name: storage.buffer.values(storage.record.stores) for name, storage in results.items() if storage.record}
    is_inside = not any(storage.stray.any() for storage in [*inputs.values(), *results.values()])
    is_least = is_inside and all((counts == 1).all() for counts in [*reads.values(), *stores.values()])
    end = ": the least possible." if is_least else "."
    return f"Your kernel read each entry of {_by_text(reads)}, and stored each entry of {_by_text(stores)}{end}"


def _by_text(counts: Mapping[str, np.ndarray]) -> str:
    """Join names and how often: "`x` and `y` once, `weight` 3 times"."""
    names: dict[str, list[str]] = {}
    for name, array in counts.items():
        low, high = int(array.min()), int(array.max())
        text = _times(high) if low == high else f"{low} to {high} times"
        names.setdefault(text, []).append(f"`{name}`")
    return ", ".join(f"{join_names(group)} {text}" for text, group in names.items())


def _times(n: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(n, f"{n} times")


def show(function: Function, inputs: Mapping[str, Storage], results: Mapping[str, Storage]) -> None:
    """Hang a picture of the accesses on the check, unless a card made them."""
    if chart := picture(inputs, results):
        function.show(chart)


def picture(inputs: Mapping[str, Storage], results: Mapping[str, Storage]) -> dict[str, Any] | None:
    """Draw which program loaded each entry of the inputs and stored each entry of the results; None on a card.

    Of many tensors, those with accesses outside come first. Large ones are cut.
    """
    tensors = {**inputs, **results}
    order = sorted(tensors, key=lambda name: not tensors[name].stray.any())[:MAX_PANELS]
    verbs = dict.fromkeys(inputs, "loaded") | dict.fromkeys(results, "stored")
    panels = [
        {"title": f"{name}: which program {verbs[name]} it", **_grid(storage, storage.record)}
        for name, storage in tensors.items()
        if name in order and storage.record is not None
    ]
    return (
        {"kind": "accesses", "caption": sentence(inputs, results).replace("`", ""), "panels": panels}
        if panels
        else None
    )


def _grid(storage: Storage, record: Record) -> dict[str, Any]:
    """The rows of a panel: the number of a program, None for an entry that none touched, -1 for no entry."""
    elements = _shown_elements(storage)
    is_inside = (elements >= 0) & (elements < len(storage.after))
    elements = np.where(is_inside, elements, 0)
    is_own = guard_bands.own_elements(storage.buffer)[elements] & is_inside
    is_touched = (record.programs[elements] >= 0) & is_inside
    rows = [
        [
            int(record.programs[element]) if touched else (_UNTOUCHED if own else _NO_ENTRY)
            for element, touched, own in zip(*line, strict=True)
        ]
        for line in zip(elements, is_touched, is_own, strict=True)
    ]
    return {"rows": rows, "outside": np.argwhere(is_touched & ~is_own).tolist()}


def _shown_elements(storage: Storage) -> np.ndarray:
    """The elements of the storage that are drawn, as a matrix: rows of the tensor with the memory between them."""
    buffer, stray = storage.buffer, storage.stray
    if len(buffer.shape) == 1:
        end = buffer.offset + buffer.shape[0]
        size = buffer.shape[0] + min(_MAX_STRAY, int(stray[end:].sum()))
        columns = min(size, MAX_COLUMNS)
        rows = -(-size // columns)
        first = max(0, rows - MAX_ROWS) if stray.any() else 0
        return buffer.offset + np.arange(first * columns, min(rows, first + MAX_ROWS) * columns).reshape(-1, columns)
    starts = guard_bands.element_positions(buffer)[..., 0].ravel()[:MAX_ROWS]
    step = buffer.strides[-1]
    width = max(buffer.shape[-1], buffer.strides[-2] if step == 1 else 0)
    return np.asarray(starts[:, None] + step * np.arange(min(width, MAX_COLUMNS)))
