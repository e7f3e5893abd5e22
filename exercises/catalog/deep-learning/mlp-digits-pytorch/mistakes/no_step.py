"""worked_example

Your parameters never change. Either no step follows the backward pass, or the gradients are cleared between the two, so
that the step has none left to use.

---
For each batch: optimiser.zero_grad(), loss.backward(), optimiser.step(), in this order.
"""

import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, d, h, c, p):
        super().__init__()
        self.hidden = nn.Linear(d, h)
        self.dropout = nn.Dropout(p)
        self.output = nn.Linear(h, c)

    def forward(self, x):
        return self.output(self.dropout(torch.relu(self.hidden(x))))


def load(state, p):
    h, d = state["hidden.weight"].shape
    model = MLP(d, h, len(state["output.bias"]), p)
    model.load_state_dict(state)
    return model


def fit(state, x, y, p, epochs, batch_size, lr, seed):
    torch.manual_seed(seed)
    model = load(state, p)
    optimiser = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(epochs):
        for rows in torch.randperm(len(x)).split(batch_size):
            loss = nn.functional.cross_entropy(model(x[rows]), y[rows])
            optimiser.zero_grad()
            loss.backward()
    return dict(model.state_dict())


def predict(state, x, p):
    model = load(state, p).eval()
    with torch.no_grad():
        return model(x).argmax(dim=1)
