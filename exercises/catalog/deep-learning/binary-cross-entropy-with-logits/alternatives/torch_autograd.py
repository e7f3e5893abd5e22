import torch


def bce_with_logits(z, y):
    z = torch.tensor(z, requires_grad=True)
    y = torch.tensor(y)
    log_sigmoid = torch.nn.functional.logsigmoid
    loss = -(y * log_sigmoid(z) + (1 - y) * log_sigmoid(-z)).mean()
    loss.backward()
    return loss.item(), z.grad.numpy()
