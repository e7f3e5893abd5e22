"""large_gates

You compute the sigmoid as exp(z) / (1 + exp(z)), which is inf / inf for z = 1000.

---
With 1 / (1 + exp(-z)), or with logaddexp, it stays finite.
"""

import numpy as np


def forward(x, W_gate, W_up, W_down):
    return silu(x @ W_gate.T) * (x @ W_up.T) @ W_down.T


def gradients(x, W_gate, W_up, W_down, G):
    shape = x.shape
    x, G = x.reshape(-1, shape[-1]), G.reshape(-1, shape[-1])
    gate, up = x @ W_gate.T, x @ W_up.T

    d_hidden = G @ W_down
    d_up = d_hidden * silu(gate)
    d_gate = d_hidden * up * sigmoid(gate) * (1 + gate * (1 - sigmoid(gate)))
    d_x = d_gate @ W_gate + d_up @ W_up
    return {
        "W_down": G.T @ (silu(gate) * up),
        "W_up": d_up.T @ x,
        "W_gate": d_gate.T @ x,
        "x": d_x.reshape(shape),
    }


def hidden_width(d, multiple):
    return -(-(8 * d // 3) // multiple) * multiple


def silu(z):
    return z * sigmoid(z)


def sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))
