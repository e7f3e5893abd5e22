"""B8: Return the wrong shape or dtype, and let broadcasting make it fit.

`allclose` compares a scalar with a million entries and a column with a row, and says yes. Shapes and dtypes are compared
first, and exactly.

+++
verdict = ["failed"]
layers = ["checks"]
+++
"""

import numpy as np


# %% a scalar that broadcasts
def double(x):
    return np.float64(x.flat[0] * 2)


# %% an array without axes
def double(x):
    return np.array(x.flat[0] * 2)


# %% an axis too many
def double(x):
    return (x * 2)[None]


# %% flat
def double(x):
    return (x * 2).ravel()


# %% half precision
def double(x):
    return (x * 2).astype(np.float16) if x.dtype.kind == "f" else x * 2


# %% single precision
def double(x):
    return (x * 2).astype(np.float32) if x.dtype.kind == "f" else x * 2


# %% complex
def double(x):
    return x * (2 + 0j)


# %% integers as floats
def double(x):
    return x * 2.0


# %% integers that wrap
def double(x):
    return (x * 2).astype(np.int32).astype(x.dtype)


# %% an empty array
def double(x):
    return x[:0]


# %% truth values
def double(x):
    return x == x


# %% a list
def double(x):
    return (x * 2).tolist()
