import torch
from torch import nn


def train(model, x, y, batch_size, piece_size, lr, max_norm):
    sgd = torch.optim.SGD(model.parameters(), lr)
    losses = []
    batches = torch.arange(len(x)).split(batch_size)
    for batch in batches:
        summed = []
        for piece in batch.split(piece_size):
            log_p = nn.LogSoftmax(1)(model(x[piece]))
            summed.append(-log_p[torch.arange(len(piece)), y[piece]].sum())
            summed[-1].backward()
        # the gradient of the sum is complete: divide once, for the mean
        for p in model.parameters():
            p.grad.div_(len(batch))
        nn.utils.clip_grad_norm_(list(model.parameters()), max_norm)
        sgd.step()
        sgd.zero_grad()
        losses.append(sum(loss.item() for loss in summed) / len(batch))
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
