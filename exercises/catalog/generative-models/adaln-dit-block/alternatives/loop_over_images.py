import numpy as np
import torch


def modulate(x, shift, scale):
    x = torch.tensor(x)
    normed = torch.nn.functional.layer_norm(x, x.shape[2:], eps=1e-6).numpy()
    result = []
    for tokens, beta, gamma in zip(normed, shift, scale):
        result.append(tokens + tokens * gamma + beta)
    return np.array(result)


def dit_block(x, c, params):
    six = torch.nn.functional.silu(torch.tensor(c)).numpy() @ params["ada_W"] + params["ada_b"]
    six = six.reshape(len(x), 6, x.shape[2])
    for first, branch in ((0, attention), (3, mlp)):
        shift, scale, gate = six[:, first], six[:, first + 1], six[:, first + 2]
        x = x + np.einsum("bd,bnd->bnd", gate, branch(modulate(x, shift, scale), params))
    return x


def init_params(d, hidden, rng):
    params = {"ada_W": np.zeros((d, 6 * d)), "ada_b": np.zeros(6 * d), "b1": np.zeros(hidden), "b2": np.zeros(d)}
    for name in ("Wq", "Wk", "Wv", "Wo"):
        params[name] = (2 * rng.random((d, d)) - 1) * (3 / d) ** 0.5
    a = (6 / (d + hidden)) ** 0.5
    params["W1"] = (2 * rng.random((d, hidden)) - 1) * a
    params["W2"] = (2 * rng.random((hidden, d)) - 1) * a
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
