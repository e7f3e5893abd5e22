from bisect import bisect_right
from fractions import Fraction

import numpy as np

from runner.judge import check, close, curve, fail, formatting, parts

PEAK, BANDWIDTH = 312e12, 2e12
MAX_ROWS = 10**7  # of those that a batch can need in these checks


@check(example=True)
def worked_example(learner, rng):
    """The four operations and two batches of the worked example"""
    compare_cost(learner.matmul_cost(16, 4096, 14336, 2), 1879048192, 118030336)
    compare_cost(learner.matmul_cost(512, 4096, 14336, 2), 60129542144, 136314880)
    compare_cost(learner.attention_cost(16, 4096, 40, 8, 128, 2), 1342177280, 268763136)
    compare_cost(learner.elementwise_cost(229376, 3, 5, 2), 1146880, 1835008)
    costs = [(1879048192, 118030336), (60129542144, 136314880), (1146880, 1835008)]
    decoding, prompt, elementwise = [learner.roofline(*cost, PEAK, BANDWIDTH) for cost in costs]
    compare_roofline(decoding, by_hand(15.920044, "memory", 31.840089e12, 59.015168e-6), " for 16 texts")
    compare_roofline(prompt, by_hand(441.107692, "compute", 312e12, 192.722891e-6), " for a prompt of 512 tokens")
    compare_roofline(elementwise, by_hand(0.625, "memory", 1.25e12, 0.917504e-6), " for the elementwise operation")
    batches = [learner.critical_batch(k, n, 2, PEAK, BANDWIDTH) for k, n in [(4096, 14336), (128, 4096)]]
    compare_batch(batches[0], 165, " for k = 4096")
    compare_batch(batches[1], None, " for k = 128")


@check
def matrix_products(learner, rng):
    """The cost of any matrix product"""
    for bytes_each in (1, 2, 4):
        m, k, n = rng.integers(1, 90, size=3).tolist()
        flops = sum(2 * k for _ in range(m * n))
        entries_moved = sum(rows * columns for rows, columns in [(m, k), (k, n), (m, n)])
        compare_cost(learner.matmul_cost(m, k, n, bytes_each), flops, entries_moved * bytes_each)


@check
def attention_steps(learner, rng):
    """The cost of attention for any number of texts, tokens and heads"""
    for group, bytes_each in [(1, 2), (3, 1), (5, 4), (8, 2)]:
        batch, length, kv_heads, head_dim = rng.integers(2, 30, size=4).tolist()
        heads = group * kv_heads
        flops = sum(2 * head_dim * length + 2 * length * head_dim for _ in range(batch * heads))
        of_text = sum(2 * length * head_dim for _ in range(kv_heads)) + sum(2 * head_dim for _ in range(heads))
        answer = learner.attention_cost(batch, length, heads, kv_heads, head_dim, bytes_each)
        compare_cost(answer, flops, batch * of_text * bytes_each)


@check
def entry_by_entry(learner, rng):
    """The cost of any elementwise operation, a copy included"""
    for inputs, operations, bytes_each in [(1, 0, 2), (1, 5, 4), (3, 2, 1), (2, 1, 2)]:
        size = int(rng.integers(2, 5000))
        moved = sum(size * bytes_each for _ in range(inputs)) + size * bytes_each
        compare_cost(learner.elementwise_cost(size, inputs, operations, bytes_each), operations * size, moved)


@check
def roofs(learner, rng):
    """Intensity, bound, attainable FLOP/s and time on both sides of the ridge, and for a copy"""
    peak, bandwidth = draw_device(rng, 60.0)
    cases = [(2 * m * 4096**2, 2 * (2 * m * 4096 + 4096**2), peak, bandwidth) for m in range(1, 129)]
    expected, yours = [by_times(*case) for case in cases], []
    try:
        for answer, right in zip(learner.roofline.each(cases), expected):
            yours.append(teraflops(answer))
            compare_roofline(answer, right)
    finally:
        series = {"yours": yours, "expected": [teraflops(right) for right in expected]}
        learner.show(curve(series, x="rows of the product, minus 1", y="TFLOP/s"))
    for ridge in (0.5, 5.0, 300.0):
        peak, bandwidth = draw_device(rng, ridge)
        for times_the_ridge in (0.0, 0.02, 0.8, 1.3, 20.0):
            moved = int(rng.integers(10**6, 10**9))
            case = round(moved * times_the_ridge * peak / bandwidth), moved, peak, bandwidth
            compare_roofline(learner.roofline(*case), by_times(*case))


@check
def critical_batches(learner, rng):
    """The smallest batch that is limited by arithmetic, if there is one"""
    for share_of_limit in (0.001, 0.1, 0.3, 0.8, 1.2, 3.0):
        for bytes_each in (1, 2, 4):
            case = draw_product(rng, share_of_limit, bytes_each)
            compare_batch(learner.critical_batch(*case), by_search(*case))
    case = draw_large_batch(rng)
    compare_batch(
        learner.critical_batch(*case), by_search(*case), f" for a ridge of {case[3] / case[4]:.6g} FLOPs per byte"
    )


def draw_device(rng, ridge):
    bandwidth = float(rng.integers(1, 5000) * 10**9)
    return bandwidth * ridge * float(rng.uniform(0.95, 1.05)), bandwidth


def draw_product(rng, share_of_limit, bytes_each):
    """A matrix, and a device whose ridge is a share of the intensity that many rows approach."""
    while True:
        k, n = rng.integers(50, 2000, size=2).tolist()
        case = k, n, bytes_each, *draw_device(rng, share_of_limit * intensity(10**12, k, n, bytes_each))
        if is_clear(*case):
            return case


def draw_large_batch(rng):
    """A matrix, and a device that takes more than ten thousand rows."""
    while True:
        k, n = rng.integers(50, 2000, size=2).tolist()
        bandwidth = float(rng.integers(1, 5000) * 10**9)
        rows = int(rng.integers(11_000, 14_000))
        ridge = (intensity(rows, k, n, 2) + intensity(rows + 1, k, n, 2)) / 2
        case = k, n, 2, bandwidth * float(ridge), bandwidth
        if is_clear(*case):
            return case


def is_clear(k, n, bytes_each, peak, bandwidth):
    """Whether rounding can't decide: no number of rows near the smallest reaches the ridge almost exactly."""
    m = by_search(k, n, bytes_each, peak, bandwidth)
    near = (m - 1, m) if m else (MAX_ROWS,)
    return all(abs(float(intensity(rows, k, n, bytes_each)) / (peak / bandwidth) - 1) > 1e-11 for rows in near)


def intensity(m, k, n, bytes_each):
    return Fraction(2 * m * k * n, (m * k + k * n + m * n) * bytes_each)


def by_search(k, n, bytes_each, peak, bandwidth):
    """In exact numbers. The intensity grows with the rows, so half of them are ruled out at a time."""
    ridge = Fraction(peak) / Fraction(bandwidth)
    m = bisect_right(range(MAX_ROWS), ridge, key=lambda rows: intensity(rows, k, n, bytes_each))
    return m if m < MAX_ROWS else None


def by_hand(intensity, bound, attainable, time):
    return {"intensity": intensity, "bound": bound, "attainable": attainable, "time": time}


def by_times(flops, bytes_moved, peak, bandwidth):
    computing, moving = flops / peak, bytes_moved / bandwidth
    time = computing if computing > moving else moving
    bound = "compute" if computing > moving else "memory"
    return by_hand(flops / bytes_moved, bound, flops / time, time)


def teraflops(answer):
    value = answer.get("attainable") if isinstance(answer, dict) else None
    return value / 1e12 if isinstance(value, int | float) else np.nan


def compare_cost(answer, flops, bytes_moved):
    yours = parts(answer, "flops", "bytes_moved")
    close(yours[0], flops, name="your FLOPs")
    close(yours[1], bytes_moved, name="your bytes")


def compare_roofline(answer, expected, operation=""):
    close(answer, expected, name=f"your roofline{operation}", rtol=1e-6, atol=0)


def compare_batch(yours, expected, product=""):
    if (yours is None) != (expected is None):
        fail(
            f"Your batch{product} is {formatting.text(yours)}; expected {expected}.",
            yours=formatting.text(yours),
            expected=str(expected),
        )
    close(yours, expected, name=f"your batch{product}")
