import torch
import torch.nn.functional as F


def scores(state, x, p, training):
    hidden = F.relu(F.linear(x, state["hidden.weight"], state["hidden.bias"]))
    return F.linear(F.dropout(hidden, p, training), state["output.weight"], state["output.bias"])


def fit(state, x, y, p, epochs, batch_size, lr, seed):
    torch.manual_seed(seed)
    state = {name: value.clone().requires_grad_() for name, value in state.items()}
    for _ in range(epochs):
        order = torch.randperm(len(y))
        for start in range(0, len(y), batch_size):
            rows = order[start : start + batch_size]
            log_p = F.log_softmax(scores(state, x[rows], p, True), 1)
            loss = -log_p[torch.arange(len(rows)), y[rows]].mean()
            for value, slope in zip(state.values(), torch.autograd.grad(loss, list(state.values()))):
                value.data -= lr * slope
    return {name: value.detach() for name, value in state.items()}


def predict(state, x, p):
    return scores(state, x, p, False).argmax(1)
