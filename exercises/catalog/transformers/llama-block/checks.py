import math

import numpy as np
import torch

from runner.judge import array, check, close, heatmap, preserves_arguments, shape

EXAMPLE = {"num_attention_heads": 2, "num_key_value_heads": 1, "rms_norm_eps": 1e-5, "rope_theta": 10000.0}
ATTENTION = {"q_proj": (8, 2), "k_proj": (4, 2), "v_proj": (4, 2), "o_proj": (2, 8)}


@check(example=True)
def worked_feed_forward(learner, rng):
    """Layer 0 of the worked example: norm, SwiGLU and the second residual"""
    close(learner.llama_block(np.array([[4.0, 4.0]]), worked_weights(), 0, EXAMPLE), worked([[4.0, 4.0]], 0))


@check(example=True)
def worked_attention(learner, rng):
    """Layer 1 of the worked example: norm, rotation, attention and the first residual"""
    tokens = [[4.0, 4.0], [3.0, -3.0], [-2.0, 2.0]]
    close(learner.llama_block(np.array(tokens), worked_weights(), 1, EXAMPLE), worked(tokens, 1))


@check
def attention_weights(learner, rng):
    """The weights of one head over a longer text"""
    d = n = e = 8
    weights, config = draw(rng, layers=2, d=d, e=e, f=3, heads=2, kv_heads=1)
    prefix = "model.layers.1."
    weights[f"{prefix}input_layernorm.weight"] = np.ones(d)
    weights[f"{prefix}self_attn.v_proj.weight"] = np.eye(e)
    weights[f"{prefix}self_attn.o_proj.weight"] = np.eye(d, 2 * e)  # of head 0 alone
    weights[f"{prefix}mlp.down_proj.weight"] = np.zeros((d, 3))
    x = np.eye(n)
    value = 1 / math.sqrt(1 / d + config["rms_norm_eps"])  # what a token's own feature is after the norm
    y = array(learner.llama_block(x, weights, 1, config))
    shape(y, (n, d))
    if y.dtype.kind == "f":
        shares, expected = (y - x) / value, (by_torch(x, weights, 1, config) - x) / value
        wrong = ~np.isclose(shares, expected, atol=1e-6)
        learner.show(heatmap({"your weights": shares, "expected": expected}, marks={"your weights": wrong}))
        close(shares, expected, name="your matrix of weights of head 0")
    close(y, by_torch(x, weights, 1, config))


@check
def any_sizes(learner, rng):
    """Any number of heads, layers and batch axes"""
    for dims, n, layer, sizes in [
        ((), 1, 0, {"d": 3, "e": 2, "f": 4, "heads": 1, "kv_heads": 1}),
        ((), 5, 2, {"d": 8, "e": 2, "f": 5, "heads": 4, "kv_heads": 2}),
        ((2,), 4, 1, {"d": 6, "e": 4, "f": 3, "heads": 6, "kv_heads": 2}),
        ((2, 3), 3, 0, {"d": 4, "e": 6, "f": 7, "heads": 3, "kv_heads": 3}),
    ]:
        weights, config = draw(rng, layers=3, **sizes)
        compare(learner, rng.normal(size=(*dims, n, sizes["d"])), weights, layer, config, e=sizes["e"])


@check
def configuration(learner, rng):
    """Epsilon and theta from the configuration"""
    for eps, theta in [(0.5, 10000.0), (1e-5, 50.0), (0.1, 500000.0)]:
        weights, config = draw(rng, layers=2, d=6, e=6, f=4, heads=4, kv_heads=2)
        config |= {"rms_norm_eps": eps, "rope_theta": theta}
        # with 24 positions, angles in float32 are far enough off to show
        compare(learner, rng.normal(size=(24, 6)), weights, 1, config, e=6)


@check
def large_scores_and_gates(learner, rng):
    """Scores and gates in the thousands stay exact"""
    for large in (["self_attn.q_proj", "self_attn.k_proj"], ["mlp.gate_proj"]):
        weights, config = draw(rng, layers=2, d=4, e=2, f=6, heads=2, kv_heads=1)
        for name in large:
            weights[f"model.layers.0.{name}.weight"] *= 1000 ** (1 / len(large))
        compare(learner, rng.normal(size=(8, 4)), weights, 0, config, e=2)


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    weights, config = draw(rng, layers=2, d=6, e=4, f=5, heads=2, kv_heads=1)
    compare(learner, rng.normal(size=(2, 3, 6)), weights, 1, config, e=4)
    preserves_arguments(learner)


def compare(learner, x, weights, layer, config, e):
    close(learner.llama_block(x, weights, layer, config), by_torch(x, weights, layer, config), sizes={"e": e})


def draw(rng, layers, d, e, f, heads, kv_heads):
    """The weights of a model and its configuration."""
    sizes = {
        "input_layernorm": (d,),
        "self_attn.q_proj": (heads * e, d),
        "self_attn.k_proj": (kv_heads * e, d),
        "self_attn.v_proj": (kv_heads * e, d),
        "self_attn.o_proj": (d, heads * e),
        "post_attention_layernorm": (d,),
        "mlp.gate_proj": (f, d),
        "mlp.up_proj": (f, d),
        "mlp.down_proj": (d, f),
    }
    weights = {
        f"model.layers.{layer}.{name}.weight": rng.normal(size=size) + (len(size) == 1)
        for layer in range(layers)
        for name, size in sizes.items()
    }
    return weights, EXAMPLE | {"num_attention_heads": heads, "num_key_value_heads": kv_heads}


def worked_weights():
    weights, _ = draw(np.random.default_rng(0), layers=2, d=2, e=4, f=3, heads=2, kv_heads=1)
    log3 = math.log(3)
    entries = {
        "q_proj": {(0, 0): 2, (6, 1): 1},
        "k_proj": {(0, 0): 1, (2, 1): 3},
        "v_proj": {(0, 0): 1, (1, 1): 1, (2, 0): 5},
        "o_proj": {(0, 0): 1, (0, 5): 2, (1, 1): 3, (1, 6): 1},
    }
    first, second = {"self_attn.o_proj": np.zeros((2, 8))}, {"mlp.down_proj": np.zeros((2, 3))}
    for name, size in ATTENTION.items():
        matrix = np.zeros(size)
        for at, value in entries[name].items():
            matrix[at] = value
        second[f"self_attn.{name}"] = matrix
    first["mlp.gate_proj"] = np.array([[log3, 0.0], [0.0, -log3 / 2], [2.0, -1.0]])
    first["mlp.up_proj"] = np.array([[1.0, 1.0], [2.0, 0.0], [5.0, 5.0]])
    first["mlp.down_proj"] = np.array([[1.0, 2.0, 7.0], [0.0, 4.0, 7.0]])
    first |= {"input_layernorm": np.array([3.0, 5.0]), "post_attention_layernorm": np.array([1.0, 2.0])}
    second |= {"input_layernorm": np.ones(2), "post_attention_layernorm": np.ones(2)}
    for layer, part in enumerate((first, second)):
        weights |= {f"model.layers.{layer}.{name}.weight": value for name, value in part.items()}
    return weights


def worked(tokens, layer):
    return by_torch(np.array(tokens), worked_weights(), layer, EXAMPLE)


def by_torch(x, weights, layer, config):
    """With PyTorch's own norm, attention and SiLU, and the rotation as a product of complex numbers."""
    start = f"model.layers.{layer}."
    w = {name[len(start) : -7]: torch.tensor(a) for name, a in weights.items() if name.startswith(start)}
    functional, linear = torch.nn.functional, torch.nn.functional.linear
    heads, kv_heads, theta = (config[key] for key in ("num_attention_heads", "num_key_value_heads", "rope_theta"))
    x = torch.tensor(x)
    normed = functional.rms_norm(x, x.shape[-1:], w["input_layernorm"], config["rms_norm_eps"])
    q, k, v = (linear(normed, w[f"self_attn.{letter}_proj"]) for letter in "qkv")
    q = by_complex_numbers(torch.stack(q.chunk(heads, dim=-1), dim=-3), theta)
    k = by_complex_numbers(torch.stack(k.chunk(kv_heads, dim=-1), dim=-3), theta)
    v = torch.stack(v.chunk(kv_heads, dim=-1), dim=-3)
    k, v = (a[..., [i * kv_heads // heads for i in range(heads)], :, :] for a in (k, v))
    out = functional.scaled_dot_product_attention(q, k, v, is_causal=True)  # (..., heads, n, e)
    h = x + linear(torch.cat(out.unbind(dim=-3), dim=-1), w["self_attn.o_proj"])
    normed = functional.rms_norm(h, h.shape[-1:], w["post_attention_layernorm"], config["rms_norm_eps"])
    hidden = functional.silu(linear(normed, w["mlp.gate_proj"])) * linear(normed, w["mlp.up_proj"])
    return (h + linear(hidden, w["mlp.down_proj"])).numpy()


def by_complex_numbers(a, theta):
    n, e = a.shape[-2:]
    speeds = theta ** (-torch.arange(0, e, 2, dtype=torch.float64) / e)
    angles = torch.arange(n)[:, None] * speeds
    turned = torch.complex(*a.chunk(2, dim=-1)) * torch.polar(torch.ones_like(angles), angles)
    return torch.cat([turned.real, turned.imag], dim=-1)
