import struct

import numpy as np


def one(value):
    (u,) = struct.unpack("<I", struct.pack("<f", value))
    upper, lower = divmod(u, 1 << 16)
    if lower > 1 << 15 or (lower == 1 << 15 and upper & 1):
        upper += 1
    return struct.unpack("<f", struct.pack("<I", upper << 16))[0]


def to_bfloat16(x):
    return np.array([one(value) for value in np.ravel(x)], np.float32).reshape(np.shape(x))


def train_weight(w, step, times, master):
    w, step = np.float32(one(w)), np.float32(one(step))
    while times:
        w = np.float32(w + step)
        w = w if master else np.float32(one(w))
        times -= 1
    return np.float32(one(w))
