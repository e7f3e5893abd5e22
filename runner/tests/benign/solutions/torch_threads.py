import torch


def torch_threads(n):
    torch.set_num_threads(2)
    a = torch.ones(n, n)
    x = torch.randn(n, n, requires_grad=True)
    (a @ x).sum().backward()
    return (a @ a)[0, 0].item(), x.grad[0, 0].item(), torch.get_num_threads()
