import torch


def batch_norm(x, gamma, beta, mean, var, training, rho=0.1, eps=1e-5):
    x, gamma, beta, mean, var = (torch.tensor(a) for a in (x, gamma, beta, mean, var))
    if training:
        unbiased, batch_mean = torch.var_mean(x, dim=0)
        n = len(x)
        y = (x - batch_mean) * torch.rsqrt(unbiased * (n - 1) / n + eps)
        mean, var = torch.lerp(mean, batch_mean, rho), torch.lerp(var, unbiased, rho)
    else:
        y = (x - mean) * torch.rsqrt(var + eps)
    return (y * gamma + beta).numpy(), mean.numpy(), var.numpy()
