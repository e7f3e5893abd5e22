import math

import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(d, bias=False), nn.LayerNorm(d, bias=False)
        self.qkv, self.out = nn.Linear(d, d * 3, bias=False), nn.Linear(d, d, bias=False)
        self.up, self.down = nn.Linear(d, d * 4, bias=False), nn.Linear(d * 4, d, bias=False)
        self.register_buffer("later", torch.ones(context, context, dtype=torch.bool).triu(1), persistent=False)

    def forward(self, x):
        t, d = x.shape[1:]
        q, k, v = self.qkv(self.norm1(x)).split(d, dim=2)
        width = d // self.heads
        mixed = []
        for head in range(self.heads):
            own = slice(head * width, (head + 1) * width)
            scores = q[..., own] @ k[..., own].mT / math.sqrt(width)
            mixed.append(scores.masked_fill(self.later[:t, :t], -math.inf).softmax(dim=2) @ v[..., own])
        x = x + self.out(torch.cat(mixed, dim=2))
        return x + self.down(nn.functional.gelu(self.up(self.norm2(x))))


class GPT(nn.Module):
    def __init__(self, state, heads):
        super().__init__()
        context, d = state["position"].shape
        self.token, self.position = nn.Parameter(state["token"].clone()), nn.Parameter(state["position"].clone())
        self.norm = nn.LayerNorm(d, bias=False)
        self.layers = nn.ModuleList(Block(d, heads, context) for name in state if name.endswith(".qkv"))
        self.load_state_dict({GPT.inner(name): value for name, value in state.items()})

    @staticmethod
    def inner(name):
        if name in ("token", "position"):
            return name
        return ("norm" if name == "norm" else f"layers.{name}") + ".weight"

    def forward(self, ids):
        x = self.token[ids] + self.position[: ids.shape[1]]
        for layer in self.layers:
            x = layer(x)
        return self.norm(x) @ self.token.T


def gpt(state, ids, heads):
    return GPT(state, heads)(ids).detach()


def train(state, ids, heads, steps, batch_size, lr, seed):
    torch.manual_seed(seed)
    model = GPT(state, heads)
    optimiser = torch.optim.AdamW(model.parameters(), lr=lr)
    context = len(state["position"])
    criterion = nn.CrossEntropyLoss()
    for _ in range(steps):
        starts = torch.randint(len(ids) - context, (batch_size,)).tolist()
        text = torch.stack([ids[start : start + context + 1] for start in starts])
        optimiser.zero_grad()
        criterion(model(text[:, :-1]).mT, text[:, 1:]).backward()
        optimiser.step()
    trained = model.state_dict()
    return {name: trained[GPT.inner(name)] for name in state}


def generate(state, ids, heads, n):
    model = GPT(state, heads)
    ids = ids.tolist()
    for _ in range(n):
        scores = model(torch.tensor([ids[-len(state["position"]) :]]))
        ids.append(int(scores[0, -1].argmax()))
    return torch.tensor(ids)
