import torch
import torch.nn.functional as F


def torch_convolution(x, w):
    x = x.detach().requires_grad_(True)
    out = F.conv2d(x, w, stride=2, padding=1)
    out.sum().backward()
    back = F.conv_transpose2d(out, w, stride=2, padding=1)
    pooled = F.max_pool2d(x, 2), F.avg_pool2d(x, 2), F.adaptive_avg_pool2d(x, 1)
    return (
        out,
        x.grad.sum(),
        list(back.shape),
        [p.shape[-1] for p in pooled],
        F.interpolate(x, scale_factor=2).shape[-1],
    )
