# The gradient is added with an indexed +=, which counts a token that occurs several times only once.
import numpy as np


def embed(E, ids):
    return E[ids].copy()


def embedding_gradient(G, ids, V, padding=None):
    d = G.shape[-1]
    grad = np.zeros((V, d))
    flat_ids = np.asarray(ids).reshape(-1)
    flat_G = np.asarray(G).reshape(-1, d)
    grad[flat_ids] += flat_G
    if padding is not None:
        grad[padding] = 0
    return grad
