import torch


def feed_forward(x, g, c, W1, b1, W2, b2):
    x, g, c, W1, b1, W2, b2 = map(torch.from_numpy, (x, g, c, W1, b1, W2, b2))
    variance, mean = torch.var_mean(x, dim=-1, correction=0, keepdim=True)
    z = ((x - mean) * torch.rsqrt(variance + 1e-5) * g + c) @ W1 + b1
    return (x + z * torch.special.ndtr(z) @ W2 + b2).numpy()
