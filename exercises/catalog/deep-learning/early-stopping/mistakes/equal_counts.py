"""equal_losses

You count an equal loss as an improvement. It must be lower by more than min_delta.
"""


def early_stopping(losses, patience, min_delta):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss <= losses[best] - min_delta and epoch:
            best = epoch
        if epoch - best == patience:
            break
    return epoch, best
