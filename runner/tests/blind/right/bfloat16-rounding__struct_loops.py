import struct

import numpy as np


def _round_one(value):
    (u,) = struct.unpack("<I", struct.pack("<f", value))
    upper, rest = divmod(u, 2**16)
    if rest > 2**15 or (rest == 2**15 and upper % 2 == 1):
        upper += 1
    (result,) = struct.unpack("<f", struct.pack("<I", upper * 2**16))
    return result


def to_bfloat16(x):
    x = np.asarray(x, dtype=np.float32)
    out = np.empty(x.shape, dtype=np.float32)
    for index, value in np.ndenumerate(x):
        out[index] = _round_one(float(value))
    return out


def train_weight(w, step, times, master):
    total = np.float32(_round_one(float(np.float32(w))))
    step = np.float32(_round_one(float(np.float32(step))))
    for _ in range(times):
        total = total + step
        if not master:
            total = np.float32(_round_one(float(total)))
    return np.float32(_round_one(float(total)))
