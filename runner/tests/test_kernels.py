"""Kernels in real cells: right ones pass, wrong ones fail with a reason, and every out-of-bounds access is detected.

The sources below were written from the exercise statements alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from runner.catalog import find, missing_need
from runner.judge.grading import grade
from runner.protocol import Job, Report, Verdict
from runner.tests.makes import making

_NEED = missing_need(find("vector-add-kernel").spec)
pytestmark = pytest.mark.skipif(bool(_NEED), reason=_NEED)
_IMPORTS = "import triton\nimport triton.language as tl\n\n\n@triton.jit\n"
_ADD = "\n\ndef add(x, y, out):\n    n = x.numel()\n    k[(triton.cdiv(n, 64),)](x, y, out, n, B=64)\n"
_SOFTMAX = (
    "\n\ndef softmax(x, out):\n    n, m = x.shape\n"
    "    k[(n,)](x, out, x.stride(0), out.stride(0), m, B=triton.next_power_of_2(m))\n"
)


@pytest.fixture(autouse=True, scope="module")
def _ready_cells() -> Iterator[None]:
    with making("warm"):
        yield


def graded(slug: str, source: str) -> Report:
    exercise = find(slug)
    job = Job(submission="test", attempt="test", exercise=slug, digest=exercise.digest, source=source)
    return grade(job, exercise=exercise)


def add_kernel(load: str = "mask=i < n", store: str = "mask=i < n", at: str = "i", more: str = "") -> str:
    return (
        f"{_IMPORTS}def k(x, y, out, n, B: tl.constexpr):\n    i = tl.program_id(0) * B + tl.arange(0, B)\n"
        f"    s = tl.load(x + i, {load}) + tl.load(y + i, {load})\n{more}    tl.store(out + {at}, s, {store})\n{_ADD}"
    )


def softmax_kernel(
    load: str = "mask=j < m, other=-float('inf')",
    store: str = "mask=j < m",
    row: str = "a",
    exp: str = "x - tl.max(x, 0)",
) -> str:
    return (
        f"{_IMPORTS}def k(xp, op, a, b, m, B: tl.constexpr):\n    i = tl.program_id(0)\n    j = tl.arange(0, B)\n"
        f"    x = tl.load(xp + i * {row} + j, {load})\n    e = tl.exp({exp})\n"
        f"    tl.store(op + i * b + j, e / tl.sum(e, 0), {store})\n{_SOFTMAX}"
    )


OUTSIDE = {
    "a store past the end": (add_kernel(store=""), "past the end of `out`"),
    "a store before the start": (add_kernel(at="i - 1"), "before the start of `out`"),
    "a store between rows": (softmax_kernel(store=""), "between the rows of `out`"),
    "a store past the end of an input": (add_kernel(more="    tl.store(y + i, s)\n"), "past the end of `y`"),
    "an atomic add past the end": (add_kernel(more="    tl.atomic_add(x + i, 0.5 + s * 0)\n"), "past the end of `x`"),
    "a load that the result uses": (softmax_kernel(load=""), "between the rows of `x`"),
    "a load that nothing uses": (add_kernel(load=""), "past the end of `x`"),
    "a load before the start": (add_kernel(more="    s += tl.load(x + i - 1, mask=i < n) * 0\n"),
                                "before the start of `x`"),
    "a load of one element too many": (add_kernel(load="mask=i <= n"), "past the end of `x`"),
}  # fmt: skip


def test_a_mask_may_combine_a_block_with_a_single_bit() -> None:
    mask = "mask=(i < n) & (tl.program_id(0) * B < n)"
    report = graded("vector-add-kernel", add_kernel(load=mask, store=mask))
    assert report.verdict is Verdict.PASSED, report.message


@pytest.mark.parametrize("name", OUTSIDE)
def test_an_access_out_of_bounds_is_reported_with_its_place(name: str) -> None:
    source, place = OUTSIDE[name]
    slug = "row-softmax-kernel" if "softmax" in source else "vector-add-kernel"
    check = graded(slug, source).checks[0]
    assert check.verdict is Verdict.FAILED
    assert place in check.detail["yours"]


def test_a_load_without_a_mask_is_named_with_the_block_size_of_most_tutorials() -> None:
    for size in (1024, 2048):
        report = graded("vector-add-kernel", add_kernel(load="").replace("64", str(size)))
        assert report.verdict is Verdict.FAILED
        assert report.mistake is not None
        assert report.mistake.name == "no_load_mask"


def test_an_access_far_out_of_bounds_ends_the_kernel_and_names_the_line() -> None:
    check = graded("vector-add-kernel", add_kernel(at="i + 10**9")).checks[0]
    assert check.verdict is Verdict.ERROR
    assert "IndexError" in check.message
    assert "tl.store" in check.detail["yours"]


def add_through_memory(new: str, kept: str = "i < n") -> str:
    """The sum goes through a tensor of the function's own; ``kept``: the entries that the first kernel stores."""
    kernel = add_kernel(store=f"mask={kept}").split("\n\ndef add")[0]
    second = f"{_IMPORTS[42:]}def k2(a, out, n, B: tl.constexpr):\n    i = tl.arange(0, B)\n"
    second += "    tl.store(out + i, tl.load(a + i, mask=i < n), mask=i < n)\n"
    function = f"def add(x, y, out):\n    n = x.numel()\n    part = {new}\n"
    function += "    k[(triton.cdiv(n, 64),)](x, y, part, n, B=64)\n    k2[(1,)](part, out, n, B=4096)\n"
    return f"{kernel}\n\n{second}\n\n{function}"


@pytest.mark.parametrize("new", ["x.new_empty(n)", "x.new_empty_strided((n,), (1,))", "x.new_zeros(2 * n)[n:]"])
def test_a_kernel_may_use_memory_that_it_allocated(new: str) -> None:
    report = graded("vector-add-kernel", add_through_memory(new))
    assert report.has_passed, report.message


def test_an_entry_that_comes_from_memory_without_values_is_named() -> None:
    report = graded("vector-add-kernel", add_through_memory("x.new_empty(n)", kept="(i > 0) & (i < n)"))
    assert "Entry [0] of `out` comes from a tensor that you made without values" in report.message


def test_memory_of_zeros_has_values() -> None:
    report = graded("vector-add-kernel", add_through_memory("x.new_zeros(n)", kept="(i > 0) & (i < n)"))
    assert report.verdict is Verdict.FAILED
    assert "without values" not in report.message


def test_memory_without_values_may_be_loaded_where_nothing_comes_of_it() -> None:
    source = add_through_memory("x.new_empty(n + 1)").replace("tl.load(a + i, mask=i < n)", "tl.load(a + i, i <= n)")
    assert graded("vector-add-kernel", source).has_passed


RIGHT = {
    "add": ("vector-add-kernel", add_kernel()),
    "softmax": ("row-softmax-kernel", softmax_kernel()),
    "softmax, wide": ("row-softmax-kernel", softmax_kernel().replace("B=triton.next_power_of_2(m)", "B=1024")),
    "rms norm": ("rms-norm-kernel", f"""{_IMPORTS}def k(xp, wp, op, a, b, m, eps, B: tl.constexpr):
    j = tl.arange(0, B)
    x = tl.load(xp + tl.program_id(0) * a + j, mask=j < m, other=0.0).to(tl.float32)
    r = tl.rsqrt(tl.sum(x * x) / m + eps)
    tl.store(op + tl.program_id(0) * b + j, x * r * tl.load(wp + j, mask=j < m), mask=j < m)


def rms_norm(x, weight, out, eps):
    k[(x.shape[0],)](x, weight, out, x.stride(0), out.stride(0), x.shape[1], eps, B=512)
"""),
    "dropout": ("dropout-kernel", f"""{_IMPORTS}def k(x, out, n, p, seed, B: tl.constexpr):
    i = tl.program_id(0) * B + tl.arange(0, B)
    keep = tl.rand(seed, i) >= p
    tl.store(out + i, tl.where(keep, tl.load(x + i, mask=i < n) / (1 - p), 0.0), mask=i < n)


def dropout(x, out, p, seed):
    k[(triton.cdiv(x.numel(), 1024),)](x, out, x.numel(), p, seed, B=1024)
"""),
    "online softmax": ("online-softmax-kernel", f"""{_IMPORTS}def k(xp, op, a, b, m, B: tl.constexpr):
    xp += tl.program_id(0) * a
    op += tl.program_id(0) * b
    j = tl.arange(0, B)
    x = tl.load(xp + j, mask=j < m, other=-float("inf"))
    t = tl.max(x, 0)
    s = tl.sum(tl.exp(x - t), 0)
    for start in range(B, m, B):
        x = tl.load(xp + start + j, mask=start + j < m, other=-float("inf"))
        u = tl.maximum(t, tl.max(x, 0))
        s = s * tl.exp(t - u) + tl.sum(tl.exp(x - u), 0)
        t = u
    for start in range(0, m, B):
        x = tl.load(xp + start + j, mask=start + j < m)
        tl.store(op + start + j, tl.exp(x - t) / s, mask=start + j < m)


def softmax(x, out, block):
    k[(x.shape[0],)](x, out, x.stride(0), out.stride(0), x.shape[1], B=block)
"""),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_kernel_passes(name: str) -> None:
    report = graded(*RIGHT[name])
    assert report.has_passed, report.message


ONLINE = RIGHT["online softmax"][1]
WRONG = {  # the exercise, the source, and the mistake that is recognised
    "no mask at the store": ("vector-add-kernel", add_kernel(store=""), "no_store_mask"),
    "no mask at all": ("vector-add-kernel", add_kernel("", ""), "no_masks"),
    "a grid rounded down": ("vector-add-kernel", add_kernel().replace("triton.cdiv(n, 64)", "max(1, n // 64)"),
                            "grid_of_at_least_one"),
    "no mask at the loads": ("vector-add-kernel", add_kernel(load=""), "no_load_mask"),
    "a mask that lets n through": ("vector-add-kernel", add_kernel("mask=i <= n", "mask=i <= n"), "mask_includes_n"),
    "a store without its mask, by rows": ("row-softmax-kernel", softmax_kernel(store=""), "no_store_mask"),
    "no other": ("row-softmax-kernel", softmax_kernel(load="mask=j < m"), "no_other"),
    "the number of columns for the stride": ("row-softmax-kernel", softmax_kernel(row="m"), "rows_of_m"),
    "it for both strides": ("row-softmax-kernel", softmax_kernel(row="m").replace("i * b", "i * m"), "strides_of_m"),
    "no maximum": ("row-softmax-kernel", softmax_kernel(exp="x"), "no_maximum"),
    "a sum of squares for their mean": ("rms-norm-kernel", RIGHT["rms norm"][1].replace(") / m + eps", ") + eps"),
                                        "sum_for_mean"),
    "no rescaling": ("online-softmax-kernel", ONLINE.replace("s * tl.exp(t - u)", "s"), "no_rescale"),
    "random numbers by block": ("dropout-kernel",
                                RIGHT["dropout"][1].replace("tl.rand(seed, i)", "tl.rand(seed, tl.program_id(0))"),
                                "one_number_for_each_block"),
    "numbers above p only": ("dropout-kernel", RIGHT["dropout"][1].replace(">= p", "> p"), "equal_number_is_dropped"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_kernel_fails_and_its_mistake_is_recognised(name: str) -> None:
    slug, source, mistake = WRONG[name]
    report = graded(slug, source)
    assert report.verdict is Verdict.FAILED
    assert report.mistake is not None
    assert report.mistake.name == mistake


PLACES = {  # the source, and what the message says of the entries
    "one program": (add_kernel().replace("triton.cdiv(n, 64)", "1"), "Only one program stored anything."),
    "the same block again": (add_kernel().replace("tl.program_id(0) * B + ", ""), "Others were stored more than once."),
    "too few programs": (add_kernel().replace("triton.cdiv(n, 64)", "3"), "3 programs stored up to 64 each, and 2049 "),
    "the end of each row": (softmax_kernel().replace("B=triton.next_power_of_2(m)", "B=64"), "Each row lacks the same"),
    "another stride": (softmax_kernel().replace("i * b", "i * m"), "Your program 1 began 3 after it."),
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_entries_that_were_left_out_or_misplaced_are_explained(name: str) -> None:
    source, text = PLACES[name]
    report = graded("row-softmax-kernel" if "softmax" in source else "vector-add-kernel", source)
    failure = next(check for check in report.checks if check.verdict is Verdict.FAILED)
    assert text in failure.message


def test_an_exercise_without_a_kernel_is_graded_as_before() -> None:
    exercise = find("stable-softmax")
    assert graded("stable-softmax", exercise.solution).has_passed


def test_the_source_is_a_file_in_the_cell_for_the_compiler() -> None:
    reads = "    assert open('solution.py').read().startswith('import triton')\n    n = x.numel()"
    assert graded("vector-add-kernel", add_kernel().replace("    n = x.numel()", reads)).has_passed
