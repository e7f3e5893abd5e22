from collections import OrderedDict

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def build(state, p):
    h, d = state["hidden.weight"].shape
    layers = [("hidden", nn.Linear(d, h)), ("relu", nn.ReLU()), ("dropout", nn.Dropout(p))]
    model = nn.Sequential(OrderedDict([*layers, ("output", nn.Linear(h, state["output.bias"].shape[0]))]))
    model.load_state_dict(state)
    return model


def fit(state, x, y, p, epochs, batch_size, lr, seed):
    torch.manual_seed(seed)
    model = build(state, p)
    criterion = nn.CrossEntropyLoss()
    optimiser = torch.optim.SGD(model.parameters(), lr=lr)
    loader = DataLoader(TensorDataset(x, y), batch_size=batch_size, shuffle=True)
    for epoch in range(epochs):
        for inputs, labels in loader:
            optimiser.zero_grad()
            criterion(model(inputs), labels).backward()
            optimiser.step()
    return {name: value.detach() for name, value in model.named_parameters()}


@torch.no_grad()
def predict(state, x, p):
    model = build(state, p)
    model.eval()
    return torch.max(model(x), dim=1).indices
