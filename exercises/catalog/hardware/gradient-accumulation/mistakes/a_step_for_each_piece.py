"""worked_example

You take a step for each piece, which is training with small batches. Take one step, after the loop over the pieces.
"""

import torch
from torch import nn


def train(model, x, y, batch_size, piece_size, lr, max_norm):
    optimiser = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for batch_x, batch_y in zip(x.split(batch_size), y.split(batch_size)):
        optimiser.zero_grad()
        total = 0.0
        for piece_x, piece_y in zip(batch_x.split(piece_size), batch_y.split(piece_size)):
            loss = nn.functional.cross_entropy(model(piece_x), piece_y, reduction="sum") / len(batch_x)
            loss.backward()
            total += loss.item()
            nn.utils.clip_grad_norm_(model.parameters(), max_norm)
            optimiser.step()
            optimiser.zero_grad()
        losses.append(total)
    return losses


def run(weights, x, y, batch_size, piece_size, lr, max_norm):
    h, d = weights["0.weight"].shape
    model = nn.Sequential(nn.Linear(d, h), nn.Tanh(), nn.Linear(h, len(weights["2.bias"]))).double()
    model.load_state_dict(weights)
    seen = []
    model.register_forward_hook(lambda module, given, out: seen.append(len(out)))
    losses = train(model, x, y, batch_size, piece_size, lr, max_norm)
    return {"losses": losses, "weights": dict(model.state_dict()), "seen": seen}
