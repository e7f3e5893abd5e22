import numpy as np


def modulate(x, shift, scale):
    """Layer norm of each token, then the scale and the shift of its image.

    x: (B, n, d)    shift, scale: (B, d)
    Returns (B, n, d). modulate of [[[3, 1]]] with the shift [[0, 1]] and the scale [[-0.5, 0]] is [[[0.5, 0]]].
    """
    raise NotImplementedError("return the modulated tokens")


def dit_block(x, c, params):
    """A DiT block.

    x: (B, n, d)    c: (B, d)
    Returns (B, n, d).
    """
    # six vectors from the condition

    # attention, gated

    # MLP, gated

    raise NotImplementedError("return the tokens")


def init_params(d, hidden, rng):
    """The parameters of a new block, which is the identity."""
    raise NotImplementedError("return the dict")


def attention(x, params):
    """Given: one head of self-attention over the tokens of each image, (B, n, d) to (B, n, d). Do not change it."""
    Q, K, V = x @ params["Wq"], x @ params["Wk"], x @ params["Wv"]
    scores = Q @ K.transpose(0, 2, 1) / np.sqrt(x.shape[2])
    weights = np.exp(scores - scores.max(axis=2, keepdims=True))
    return weights / weights.sum(axis=2, keepdims=True) @ V @ params["Wo"]


def mlp(x, params):
    """Given: two layers with the tanh form of GELU, (B, n, d) to (B, n, d). Do not change it."""
    z = x @ params["W1"] + params["b1"]
    gelu = 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))
    return gelu @ params["W2"] + params["b2"]
