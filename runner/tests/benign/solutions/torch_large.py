import torch


def torch_large(mib):
    total = 0.0
    for _ in range(3):
        a = torch.ones(mib * 2**18)
        total += (a * 2).sum(dtype=torch.float64).item()
    return total
