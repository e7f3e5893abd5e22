import torch
from torch import nn


def torch_cnn_training():
    torch.manual_seed(0)
    x = torch.zeros(32, 1, 8, 8)
    y = torch.arange(32) % 2
    x[y == 0, :, 3, :] = 1.0
    x[y == 1, :, :, 3] = 1.0
    model = nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(64, 2)
    )
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for _ in range(15):
        optimiser.zero_grad(set_to_none=True)
        nn.CrossEntropyLoss()(model(x), y).backward()
        optimiser.step()
    return int((model.eval()(x).argmax(1) == y).sum())
