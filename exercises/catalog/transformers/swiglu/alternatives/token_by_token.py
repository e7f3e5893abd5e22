import math

import numpy as np


def sigma(z):
    return (1 + math.tanh(z / 2)) / 2


def forward(x, W_gate, W_up, W_down):
    y = np.empty(x.shape)
    for at in np.ndindex(x.shape[:-1]):
        hidden = [z * sigma(z) * (row @ x[at]) for z, row in zip(W_gate @ x[at], W_up)]
        y[at] = W_down @ hidden
    return y


def gradients(x, W_gate, W_up, W_down, G):
    d_x, d_gate, d_up, d_down = np.empty(x.shape), W_gate * 0, W_up * 0, W_down * 0
    for at in np.ndindex(x.shape[:-1]):
        pulls = np.zeros(x.shape[-1])
        for k, (z, u, d_h) in enumerate(zip(W_gate @ x[at], W_up @ x[at], G[at] @ W_down)):
            s = sigma(z)
            d_down[:, k] += G[at] * (z * s * u)
            d_up[k] += d_h * z * s * x[at]
            d_gate[k] += d_h * u * (s + z * s * sigma(-z)) * x[at]
            pulls += d_h * z * s * W_up[k] + d_h * u * (s + z * s * sigma(-z)) * W_gate[k]
        d_x[at] = pulls
    return {"x": d_x, "W_gate": d_gate, "W_up": d_up, "W_down": d_down}


def hidden_width(d, multiple):
    width = multiple
    while width < 8 * d // 3:
        width += multiple
    return width
