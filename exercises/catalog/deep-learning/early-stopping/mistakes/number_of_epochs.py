"""never_stops

If training runs to the end, you return the number of epochs. Epochs are counted from 0, so the last one is one less.
"""


def early_stopping(losses, patience, min_delta):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] - min_delta:
            best = epoch
        if epoch - best == patience:
            return epoch, best
    return len(losses), best
