"""worked_example

You add a last step that does not fit and fill it with zeros. Do not use the leftover pixels: round the size down.
"""

import numpy as np


def conv2d(x, w, b, stride=1, padding=0):
    k_h, k_w = w.shape[2:]
    sides = (padding, padding)
    x = np.pad(x, [(0, 0), (0, 0), sides, sides])
    short = [-(x.shape[axis] - k) % stride for axis, k in ((2, k_h), (3, k_w))]
    x = np.pad(x, [(0, 0), (0, 0), (0, short[0]), (0, short[1])])
    windows = np.lib.stride_tricks.sliding_window_view(x, (k_h, k_w), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    return np.einsum("ncijuv,ocuv->noij", windows, w) + b[:, None, None]
