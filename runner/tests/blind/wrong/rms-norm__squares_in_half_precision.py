# Half-precision input is squared in half precision, where 30,000 squared overflows.
import numpy as np


def forward(x, g, eps=1e-6):
    r = np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + eps)
    return g * x / r


def gradients(x, g, G, eps=1e-6):
    x = np.asarray(x).astype(np.float64)
    r = np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + eps)
    x_hat = x / r
    d_hat = G * g
    dx = (d_hat - x_hat * np.mean(d_hat * x_hat, axis=-1, keepdims=True)) / r
    dg = (G * x_hat).reshape(-1, x.shape[-1]).sum(axis=0)
    return {"x": dx, "g": dg}
