"""equal_losses

You compare with the lowest loss so far. An epoch that is lower by less than min_delta is not the new best, so it must
not change the reference: compare with the loss of the best epoch.
"""

import numpy as np


def early_stopping(losses, patience, min_delta):
    best = 0
    for epoch, loss in enumerate(losses):
        if epoch and loss < np.min(losses[:epoch]) - min_delta:
            best = epoch
        if epoch - best == patience:
            break
    return epoch, best
