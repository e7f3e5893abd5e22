import torch


def torch_complex(n):
    roots = torch.exp(2j * torch.pi * torch.arange(n, dtype=torch.float64) / n)
    z = torch.tensor([1.0 + 2.0j], requires_grad=True)
    (z.abs() ** 2).sum().backward()
    return roots.sum().abs(), torch.view_as_real(z.grad), roots
