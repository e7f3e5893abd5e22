"""shapes

Your weights have one row for each input. Use one for each output, (n_out, n_in).

---
A layer is W @ x.
"""

import numpy as np


def xavier(n_in, n_out, rng):
    return rng.normal(0, np.sqrt(2 / (n_in + n_out)), size=(n_in, n_out))


def he(n_in, n_out, rng):
    return rng.normal(0, np.sqrt(2 / n_in), size=(n_in, n_out))
