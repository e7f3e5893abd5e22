import torch


def torch_double_backward(x):
    x = x.detach().requires_grad_(True)
    (first,) = torch.autograd.grad((x**4).sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(first.pow(2).sum(), x)
    return first, second
