import torch
from torch import nn


def torch_transformer():
    torch.manual_seed(1)
    layer = nn.TransformerEncoderLayer(16, 4, 32, dropout=0.0, batch_first=True)
    encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
    x = torch.randn(2, 5, 16)
    mask = nn.Transformer.generate_square_subsequent_mask(5)
    full = encoder(x, mask=mask)
    x[:, 4] = 0.0
    changed = encoder(x, mask=mask)
    attended, weights = nn.MultiheadAttention(16, 4, batch_first=True)(x, x, x)
    full.sum().backward()
    return torch.allclose(full[:, :4], changed[:, :4], atol=1e-5), weights.sum(-1), list(attended.shape)
