import torch
from torch import nn


def torch_vae():
    torch.manual_seed(0)
    x = torch.bernoulli(torch.full((64, 8), 0.2))
    encode, decode = nn.Linear(8, 4), nn.Linear(2, 8)
    optimiser = torch.optim.Adam([*encode.parameters(), *decode.parameters()], lr=0.05)
    losses = []
    for _ in range(60):
        mean, log_var = encode(x).chunk(2, 1)
        z = mean + torch.randn_like(mean) * (log_var / 2).exp()
        rebuilt = nn.functional.binary_cross_entropy_with_logits(decode(z), x, reduction="sum")
        kl = -0.5 * (1 + log_var - mean**2 - log_var.exp()).sum()
        loss = (rebuilt + kl) / len(x)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses[-1] < losses[0]
