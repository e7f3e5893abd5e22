import torch


def dropout(x, p, training, rng):
    drop = p if training else 0.0
    uniform = torch.from_numpy(rng.random(x.shape))
    return torch.from_numpy(x).div(1 - drop).masked_fill(uniform < drop, 0.0).numpy()
