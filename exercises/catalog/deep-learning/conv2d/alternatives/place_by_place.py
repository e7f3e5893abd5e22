import numpy as np


def conv2d(x, w, b, stride=1, padding=0):
    n, c_in, h, width = x.shape
    c_out, _, k_h, k_w = w.shape
    padded = np.zeros((n, c_in, h + 2 * padding, width + 2 * padding))
    padded[:, :, padding : padding + h, padding : padding + width] = x
    rows = (padded.shape[2] - k_h) // stride + 1
    columns = (padded.shape[3] - k_w) // stride + 1
    out = np.empty((n, c_out, rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = padded[:, :, i * stride : i * stride + k_h, j * stride : j * stride + k_w]
            out[:, :, i, j] = np.tensordot(window, w, axes=([1, 2, 3], [1, 2, 3])) + b
    return out
