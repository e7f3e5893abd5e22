import math

import torch


def norm(x, scale):
    centred = x - x.mean(dim=-1, keepdim=True)
    return centred / ((centred**2).mean(dim=-1, keepdim=True) + 1e-5).sqrt() * scale


def gpt(state, ids, heads):
    b, t = ids.shape
    d = state["token"].shape[1]
    x = torch.nn.functional.embedding(ids, state["token"]) + state["position"][torch.arange(t)]
    sees = torch.tril(torch.ones(t, t)).bool()
    for layer in sorted(int(name.split(".")[0]) for name in state if name.endswith(".qkv")):
        h = norm(x, state[f"{layer}.norm1"])
        queries, keys, values = (
            torch.einsum("btd,hkd->bhtk", h, W.reshape(heads, d // heads, d)) for W in state[f"{layer}.qkv"].chunk(3)
        )
        scores = torch.einsum("bhik,bhjk->bhij", queries, keys) / math.sqrt(d // heads)
        weights = torch.where(sees, scores, -math.inf).softmax(dim=3)
        mixed = torch.einsum("bhij,bhjk->bihk", weights, values).reshape(b, t, d)
        x = x + mixed @ state[f"{layer}.out"].T
        z = norm(x, state[f"{layer}.norm2"]) @ state[f"{layer}.up"].T
        x = x + z / 2 * (1 + torch.erf(z / math.sqrt(2))) @ state[f"{layer}.down"].T
    return torch.einsum("btd,vd->btv", norm(x, state["norm"]), state["token"])


def train(state, ids, heads, steps, batch_size, lr, seed):
    torch.manual_seed(seed)
    context = len(state["position"])
    state = {name: value.clone().requires_grad_() for name, value in state.items()}
    optimiser = torch.optim.AdamW(state.values(), lr)
    for _ in range(steps):
        places = [int(torch.randint(0, len(ids) - context, ())) for _ in range(batch_size)]
        seen = torch.stack([ids[place : place + context] for place in places])
        following = torch.stack([ids[place + 1 : place + context + 1] for place in places])
        log_p = torch.log_softmax(gpt(state, seen, heads), dim=2)
        loss = torch.nn.functional.nll_loss(log_p.flatten(0, 1), following.flatten())
        for value, slope in zip(state.values(), torch.autograd.grad(loss, tuple(state.values()))):
            value.grad = slope
        optimiser.step()
    return {name: value.detach() for name, value in state.items()}


def generate(state, ids, heads, n):
    if not n:
        return ids
    last = ids[-len(state["position"]) :].reshape(1, -1)
    best = torch.topk(gpt(state, last, heads)[0, -1], 1).indices
    return generate(state, torch.cat((ids, best)), heads, n - 1)
