from statistics import NormalDist

import numpy as np


def quantise(W, levels, group_size):
    packed, scales = [], []
    for row in W.tolist():
        codes, row_scales = [], []
        for start in range(0, len(row), group_size):
            group = row[start : start + group_size]
            s = max(max(group), -min(group))
            row_scales.append(s)
            for w in group:
                errors = [abs((w / s if s else 0) - level) for level in levels]
                codes.append(errors.index(min(errors)))
        packed.append([16 * codes[j] + codes[j + 1] for j in range(0, len(codes), 2)])
        scales.append(row_scales)
    return np.array(packed, dtype="uint8"), np.array(scales, dtype="float32")


def dequantise(packed, scales, levels):
    rows = []
    for row, row_scales in zip(packed.tolist(), scales.tolist()):
        codes = [code for byte in row for code in divmod(byte, 16)]
        each = len(codes) // len(row_scales)
        rows.append([row_scales[j // each] * levels[code] for j, code in enumerate(codes)])
    return np.array(rows, dtype="float32")


def error_bound(scales, levels):
    worst = max(1 + min(levels), 1 - max(levels))
    for below, above in zip(levels, levels[1:]):
        worst = max(worst, (above - below) / 2)
    return np.array([[worst * s for s in row] for row in scales.tolist()])


def nf4_levels():
    p, quantile = 0.9677083, NormalDist().inv_cdf
    levels = [quantile(0.5 - (7 - k) / 7 * (p - 0.5)) for k in range(7)]
    levels += [quantile(0.5 + (k - 7) / 8 * (p - 0.5)) for k in range(7, 16)]
    return np.array([level / levels[-1] for level in levels])
