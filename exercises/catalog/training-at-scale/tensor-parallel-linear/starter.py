import numpy as np


def shard(A, a, B, b, ranks):
    """Each rank's parameters: a list of dicts with "A", "a" and "B", for rank 0 also "b".

    A: (d, h)    a: (h,)    B: (h, d_out)    b: (d_out,)
    """
    # units r * h / R to (r + 1) * h / R - 1 on rank r

    raise NotImplementedError("return the list of dicts")


def forward(x, part):
    """One rank's share of the result. The network adds the shares up.

    x: (n, d)    part: the rank's parameters
    Returns (n, d_out).
    """
    raise NotImplementedError("return the share")


def backward(x, part, grad):
    """One rank's gradients.

    grad: (n, d_out), the gradient of the result
    Returns (grads, grad_x): a dict with the keys of part, and the rank's share of the gradient of x, (n, d).
    """
    raise NotImplementedError("return the gradients and the share")


def bytes_sent(layers, tokens, d, ranks, bytes_each):
    """The bytes that each rank sends in a training step.

    bytes_sent(32, 4096, 4096, 8, 2) is 7516192768.
    """
    raise NotImplementedError("return the bytes")
