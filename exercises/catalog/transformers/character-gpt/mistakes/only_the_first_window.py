"""draws_from_the_whole_text

Every batch holds the same first window of the text, so the model only memorises that. Draw new starts at every step,
from the whole text.
"""

import torch
import torch.nn.functional as F


def gpt(state, ids, heads):
    t, width = ids.shape[1], state["token"].shape[1]
    x = state["token"][ids] + state["position"][:t]
    layer = 0
    while f"{layer}.qkv" in state:
        p = {name: state[f"{layer}.{name}"] for name in ("norm1", "qkv", "out", "norm2", "up", "down")}
        x = x + attention(F.layer_norm(x, (width,), p["norm1"]), p["qkv"], heads) @ p["out"].T
        x = x + F.gelu(F.layer_norm(x, (width,), p["norm2"]) @ p["up"].T) @ p["down"].T
        layer += 1
    return F.layer_norm(x, (width,), state["norm"]) @ state["token"].T


def attention(x, qkv, heads):
    b, t, d = x.shape
    q, k, v = (x @ qkv.T).view(b, t, 3, heads, d // heads).permute(2, 0, 3, 1, 4)
    mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
    return mixed.transpose(1, 2).reshape(b, t, d)


def train(state, ids, heads, steps, batch_size, lr, seed):
    torch.manual_seed(seed)
    state = {name: value.clone().requires_grad_() for name, value in state.items()}
    optimiser = torch.optim.AdamW(list(state.values()), lr=lr)
    window = torch.arange(len(state["position"]) + 1)
    for _ in range(steps):
        starts = torch.zeros(batch_size, 1, dtype=torch.int64)
        text = ids[starts + window]
        scores = gpt(state, text[:, :-1], heads)
        loss = F.cross_entropy(scores.flatten(0, 1), text[:, 1:].flatten())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return {name: value.detach() for name, value in state.items()}


@torch.no_grad()
def generate(state, ids, heads, n):
    for _ in range(n):
        scores = gpt(state, ids[None, -len(state["position"]) :], heads)
        ids = torch.cat([ids, scores[0, -1:].argmax(dim=1)])
    return ids
