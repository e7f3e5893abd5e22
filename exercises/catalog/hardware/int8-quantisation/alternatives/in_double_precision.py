import numpy as np


def quantise(W):
    wide = W.astype(np.float64)
    scales = (np.max(np.abs(wide), axis=1) / 127.0).astype(np.float32)
    scales[scales == 0] = 1.0
    q = np.rint(np.einsum("ij,i->ij", wide, 1.0 / scales.astype(np.float64)))
    return q.astype(np.int8), scales


def dequantise(q, scales):
    return np.einsum("ij,i->ij", q.astype(np.float64), scales.astype(np.float64)).astype(np.float32)
