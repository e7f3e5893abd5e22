import torch
from torch.func import functional_call, grad, hessian, jacrev, vmap


def torch_func(x):
    layer = torch.nn.Linear(3, 1, bias=False)
    doubled = functional_call(layer, {"weight": torch.ones(1, 3)}, (x,))
    return (
        grad(lambda t: (t**3).sum())(x),
        jacrev(lambda t: t * t)(x),
        hessian(lambda t: (t**2).sum())(x),
        vmap(torch.dot)(x.repeat(2, 1), x.repeat(2, 1)),
        doubled,
    )
