import random

import numpy as np


def random_unseeded():
    draws = np.random.default_rng().random(1000)
    return 0.4 < draws.mean() < 0.6, 0.4 < np.random.rand(1000).mean() < 0.6, 0 <= random.random() < 1
