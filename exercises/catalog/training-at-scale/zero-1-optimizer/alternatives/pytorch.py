import numpy as np
import torch


def init_states(weights, ranks):
    c = (len(weights) + ranks - 1) // ranks
    parts = [torch.tensor(weights)[r * c :][:c].double() for r in range(ranks)]
    return [{"master": w.numpy(), "m": torch.zeros_like(w).numpy(), "v": torch.zeros_like(w).numpy()} for w in parts]


def step(states, grads, t, lr, beta1, beta2, eps, max_norm):
    sizes = [len(state["m"]) for state in states]
    total = torch.stack([torch.tensor(grad) for grad in grads]).mean(dim=0)
    parts = list(total.split(sizes))
    squares = torch.stack([part.square().sum() for part in parts])
    norm = squares.sum().sqrt()
    if max_norm is not None:
        parts = [part * max_norm / norm.clamp(min=max_norm) for part in parts]
    after = []
    for state, part in zip(states, parts):
        w, m, v = (torch.tensor(state[key]) for key in ("master", "m", "v"))
        m = torch.lerp(part, m, beta1)
        v = v.mul(beta2).addcmul(part, part, value=1 - beta2)
        root = (v / (1 - beta2**t)).sqrt().add(eps)
        w = w.addcdiv(m, root, value=-lr / (1 - beta1**t))
        after.append({"master": w.numpy(), "m": m.numpy(), "v": v.numpy()})
    return torch.cat([torch.tensor(state["master"]) for state in after]).half().numpy(), after


def bytes_per_rank(n, ranks):
    entries = len(range(0, n, ranks))  # the groups of R weights
    return n * 2 * 2 + entries * 3 * 4
