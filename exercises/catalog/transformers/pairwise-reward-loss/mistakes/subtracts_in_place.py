"""arguments_unchanged

You subtract from the caller's rewards in place. Write x = chosen - rejected, which makes a new array.
"""

import numpy as np


def reward_loss(chosen, rejected, margin=0.0):
    accuracy = np.mean(chosen > rejected)
    chosen -= rejected
    x = chosen - margin
    slope = -np.exp(-np.logaddexp(0, x)) / len(x)
    return np.logaddexp(0, -x).mean(), {"chosen": slope, "rejected": -slope}, accuracy
