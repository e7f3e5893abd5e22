import numpy as np


def llama_block(x, weights, layer, config):
    """One block of a Llama model, with the weights of this layer.

    x: (..., n, d)    weights: {"model.layers.0.self_attn.q_proj.weight": (a * e, d), ...}    layer: int from 0
    config: {"num_attention_heads": a, "num_key_value_heads": b, "rms_norm_eps": number, "rope_theta": number}

    Returns (..., n, d).

    In the worked example layer 0 turns [[4, 4]] into [[5.373, 1.803]], and layer 1 turns [[4, 4], [3, -3], [-2, 2]]
    into [[7, 12], [2.525, 4.325], [0.233, -3.089]].
    """
    # h = x + attention(norm(x)), with rotary positions and shared keys and values

    # y = h + feed_forward(norm(h))

    raise NotImplementedError("return the tokens after the block")
