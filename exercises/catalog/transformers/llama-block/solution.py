import numpy as np


def llama_block(x, weights, layer, config):
    """Norm, attention, add; norm, feed-forward, add."""
    w = {name: weights[f"model.layers.{layer}.{name}.weight"] for name in NAMES}
    normed = rms_norm(x, w["input_layernorm"], config["rms_norm_eps"])
    h = x + attention(normed, w, config)
    normed = rms_norm(h, w["post_attention_layernorm"], config["rms_norm_eps"])
    gate, up = normed @ w["mlp.gate_proj"].T, normed @ w["mlp.up_proj"].T  # (..., n, f)
    return h + (gate * np.exp(-np.logaddexp(0, -gate)) * up) @ w["mlp.down_proj"].T


NAMES = [
    "input_layernorm",
    *[f"self_attn.{letter}_proj" for letter in "qkvo"],
    "post_attention_layernorm",
    *[f"mlp.{part}_proj" for part in ("gate", "up", "down")],
]


def rms_norm(x, g, eps):
    return x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + eps) * g


def attention(x, w, config):
    heads, kv_heads = config["num_attention_heads"], config["num_key_value_heads"]
    q = rotate(split(x @ w["self_attn.q_proj"].T, heads), config["rope_theta"])  # (..., heads, n, d_head)
    k = rotate(split(x @ w["self_attn.k_proj"].T, kv_heads), config["rope_theta"])
    v = split(x @ w["self_attn.v_proj"].T, kv_heads)
    k, v = (np.repeat(a, heads // kv_heads, axis=-3) for a in (k, v))  # neighboring query heads share a pair

    n, d_head = q.shape[-2:]
    scores = np.where(np.tri(n), q @ k.swapaxes(-1, -2) / np.sqrt(d_head), -np.inf)  # (..., heads, n, n)
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    joined = (shares @ v).swapaxes(-2, -3).reshape(*x.shape[:-1], heads * d_head)
    return joined @ w["self_attn.o_proj"].T


def split(a, heads):
    return a.reshape(*a.shape[:-1], heads, -1).swapaxes(-2, -3)


def rotate(a, base):
    """Feature i and feature i + d_head / 2 are a point in the plane."""
    n, d_head = a.shape[-2:]
    angles = np.arange(n)[:, None] * base ** (-2 * np.arange(d_head // 2) / d_head)  # (n, d_head / 2)
    cos, sin = np.cos(angles), np.sin(angles)
    left, right = np.split(a, 2, axis=-1)
    return np.concatenate([left * cos - right * sin, right * cos + left * sin], axis=-1)
