import torch
from torch import nn


def fine_tune(model, n_classes, batches, lr, weight_decay):
    model.eval()
    for p in model.backbone.parameters():
        p.requires_grad = False
    head = nn.Linear(model.head.in_features, n_classes).to(model.head.weight)
    head.load_state_dict({name: torch.zeros_like(p) for name, p in head.named_parameters()})
    model.head = head
    with torch.no_grad():  # the backbone never changes, so its features can be computed beforehand
        batches = [(model.backbone(x), y) for x, y in batches]
    sgd = torch.optim.SGD(head.parameters(), lr, weight_decay=weight_decay)
    losses = []
    for features, y in batches:
        sgd.zero_grad()
        log_p = head(features).log_softmax(dim=1)
        loss = -log_p.gather(1, y[:, None]).mean()
        loss.backward()
        sgd.step()
        losses.append(float(loss))
    return losses


def run(weights, n_classes, batches, lr, weight_decay):
    """Given: a small network with batch norm and dropout, fine-tuned, and what came of it."""
    h, d = weights["0.weight"].shape
    model = nn.Sequential()
    model.add_module("backbone", nn.Sequential(nn.Linear(d, h), nn.BatchNorm1d(h), nn.ReLU(), nn.Dropout()))
    model.add_module("head", nn.Linear(h, d))
    model.double().backbone.load_state_dict(weights)
    losses = fine_tune(model, n_classes, batches, lr, weight_decay)
    trained = [name for name, p in model.backbone.named_parameters() if p.requires_grad]
    backbone, head = dict(model.backbone.state_dict()), dict(model.head.state_dict())
    return {"losses": losses, "trained": trained, "backbone": backbone, "head": head}
