"""equal_losses

You count the first epoch as one without an improvement. It is the best so far, so start to count with the second.
"""


def early_stopping(losses, patience, min_delta):
    best, waited = 0, 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] - min_delta:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return epoch, best
    return len(losses) - 1, best
