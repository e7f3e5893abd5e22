"""by_how_much

Any lower loss becomes your best, even one that is not lower by more than min_delta. Such an epoch is no improvement, so
the best stays where it was.
"""


def early_stopping(losses, patience, min_delta):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        waited = 0 if losses[epoch] < losses[best] - min_delta else waited + 1
        if losses[epoch] < losses[best]:
            best = epoch
        if waited == patience:
            return epoch, best
    return len(losses) - 1, best
