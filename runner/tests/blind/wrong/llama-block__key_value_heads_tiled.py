# The key-value heads are tiled one after the other, so neighbouring query heads do not share one.
import numpy as np


def rms(x, g, eps):
    return x / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + eps) * g


def silu(z):
    e = np.exp(-np.abs(z))
    return z * np.where(z >= 0, 1.0, e) / (1.0 + e)


def rope(t, theta):
    n, e = t.shape[-2:]
    half = e // 2
    angles = np.arange(n)[:, None] * theta ** (-2.0 * np.arange(half) / e)
    c, s = np.cos(angles), np.sin(angles)
    u, w = t[..., :half], t[..., half:]
    return np.concatenate([u * c - w * s, w * c + u * s], axis=-1)


def llama_block(x, weights, layer, config):
    def get(name):
        return weights[f"model.layers.{layer}.{name}.weight"]

    a, b = config["num_attention_heads"], config["num_key_value_heads"]
    eps, theta = config["rms_norm_eps"], config["rope_theta"]
    n = x.shape[-2]

    h = rms(x, get("input_layernorm"), eps)
    q = h @ get("self_attn.q_proj").T
    k = h @ get("self_attn.k_proj").T
    v = h @ get("self_attn.v_proj").T
    e = q.shape[-1] // a
    q = np.swapaxes(q.reshape(q.shape[:-1] + (a, e)), -2, -3)
    k = np.swapaxes(k.reshape(k.shape[:-1] + (b, e)), -2, -3)
    v = np.swapaxes(v.reshape(v.shape[:-1] + (b, e)), -2, -3)
    q, k = rope(q, theta), rope(k, theta)
    k = np.concatenate([k] * (a // b), axis=-3)
    v = np.concatenate([v] * (a // b), axis=-3)
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(e)
    mask = np.tril(np.ones((n, n), dtype=bool))
    scores = np.where(mask, scores, -np.inf)
    scores = scores - scores.max(axis=-1, keepdims=True)
    p = np.exp(scores)
    p = p / p.sum(axis=-1, keepdims=True)
    out = np.swapaxes(p @ v, -2, -3)
    out = out.reshape(out.shape[:-2] + (a * e,))
    hidden = x + out @ get("self_attn.o_proj").T

    m = rms(hidden, get("post_attention_layernorm"), eps)
    gate = silu(m @ get("mlp.gate_proj").T)
    up = m @ get("mlp.up_proj").T
    return hidden + (gate * up) @ get("mlp.down_proj").T
