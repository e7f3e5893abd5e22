import numpy as np


def modulate(x, shift, scale):
    deviation = np.sqrt(x.var(axis=-1, keepdims=True) + 1e-6)
    normed = (x - x.mean(axis=-1, keepdims=True)) / deviation
    n = x.shape[1]
    return normed * (np.repeat(scale[:, None, :], n, axis=1) + 1) + np.repeat(shift[:, None, :], n, axis=1)


def sigmoid(z):
    return np.where(z > 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))))


def dit_block(x, c, params):
    d = x.shape[2]
    W, b = params["ada_W"], params["ada_b"]
    silu = c * sigmoid(c)

    def vector(k):
        return silu @ W[:, k * d : (k + 1) * d] + b[k * d : (k + 1) * d]

    x = x + vector(2)[:, None, :] * attention(modulate(x, vector(0), vector(1)), params)
    return x + vector(5)[:, None, :] * mlp(modulate(x, vector(3), vector(4)), params)


def xavier(rng, rows, columns):
    a = np.sqrt(6 / (rows + columns))
    return rng.uniform(low=-a, high=a, size=(rows, columns))


def init_params(d, hidden, rng):
    return {
        "ada_W": np.zeros((d, 6 * d)),
        "ada_b": np.zeros(6 * d),
        "Wq": xavier(rng, d, d),
        "Wk": xavier(rng, d, d),
        "Wv": xavier(rng, d, d),
        "Wo": xavier(rng, d, d),
        "W1": xavier(rng, d, hidden),
        "b1": np.zeros(hidden),
        "W2": xavier(rng, hidden, d),
        "b2": np.zeros(d),
    }


def attention(x, params):
    """One head of self-attention over the tokens of each image: (B, n, d) to (B, n, d)."""
    Q, K, V = x @ params["Wq"], x @ params["Wk"], x @ params["Wv"]
    scores = Q @ K.transpose(0, 2, 1) / np.sqrt(x.shape[2])
    weights = np.exp(scores - scores.max(axis=2, keepdims=True))
    return weights / weights.sum(axis=2, keepdims=True) @ V @ params["Wo"]


def mlp(x, params):
    """Two layers with the tanh form of GELU: (B, n, d) to (B, n, d)."""
    z = x @ params["W1"] + params["b1"]
    gelu = 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))
    return gelu @ params["W2"] + params["b2"]
