"""levels_of_nf4

Your bound uses the whole width of a gap. A weight inside a gap is never further than half of it from the
nearer level.
"""

from statistics import NormalDist

import numpy as np


def quantise(W, levels, group_size):
    """The code of the nearest level for each weight, two in each byte, and the scale of each group."""
    n, m = W.shape
    groups = W.reshape(n, m // group_size, group_size)
    scales = np.abs(groups).max(axis=2)  # (n, m / group_size)
    divisors = np.where(scales > 0, scales, np.inf)[:, :, None]  # zeros stay zeros
    midpoints = (levels[:-1] + levels[1:]) / 2  # (15,)
    codes = np.searchsorted(midpoints, groups / divisors).reshape(n, m)  # the number of midpoints below
    packed = codes[:, ::2] << 4 | codes[:, 1::2]  # (n, m / 2)
    return packed.astype(np.uint8), scales


def dequantise(packed, scales, levels):
    """The matrix that the codes stand for."""
    n, half = packed.shape
    codes = np.stack([packed >> 4, packed & 15], axis=2).reshape(n, 2 * half)
    group_size = 2 * half // scales.shape[1]
    return (levels[codes] * np.repeat(scales, group_size, axis=1)).astype(np.float32)


def error_bound(scales, levels):
    """A weight is furthest from its level in the middle of the widest gap, or at -1 or 1."""
    half_gap = np.diff(levels).max()
    return scales * max(half_gap, levels[0] + 1, 1 - levels[-1])


def nf4_levels():
    """Quantiles of the normal distribution: 7 below 0, then 0 and 8 above, scaled to -1 and 1."""
    quantile, p = NormalDist().inv_cdf, 0.9677083
    below = [-quantile(0.5 + (p - 0.5) * k / 7) for k in range(7, 0, -1)]
    above = [quantile(0.5 + (p - 0.5) * k / 8) for k in range(9)]
    return np.array(below + above) / quantile(p)
