import math

import torch
import torch.nn as nn


class Attention(nn.Module):
    def forward(self, qkv, n_heads, real):
        q, k, v = torch.chunk(qkv, 3, dim=2)
        heads = []
        for Q, K, V in zip(q.chunk(n_heads, -1), k.chunk(n_heads, -1), v.chunk(n_heads, -1)):
            scores = torch.einsum("bid,bjd->bij", Q, K) / math.sqrt(Q.shape[-1])
            if real is not None:
                scores = torch.where(real[:, None], scores, -torch.inf)
            heads.append(torch.softmax(scores, 2) @ V)
        return torch.cat(heads, dim=2)


class EncoderBlock(nn.Module):
    def __init__(self, d_model, n_heads, d_ff):
        super().__init__()
        self.heads = n_heads
        self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)
        self.attention = Attention()
        self.qkv, self.out = nn.Linear(d_model, 3 * d_model), nn.Linear(d_model, d_model)
        self.up, self.down = nn.Linear(d_model, d_ff), nn.Linear(d_ff, d_model)
        self.gelu = nn.GELU()

    def forward(self, x, real=None):
        x = x + self.out(self.attention(self.qkv(self.norm1(x)), self.heads, real))
        return x + self.down(self.gelu(self.up(self.norm2(x))))


def run(weights, x, n_heads, real=None):
    """Given: load the weights into a block, run it, and differentiate the sum of squares of the real outputs."""
    d_ff, d_model = weights["up.weight"].shape
    block = EncoderBlock(d_model, n_heads, d_ff).double()
    block.load_state_dict(weights)
    x = x.clone().requires_grad_()
    y = block(x, real)
    (y if real is None else y[real]).square().sum().backward()
    return y, {"x": x.grad} | {name: p.grad for name, p in block.named_parameters()}
