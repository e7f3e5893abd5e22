import torch


def attend(x, cache, P, W_q, W_k, W_v):
    x, P, W_q, W_k, W_v = (torch.from_numpy(a) for a in (x, P, W_q, W_k, W_v))
    start = 0 if cache is None else cache["K"].shape[0]
    x = x + P.narrow(0, start, x.shape[0])
    K, V = x @ W_k, x @ W_v
    if cache is not None:
        K = torch.vstack([torch.from_numpy(cache["K"]), K])
        V = torch.vstack([torch.from_numpy(cache["V"]), V])
    scores = (x @ W_q) @ K.T * K.shape[1] ** -0.5
    later = torch.ones(scores.shape, dtype=torch.bool).triu(start + 1)
    y = scores.masked_fill(later, -torch.inf).softmax(dim=1) @ V
    return y.numpy(), {"K": K.numpy(), "V": V.numpy()}
