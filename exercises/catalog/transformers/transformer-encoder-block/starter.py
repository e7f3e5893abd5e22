import torch
from torch import nn


class EncoderBlock(nn.Module):
    """A pre-norm transformer encoder block.

    Parts: norm1, qkv, out, norm2, up, down.
    """

    def __init__(self, d_model, n_heads, d_ff):
        super().__init__()
        raise NotImplementedError("create the parts")

    def forward(self, x, real=None):
        """x: (b, n, d_model)    real: booleans (b, n), False for padding. Returns (b, n, d_model)."""
        raise NotImplementedError("return the tokens after the block")


def run(weights, x, n_heads, real=None):
    """Given: loads the weights into a block, runs it, and differentiates the sum of squares of the real outputs."""
    d_ff, d_model = weights["up.weight"].shape
    block = EncoderBlock(d_model, n_heads, d_ff).double()
    block.load_state_dict(weights)
    x = x.clone().requires_grad_()
    y = block(x, real)
    (y if real is None else y[real]).square().sum().backward()
    return y, {"x": x.grad} | {name: p.grad for name, p in block.named_parameters()}
