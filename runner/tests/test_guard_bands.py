"""What lies around a tensor shows every access outside it, by the judge's own comparison."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from runner.judge import guard_bands
from runner.judge.guard_bands import Layout
from runner.judge.launches import outcome, same_launch
from runner.wire.values import Buffer

RNG = np.random.default_rng(5)
SHAPES = [(7,), (3, 5), (2, 3, 4)]


def buffer_of(shape: tuple[int, ...], layout: Layout = Layout.PADDED, kind: str = "float32") -> Buffer:
    return guard_bands.surround(RNG.integers(-9, 9, size=shape).astype(kind), RNG, layout)


def poke(buffer: Buffer, *elements: int) -> dict[str, int]:
    """Where the judge sees that these elements of the storage changed."""
    storage = buffer.storage.copy()
    storage[list(elements)] = 1
    return guard_bands.count_outside(buffer, guard_bands.changed_elements(buffer, storage))


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_tensor_keeps_its_values(shape: tuple[int, ...], layout: Layout) -> None:
    values = RNG.normal(size=shape).astype(np.float32)
    assert np.array_equal(guard_bands.surround(values, RNG, layout).values(), values)


def test_the_bands_of_numbers_are_nan_and_no_two_are_the_same_nan() -> None:
    for kind in ("float16", "float32", "float64"):
        buffer = buffer_of((3, 5), kind=kind)
        band = buffer.storage[~guard_bands.own_elements(buffer)]
        assert np.isnan(band).all()
        assert len({band.tobytes()[i : i + band.itemsize] for i in range(0, band.nbytes, band.itemsize)}) > 300


def test_the_bands_of_16_bit_integers_are_the_bits_of_nan_in_bfloat16() -> None:
    """No number that a kernel computes has these bits, so none of its stores looks like an entry left out."""
    band = guard_bands.reserve((3, 5), np.int16, RNG).storage
    assert np.isnan((band.view(np.uint16).astype(np.uint32) << 16).view(np.float32)).all()
    assert len(np.unique(band)) > 100


def test_a_store_on_either_side_and_between_rows_is_told_by_its_place() -> None:
    buffer = buffer_of((3, 5))
    end = buffer.offset + 2 * buffer.strides[0] + 4
    assert poke(buffer, end + 1, end + 2) == {"past the end of": 2}
    assert poke(buffer, buffer.offset - 1) == {"before the start of": 1}
    assert poke(buffer, buffer.offset + 5) == {"between the rows of": 1}
    assert poke(buffer, buffer.offset) == {}


def test_a_store_of_nan_over_nan_shows() -> None:
    buffer = buffer_of((4,))
    storage = buffer.storage.copy()
    storage[0] = np.nan
    assert guard_bands.count_outside(buffer, guard_bands.changed_elements(buffer, storage)) == {
        "before the start of": 1
    }


def test_columns_have_their_gaps_too() -> None:
    buffer = buffer_of((3, 5), Layout.COLUMNS)
    assert buffer.strides[0] == 1
    assert buffer.strides[1] > 3
    assert poke(buffer, buffer.offset + 3) == {"between the columns of": 1}


def test_the_strides_of_a_result_are_never_those_of_a_given_tensor() -> None:
    for _ in range(20):
        given, result = buffer_of((3, 5)), guard_bands.reserve((3, 5), "float32", RNG, Layout.PADDED)
        assert given.strides != result.strides


def test_a_band_is_as_long_as_the_tensor() -> None:
    """A step of the wrong size then lands in it, and not in memory of the process."""
    buffer = buffer_of((40, 50))
    ends = [0, buffer.offset, len(buffer.storage)]
    assert min(b - a for a, b in pairwise(ends)) >= 40 * 50


COUNTS = {"launches": 1, "scratch": 0, "scratch_races": 0, "scratch_unset": 0}


def record_of(buffer: Buffer, *stored: int) -> dict[str, object]:
    size = len(buffer.storage)
    stores, nothing = np.zeros(size, dtype=np.int32), np.zeros(size, dtype=bool)
    stores[list(stored)] = 1
    arrays = {"reads": stores * 0, "stores": stores, "programs": stores - 1, "races": nothing, "overwritten": nothing}
    return arrays | {"most_reads": 0, "widths": [1] * len(buffer.shape)}


def report(buffer: Buffer, *stored: int) -> tuple[list[object], list[object], dict[str, int]]:
    after = buffer.storage.copy()
    after[list(stored)] = 2.0
    return [after], [record_of(buffer, *stored)], COUNTS


def test_the_same_mistake_with_another_block_size_is_the_same() -> None:
    buffer = buffer_of((4,))
    end = buffer.offset + 4
    short, long, single = report(buffer, end, end + 1), report(buffer, *range(end, end + 90)), report(buffer, end)
    before = report(buffer, buffer.offset - 1, buffer.offset - 2)
    assert same_launch([buffer], short, long)
    assert not same_launch([buffer], short, single)
    assert not same_launch([buffer], short, before)


ONE = guard_bands.surround(np.ones(1, np.float32), RNG)
AFTER, RECORD = ONE.storage, record_of(ONE)


def test_a_reply_in_the_agreed_form_is_read() -> None:
    assert outcome([ONE], ([AFTER], [RECORD], COUNTS)) is not None
    assert outcome([ONE], ([AFTER], None, None)) is not None


@pytest.mark.parametrize("value", [
    None, [], ([], None, None), ([None], None, None), ([AFTER[:5]], None, None), ([AFTER.astype(float)], None, None),
    ([AFTER], [None, None], COUNTS), ([AFTER], [{}], COUNTS), ([AFTER], [RECORD], None), ([AFTER], [RECORD], {}),
    ([AFTER], [RECORD | {"reads": None}], COUNTS), ([AFTER], [RECORD | {"reads": AFTER}], COUNTS),
    ([AFTER], [RECORD | {"widths": [1, 1]}], COUNTS), ([AFTER], [RECORD | {"widths": None}], COUNTS),
    ([AFTER], [RECORD | {"most_reads": -1}], COUNTS), ([AFTER], [RECORD | {"most_reads": 10**5000}], COUNTS),
    ([AFTER], [RECORD], COUNTS | {"scratch": 2.5}), ([AFTER], [RECORD], COUNTS | {"more": 1}),
])  # fmt: skip
def test_a_reply_that_does_not_fit_the_buffers_is_refused(value: object) -> None:
    assert outcome([ONE], value) is None
