"""worked_example

Your best epoch is right, but you count the epochs that are not lower than the one before. A loss can fall and still be
above the best so far: such an epoch counts too.
"""


def early_stopping(losses, patience, min_delta):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best] - min_delta:
            best = epoch
        waited = 0 if losses[epoch] < losses[epoch - 1] - min_delta else waited + 1
        if waited == patience:
            return epoch, best
    return len(losses) - 1, best
