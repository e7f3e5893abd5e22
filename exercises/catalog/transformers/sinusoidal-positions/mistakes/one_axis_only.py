"""any_axes

Your function only handles a vector of positions. A batch of positions has the shape (batch, n), and each of them gets a
vector.

---
Use positions[..., None] and keep all leading axes.
"""

import numpy as np


def sinusoidal_positions(positions, d):
    divisors = 10000.0 ** (np.arange(0, d, 2) / d)
    angles = positions.reshape(-1)[:, None] / divisors
    pairs = np.stack([np.sin(angles), np.cos(angles)], axis=-1)
    return pairs.reshape(-1, d)
