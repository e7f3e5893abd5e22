"""gradients

No gradient passes along the second residual path, where h is added to the result of the feed-forward part. So
everything before it learns from one of its two paths only. Add h itself, without detach or .data.
"""

import torch
from torch import nn


class EncoderBlock(nn.Module):
    def __init__(self, d_model, n_heads, d_ff):
        super().__init__()
        self.n_heads = n_heads
        self.norm1 = nn.LayerNorm(d_model)
        self.qkv = nn.Linear(d_model, 3 * d_model)
        self.out = nn.Linear(d_model, d_model)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, d_ff)
        self.down = nn.Linear(d_ff, d_model)

    def forward(self, x, real=None):
        h = x + self.attend(self.norm1(x), real)
        return h.detach() + self.down(nn.functional.gelu(self.up(self.norm2(h))))

    def attend(self, x, real):
        b, n, d = x.shape
        qkv = self.qkv(x).view(b, n, 3, self.n_heads, d // self.n_heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        scores = q @ k.mT / (d // self.n_heads) ** 0.5
        if real is not None:
            scores = scores.masked_fill(~real[:, None, None, :], float("-inf"))
        heads = scores.softmax(dim=-1) @ v
        return self.out(heads.transpose(1, 2).reshape(b, n, d))


def run(weights, x, n_heads, real=None):
    d_ff, d_model = weights["up.weight"].shape
    block = EncoderBlock(d_model, n_heads, d_ff).double()
    block.load_state_dict(weights)
    x = x.clone().requires_grad_()
    y = block(x, real)
    (y if real is None else y[real]).square().sum().backward()
    return y, {"x": x.grad} | {name: p.grad for name, p in block.named_parameters()}
