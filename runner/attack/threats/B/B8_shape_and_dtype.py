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
double = lambda x: np.float64(x.flat[0] * 2)
# %% an array without axes
double = lambda x: np.array(x.flat[0] * 2)
# %% an axis too many
double = lambda x: (x * 2)[None]
# %% flat
double = lambda x: (x * 2).ravel()
# %% half precision
double = lambda x: (x * 2).astype(np.float16) if x.dtype.kind == "f" else x * 2
# %% single precision
double = lambda x: (x * 2).astype(np.float32) if x.dtype.kind == "f" else x * 2
# %% complex
double = lambda x: x * (2 + 0j)
# %% integers as floats
double = lambda x: x * 2.0
# %% integers that wrap
double = lambda x: (x * 2).astype(np.int32).astype(x.dtype)
# %% an empty array
double = lambda x: x[:0]
# %% truth values
double = lambda x: x == x
# %% a list
double = lambda x: (x * 2).tolist()
