"""Kernels whose values are right and which were computed in another way than the exercise asks, and honest variants."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from runner.catalog import find, missing_need
from runner.harness.interpreter import scrambled
from runner.judge import traffic
from runner.judge.check_decorator import MethodFailure
from runner.judge.grading import grade
from runner.protocol import Job, Report, Verdict
from runner.tests.makes import making

_NEED = missing_need(find("vector-add-kernel").spec)
needs_triton = pytest.mark.skipif(bool(_NEED), reason=_NEED)

IMPORTS = "import triton\nimport triton.language as tl\n"
COPY = f"""{IMPORTS}
@triton.jit
def copy(src, dst, m, src_step, dst_step, B: tl.constexpr):
    i, j = tl.program_id(0), tl.arange(0, B)
    tl.store(dst + i * dst_step + j, tl.load(src + i * src_step + j, mask=j < m), mask=j < m)

def put(rows, out):
    rows, out = (t.unsqueeze(0) if t.dim() == 1 else t for t in (rows, out))
    n, m = out.shape
    copy[(n,)](rows, out, m, rows.stride(0), out.stride(0), B=triton.next_power_of_2(m))
"""
COMPUTED_OUTSIDE = {  # the exercise, the source, and the operation that is named
    "an operator": ("vector-add-kernel", "def add(x, y, out):\n    put(x + y, out)\n", "add"),
    "tensor methods": ("row-softmax-kernel", "def softmax(x, out):\n    put(x.exp(), out)\n", "exp"),
    "another type": ("rms-norm-kernel", "def rms_norm(x, weight, out, eps):\n    put(x.float(), out)\n", "float"),
    "a product": ("matmul-kernel", "def matmul(a, b, c):\n    put(a.mm(b), c)\n", "mm"),
    "a copy": ("vector-add-kernel", "def add(x, y, out):\n    out.copy_(x)\n", "copy"),
    "a copy by indices": ("vector-add-kernel", "def add(x, y, out):\n    put(x[[0] * len(x)], out)\n", "getitem"),
    "a copy of rows": ("row-softmax-kernel", "def softmax(x, out):\n    put(x.contiguous(), out)\n", "contiguous"),
    "values": ("vector-add-kernel", "def add(x, y, out):\n    out.fill_(x[0].item() + y[0].item())\n", "item"),
    "after the kernel": ("vector-add-kernel", "def add(x, y, out):\n    put(x, out)\n    out += y\n", "add"),
}  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def _ready_cells() -> Iterator[None]:
    if _NEED:
        yield
        return
    with making("warm"):
        yield


def graded(slug: str, source: str) -> Report:
    exercise = find(slug)
    job = Job(submission="test", attempt="test", exercise=slug, digest=exercise.digest, source=source)
    return grade(job, exercise=exercise)


@needs_triton
@pytest.mark.parametrize("name", COMPUTED_OUTSIDE)
def test_a_result_computed_outside_the_kernel_is_refused_with_the_operation(name: str) -> None:
    slug, source, operation = COMPUTED_OUTSIDE[name]
    check = graded(slug, COPY + source).checks[0]
    assert check.verdict is Verdict.ERROR
    assert f"uses {operation} on a tensor outside the kernel" in check.message


@needs_triton
def test_an_input_that_no_kernel_read_is_named() -> None:
    check = graded("vector-add-kernel", COPY + "def add(x, y, out):\n    put(x, out)\n").checks[0]
    assert check.message.startswith("No kernel read `y`")


@needs_triton
def test_a_result_that_changed_after_the_last_kernel_is_not_a_kernels() -> None:
    source = f"{COPY}def softmax(x, out):\n    put(x, out)\n    out.zero_()\n"
    check = graded("row-softmax-kernel", source).checks[0]
    assert check.message.startswith("`out` was not written by a kernel")


RACES = {
    "programs that read what another one stored": ("row-softmax-kernel", """
@triton.jit
def k(x, out, sums, a, b, n, m, B: tl.constexpr):
    i, j = tl.program_id(0), tl.arange(0, B)
    if i == 0:
        for r in range(n):
            v = tl.load(x + r * a + j, mask=j < m, other=-float("inf"))
            tl.store(sums + 2 * r, tl.max(v, 0))
            tl.store(sums + 2 * r + 1, tl.sum(tl.exp(v - tl.max(v, 0)), 0))
    v = tl.load(x + i * a + j, mask=j < m)
    tl.store(out + i * b + j, tl.exp(v - tl.load(sums + 2 * i)) / tl.load(sums + 2 * i + 1), mask=j < m)

def softmax(x, out):
    n, m = x.shape
    k[(n,)](x, out, x.new_empty(2 * n), x.stride(0), out.stride(0), n, m, B=triton.next_power_of_2(m))
"""),
    "a sum that programs add to without atomics": ("matmul-kernel", """
@triton.jit
def k(a, b, c, M, N, a0, a1, b0, b1, c0, c1, B: tl.constexpr):
    i, j, p = tl.arange(0, B)[:, None], tl.arange(0, B)[None, :], tl.program_id(0)
    at = c + i * c0 + j * c1
    ok = (i < M) & (j < N)
    product = tl.load(a + i * a0 + p * a1, mask=i < M) * tl.load(b + p * b0 + j * b1, mask=j < N)
    tl.store(at, tl.load(at, mask=ok) + product, mask=ok)

def matmul(a, b, c):
    (M, K), N = a.shape, b.shape[1]
    c.zero_()
    k[(K,)](a, b, c, M, N, *a.stride(), *b.stride(), *c.stride(), B=128)
"""),
}  # fmt: skip


@needs_triton
@pytest.mark.parametrize("name", RACES)
def test_a_result_that_depends_on_the_order_of_programs_fails(name: str) -> None:
    slug, source = RACES[name]
    check = graded(slug, IMPORTS + source).checks[0]
    assert check.verdict is Verdict.FAILED
    assert "in any order" in check.message


ADD = """
@triton.jit
def k(x, y, out, n, B: tl.constexpr):
    i = tl.program_id(0) * B + tl.arange(0, B)
    tl.store(out + i, tl.load(x + i, mask=i < n) + tl.load(y + i, mask=i < n), mask=i < n)

def add(x, y, out):
    k[(triton.cdiv(x.numel(), 64),)](x, y, out, x.numel(), B=64)
"""
HONEST = {
    "another alias": "import triton\nimport triton.language as lang\n" + ADD.replace("tl.", "lang."),
    "the whole name": "import triton\n" + ADD.replace("tl.", "triton.language."),
    "every name": "import triton\nfrom triton.language import *\n" + ADD.replace("tl.", ""),
    "two names": IMPORTS + "from triton.language import load, store\n"
    + ADD.replace("tl.load", "load").replace("tl.store", "store"),
    "annotations as text": "from __future__ import annotations\n" + IMPORTS + ADD,
    "a helper": IMPORTS + "\n@triton.jit\ndef at(n):\n    return n * 64 + tl.arange(0, 64)\n"
    + ADD.replace("tl.program_id(0) * B + tl.arange(0, B)", "at(tl.program_id(0))"),
    "autotuning": IMPORTS + ADD.replace("@triton.jit", "@triton.autotune([triton.Config({'B': 64}), "
    "triton.Config({'B': 128})], key=['n'])\n@triton.jit").replace(", B=64", ""),
    "heuristics": IMPORTS + ADD.replace("@triton.jit", "@triton.heuristics({'B': lambda _: 64})\n@triton.jit")
    .replace(", B=64", ""),
    "programs that go on": IMPORTS + ADD.replace(
        "    i = tl.program_id(0) * B + tl.arange(0, B)\n    tl.store",
        "    for b in tl.range(tl.program_id(0), tl.cdiv(n, B), tl.num_programs(0)):\n"
        "        i = b * B + tl.arange(0, B)\n        tl.store").replace("k[(triton.cdiv(x.numel(), 64),)]", "k[(2,)]"),
    "atomic additions": IMPORTS + ADD.replace(
        "tl.store(out + i, tl.load(x + i, mask=i < n) + tl.load(y + i, mask=i < n), mask=i < n)",
        "source = tl.where(tl.program_id(1) == 0, x, y)\n"
        "    tl.atomic_add(out + i, tl.load(source + i, mask=i < n), mask=i < n)")
    .replace(", 64),)]", ", 64), 2)]").replace("    k[", "    out.zero_()\n    k["),
    "the same number stored by two programs": IMPORTS + ADD.replace(", 64),)]", ", 64), 2)]"),
    "a view": IMPORTS + ADD.replace("](x, y, out, x", "](x.view(-1), y[:], out.reshape(-1), x"),
    "a returned tensor": IMPORTS + ADD + "    return out\n",
}  # fmt: skip


@needs_triton
@pytest.mark.parametrize("name", HONEST)
def test_an_honest_variant_passes(name: str) -> None:
    report = graded("vector-add-kernel", HONEST[name])
    assert report.has_passed, report.message
    assert report.checks[-1].name == "compiles"


@needs_triton
def test_what_triton_has_removed_is_not_taken_for_the_starters_gap() -> None:
    source = IMPORTS + ADD.replace("    i =", "    tl.make_block_ptr(x, (n,), (1,), (0,), (B,), (0,))\n    i =")
    check = graded("vector-add-kernel", source).checks[0]
    assert "Block pointers have been removed" in check.message
    assert "remove the raise" in graded("vector-add-kernel", find("vector-add-kernel").starter).message


@needs_triton
def test_a_picture_shows_which_program_used_what_with_a_sentence_on_the_traffic() -> None:
    check = graded("vector-add-kernel", IMPORTS + ADD.replace("64", "4")).checks[0]
    assert check.verdict is Verdict.PASSED
    assert check.picture is not None
    assert check.picture["kind"] == "accesses"
    assert check.picture["caption"] == (
        "Your kernel read each entry of x and y once, and stored each entry of out once: the least possible."
    )
    assert [panel["rows"] for panel in check.picture["panels"]] == [[[0, 0, 0, 0, 1]]] * 3


@needs_triton
def test_a_picture_marks_accesses_outside_the_tensor() -> None:
    source = IMPORTS + ADD.replace("64", "4").replace("tl.load(y + i, mask=i < n)", "tl.load(y + i)")
    check = graded("vector-add-kernel", source).checks[0]
    assert check.picture is not None
    by_title = {panel["title"][0]: panel for panel in check.picture["panels"]}
    assert by_title["y"]["rows"] == [[0, 0, 0, 0, 1, 1, 1, 1]]
    assert by_title["y"]["outside"] == [[0, 5], [0, 6], [0, 7]]
    assert by_title["x"]["outside"] == []


def test_a_launch_may_do_no_more_than_its_limits() -> None:
    counts = {"launches": 2, "scratch": 900, "scratch_races": 0, "scratch_unset": 0}
    traffic.require_counts(counts, 2, 900)
    with pytest.raises(MethodFailure, match="launched 2 kernels; one is enough"):
        traffic.require_counts(counts, 1, None)
    with pytest.raises(MethodFailure, match="a tensor of 900 elements"):
        traffic.require_counts(counts, None, 899)


def test_programs_run_in_every_order_but_their_own() -> None:
    for count in (1, 2, 3, 6, 10, 360):
        order = [scrambled(index, count) for index in range(count)]
        assert sorted(order) == list(range(count))
        assert order != list(range(count)) or count == 1


NOT_COMPILABLE = {  # the source and a part of the compiler's sentence
    "try": (ADD.replace("    i =", "    try:\n        pass\n    finally:\n        pass\n    i ="), "Try"),
    "NumPy": ("import numpy as np\n" + ADD.replace("    tl.store", "    np.sum(i.handle.data)\n    tl.store"), "data"),
    "a dict": (ADD.replace("    i =", "    names = {'B': B}\n    i ="), "Dict"),
    "in a helper": ("@triton.jit\ndef f(n):\n    try:\n        return n\n    finally:\n        pass\n"
                    + ADD.replace("    i =", "    n = f(n)\n    i ="), "Try"),
}  # fmt: skip


@needs_triton
@pytest.mark.parametrize("name", NOT_COMPILABLE)
def test_a_kernel_that_does_not_compile_fails_with_the_compilers_sentence(name: str) -> None:
    source, part = NOT_COMPILABLE[name]
    report = graded("vector-add-kernel", IMPORTS + source)
    assert report.verdict is Verdict.ERROR, report.message
    assert [check.name for check in report.checks if check.verdict is not Verdict.PASSED] == ["compiles"]
    assert "not on a GPU" in report.checks[-1].message
    assert part in report.checks[-1].message
