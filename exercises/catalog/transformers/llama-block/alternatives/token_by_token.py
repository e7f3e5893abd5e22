import math

import numpy as np


def llama_block(x, weights, layer, config):
    if x.ndim > 2:
        return np.stack([llama_block(part, weights, layer, config) for part in x])
    get = lambda name: weights["model.layers." + str(layer) + "." + name + ".weight"]
    a, b = config["num_attention_heads"], config["num_key_value_heads"]
    e = get("self_attn.k_proj").shape[0] // b
    keys, values, y = [[] for _ in range(b)], [[] for _ in range(b)], []
    for p, token in enumerate(x):
        normed = norm(token, get("input_layernorm"), config)
        turned = rotation(p, e, config["rope_theta"])
        for g in range(b):
            rows = slice(g * e, g * e + e)
            keys[g].append(turned @ get("self_attn.k_proj")[rows] @ normed)
            values[g].append(get("self_attn.v_proj")[rows] @ normed)
        joined = []
        for i in range(a):
            query = turned @ get("self_attn.q_proj")[i * e : i * e + e] @ normed
            scores = np.array(keys[i * b // a]) @ query / math.sqrt(e)
            shares = np.exp(scores - max(scores))
            joined.extend(shares @ np.array(values[i * b // a]) / sum(shares))
        h = token + get("self_attn.o_proj") @ joined
        normed = norm(h, get("post_attention_layernorm"), config)
        hidden = [silu(gate) * up for gate, up in zip(get("mlp.gate_proj") @ normed, get("mlp.up_proj") @ normed)]
        y.append(h + get("mlp.down_proj") @ hidden)
    return np.array(y)


def norm(token, g, config):
    return g * token / math.sqrt(token @ token / len(token) + config["rms_norm_eps"])


def silu(z):
    return z * math.exp(min(z, 0)) / (1 + math.exp(-abs(z)))


def rotation(p, e, base):
    """The rotation of all pairs as one matrix."""
    matrix = np.zeros((e, e))
    for i in range(e // 2):
        angle = p / base ** (2 * i / e)
        j = i + e // 2
        matrix[i, i] = matrix[j, j] = math.cos(angle)
        matrix[j, i], matrix[i, j] = math.sin(angle), -math.sin(angle)
    return matrix
