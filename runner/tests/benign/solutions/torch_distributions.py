import torch
from torch import distributions as D


def torch_distributions():
    torch.manual_seed(0)
    normal = D.Normal(torch.tensor(1.0), torch.tensor(2.0))
    return {
        "log_prob": normal.log_prob(torch.tensor(1.0)),
        "kl": D.kl_divergence(normal, D.Normal(torch.tensor(1.0), torch.tensor(2.0))),
        "mean": normal.rsample((20_000,)).mean().item(),
        "entropy": D.Categorical(probs=torch.full((4,), 0.25)).entropy(),
        "bernoulli": D.Bernoulli(0.3).sample((20_000,)).mean().item(),
    }
