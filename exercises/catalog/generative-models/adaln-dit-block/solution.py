import numpy as np


def modulate(x, shift, scale):
    """The condition takes the place of a layer norm's own weights."""
    centered = x - x.mean(axis=2, keepdims=True)
    normed = centered / np.sqrt((centered**2).mean(axis=2, keepdims=True) + 1e-6)
    return normed * (1 + scale[:, None]) + shift[:, None]  # the same for all tokens of an image


def dit_block(x, c, params):
    """Two branches, each modulated before and gated after."""
    six = c / (1 + np.exp(-c)) @ params["ada_W"] + params["ada_b"]  # (B, 6 d)
    shift1, scale1, gate1, shift2, scale2, gate2 = np.split(six, 6, axis=1)
    h = x + gate1[:, None] * attention(modulate(x, shift1, scale1), params)
    return h + gate2[:, None] * mlp(modulate(h, shift2, scale2), params)


def init_params(d, hidden, rng):
    """Only the gates start at 0: the branches must return something, or no gradient reaches the gates."""
    shapes = {name: (d, d) for name in ("Wq", "Wk", "Wv", "Wo")} | {"W1": (d, hidden), "W2": (hidden, d)}
    params = {"ada_W": np.zeros((d, 6 * d)), "ada_b": np.zeros(6 * d), "b1": np.zeros(hidden), "b2": np.zeros(d)}
    for name, shape in shapes.items():
        limit = np.sqrt(6 / sum(shape))
        params[name] = rng.uniform(-limit, limit, size=shape)
    return params


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
