import math

import torch
import torch.nn.functional as F


def rate_at(step, steps, lr):
    """Up in a straight line over the first tenth of the steps, then down along half a cosine."""
    warm = max(1, steps // 10)
    if step < warm:
        return lr * (step + 1) / warm
    return lr * (1 + math.cos(math.pi * (step - warm) / (steps - warm))) / 2


def train(state, ids, heads, steps, batch_size, lr, seed):
    """AdamW with a schedule and clipped gradients, on a GPU where there is one."""
    torch.manual_seed(seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    state = {name: value.to(device, copy=True).requires_grad_() for name, value in state.items()}
    moments = {name: (torch.zeros_like(value), torch.zeros_like(value)) for name, value in state.items()}
    window = torch.arange(len(state["position"]) + 1)  # context, and one more to predict
    for step in range(steps):
        current = rate_at(step, steps, lr)
        starts = torch.randint(len(ids) - len(window) + 1, (batch_size, 1))
        text = ids[starts + window].to(device)  # (batch, context + 1)
        scores = gpt(state, text[:, :-1], heads)  # each position predicts the next character
        loss = F.cross_entropy(scores.flatten(0, 1), text[:, 1:].flatten())
        slopes = torch.autograd.grad(loss, list(state.values()))
        norm = torch.cat([slope.flatten() for slope in slopes]).norm()
        with torch.no_grad():
            for (name, value), slope in zip(state.items(), slopes):
                mean, square = moments[name]
                slope = slope / norm.clamp(min=1.0)
                mean.mul_(0.9).add_(slope, alpha=0.1)
                square.mul_(0.95).add_(slope * slope, alpha=0.05)
                unbiased = square / (1 - 0.95 ** (step + 1))
                value.mul_(1 - current * 0.1)
                value -= current * (mean / (1 - 0.9 ** (step + 1))) / unbiased.sqrt().add(1e-8)
    return {name: value.detach().cpu() for name, value in state.items()}


def gpt(state, ids, heads):
    """Given: scores (b, t, V) for the character after each position; position i sees characters 0 to i."""
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
