import torch


def attend(x, cache, W_q, W_k, W_v, W_o, heads, kv_heads):
    x, W_q, W_k, W_v, W_o = (torch.from_numpy(a) for a in (x, W_q, W_k, W_v, W_o))
    q = (x @ W_q).unflatten(1, (heads, -1)).transpose(0, 1)
    K = (x @ W_k).unflatten(1, (kv_heads, -1)).transpose(0, 1)
    V = (x @ W_v).unflatten(1, (kv_heads, -1)).transpose(0, 1)
    if cache is not None:
        K = torch.hstack([torch.from_numpy(cache["K"]), K])
        V = torch.hstack([torch.from_numpy(cache["V"]), V])
    group = heads // kv_heads
    scores = q @ K.repeat_interleave(group, dim=0).mT / K.shape[2] ** 0.5
    later = torch.ones(scores.shape, dtype=torch.bool).triu(K.shape[1] - len(x) + 1)
    out = scores.masked_fill(later, -torch.inf).softmax(dim=2) @ V.repeat_interleave(group, dim=0)
    return (out.transpose(0, 1).flatten(1) @ W_o).numpy(), {"K": K.numpy(), "V": V.numpy()}


def cache_bytes(tokens, layers, kv_heads, d_head, bytes_each):
    return sum(tokens * layers * kv_heads * d_head * bytes_each for _ in "KV")
