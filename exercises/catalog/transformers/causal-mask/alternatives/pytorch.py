import torch


def causal_mask(n, m):
    return torch.ones(n, m, dtype=torch.bool).tril(m - n).numpy()


def causal_weights(scores):
    mask = torch.from_numpy(causal_mask(*scores.shape[-2:]))
    return torch.from_numpy(scores).masked_fill(~mask, float("-inf")).softmax(-1).numpy()
