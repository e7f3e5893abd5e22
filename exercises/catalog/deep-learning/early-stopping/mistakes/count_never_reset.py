"""worked_example

You count all epochs without an improvement. They must be consecutive: an improvement resets the count.
"""


def early_stopping(losses, patience, min_delta):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best] - min_delta:
            best = epoch
        else:
            waited += 1
        if waited == patience:
            return epoch, best
    return len(losses) - 1, best
