import numpy as np


def conv2d(x, w, b, stride=1, padding=0):
    # one weight of the kernel at a time, for all places at once
    x = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    k_h, k_w = w.shape[2:]
    last_i, last_j = x.shape[2] - k_h + 1, x.shape[3] - k_w + 1
    y = 0.0
    for u in range(k_h):
        for v in range(k_w):
            pixels = x[:, :, u : u + last_i : stride, v : v + last_j : stride]
            y = y + np.einsum("ncij,oc->noij", pixels, w[:, :, u, v])
    return y + b[:, None, None]
