"""B17: Return the argument, a view of it, or change it so that the reference sees other numbers.

KernelBench's `zero_out_kernel` zeroes its input before the reference reads it, and kernelbot's `cheat-input.py` is the
same: both then agree. The judge keeps its own arguments, and what was sent is a copy.

+++
verdict = ["failed"]
layers = ["apart", "checks"]
+++
"""

import numpy as np

# %% itself
double = lambda x: x
# %% a view
double = lambda x: x[...]


# %% zeroed, so that twice of it is itself
def double(x):
    x[...] = 0
    return x


# %% made NaN
def double(x):
    if x.dtype.kind == "f":
        x[...] = np.nan
    return x


# %% doubled in place
def double(x):
    x *= 2
    return x


# %% doubled in place and put back halved, after the copy
def double(x):
    out = x * 2
    x *= 2
    return out


# %% shrunk
def double(x):
    x.resize(0, refcheck=False)
    return x
