import torch


def torch_diffusion(steps):
    betas = torch.linspace(1e-4, 0.2, steps, dtype=torch.float64)
    alphas = torch.cumprod(1 - betas, 0)
    x0 = torch.ones(4, dtype=torch.float64)
    noise = torch.full((4,), 0.5, dtype=torch.float64)
    xt = alphas[-1].sqrt() * x0 + (1 - alphas[-1]).sqrt() * noise
    return (xt - (1 - alphas[-1]).sqrt() * noise) / alphas[-1].sqrt(), alphas
