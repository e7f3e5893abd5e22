import numpy as np
import torch


def pairwise_distances(X, Y):
    x = torch.tensor(np.array(X, dtype=np.float64)).unsqueeze(-2)
    y = torch.tensor(np.array(Y, dtype=np.float64)).unsqueeze(-3)
    return (x - y).pow(2).sum(-1).sqrt().numpy()
