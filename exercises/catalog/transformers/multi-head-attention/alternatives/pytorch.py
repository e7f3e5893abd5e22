import torch


def multi_head_attention(x, W_q, W_k, W_v, W_o, n_heads, mask=None):
    x, W_q, W_k, W_v, W_o = (torch.from_numpy(a) for a in (x, W_q, W_k, W_v, W_o))
    q, k, v = ((x @ W).unflatten(-1, (n_heads, -1)).transpose(-2, -3) for W in (W_q, W_k, W_v))
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~torch.from_numpy(mask).unsqueeze(-3), -torch.inf)
    return ((scores.softmax(-1) @ v).transpose(-2, -3).flatten(-2) @ W_o).numpy()
