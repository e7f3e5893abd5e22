"""F21: Return a value that is only roughly right, if the tolerance allows it.

A constant, half the digits, a clamp that keeps the exponential finite: with one magnitude and one tolerance each of
them passes. Checks use several magnitudes, relative tolerances, and relations between answers.

+++
verdict = ["failed"]
exercise = "softmax"
layers = ["checks"]
+++
"""

import numpy as np


def right(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


# %% a constant
softmax = lambda x: np.full(x.shape, 1 / x.shape[-1])
# %% half precision
softmax = lambda x: right(x.astype(np.float16).astype(float))
# %% half precision, to be judged by half a precision
softmax = lambda x: right(x).astype(np.float16)


# %% nothing, in half precision
def softmax(x):
    out = right(x).astype(np.float16)
    return out * (out > 1e-3)


# %% single precision
softmax = lambda x: right(x.astype(np.float32)).astype(float)
# %% rounded to six digits
softmax = lambda x: right(x).round(6)


# %% a clamp
def softmax(x):
    e = np.exp(np.clip(x, -50, 50))
    return e / e.sum(axis=-1, keepdims=True)


# %% no shift
def softmax(x):
    e = np.exp(x)
    return e / e.sum(axis=-1, keepdims=True)


# %% an epsilon
def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / (e.sum(axis=-1, keepdims=True) + 1e-6)


# %% an approximation
def softmax(x):
    z = x - x.max(axis=-1, keepdims=True)
    e = np.maximum(1 + z / 1024, 0) ** 1024
    return e / e.sum(axis=-1, keepdims=True)
