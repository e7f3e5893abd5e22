import torch
from torch import nn


def train(model, x, y, batch_size, piece_size, lr, max_norm):
    parameters = list(model.parameters())
    losses = []
    for start in range(0, len(x), batch_size):
        end = min(start + batch_size, len(x))
        grads, batch_loss = [torch.zeros_like(p) for p in parameters], 0.0
        for at in range(start, end, piece_size):
            piece = slice(at, min(at + piece_size, end))
            weight = (piece.stop - at) / (end - start)
            loss = nn.CrossEntropyLoss()(model(x[piece]), y[piece])
            for total, g in zip(grads, torch.autograd.grad(loss, parameters)):
                total += weight * g
            batch_loss += weight * loss.item()
        norm = torch.cat([g.flatten() for g in grads]).norm()
        scale = min(1.0, max_norm / norm.item())
        with torch.no_grad():
            for p, g in zip(parameters, grads):
                p -= lr * scale * g
        losses.append(batch_loss)
    return losses


def run(weights, x, y, batch_size, piece_size, lr, max_norm):
    """Given: a small model, trained, and what came of it."""
    h, d = weights["0.weight"].shape
    model = nn.Sequential(nn.Linear(d, h), nn.Tanh(), nn.Linear(h, len(weights["2.bias"]))).double()
    model.load_state_dict(weights)
    seen = []
    model.register_forward_hook(lambda module, given, out: seen.append(len(out)))
    losses = train(model, x, y, batch_size, piece_size, lr, max_norm)
    return {"losses": losses, "weights": dict(model.state_dict()), "seen": seen}
