"""Exponents in float32, everything else in float64."""

import torch


def rotate(x, positions, base=10000.0):
    x = torch.tensor(x, dtype=torch.float64)
    d = x.shape[-1]
    angles = torch.from_numpy(positions).double().unsqueeze(1) * base ** -(torch.arange(0, d, 2) / d)
    even, odd = x[..., ::2], x[..., 1::2]
    turned = torch.empty_like(x)
    turned[..., ::2] = even * angles.cos() - odd * angles.sin()
    turned[..., 1::2] = even * angles.sin() + odd * angles.cos()
    return turned.numpy()
