"""The softmax in separate steps, which a learner's kernel is to beat. It runs in a cell of its own."""

import torch

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"  # the CPU is for tests of the checks


def softmax_means(x, scales):
    x = torch.as_tensor(x, device=DEVICE)
    means = x.new_empty(len(scales), x.shape[1])
    for k, scale in enumerate(scales.tolist()):
        z = x * scale
        z = z - z.amax(1, keepdim=True)
        weights = torch.exp(z)
        means[k] = (weights / weights.sum(1, keepdim=True)).mean(0)
    return means.cpu().numpy()
