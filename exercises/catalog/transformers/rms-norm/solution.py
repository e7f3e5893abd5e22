import numpy as np


def forward(x, g, eps=1e-6):
    """Divide each vector by the root of its mean square, then scale each feature."""
    normed, _ = normalise(x, eps)
    return g * normed


def gradients(x, g, G, eps=1e-6):
    """The chain rule through the scale and then through the division."""
    normed, root = normalise(x, eps)
    d_normed = g * G
    along = (d_normed * normed).mean(axis=-1, keepdims=True)  # the part that only changes the length of x
    d_g = (G * normed).sum(axis=tuple(range(x.ndim - 1)))  # over all vectors
    return {"g": d_g, "x": (d_normed - along * normed) / root}


def normalise(x, eps):
    x = x.astype(np.float64)  # the square of a float16 may overflow
    root = np.sqrt((x * x).mean(axis=-1, keepdims=True) + eps)  # (..., 1)
    return x / root, root
