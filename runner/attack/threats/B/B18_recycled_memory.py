"""B18: Return uninitialised memory, hoping that it still holds the right answer.

KernelBench's `result_reuse_kernel` found the reference's result in memory of the same size that had just been freed.
Here the reference never ran in this process.

+++
verdict = ["failed", "bad_value"]
layers = ["apart"]
+++
"""

import numpy as np

# %% of NumPy
double = lambda x: np.empty_like(x)


# %% the best of many
def double(x):
    candidates = [np.empty_like(x) for _ in range(1000)]
    return max(candidates, key=lambda array: np.count_nonzero(array))


# %% of torch
import torch

double = lambda x: torch.empty(x.shape, dtype=torch.float64).numpy()
