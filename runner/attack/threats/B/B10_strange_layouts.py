"""B10: Return correct values in an unusual memory layout.

Transposed, reversed, read-only and byte-swapped arrays are honest values. A judge that reads their buffers directly
sees other values. Each is copied into one layout before it is judged.

+++
verdict = ["passed"]
layers = ["frames"]
+++
"""

import numpy as np

# %% in Fortran's order
double = lambda x: np.asfortranarray(x * 2)
# %% backwards
double = lambda x: np.ascontiguousarray((x * 2)[..., ::-1])[..., ::-1]
# %% every second of a larger one
double = lambda x: np.repeat(x * 2, 2, axis=0)[::2]


# %% read-only
def double(x):
    out = x * 2
    out.flags.writeable = False
    return out


# %% bytes swapped
double = lambda x: (x * 2).astype(x.dtype.newbyteorder(">"))


# %% out of step with its dtype
def double(x):
    raw = np.zeros(x.nbytes + 1, np.uint8)
    out = raw[1:].view(x.dtype).reshape(x.shape)
    out[...] = x * 2
    return out
