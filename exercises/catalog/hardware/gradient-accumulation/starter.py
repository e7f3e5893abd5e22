import torch
from torch import nn


def train(model, x, y, batch_size, piece_size, lr, max_norm):
    """One epoch of SGD, computing each batch in pieces.

    x: (N, d)    y: (N,) classes

    Returns the mean losses of the batches, a list of floats. Changes the model's parameters.
    """
    raise NotImplementedError("one step for each batch, one backward pass for each piece")


def run(weights, x, y, batch_size, piece_size, lr, max_norm):
    """Given: trains a small model and returns the results."""
    h, d = weights["0.weight"].shape
    model = nn.Sequential(nn.Linear(d, h), nn.Tanh(), nn.Linear(h, len(weights["2.bias"]))).double()
    model.load_state_dict(weights)
    seen = []
    model.register_forward_hook(lambda module, given, out: seen.append(len(out)))
    losses = train(model, x, y, batch_size, piece_size, lr, max_norm)
    return {"losses": losses, "weights": dict(model.state_dict()), "seen": seen}
