import torch
from torch import nn


def fine_tune(model, n_classes, batches, lr, weight_decay):
    for module in model.backbone.modules():
        module.eval()
        for p in module.parameters():
            p.requires_grad_(False)
    model.head = nn.Linear(model.head.weight.shape[1], n_classes).double()
    with torch.no_grad():
        model.head.weight.fill_(0.0)
        model.head.bias.fill_(0.0)
    losses = []
    for x, y in batches:
        loss = nn.CrossEntropyLoss()(model(x), y)
        parameters = list(model.head.parameters())
        gradients = torch.autograd.grad(loss, parameters)
        with torch.no_grad():
            for p, g in zip(parameters, gradients):
                p -= lr * (g + weight_decay * p)
        losses.append(loss.item())
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
