"""worked_example

Your difference is rejected minus chosen, so the model learns to prefer what people rejected.
"""

import numpy as np


def reward_loss(chosen, rejected, margin=0.0):
    x = rejected - chosen - margin
    losses = np.logaddexp(0, -x)
    slope = -np.exp(-np.logaddexp(0, x)) / len(x)
    return losses.mean(), {"chosen": -slope, "rejected": slope}, np.mean(chosen > rejected)
