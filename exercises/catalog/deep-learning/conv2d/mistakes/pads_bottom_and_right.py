"""worked_example

You pad only one side of each axis. Put p pixels of zeros on every side.
"""

import numpy as np


def conv2d(x, w, b, stride=1, padding=0):
    k_h, k_w = w.shape[2:]
    sides = (0, 2 * padding)
    x = np.pad(x, [(0, 0), (0, 0), sides, sides])
    windows = np.lib.stride_tricks.sliding_window_view(x, (k_h, k_w), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    return np.einsum("ncijuv,ocuv->noij", windows, w) + b[:, None, None]
