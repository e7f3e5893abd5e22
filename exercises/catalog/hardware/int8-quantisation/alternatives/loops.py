import numpy as np


def quantise(W):
    rows, scales = [], []
    for row in W:
        top = max(max(row), -min(row))
        scale = top / np.float32(127) if top else np.float32(1)
        scales.append(scale)
        rows.append([int(np.floor(value / scale + np.float32(0.5))) for value in row])
    return np.array(rows, dtype="int8"), np.array(scales)


def dequantise(q, scales):
    return np.array([[scale * int(code) for code in row] for row, scale in zip(q, scales)])
