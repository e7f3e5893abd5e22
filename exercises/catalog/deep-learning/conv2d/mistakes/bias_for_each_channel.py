"""any_images

You add the bias once for each input channel. It belongs to the output channel: add it once, after the sum over the
input channels.
"""

import numpy as np


def conv2d(x, w, b, stride=1, padding=0):
    k_h, k_w = w.shape[2:]
    sides = (padding, padding)
    x = np.pad(x, [(0, 0), (0, 0), sides, sides])

    windows = np.lib.stride_tricks.sliding_window_view(x, (k_h, k_w), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]

    return np.einsum("ncijuv,ocuv->noij", windows, w) + x.shape[1] * b[:, None, None]
