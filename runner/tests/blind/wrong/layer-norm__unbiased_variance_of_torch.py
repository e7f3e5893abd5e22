# torch's var divides by d - 1 by default, but layer norm needs the variance with 1/d.
import torch


def layer_norm(x, gamma, beta, eps=1e-5):
    x, gamma, beta = (torch.tensor(a, dtype=torch.float64) for a in (x, gamma, beta))
    mean = x.mean(dim=-1, keepdim=True)
    var = x.var(dim=-1, keepdim=True)
    y = (x - mean) / torch.sqrt(var + eps) * gamma + beta
    return y.numpy()
