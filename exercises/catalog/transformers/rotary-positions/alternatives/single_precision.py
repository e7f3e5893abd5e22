"""As in Llama's own code: frequencies, angles and turning in float32, pairs as complex numbers."""

import torch


def rotate(x, positions, base=10000.0):
    x, positions = torch.from_numpy(x).float(), torch.from_numpy(positions)
    d = x.shape[-1]
    freqs = 1.0 / (base ** (torch.arange(0, d, 2).float() / d))
    angles = torch.outer(positions.float(), freqs)
    turns = torch.polar(torch.ones_like(angles), angles)
    pairs = torch.view_as_complex(x.reshape(*x.shape[:-1], -1, 2))
    return torch.view_as_real(pairs * turns).flatten(-2).numpy()
