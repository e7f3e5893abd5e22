"""faster_than_six_steps

Your values are right, but each step is a kernel of its own, which reads the whole matrix and writes it back. Do all
steps for a row in one kernel.
"""

import torch
import triton
import triton.language as tl


def softmax_means(x, scales):
    x = torch.as_tensor(x, device="cuda")
    means = []
    for scale in scales.tolist():
        weights = torch.exp(x * scale - (x * scale).amax(1, keepdim=True))
        means.append((weights / weights.sum(1, keepdim=True)).mean(0))
    return torch.stack(means).cpu().numpy()
