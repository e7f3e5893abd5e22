"""worked_example

You count epochs from 1. The first epoch is 0.
"""


def early_stopping(losses, patience, min_delta):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] - min_delta:
            best = epoch
        if epoch - best == patience:
            break
    return epoch + 1, best + 1
