import math

import numpy as np
import torch


class Rank:
    def __init__(self, number, state):
        self.number = number
        self.master, self.m, self.v = (torch.tensor(np.array(state[k], dtype=np.float64)) for k in ("master", "m", "v"))

    def receive(self, mean, c):
        start = min(self.number * c, len(mean))
        self.g = mean[start : start + len(self.master)].clone()

    def adam(self, t, lr, beta1, beta2, eps):
        self.m = torch.lerp(self.m, self.g, 1 - beta1)
        self.v = torch.lerp(self.v, self.g * self.g, 1 - beta2)
        m_hat, v_hat = self.m / (1 - beta1**t), self.v / (1 - beta2**t)
        self.master = self.master - lr * m_hat / (v_hat.sqrt() + eps)

    def state(self):
        return {"master": self.master.numpy(), "m": self.m.numpy(), "v": self.v.numpy()}


def init_states(weights, ranks):
    size = math.ceil(len(weights) / ranks)
    wide = np.asarray(weights).astype(np.float64)
    states = []
    for r in range(ranks):
        master = wide[size * r : size * (r + 1)].copy()
        states.append({"master": master, "m": np.zeros_like(master), "v": np.zeros_like(master)})
    return states


def step(states, grads, t, lr, beta1, beta2, eps, max_norm):
    mean = torch.tensor(np.stack(grads)).mean(dim=0)
    crew = [Rank(r, state) for r, state in enumerate(states)]
    for rank in crew:
        rank.receive(mean, math.ceil(len(mean) / len(crew)))
    norm = math.sqrt(sum(float(rank.g.square().sum()) for rank in crew))
    if max_norm is not None and norm > max_norm:
        for rank in crew:
            rank.g *= max_norm / norm
    for rank in crew:
        rank.adam(t, lr, beta1, beta2, eps)
    return torch.cat([rank.master for rank in crew]).to(torch.float16).numpy(), [rank.state() for rank in crew]


def bytes_per_rank(n, ranks):
    owned = (n + ranks - 1) // ranks
    return 2 * n + 2 * n + 3 * 4 * owned
