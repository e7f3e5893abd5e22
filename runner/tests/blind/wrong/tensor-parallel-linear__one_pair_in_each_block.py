# The bytes count one pair of layers in each block, but attention and feed-forward layer are one each.
import numpy as np


def shard(A, a, B, b, ranks):
    h = A.shape[1]
    size = h // ranks
    parts = []
    for r in range(ranks):
        own = slice(r * size, (r + 1) * size)
        part = {"A": A[:, own].copy(), "a": a[own].copy(), "B": B[own].copy()}
        if r == 0:
            part["b"] = b.copy()
        parts.append(part)
    return parts


def forward(x, part):
    hidden = np.maximum(x @ part["A"] + part["a"], 0)
    y = hidden @ part["B"]
    if "b" in part:
        y = y + part["b"]
    return y


def backward(x, part, grad):
    z = x @ part["A"] + part["a"]
    hidden = np.maximum(z, 0)
    grad_z = (grad @ part["B"].T) * (z > 0)
    grads = {"A": x.T @ grad_z, "a": grad_z.sum(axis=0), "B": hidden.T @ grad}
    if "b" in part:
        grads["b"] = grad.sum(axis=0)
    return grads, grad_z @ part["A"].T


def bytes_sent(layers, tokens, d, ranks, bytes_each):
    reduces = layers * 2
    size = tokens * d * bytes_each
    return reduces * 2 * (ranks - 1) * size // ranks
