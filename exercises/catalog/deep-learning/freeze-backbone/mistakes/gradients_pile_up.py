"""head_trained

You do not clear the gradients between steps, so each step also adds all the earlier gradients.

---
Call optimiser.zero_grad() before backward().
"""

import torch
from torch import nn


def fine_tune(model, n_classes, batches, lr, weight_decay):
    model.backbone.requires_grad_(False)
    model.backbone.eval()
    old = model.head
    model.head = nn.Linear(old.in_features, n_classes, dtype=old.weight.dtype)
    for parameter in model.head.parameters():
        nn.init.zeros_(parameter)
    optimiser = torch.optim.SGD(model.head.parameters(), lr=lr, weight_decay=weight_decay)
    losses = []
    for x, y in batches:
        loss = nn.functional.cross_entropy(model(x), y)

        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses


def run(weights, n_classes, batches, lr, weight_decay):
    h, d = weights["0.weight"].shape
    model = nn.Sequential()
    model.add_module("backbone", nn.Sequential(nn.Linear(d, h), nn.BatchNorm1d(h), nn.ReLU(), nn.Dropout()))
    model.add_module("head", nn.Linear(h, d))
    model.double().backbone.load_state_dict(weights)
    losses = fine_tune(model, n_classes, batches, lr, weight_decay)
    trained = [name for name, p in model.backbone.named_parameters() if p.requires_grad]
    backbone, head = dict(model.backbone.state_dict()), dict(model.head.state_dict())
    return {"losses": losses, "trained": trained, "backbone": backbone, "head": head}
