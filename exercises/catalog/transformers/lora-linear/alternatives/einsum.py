import numpy as np


def forward(x, W, A, B, alpha):
    return np.einsum("...i,oi->...o", x, W) + np.einsum("...i,ri,or->...o", x * alpha / A.shape[0], A, B)


def gradients(x, A, B, alpha, G):
    batch = list(range(x.ndim - 1))
    full = np.tensordot(G * (alpha / A.shape[0]), x, (batch, batch))  # (d_out, d_in), summed over all batch axes
    return {"A": np.einsum("oi,or->ri", full, B), "B": np.einsum("oi,ri->or", full, A)}


def merge(W, A, B, alpha):
    return np.einsum("or,ri->oi", B, A) * alpha / A.shape[0] + W
