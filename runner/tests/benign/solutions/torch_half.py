import torch


def torch_half(x):
    y = x.half()
    return y + y, (y.double() ** 2).sum(), torch.isinf(torch.tensor(60000.0).half() * 2).item()
