"""The torch way, sorted and cut, with the chance still from NumPy's generator."""

import torch


def next_token(logits, rng, temperature=1.0, top_k=None, top_p=None):
    logits = torch.tensor(logits)
    if temperature == 0:
        return logits.argmax().item()
    values, tokens = torch.topk(logits / temperature, min(top_k or len(logits), len(logits)))
    p = torch.softmax(values, dim=0)
    if top_p is not None:
        p[p.cumsum(dim=0) - p >= top_p] = 0.0
    running = p.cumsum(dim=0)
    return tokens[torch.searchsorted(running, rng.random() * running[-1])].item()
