import math

import numpy as np
import torch

from runner.judge import array, check, close, dtype, fail, holds, parts, preserves_arguments, shape

VALUES = torch.arange(256, dtype=torch.uint8).view(torch.float8_e4m3fn).to(torch.float64).numpy()
MIDDLES = (VALUES[:126] + VALUES[1:127]) / 2  # of neighbors from 0 to 448

OPPOSITE = np.array([[[1]], [[-1]]], np.float32)


class TensorCore:
    """It multiplies codes, and knows no scales."""

    def __init__(self, B):
        self.B = B

    def multiply(self, x_codes, w_codes):
        """The partial product of each block of k. It is exact but for the rounding to float32."""
        starts = range(0, len(w_codes), self.B)
        X, W = VALUES[x_codes], VALUES[w_codes]
        return np.array([X[:, k : k + self.B] @ W[k : k + self.B] for k in starts], np.float32)


@check(example=True)
def worked_codes(learner, rng):
    """The codes of the worked example"""
    x = np.array([1, 0.3, 17, 19, 448, 1000, -0.01, 0.001, 0], np.float32)
    compare_codes(learner.encode(x), np.array([56, 42, 88, 90, 126, 126, 133, 1, 0], np.uint8), x)


@check(example=True)
def worked_blocks(learner, rng):
    """The blocks and the product of the worked example"""
    X = np.array([[5.6, -1.0, 0.03, 0.0, 112000.0, 900.0], [0.0, 0.0, 0.0, 0.0, 0.7, -0.1]], np.float32)
    compare_blocks(learner.quantise(X, 1, 4), X, 1, 4)
    partials = np.array([[[100, 200, 320]], [[10, 20, 30]]], np.float32)
    x_scales, w_scales = np.array([[0.5, 4]], np.float32), np.array([[2, 0.25], [1, 3]], np.float32)
    product = learner.accumulate(partials, x_scales, w_scales, 2)
    opposite = array(learner.accumulate(partials[:1] * OPPOSITE, x_scales, w_scales, 2), name="your product")
    if opposite.size and not opposite.any():
        fail(
            "Partial products with opposite signs cancel, so you add them before they have the scales of their blocks."
        )
    compare_product(product, partials, x_scales, w_scales, 2, slack=100)


@check
def any_number(learner, rng):
    """Numbers of any size and sign, ties, subnormal numbers, and numbers beyond 448"""
    signs = rng.choice([-1.0, 1.0], size=126)
    near = MIDDLES * rng.choice([1 - 1e-6, 1.0, 1 + 1e-6], size=126)
    edges = np.array([0.0, 448.0, 449.0, 464.0, 465.0, 480.0, 512.0, 1e5, 3e38, math.inf])
    cases = [
        2.0 ** rng.uniform(-12, 9, size=1200) * rng.choice([-1.0, 1.0], size=1200),
        (VALUES[:126] * signs).reshape(7, 3, 6),
        near * signs,
        np.concatenate([edges, -edges]),
        10.0 ** rng.uniform(-37, -3, size=(4, 5)),
    ]
    cases = [x.astype(np.float32) for x in cases]
    for codes, x in zip(learner.encode.each([(x,) for x in cases]), cases):
        expected = torch.tensor(x).clamp(-448, 448).to(torch.float8_e4m3fn).view(torch.uint8).numpy()
        compare_codes(codes, expected, x)


@check
def outliers(learner, rng):
    """An outlier costs accuracy in its own block, and in no other"""
    X = draw(rng, 4, 256, 1, 128, spread=0.0)
    codes, scales = compare_blocks(learner.quantise(X, 1, 128), X, 1, 128)
    X[2, 200] = -3e9
    new_codes, new_scales = parts(learner.quantise(X, 1, 128), "codes", "scales")
    same = np.delete(np.arange(1024), np.arange(640, 768))  # all but the block of the outlier
    if np.shape(new_codes) == codes.shape and np.shape(new_scales) == scales.shape:
        holds(
            (np.ravel(new_codes)[same] == codes.ravel()[same]).all(),
            "An outlier in block (2, 1) changes codes in other blocks.",
        )
    compare_blocks((new_codes, new_scales), X, 1, 128)


@check
def any_blocks(learner, rng):
    """Blocks of any shape, also at the edge and full of zeros, each with a scale of its own"""
    cases = []
    for n, m, *block in [(3, 10, 1, 4), (1, 1, 1, 1), (7, 6, 3, 2), (5, 3, 2, 8), (4, 9, 4, 1), (70, 150, 64, 64)]:
        X = draw(rng, n, m, *block)
        if rng.integers(2):
            X[: block[0], : block[1]] = 0
        X[-1, -1] *= rng.integers(2)  # at the edge it is often alone in its block
        cases.append((X, *block))
    for answer, case in zip(learner.quantise.each(cases), cases):
        compare_blocks(answer, *case)


@check
def any_product(learner, rng):
    """The product of two quantized matrices, with blocks that don't fill k or m"""
    matrices, products = [], []
    for n, k, m, B in [(3, 10, 6, 4), (1, 5, 3, 8), (4, 6, 7, 2), (2, 3, 5, 1), (4, 150, 140, 128)]:
        matrices.append((draw(rng, n, k, 1, B, spread=2.0), 1, B))
        matrices.append((draw(rng, k, m, B, B, spread=2.0), B, B))
    stored = [compare_blocks(answer, *case) for answer, case in zip(learner.quantise.each(matrices), matrices)]
    for (x_codes, x_scales), (w_codes, w_scales), (_, B, _) in zip(stored[::2], stored[1::2], matrices[1::2]):
        products.append((TensorCore(B).multiply(x_codes, w_codes), x_scales, w_scales, B))
    for product, case in zip(learner.accumulate.each(products), products):
        compare_product(product, *case, slack=1000)


@check
def long_sums(learner, rng):
    """The sum over k = 7168, as long as in DeepSeek-V3, with the accuracy of float32"""
    B = 128
    x_codes, w_codes = rng.integers(96, 127, size=(3, 7168)), rng.integers(96, 127, size=(7168, 5))
    partials = TensorCore(B).multiply(x_codes, w_codes)
    x_scales, w_scales = (2.0 ** rng.uniform(-6, 0, size=size).astype(np.float32) for size in ((3, 56), (56, 1)))
    compare_product(learner.accumulate(partials, x_scales, w_scales, B), partials, x_scales, w_scales, B)


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    X = draw(rng, 3, 6, 1, 4)
    X[1, 4:] = 0
    learner.encode(X)
    learner.quantise(X, 1, 4)
    partials, x_scales = (
        rng.normal(size=(2, 3, 5)).astype(np.float32),
        rng.uniform(1, 2, size=(3, 2)).astype(np.float32),
    )
    learner.accumulate(partials, x_scales, rng.uniform(1, 2, size=(2, 2)).astype(np.float32), 4)
    preserves_arguments(learner)


def draw(rng, n, m, rows, columns, spread=9.0):
    """A matrix whose blocks differ in size, with quotients from subnormal to 448, none of them near a tie."""
    q = 448 * 2.0 ** -(20 * rng.uniform(0, 1, size=(n, m)) ** 2 + 0.1)
    below = np.searchsorted(MIDDLES, q * 0.999)
    q[np.searchsorted(MIDDLES, q * 1.001) > below] *= 1.004
    q *= rng.choice([-1.0, 1.0], size=(n, m))
    for block in blocks(n, m, rows, columns):
        height, width = q[block].shape
        q[block][rng.integers(height), rng.integers(width)] = rng.choice([-448.0, 448.0])
        q[block] *= 10.0 ** rng.uniform(-spread, spread)
    return q.astype(np.float32)


def blocks(n, m, rows, columns):
    return [
        (slice(i, min(i + rows, n)), slice(j, min(j + columns, m)))
        for i in range(0, n, rows)
        for j in range(0, m, columns)
    ]


def compare_codes(yours, expected, x, name="your codes"):
    """Compare the numbers of two arrays of codes, whatever the sign of 0."""
    dtype(yours, np.uint8, name=name)
    shape(yours, expected.shape, name=name)
    wrong = np.isnan(VALUES[yours])
    if wrong.any():
        at = tuple(map(int, np.argwhere(wrong)[0]))
        fail(
            f"Entry {at} of {name} is {yours[at]}, which is nan; the number is {x[at]:.6g}.",
            yours=f"{yours[at]}",
            expected=f"{expected[at]}",
        )
    yours, expected = (np.where(codes == 128, 0, codes) for codes in (yours, expected))
    wrong = yours != expected
    if wrong.any() and np.isinf(x[wrong]).all():
        at = tuple(map(int, np.argwhere(wrong)[0]))
        fail(
            f"Entry {at} of {name} is {yours[at]}, and the number is {x[at]}. Infinity is beyond 448, too: it gets the "
            "code of 448. Limit the numbers before you compute with their exponents.",
            yours=f"{yours[at]}",
            expected=f"{expected[at]}",
        )
    close(yours, expected, name=name)


def compare_blocks(answer, X, rows, columns):
    """Compare codes and scales with those of each block alone, and count their bytes."""
    codes, scales = parts(answer, "codes", "scales")
    (n, m), where = X.shape, blocks(*X.shape, rows, columns)
    largest = np.array([float(np.abs(X[block]).max()) for block in where])
    largest = largest.reshape(math.ceil(n / rows), math.ceil(m / columns))
    expected = np.where(largest > 0, largest / 448, 1.0).astype(np.float32)
    name = f"your array of scales for blocks of {rows} × {columns}"
    if array(scales, name=name).shape != expected.shape:
        blocks_of = f"{n} × {m} entries in blocks of {rows} × {columns}, with smaller ones at the edge"
        fail(
            f"Your scales have shape {scales.shape}. For {blocks_of}, there are {expected.shape[0]} × {expected.shape[1]}."
        )
    close(np.where(largest > 0, scales, 1), expected, name=name, rtol=1e-6, atol=0)
    zeros = scales[largest == 0]
    holds((zeros == 1).all(), "A block of zeros doesn't have the scale 1.", yours=str(zeros[:1]), expected="1")
    stored, enough = array(codes, name="your codes").nbytes + scales.nbytes, X.size + 4 * len(where)
    holds(stored == enough, f"You store {stored} bytes for {n} × {m} entries in {len(where)} blocks, and not {enough}.")
    quotients = X.astype(np.float64)
    for block, scale in zip(where, expected.ravel()):
        quotients[block] /= scale
    nearest = np.searchsorted(MIDDLES, np.abs(quotients)) + 128 * (quotients < 0)
    compare_codes(codes, nearest, quotients)
    return codes, scales


def compare_product(yours, partials, x_scales, w_scales, B, slack=1):
    """Compare with a sum in float64. A larger ``slack`` tolerates rounding errors in a check of something else."""
    terms = partials.astype(np.float64)
    for b, i, j in np.ndindex(*x_scales.T.shape, w_scales.shape[1]):
        terms[b, i, j * B : (j + 1) * B] *= float(x_scales[i, b]) * float(w_scales[b, j])
    exact, allowed = terms.sum(axis=0), slack * 1e-5 * np.abs(terms).sum(axis=0)
    dtype(yours, np.float32, name="your product")
    shape(yours, exact.shape, name="your product")
    holds(
        np.isfinite(yours).all(),
        f"{(~np.isfinite(yours)).sum()} of {yours.size} entries of your product aren't finite. Partial products are as large "
        f"as {np.abs(partials).max():.3g}: float32 holds them, float16 ends at 65504.",
    )
    away = np.abs(yours - exact)
    if not (away <= 0.01 * np.abs(exact).max()).all():
        close(yours, exact.astype(np.float32), name="your product")
    if not (away <= allowed).all():
        at = np.unravel_index(np.argmax(away - allowed), away.shape)
        fail(
            f"Entry {tuple(map(int, at))} of your product is off by {away[at]:.2g}, and {allowed[at]:.2g} is allowed.",
            yours=f"{yours[at]:.8g}",
            expected=f"{exact[at]:.8g}",
        )
