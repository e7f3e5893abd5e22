import torch
import torch.nn.functional as F


def gpt(state, ids, heads):
    """Scores for the character after each position.

    state: {"token": (V, d), "position": (T, d), "0.norm1": (d,), "0.qkv": (3d, d), ..., "norm": (d,)}
    ids: (b, t) int64, t <= T

    Returns (b, t, V). With token [[1, -1], [-1, 1]], positions 0, norm [1, 1], no layer and ids [[0, 1]]:
    [[[2, -2], [-2, 2]]].
    """
    raise NotImplementedError("embeddings, the layers, the final norm, the table again")


def train(state, ids, heads, steps, batch_size, lr, seed):
    """The parameters after ``steps`` steps of AdamW on windows of the text ids (n,).

    Returns a dict like state.
    """
    torch.manual_seed(seed)
    state = {name: value.clone().requires_grad_() for name, value in state.items()}
    raise NotImplementedError("draw windows, predict each next character, step")


def generate(state, ids, heads, n):
    """ids (t,) and n more characters, each the one with the largest logit. Returns (t + n,)."""
    raise NotImplementedError("one character at a time")
