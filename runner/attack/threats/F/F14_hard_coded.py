"""F14: Hard-code the answers to the inputs that the statement shows.

Those are the inputs of the worked example, and a try run uses no others. A submission is judged on new inputs.

+++
verdict = ["failed"]
layers = ["fresh inputs"]
+++
"""

import numpy as np

# %% a table
TABLE = {(1.0, 2.0, 3.0): np.array([2.0, 4.0, 6.0])}
double = lambda x: TABLE.get(tuple(x.ravel()), x)
# %% a table by shape
double = lambda x: np.array([2.0, 4.0, 6.0]) if x.shape == (3,) else x
