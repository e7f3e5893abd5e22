# The gradient is clipped after each piece instead of once when it is complete.
import torch
from torch import nn


def train(model, x, y, batch_size, piece_size, lr, max_norm):
    losses = []
    for start in range(0, len(x), batch_size):
        batch_x, batch_y = x[start : start + batch_size], y[start : start + batch_size]
        n = len(batch_x)
        model.zero_grad()
        total = 0.0
        for i in range(0, n, piece_size):
            piece_x, piece_y = batch_x[i : i + piece_size], batch_y[i : i + piece_size]
            loss = nn.functional.cross_entropy(model(piece_x), piece_y) * len(piece_x) / n
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
            total += loss.item()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
        losses.append(total)
    model.zero_grad()
    return losses


def run(weights, x, y, batch_size, piece_size, lr, max_norm):
    """Given: trains a small model and returns the results."""
    h, d = weights["0.weight"].shape
    model = nn.Sequential(nn.Linear(d, h), nn.Tanh(), nn.Linear(h, len(weights["2.bias"]))).double()
    model.load_state_dict(weights)
    seen = []
    model.register_forward_hook(lambda module, given, out: seen.append(len(out)))
    losses = train(model, x, y, batch_size, piece_size, lr, max_norm)
    return {"losses": losses, "weights": dict(model.state_dict()), "seen": seen}
