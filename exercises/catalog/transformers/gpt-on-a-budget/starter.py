import torch
import torch.nn.functional as F


def rate_at(step, steps, lr):
    """The learning rate of a step: warm-up over the first tenth, then half a cosine.

    rate_at(0, 20, 0.6) is 0.3, rate_at(11, 20, 0.6) is 0.3, and rate_at(19, 20, 0.6) is 0.00456.
    """
    raise NotImplementedError("return the rate")


def train(state, ids, heads, steps, batch_size, lr, seed):
    """The parameters after this many steps of AdamW with clipped gradients, each on windows drawn from the text.

    state: a dict of float32 tensors    ids: (n,) int64
    """
    raise NotImplementedError("return a dict like state")


def gpt(state, ids, heads):
    """Given: logits (b, t, V) for the character after each position; position i sees characters 0 to i."""
    t, width = ids.shape[1], state["token"].shape[1]
    x = state["token"][ids] + state["position"][:t]  # (b, t, d)
    for layer in range(sum(name.endswith(".qkv") for name in state)):
        p = {name: state[f"{layer}.{name}"] for name in ("norm1", "qkv", "out", "norm2", "up", "down")}
        x = x + attention(F.layer_norm(x, (width,), p["norm1"]), p["qkv"], heads) @ p["out"].T
        x = x + F.gelu(F.layer_norm(x, (width,), p["norm2"]) @ p["up"].T) @ p["down"].T
    return F.layer_norm(x, (width,), state["norm"]) @ state["token"].T


def attention(x, qkv, heads):
    """Given: causal multi-head attention (b, t, d) -> (b, t, d)."""
    b, t, d = x.shape
    q, k, v = (x @ qkv.T).view(b, t, 3, heads, d // heads).permute(2, 0, 3, 1, 4)
    return F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(b, t, d)
