"""F14: Hard-code the answers to the inputs that the statement shows.

They are the worked example's, and a try run asks for nothing else. A submission is judged on inputs drawn for it.

+++
verdict = ["failed"]
layers = ["fresh inputs"]
+++
"""

import numpy as np

# %% a table
TABLE = {(1.0, 2.0, 3.0): np.array([2.0, 4.0, 6.0])}


def double(x):
    return TABLE.get(tuple(x.ravel()), x)


# %% a table by shape
def double(x):
    return np.array([2.0, 4.0, 6.0]) if x.shape == (3,) else x
