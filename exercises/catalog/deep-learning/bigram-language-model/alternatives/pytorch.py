import string

import torch

SYMBOLS = "." + string.ascii_lowercase


def count_bigrams(names):
    first, second = pairs(names)
    return torch.bincount(first * 27 + second, minlength=27 * 27).reshape(27, 27).numpy()


def probabilities(counts, smoothing):
    weights = torch.tensor(counts + float(smoothing))
    return (weights / weights.sum(dim=1, keepdim=True)).numpy()


def nll(names, P):
    first, second = pairs(names)
    return torch.nn.functional.nll_loss(torch.tensor(P).log()[first], second).item()


def train(names, steps, lr):
    first, second = pairs(names)
    one_hot = torch.nn.functional.one_hot(first, 27).double()
    logits = torch.zeros(27, 27, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([logits], lr=lr)
    losses = []
    for _ in range(steps):
        loss = torch.nn.functional.cross_entropy(one_hot @ logits, second)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return logits.detach().numpy(), losses


def pairs(names):
    ids = [torch.tensor([SYMBOLS.index(symbol) for symbol in f".{name}."]) for name in names]
    return torch.cat([name[:-1] for name in ids]), torch.cat([name[1:] for name in ids])
