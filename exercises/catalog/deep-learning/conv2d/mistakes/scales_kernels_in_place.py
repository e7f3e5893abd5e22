"""arguments_unchanged

You scale the caller's kernels in place, so the next call uses different kernels.

---
Work on copies: w = w * 2 makes a new array, w *= 2 does not.
"""

import numpy as np


def conv2d(x, w, b, stride=1, padding=0):
    k_h, k_w = w.shape[2:]
    w *= 2
    w = w / 2
    sides = (padding, padding)
    x = np.pad(x, [(0, 0), (0, 0), sides, sides])
    windows = np.lib.stride_tricks.sliding_window_view(x, (k_h, k_w), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    return np.einsum("ncijuv,ocuv->noij", windows, w) + b[:, None, None]
