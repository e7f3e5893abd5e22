import torch


def feed_forward(x, g, c, W1, b1, W2, b2):
    x, g, c, W1, b1, W2, b2 = (torch.from_numpy(a).float() for a in (x, g, c, W1, b1, W2, b2))
    centred = x - x.mean(-1, keepdim=True)
    variance = centred.square().mean(-1, keepdim=True)
    z = (centred / (variance + 1e-5).sqrt() * g + c) @ W1 + b1
    return (x + 0.5 * z * (1 + torch.erf(z * 0.5**0.5)) @ W2 + b2).numpy()
