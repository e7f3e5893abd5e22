# Three steps are left for you. Replace each raise NotImplementedError with your code.

import numpy as np


def llama_block(x, weights, layer, config):
    """One block of a Llama model, with the weights of this layer.

    x: (..., n, d)    weights: {"model.layers.0.self_attn.q_proj.weight": (a * e, d), ...}    layer: int from 0
    config: {"num_attention_heads": a, "num_key_value_heads": b, "rms_norm_eps": number, "rope_theta": number}

    Returns (..., n, d).

    In the worked example layer 0 turns [[4, 4]] into [[5.373, 1.803]], and layer 1 turns [[4, 4], [3, -3], [-2, 2]]
    into [[7, 12], [2.525, 4.325], [0.233, -3.089]].
    """
    w = {name: weights[f"model.layers.{layer}.{name}.weight"] for name in NAMES}
    normed = rms_norm(x, w["input_layernorm"], config["rms_norm_eps"])
    h = x + attention(normed, w, config)
    normed = rms_norm(h, w["post_attention_layernorm"], config["rms_norm_eps"])
    gate, up = normed @ w["mlp.gate_proj"].T, normed @ w["mlp.up_proj"].T  # (..., n, f)
    # Step 1 of 3: return the block's output (..., n, d). SiLU belongs on one of the two branches, and must not overflow
    # for gates in the thousands.
    raise NotImplementedError


NAMES = [
    "input_layernorm",
    *[f"self_attn.{letter}_proj" for letter in "qkvo"],
    "post_attention_layernorm",
    *[f"mlp.{part}_proj" for part in ("gate", "up", "down")],
]


def rms_norm(x, g, eps):
    return x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + eps) * g


def attention(x, w, config):
    """Causal attention with shared keys and values, (..., n, d) -> (..., n, d)."""
    heads, kv_heads = config["num_attention_heads"], config["num_key_value_heads"]
    q = rotate(split(x @ w["self_attn.q_proj"].T, heads), config["rope_theta"])  # (..., heads, n, e)
    k = rotate(split(x @ w["self_attn.k_proj"].T, kv_heads), config["rope_theta"])  # (..., kv_heads, n, e)
    v = split(x @ w["self_attn.v_proj"].T, kv_heads)
    # Step 2 of 3: k and v, one for each query head: (..., heads, n, e). Neighboring query heads share one.
    raise NotImplementedError

    n, d_head = q.shape[-2:]
    scores = np.where(np.tri(n), q @ k.swapaxes(-1, -2) / np.sqrt(d_head), -np.inf)  # (..., heads, n, n)
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    joined = (shares @ v).swapaxes(-2, -3).reshape(*x.shape[:-1], heads * d_head)
    return joined @ w["self_attn.o_proj"].T


def split(a, heads):
    """(..., n, heads * e) -> (..., heads, n, e)"""
    return a.reshape(*a.shape[:-1], heads, -1).swapaxes(-2, -3)


def rotate(a, base):
    """Rotate each pair of features by the angle of its position, (..., n, e) -> (..., n, e)."""
    n, d_head = a.shape[-2:]
    angles = np.arange(n)[:, None] * base ** (-2 * np.arange(d_head // 2) / d_head)  # (n, e / 2)
    cos, sin = np.cos(angles), np.sin(angles)
    # Step 3 of 3: return the rotated features. Which one is the partner of feature i?
    raise NotImplementedError
