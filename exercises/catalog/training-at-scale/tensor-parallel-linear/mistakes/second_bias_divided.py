"""worked_example

You give every rank a share of b. The sum is right at first, but then every rank updates its share with the whole gradient.
Give b to rank 0 only.
"""

import numpy as np


def shard(A, a, B, b, ranks):
    """The first layer by columns, the second by rows."""
    columns, biases = np.split(A, ranks, axis=1), np.split(a, ranks)
    parts = [{"A": A_r, "a": a_r, "B": B_r} for A_r, a_r, B_r in zip(columns, biases, np.split(B, ranks))]
    for part in parts:
        part["b"] = b / ranks
    return parts


def forward(x, part):
    """One rank's share of the result."""
    hidden = np.maximum(x @ part["A"] + part["a"], 0)  # (n, h / R)
    return hidden @ part["B"] + part.get("b", 0)


def backward(x, part, grad):
    """The gradients of one rank's parameters, and its share of the gradient of x."""
    z = x @ part["A"] + part["a"]
    grad_z = grad @ part["B"].T * (z > 0)
    grads = {"A": x.T @ grad_z, "a": grad_z.sum(axis=0), "B": np.maximum(z, 0).T @ grad}
    if "b" in part:
        grads["b"] = grad.sum(axis=0)
    return grads, grad_z @ part["A"].T


def bytes_sent(layers, tokens, d, ranks, bytes_each):
    """Two pairs per block, one all-reduce forward and one backward for each."""
    all_reduces = 2 * 2 * layers
    return all_reduces * 2 * (ranks - 1) * tokens * d * bytes_each // ranks
