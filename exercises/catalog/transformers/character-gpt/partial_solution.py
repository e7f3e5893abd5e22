# Three steps are left for you. Replace each raise NotImplementedError with your code.

import torch
import torch.nn.functional as F


def gpt(state, ids, heads):
    """Scores for the character after each position.

    state: {"token": (V, d), "position": (T, d), "0.norm1": (d,), "0.qkv": (3d, d), ..., "norm": (d,)}
    ids: (b, t) int64, t <= T

    Returns (b, t, V). With token [[1, -1], [-1, 1]], positions 0, norm [1, 1], no layer and ids [[0, 1]]:
    [[[2, -2], [-2, 2]]].
    """
    t, width = ids.shape[1], state["token"].shape[1]
    x = state["token"][ids] + state["position"][:t]  # (b, t, d)
    layer = 0
    while f"{layer}.qkv" in state:
        p = {name: state[f"{layer}.{name}"] for name in ("norm1", "qkv", "out", "norm2", "up", "down")}
        # Step 1 of 3: x (b, t, d) after this layer: add the attention, then the feed-forward layer. The norms belong
        # to what is added. F.layer_norm(x, (width,), scale) has no shift.
        raise NotImplementedError
        layer += 1
    return F.layer_norm(x, (width,), state["norm"]) @ state["token"].T


def attention(x, qkv, heads):
    """Causal multi-head attention (b, t, d) -> (b, t, d), the heads side by side, before the matrix "out"."""
    b, t, d = x.shape
    q, k, v = (x @ qkv.T).view(b, t, 3, heads, d // heads).permute(2, 0, 3, 1, 4)  # each (b, heads, t, d / heads)
    mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
    return mixed.transpose(1, 2).reshape(b, t, d)


def train(state, ids, heads, steps, batch_size, lr, seed):
    """The parameters after ``steps`` steps of AdamW on windows of the text ids (n,).

    Returns a dict like state.
    """
    torch.manual_seed(seed)
    state = {name: value.clone().requires_grad_() for name, value in state.items()}
    optimiser = torch.optim.AdamW(list(state.values()), lr=lr)
    window = torch.arange(len(state["position"]) + 1)
    for _ in range(steps):
        starts = torch.randint(len(ids) - len(window) + 1, (batch_size, 1))
        text = ids[starts + window]  # (batch_size, T + 1)
        # Step 2 of 3: loss, the mean cross-entropy over all T positions of all windows. What does each position see,
        # and what does it predict?
        raise NotImplementedError
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return {name: value.detach() for name, value in state.items()}


@torch.no_grad()
def generate(state, ids, heads, n):
    """ids (t,) and n more characters, each the one with the largest logit. Returns (t + n,)."""
    for _ in range(n):
        # Step 3 of 3: ids, one character longer. The model can't look at more than the last T characters, T being
        # the number of rows in state["position"].
        raise NotImplementedError
    return ids
