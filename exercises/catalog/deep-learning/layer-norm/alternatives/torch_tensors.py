import torch


def layer_norm(x, gamma, beta, eps=1e-5):
    x = torch.from_numpy(x)
    var, mean = torch.var_mean(x, dim=-1, correction=0, keepdim=True)
    y = (x - mean) * torch.rsqrt(var + eps)
    return torch.addcmul(torch.from_numpy(beta), y, torch.from_numpy(gamma)).numpy()
