import torch


def mlp_forward(x, weights, biases):
    h = torch.as_tensor(x)
    last = len(weights) - 1
    for i, (W, b) in enumerate(zip(weights, biases)):
        h = torch.nn.functional.linear(h, torch.as_tensor(W), torch.as_tensor(b))
        h = torch.softmax(h, dim=1) if i == last else torch.relu(h)
    return h.numpy()
