import numpy as np
import torch


def torch_bridge(a):
    shared = torch.from_numpy(a)
    shared += 1
    return a, torch.as_tensor([1, 2]).numpy(), np.asarray(torch.ones(2)), shared.tolist()
