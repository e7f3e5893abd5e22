import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.norm = nn.LayerNorm(d)
        self.mix = nn.Sequential(nn.Linear(d, 2 * d), nn.GELU(), nn.Dropout(0.5), nn.Linear(2 * d, d))
        self.register_buffer("calls", torch.zeros(1))

    def forward(self, x):
        self.calls += 1
        return x + self.mix(self.norm(x))


def torch_modules(d):
    torch.manual_seed(0)
    first, second = Block(d).eval(), Block(d).eval()
    second.load_state_dict(first.state_dict())
    seen = []
    handle = first.register_forward_hook(lambda m, a, out: seen.append(tuple(out.shape)))
    x = torch.randn(3, d)
    same = torch.equal(first(x), second(x))
    handle.remove()
    return same, sum(p.numel() for p in first.parameters()), seen, len(repr(first)) > 50
