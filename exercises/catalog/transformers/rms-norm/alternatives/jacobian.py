import numpy as np


def forward(x, g, eps=1e-6):
    wide = np.asarray(x, float)
    return wide * (g * (np.einsum("...j,...j->...", wide, wide) / wide.shape[-1] + eps)[..., None] ** -0.5)


def gradients(x, g, G, eps=1e-6):
    d = len(g)
    d_x, d_g = np.empty(x.shape), np.zeros(d)
    for at in np.ndindex(x.shape[:-1]):
        row = x[at].astype(float)
        r = np.sqrt(row @ row / d + eps)
        jacobian = np.diag(g) / r - np.outer(g * row, row) / (d * r**3)  # of y, one row per output
        d_x[at] = G[at] @ jacobian
        d_g += G[at] * row / r
    return {"x": d_x, "g": d_g}
