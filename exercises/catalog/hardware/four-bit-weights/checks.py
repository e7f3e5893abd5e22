import numpy as np
import torch

from runner.judge import array, check, close, dtype, heatmap, parts, preserves_arguments, shape

INT4 = np.arange(-8, 8) / 8


@check(example=True)
def worked_example(learner, rng):
    """The bytes, scales, weights and bounds of the worked example"""
    W = [[-0.8, 0.29, 0.04, 0.52, -2.2, 5.0, 0.9, -4.1], [0.0, 0.0, 0.0, 0.0, 0.26, -1.6, 1.06, -0.64]]
    scales = np.array([[0.8, 5.0], [0.0, 1.6]], np.float32)
    packed = np.array([[11, 141, 79, 145], [136, 136, 144, 213]], np.uint8)
    back = [[-0.8, 0.3, 0.0, 0.5, -2.5, 4.375, 0.625, -4.375], [0.0, 0.0, 0.0, 0.0, 0.2, -1.6, 1.0, -0.6]]
    compare_quantised(learner.quantise(np.array(W, np.float32), INT4, 4), packed, scales)
    compare_weights(learner.dequantise(packed, scales, INT4), np.array(back, np.float32))
    bound, of_halves = learner.error_bound(scales, INT4), learner.error_bound(scales, INT4 / 2)
    close(bound, np.array([[0.1, 0.625], [0.0, 0.2]]), name="your bounds for the levels -8/8 to 7/8", rtol=1e-4)
    close(of_halves, np.array([[0.45, 2.8125], [0.0, 0.9]]), name="your bounds for levels half as large", rtol=1e-4)


@check(example=True)
def levels_of_nf4(learner, rng):
    """The levels of NF4, and the bound for them"""
    close(learner.nf4_levels(), nf4(), name="your levels")
    close(
        learner.error_bound(np.array([[2.0]], np.float32), nf4()), np.array([[0.303807]]), name="your bounds", rtol=1e-4
    )


@check
def nearest_levels(learner, rng):
    """Each weight gets the nearest level, for any levels and groups of any size"""
    cases = [(1, 2, 2), (3, 12, 6), (4, 4, 4), (5, 8, 2), (2, 24, 4), (32, 32, 16)]
    for (n, m, group_size), levels in zip(cases, [INT4, nf4(), draw_levels(rng), nf4(), draw_levels(rng), nf4()]):
        W = draw_weights(rng, n, m, group_size, levels)
        if n > 1:
            W[0, :group_size] = 0
        packed, scales = by_loops(W, levels, group_size)
        answer = learner.quantise(W, levels, group_size)
        yours, codes = compare_scales(answer, scales, packed.shape), unpack(packed)
        learner.show(heatmap({"your codes": yours, "expected": codes}, marks={"your codes": yours != codes}))
        close(yours, codes, name="your codes, taken out of the bytes,")


@check
def any_codes(learner, rng):
    """Any bytes become the levels of their codes, times the scale of the group"""
    for n, groups, group_size in [(1, 1, 2), (3, 2, 6), (2, 3, 4), (4, 1, 8), (32, 4, 16)]:
        levels = draw_levels(rng)
        packed = rng.integers(0, 256, size=(n, groups * group_size // 2), dtype=np.uint8)
        scales = (10.0 ** rng.uniform(-3, 3, size=(n, groups))).astype(np.float32)
        expected = [
            [float(scales[i, j // group_size]) * levels[code] for j, code in enumerate(row)]
            for i, row in enumerate(unpack(packed).tolist())
        ]
        compare_weights(learner.dequantise(packed, scales, levels), np.array(expected, np.float32))


@check
def bounds(learner, rng):
    """The bound is reached in the widest gap, or beyond the first or last level"""
    for gap in ("inside", "below", "above", "inside"):
        levels = draw_levels(rng, gap)
        scales = (10.0 ** rng.uniform(-3, 3, size=(2, 3))).astype(np.float32)
        scales[0, 1] = 0
        close(learner.error_bound(scales, levels), scales * worst_error(levels), name="your bounds", rtol=1e-4)


@check
def arguments_unchanged(learner, rng):
    """Weights, levels, bytes and scales are not modified"""
    W = draw_weights(rng, 3, 8, 4, INT4)
    W[1, :4] = 0
    packed, scales = by_loops(W, INT4, 4)
    learner.quantise(W, INT4, 4)
    learner.dequantise(packed, scales, INT4)
    learner.error_bound(scales, INT4)
    preserves_arguments(learner)


def nf4():
    """The positive and the negative half, each from its own evenly spaced probabilities."""
    p = 0.9677083
    above = torch.special.ndtri(torch.linspace(0.5, p, 9, dtype=torch.float64))
    below = torch.special.ndtri(torch.linspace(1 - p, 0.5, 8, dtype=torch.float64))
    return np.concatenate([below.numpy()[:-1] / -below[0].item(), above.numpy() / above[-1].item()])


def draw_levels(rng, widest="inside"):
    """16 uneven levels with 0 among them. The worst error is between two of them, below the first or above the last."""
    below = rng.uniform(0.5, 1.5, size=rng.integers(6, 12))  # gaps from 0 down to -1
    above = rng.uniform(0.5, 1.5, size=17 - len(below))  # and up to 1
    below[-1], above[-1] = rng.uniform(0.1, 0.2, size=2)
    side, gap = {"below": (below, -1), "above": (above, -1), "inside": (above, rng.integers(1, 4))}[widest]
    side[gap] = 5.0
    below, above = below / below.sum(), above / above.sum()
    return np.concatenate([-np.cumsum(below)[-2::-1], [0.0], np.cumsum(above)[:-1]])


def draw_weights(rng, n, m, group_size, levels):
    """Groups of very different size, each with one weight of the size of its scale, none midway between two levels."""
    u = rng.uniform(-0.98, 0.98, size=(n * m // group_size, group_size))
    midpoints = (levels[1:] + levels[:-1]) / 2
    while (midway := np.abs(u[:, :, None] - midpoints).min(axis=2) < 1e-3).any():
        u[midway] = rng.uniform(-0.98, 0.98, size=midway.sum())
    u[np.arange(len(u)), rng.integers(group_size, size=len(u))] = rng.permutation(np.resize([-1.0, 1.0], len(u)))
    sizes = 10.0 ** (rng.permutation(np.linspace(3, -8, len(u))) + rng.uniform(-1, 1, size=len(u)))
    return (u * sizes[:, None]).reshape(n, m).astype(np.float32)


def by_loops(W, levels, group_size):
    n, m = W.shape
    codes, scales = np.zeros((n, m), np.uint8), np.zeros((n, m // group_size), np.float32)
    for i, start in np.ndindex(n, m // group_size):
        group = slice(start * group_size, (start + 1) * group_size)
        weights = W[i, group].astype(float)
        scales[i, start] = np.abs(weights).max()
        u = weights / float(scales[i, start] or 1.0)
        codes[i, group] = np.abs(u[:, None] - levels).argmin(axis=1)
    return codes[:, 0::2] * 16 + codes[:, 1::2], scales


def unpack(packed):
    """The codes (n, m)."""
    return np.array([[code for byte in row for code in divmod(byte, 16)] for row in packed.tolist()])


def worst_error(levels):
    """Tried at every point where it can be largest."""
    points = [-1.0, 1.0, *((a + b) / 2 for a, b in zip(levels, levels[1:]))]
    return max(min(abs(u - level) for level in levels) for u in points)


def compare_quantised(answer, packed, scales):
    close(compare_scales(answer, scales, packed.shape), unpack(packed), name="your codes, taken out of the bytes,")


def compare_scales(answer, scales, size):
    """Compare the scales. Returns the codes, if the bytes have the right form."""
    packed, own = parts(answer, "packed", "scales")
    close(own, scales, name="your scales", atol=0)
    dtype(own, np.float32, name="your scales")
    shape(array(packed, name="your packed codes"), size, name="your packed codes")
    dtype(packed, np.uint8, name="your packed codes")
    return unpack(packed)


def compare_weights(yours, expected):
    close(yours, expected, name="your matrix", atol=0)
    dtype(yours, np.float32, name="your matrix")
